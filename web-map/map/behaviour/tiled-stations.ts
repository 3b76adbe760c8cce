import type { Map as MapLibreMap, VectorTileSource } from 'maplibre-gl'
import { getJson } from '../../api/client.ts'
import { tileSetPath } from '../../api/worker-api.ts'
import type { Wishes } from '../../state/question.ts'
import type { Words } from '../../i18n/zh.ts'
import type { Palette } from '../palette.ts'
import type { Scene } from '../station-map.ts'
import { tiledClusterText, tiledLayers, tiledStationText, unchosen } from '../tiled-layers.ts'
import type { StationsOnMap } from './stations.ts'

/** The server names the instant of "now" in steps as long as this: after one the address is another. */
const STEP_MS = 5 * 60_000
/** A line that comes back is not always told: what did not come is asked for again after so long. */
const AGAIN_MS = 8000
/** Each station by itself from 14 on; what the deepest tile has is drawn on beyond it. */
const DEEPEST = 16

/**
 * All stations of a network too large for one answer, read from the server's vector tiles. The wishes stand in the
 * address of the tiles, so clusters count what they leave.
 *
 * @param onMissing some tiles did not come, or all have come again
 */
export function tiledStations(map: MapLibreMap, onMissing: (missing: boolean) => void): StationsOnMap {
  let palette: Palette | null = null
  let shown: Scene | null = null
  let speech: Words | null = null
  /** Of the newest question: what was asked, in which step of time, and how to give it up. */
  let asked: { wishes: Wishes; step: number; request: AbortController } | null = null

  let waiting: ReturnType<typeof setTimeout> | undefined

  async function ask({ wishes, nowMs }: Scene): Promise<void> {
    asked?.request.abort()
    const mine = { wishes, step: Math.floor(nowMs / STEP_MS), request: new AbortController() }
    asked = mine
    const found = await getJson<{ tiles: string[] }>(tileSetPath(wishes), 'zh', mine.request.signal)
    if (asked !== mine) return
    if (!found.ok) return lack()
    onMissing(false)
    read(ownAddress(found.value.tiles[0]!))
  }

  function read(address: string): void {
    const source = map.getSource<VectorTileSource>('stations')
    if (source) return void source.setTiles([address])
    if (!palette || !shown) return
    map.addSource('stations', { type: 'vector', tiles: [address], maxzoom: DEEPEST })
    for (const layer of tiledLayers(palette, shown.words)) map.addLayer(layer, 'chosen')
    describe(shown)
  }

  function describe({ chosen, words }: Scene): void {
    if (!map.getLayer('stations')) return
    map.setFilter('stations', unchosen(chosen?.properties.code ?? null))
    if (words === speech) return
    map.setLayoutProperty('stations', 'text-field', tiledStationText(words))
    map.setLayoutProperty('cluster-counts', 'text-field', tiledClusterText(words))
    speech = words
  }

  function lack(): void {
    onMissing(true)
    waiting ??= setTimeout(again, AGAIN_MS)
  }

  const again = () => {
    clearTimeout(waiting)
    waiting = undefined
    if (!shown || !asked) return
    if (navigator.onLine && !document.hidden) void ask(shown)
    else waiting = setTimeout(again, AGAIN_MS)
  }
  addEventListener('online', again)
  // Heard here, so that MapLibre does not write what a bad line does to the console.
  map.on('error', (event) => {
    if ('sourceId' in event && event.sourceId === 'stations') lack()
    else console.error(event.error)
  })

  return {
    add(colours, scene) {
      palette = colours
      shown = scene
      void ask(scene)
    },
    show(scene) {
      shown = scene
      describe(scene)
      const { wishes, nowMs } = scene
      if (asked?.wishes === wishes && asked.step === Math.floor(nowMs / STEP_MS)) return
      // A page that nobody looks at fetches nothing for the sake of the clock.
      if (asked?.wishes === wishes && document.hidden) return
      void ask(scene)
    },
    zoomApart: ({ zoom }) => Promise.resolve(typeof zoom === 'number' ? zoom + 0.05 : null),
    retry: (scene) => void ask(scene),
    stop() {
      clearTimeout(waiting)
      asked?.request.abort()
      asked = null
      removeEventListener('online', again)
    },
  }
}

/** Of this page's own origin, whatever name the server believes to have: nothing else may be fetched. */
function ownAddress(template: string): string {
  return location.origin + template.replace(/^https?:\/\/[^/]+/, '')
}
