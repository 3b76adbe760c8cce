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
import { listenForChoice } from './behaviour/choosing.ts'
import { frame, reveal } from './behaviour/framing.ts'
import { fillOutlines } from './behaviour/outlines.ts'
import { placeMarker } from './behaviour/place-marker.ts'
import { watchMap, type MapFailure } from './behaviour/watchdog.ts'
import { addStateImages } from './images.ts'
import { CLUSTER_MAX_ZOOM, CLUSTER_RADIUS, overlayLayers, singlesBut } from './layers.ts'
import { readPalette } from './palette.ts'
import { reachRings, stationPoints } from './sources.ts'
import { baseMap } from './style.ts'

export interface Scene {
  stations: readonly NearbyFeature[]
  /** WGS-84 degrees of the place searched from. */
  place: { lon: number; lat: number } | null
  placeWord: string
  chosen: string | null
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
}

export interface StationMap {
  show(scene: Scene): void
  frame(): void
  reveal(code: string, close: boolean): void
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

function addOverlay(map: MapLibreMap, element: Element): void {
  const palette = readPalette(element)
  addStateImages(map, palette)
  map.addSource('reach', { type: 'geojson', data: EMPTY })
  map.addSource('chosen', { type: 'geojson', data: EMPTY })
  // The source is filtered, not the layer: a cluster counts only what the wishes let through.
  map.addSource('stations', {
    type: 'geojson',
    data: EMPTY,
    cluster: true,
    clusterRadius: CLUSTER_RADIUS,
    clusterMaxZoom: CLUSTER_MAX_ZOOM,
  })
  for (const layer of overlayLayers(palette)) map.addLayer(layer)
}

function viewOf(map: MapLibreMap): BBox {
  const view = map.getBounds()
  return [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]
}

function openMap(
  container: HTMLElement,
  basemap: BasemapConfig,
  region: BBox,
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
    minZoom: 6.5,
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

/** @param region degrees; the map stays near it. Throws when the device refuses a WebGL 2 context. */
export function createStationMap(
  container: HTMLElement,
  basemap: BasemapConfig,
  region: BBox,
  first: Scene,
  events: StationMapEvents,
): StationMap {
  setWorkerUrl(workerUrl)
  const { map, ownBase } = openMap(container, basemap, region, first)
  let scene = first
  let ready = false
  const marker = placeMarker(map)
  const watchdog = watchMap(map, events.onFailure)
  const source = (name: string) => map.getSource<GeoJSONSource>(name)

  const draw = () => {
    marker.show(scene.place, scene.placeWord)
    if (!ready) return
    const points = stationPoints(scene.stations, scene.words, scene.nowMs)
    const chosen = points.features.filter(({ properties }) => properties?.code === scene.chosen)
    map.setFilter('stations', singlesBut(scene.chosen))
    source('stations')?.setData(points)
    source('chosen')?.setData({ ...points, features: chosen })
    source('reach')?.setData(reachRings(scene.place, scene.words))
    watchdog.expectDrawing()
  }

  watchdog.expectDrawing()
  map.once('style.load', () => {
    addOverlay(map, container)
    ready = true
    draw()
    frame(map, scene.place, scene.stations)
    if (ownBase) void fillOutlines(map)
  })
  listenForChoice(map, events.onChoose)
  map.on('moveend', (event) =>
    events.onView(viewOf(map), 'originalEvent' in event && Boolean(event.originalEvent)),
  )
  map.on('idle', () => {
    if (ready)
      events.onDrawn(map.queryRenderedFeatures({ layers: ['stations', 'clusters', 'chosen'] }).length)
  })

  return {
    show(next) {
      scene = next
      draw()
    },
    frame: () => frame(map, scene.place, scene.stations),
    reveal(code, close) {
      const found = scene.stations.find(({ properties }) => properties.code === code)
      if (found) reveal(map, found.geometry.coordinates, close)
    },
    zoomBy: (steps) => void map.easeTo({ zoom: map.getZoom() + steps, duration: 200 }, { originalEvent: {} }),
    centre() {
      const { lng, lat } = map.getCenter()
      return { lon: lng, lat }
    },
    destroy() {
      watchdog.stop()
      map.remove()
    },
  }
}
