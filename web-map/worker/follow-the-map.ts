/** Joins the page's state to the map: loads it late, hands it each new scene, hears taps and failures. */
import { computed, nextTick, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { words } from '../i18n/index.ts'
import type { NearbyFeature } from '../api/types.ts'
import type { MapFailure } from '../map/behaviour/watchdog.ts'
import type { Scene, StationMap } from '../map/station-map.ts'
import { now } from '../state/clock.ts'
import { mapFeatures, mapOpen, selectedCode, visibleArea } from '../state/map-view.ts'
import { area, config, place, wishes } from '../state/nearby.ts'
import { elder } from '../state/settings.ts'
import { followTheChoice } from './follow-the-choice.ts'
import { wide } from './wide.ts'

/** A little longer than the sheet's own motion (tokens.css). */
const OPENING_MS = 180

export type MapPhase = 'absent' | 'loading' | 'ready' | 'failed'

function scene(chosen: NearbyFeature | null): Scene {
  const from = place.value
  return {
    chosen,
    wishes: wishes.value,
    stations: mapFeatures.value,
    place: from,
    placeWord: from?.source === 'phone' ? words.value.youAreHere : from?.name || words.value.iAmAt,
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
  /** Some of the map's stations did not arrive. */
  const missing = ref(false)
  const map = shallowRef<StationMap | null>(null)
  const tiled = computed(() => config.value?.cityFile === false)
  const choice = followTheChoice()
  const { chosen } = choice

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
        { basemap: config.value.basemap, region: config.value.region.bbox, tiled: tiled.value },
        scene(chosen.value),
        {
          onChoose(code) {
            selectedCode.value = code
            if (wide.value) setTimeout(() => scrollToCard(code))
          },
          onView(view, byHand) {
            visibleArea.value = view
            if (byHand) moved.value = true
          },
          onDrawn(count) {
            drawn.value = count
          },
          onFailure: fail,
          onMissing(some) {
            missing.value = some
          },
        },
      )
      phase.value = 'ready'
    } catch {
      fail('webgl')
    }
  }

  watch([mapFeatures, place, chosen, words, now, wishes], () => map.value?.show(scene(chosen.value)))
  // A new answer for a place is framed; an area was framed by the reader's own hand.
  watch(mapFeatures, () => {
    if (area.value) return
    moved.value = false
    map.value?.frame()
  })
  const chosenCode = computed(() => chosen.value?.properties.code ?? null)
  watch([chosenCode, mapOpen], ([code, open], [, wasOpen]) => {
    const opened = open && !wasOpen
    if (!code && (!opened || area.value || wide.value)) return
    // The sheet has to take its new size first: a strip cannot be framed.
    const move = () => (code ? map.value?.reveal(opened) : map.value?.frame())
    if (wide.value) move()
    else setTimeout(move, OPENING_MS)
  })
  const redraw = () => {
    if (!map.value) return
    map.value.destroy()
    map.value = null
    phase.value = 'absent'
    missing.value = false
    void load()
  }
  followDarkness(redraw)
  // The settings kept from an earlier visit may be of a smaller network; the elder view writes larger.
  watch([tiled, elder], () => void nextTick(redraw))
  onBeforeUnmount(() => map.value?.destroy())

  return {
    phase,
    failure,
    drawn,
    moved,
    missing,
    tiled,
    choice,
    load,
    frame: () => map.value?.frame(),
    zoomBy: (steps: number) => map.value?.zoomBy(steps),
    retry: () => map.value?.retry(),
    centre: () => map.value?.centre() ?? null,
  }
}
