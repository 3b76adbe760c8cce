/**
 * The map, as a table of contents: base style, overlay, and one file for each behaviour. Framework-free; the page
 * tells it what to show and hears what was done. Loaded after the list, never needed by it.
 */
import type { FeatureCollection } from 'geojson'
import { Map as MapLibreMap, ScaleControl, setWorkerUrl, type GeoJSONSource } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import './station-map.css'
import type { BasemapConfig, BBox, NearbyFeature } from '../api/types.ts'
import type { Words } from '../i18n/zh.ts'
import type { Wishes } from '../state/question.ts'
import { answeredStations } from './behaviour/answered-stations.ts'
import { listenForChoice } from './behaviour/choosing.ts'
import { frame, reveal } from './behaviour/framing.ts'
import { fillOutlines } from './behaviour/outlines.ts'
import { placeMarker } from './behaviour/place-marker.ts'
import { STATION_LAYERS } from './behaviour/stations.ts'
import { tiledStations } from './behaviour/tiled-stations.ts'
import { watchMap, type MapFailure } from './behaviour/watchdog.ts'
import { addStateImages } from './images.ts'
import { overlayLayers } from './layers.ts'
import { readPalette, type Palette } from './palette.ts'
import { reachRings, stationPoints } from './sources.ts'
import { baseMap } from './style.ts'

export interface Scene {
  /** The answer: on the map and in the list. */
  stations: readonly NearbyFeature[]
  /** WGS-84 degrees of the place searched from. */
  place: { lon: number; lat: number } | null
  placeWord: string
  chosen: NearbyFeature | null
  /** What the tiles are asked for, where the stations come from tiles. */
  wishes: Wishes
  words: Words
  nowMs: number
}

export interface StationMapEvents {
  onChoose(code: string): void
  /** The view came to rest; `byHand` when the reader moved it. */
  onView(view: BBox, byHand: boolean): void
  /** All of the scene is drawn; how many stations and clusters are in view. */
  onDrawn(count: number): void
  onFailure(failure: MapFailure): void
  /** Some tiles with stations did not come, or they have come after all. */
  onMissing(missing: boolean): void
}

/** What does not change while a map stands. */
export interface MapSettings {
  basemap: BasemapConfig
  /** Degrees; the map stays near it. */
  region: BBox
  /** The network is too large for one answer: the map reads it from vector tiles. */
  tiled: boolean
}

export interface StationMap {
  show(scene: Scene): void
  frame(): void
  /** Brings the chosen station into view. */
  reveal(close: boolean): void
  /** Asks for tiles that did not come. */
  retry(): void
  zoomBy(steps: number): void
  centre(): { lon: number; lat: number }
  destroy(): void
}

export function webglWorks(): boolean {
  try {
    const canvas = document.createElement('canvas')
    const context = canvas.getContext('webgl2')
    context?.getExtension('WEBGL_lose_context')?.loseContext()
    return context !== null
  } catch {
    return false
  }
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

function addOverlay(map: MapLibreMap, element: Element): Palette {
  const palette = readPalette(element)
  addStateImages(map, palette)
  map.addSource('reach', { type: 'geojson', data: EMPTY })
  map.addSource('chosen', { type: 'geojson', data: EMPTY })
  for (const layer of overlayLayers(palette)) map.addLayer(layer)
  return palette
}

function viewOf(map: MapLibreMap): BBox {
  const view = map.getBounds()
  return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]
}

function openMap(
  container: HTMLElement,
  { basemap, region }: MapSettings,
  first: Scene,
): { map: MapLibreMap; ownBase: boolean } {
  const [west, south, east, north] = region
  const base = baseMap(basemap, readPalette(container))
  const centre = first.place ?? { lon: (west + east) / 2, lat: (south + north) / 2 }
  const map = new MapLibreMap({
    container,
    style: base.style,
    center: [centre.lon, centre.lat],
    zoom: 14,
    minZoom: leastZoom(region),
    maxZoom: 18,
    maxBounds: [west - 1.2, south - 1, east + 1.2, north + 1],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { 'Map.Title': first.words.mapLabel },
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({ maxWidth: 90, unit: 'metric' }), 'bottom-left')
  return { map, ownBase: base.own }
}

/** Far enough out to see the whole region and what borders on it, on a narrow screen too. */
function leastZoom([west, , east]: BBox): number {
  return Math.min(6.5, Math.log2(360 / (east - west)) - 0.9)
}

/** Throws when the device refuses a WebGL 2 context. */
export function createStationMap(
  container: HTMLElement,
  settings: MapSettings,
  first: Scene,
  events: StationMapEvents,
): StationMap {
  setWorkerUrl(workerUrl)
  const { map, ownBase } = openMap(container, settings, first)
  let scene = first
  let ready = false
  const marker = placeMarker(map)
  const watchdog = watchMap(map, events.onFailure)
  const stations = settings.tiled ? tiledStations(map, events.onMissing) : answeredStations(map)
  const source = (name: string) => map.getSource<GeoJSONSource>(name)

  const draw = () => {
    marker.show(scene.place, scene.placeWord)
    if (!ready) return
    stations.show(scene)
    source('chosen')?.setData(stationPoints(scene.chosen ? [scene.chosen] : [], scene.words, scene.nowMs))
    source('reach')?.setData(reachRings(scene.place, scene.words))
    watchdog.expectDrawing()
  }

  watchdog.expectDrawing()
  map.once('style.load', () => {
    stations.add(addOverlay(map, container), scene)
    ready = true
    draw()
    frame(map, scene.place, scene.stations)
    if (ownBase) void fillOutlines(map)
  })
  listenForChoice(map, stations, events.onChoose)
  map.on('moveend', (event) =>
    events.onView(viewOf(map), 'originalEvent' in event && Boolean(event.originalEvent)),
  )
  map.on('idle', () => {
    const layers = [...STATION_LAYERS, 'chosen'].filter((id) => map.getLayer(id))
    if (ready) events.onDrawn(map.queryRenderedFeatures({ layers }).length)
  })

  return {
    show(next) {
      scene = next
      draw()
    },
    frame: () => frame(map, scene.place, scene.stations),
    reveal(close) {
      if (scene.chosen) reveal(map, scene.chosen.geometry.coordinates, close)
    },
    retry: () => stations.retry(scene),
    zoomBy: (steps) => void map.easeTo({ zoom: map.getZoom() + steps, duration: 200 }, { originalEvent: {} }),
    centre() {
      const { lng, lat } = map.getCenter()
      return { lon: lng, lat }
    },
    destroy() {
      watchdog.stop()
      stations.stop()
      map.remove()
    },
  }
}
