/** Joins the page's state to the map: loads it late, hands it each new scene, hears taps and failures. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { words } from '../i18n/index.ts'
import type { MapFailure } from '../map/behaviour/watchdog.ts'
import type { Scene, StationMap } from '../map/station-map.ts'
import { now } from '../state/clock.ts'
import { mapFeatures, mapOpen, selectedCode, visibleArea } from '../state/map-view.ts'
import { area, config, place } from '../state/nearby.ts'
import { wide } from './wide.ts'

/** A little longer than the sheet's own motion (tokens.css). */
const OPENING_MS = 180

export type MapPhase = 'absent' | 'loading' | 'ready' | 'failed'

function scene(): Scene {
  const from = place.value
  return {
    stations: mapFeatures.value,
    place: from,
    placeWord: from?.source === 'phone' ? words.value.youAreHere : from?.name || words.value.iAmAt,
    chosen: selectedCode.value,
    words: words.value,
    nowMs: now.value,
  }
}

function scrollToCard(code: string): void {
  document.getElementById(`card-${code}`)?.scrollIntoView({ block: 'nearest' })
}

/** The map takes its colours once; when the device turns dark or light it is drawn anew. */
function followDarkness(redraw: () => void): void {
  const darkness = matchMedia('(prefers-color-scheme: dark)')
  darkness.addEventListener('change', redraw)
  onBeforeUnmount(() => darkness.removeEventListener('change', redraw))
}

export function followTheMap(canvas: Readonly<Ref<HTMLElement | null>>) {
  const phase = ref<MapPhase>('absent')
  const failure = ref<MapFailure | null>(null)
  const drawn = ref<number | null>(null)
  /** The reader moved the view away from what was searched. */
  const moved = ref(false)
  const map = shallowRef<StationMap | null>(null)

  function fail(reason: MapFailure): void {
    map.value?.destroy()
    map.value = null
    failure.value = reason
    phase.value = 'failed'
  }

  async function load(again = false): Promise<void> {
    if (!canvas.value || !config.value || phase.value === 'loading' || map.value) return
    if (phase.value === 'failed' && !again) return
    phase.value = 'loading'
    let code: typeof import('../map/station-map.ts')
    try {
      code = await import('../map/station-map.ts')
    } catch {
      return fail('chunk')
    }
    if (!code.webglWorks()) return fail('webgl')
    try {
      map.value = code.createStationMap(
        canvas.value,
        config.value.basemap,
        config.value.region.bbox,
        scene(),
        {
          onChoose(chosen) {
            selectedCode.value = chosen
            if (wide.value) setTimeout(() => scrollToCard(chosen))
          },
          onView(view, byHand) {
            visibleArea.value = view
            if (byHand) moved.value = true
          },
          onDrawn(count) {
            drawn.value = count
          },
          onFailure: fail,
        },
      )
      phase.value = 'ready'
    } catch {
      fail('webgl')
    }
  }

  watch([mapFeatures, place, selectedCode, words, now], () => map.value?.show(scene()))
  // A new answer for a place is framed; an area was framed by the reader's own hand.
  watch(mapFeatures, () => {
    if (area.value) return
    moved.value = false
    map.value?.frame()
  })
  watch([selectedCode, mapOpen], ([code, open], [, wasOpen]) => {
    const opened = open && !wasOpen
    if (!code && (!opened || area.value || wide.value)) return
    // The sheet has to take its new size first: a strip cannot be framed.
    const move = () => (code ? map.value?.reveal(code, opened) : map.value?.frame())
    if (wide.value) move()
    else setTimeout(move, OPENING_MS)
  })
  followDarkness(() => {
    if (!map.value) return
    map.value.destroy()
    map.value = null
    phase.value = 'absent'
    void load()
  })
  onBeforeUnmount(() => map.value?.destroy())

  return {
    phase,
    failure,
    drawn,
    moved,
    load,
    frame: () => map.value?.frame(),
    zoomBy: (steps: number) => map.value?.zoomBy(steps),
    centre: () => map.value?.centre() ?? null,
  }
}
