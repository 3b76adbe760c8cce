/**
 * The map of the gaps: the base map, areas filled by class, and for staff single cells. Framework-free; figures reach it
 * as a class for each code, so a change of the hour moves no geometry.
 */
import type { Feature, FeatureCollection, Position } from 'geojson'
import {
  LngLatBounds,
  Map as MapLibreMap,
  ScaleControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type FilterSpecification,
  type GeoJSONSource,
  type LayerSpecification,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { AppConfig, BBox } from '../../api/types.ts'
import { watchMap } from '../../map/behaviour/watchdog.ts'
import { readPalette } from '../../map/palette.ts'
import { labelPoints } from '../../map/sources.ts'
import { baseMap } from '../../map/style.ts'
import type { Cells } from './cells.ts'
import { uncoveredCells } from './hexagons.ts'

export interface GapsScene {
  districts: FeatureCollection | null
  streets: FeatureCollection | null
  /** The chosen district: its streets are filled where there are outlines. */
  district: string | null
  /** The chosen district or street. */
  area: string | null
  /** Class of colour by area code: 0–5, or what `changeColour` makes of a change. */
  classes: ReadonlyMap<string, number>
  cells: { all: Cells; reachM: number; pessimist: boolean; breaks: readonly number[] } | null
}

export interface GapsMapEvents {
  onArea(code: string): void
  onCell(h3: string): void
  onDrawn(): void
  onFailure(): void
}

export interface GapsMap {
  show(scene: GapsScene): void
  frame(): void
  zoomBy(steps: number): void
  destroy(): void
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }
const CLASS_TOKENS = [
  ...['--gap-0', '--gap-1', '--gap-2', '--gap-3', '--gap-4', '--gap-5'],
  ...['--worse-3', '--worse-2', '--worse-1', '--same', '--better-1', '--better-2', '--better-3'],
]

function ramp(element: Element): string[] {
  const style = getComputedStyle(element)
  return CLASS_TOKENS.map((token) => style.getPropertyValue(token).trim())
}

/** Colour of a class; what has no figure is not coloured. */
function colourOf(value: ExpressionSpecification, colours: readonly string[]): ExpressionSpecification {
  const pairs = colours.flatMap((colour, i) => [i, colour])
  return ['match', value, ...pairs, 'rgba(0,0,0,0)'] as unknown as ExpressionSpecification
}

function overlay(element: Element, ownBase: boolean): LayerSpecification[] {
  const palette = readPalette(element)
  const colours = ramp(element)
  const state: ExpressionSpecification = ['coalesce', ['feature-state', 'class'], -1]
  const opacity = ownBase ? 1 : 0.72
  return [
    {
      id: 'areas',
      type: 'fill',
      source: 'areas',
      paint: { 'fill-color': colourOf(state, colours), 'fill-opacity': opacity, 'fill-antialias': false },
    },
    {
      id: 'cells',
      type: 'fill',
      source: 'cells',
      paint: { 'fill-color': colourOf(['get', 'class'], colours), 'fill-opacity': 0.9 },
    },
    {
      id: 'area-lines',
      type: 'line',
      source: 'areas',
      paint: { 'line-color': palette.districtLine, 'line-width': 1 },
    },
    {
      id: 'chosen-line',
      type: 'line',
      source: 'chosen',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.ink, 'line-width': 3 },
    },
  ]
}

function grow(bounds: LngLatBounds, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return
  if (typeof coordinates[0] === 'number') bounds.extend(coordinates as [number, number])
  else for (const part of coordinates as Position[]) grow(bounds, part)
}

function boxOf(feature: Feature | undefined): BBox | null {
  if (!feature || feature.geometry.type === 'GeometryCollection') return null
  const bounds = new LngLatBounds()
  grow(bounds, feature.geometry.coordinates)
  return bounds.isEmpty() ? null : [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
}

const byCode = (shapes: FeatureCollection | null, code: string | null) =>
  shapes?.features.find(({ properties }) => properties?.code === code)

/** What is filled: all districts, and over the chosen one its streets where they have outlines. */
function areasOf({ districts, streets, district }: GapsScene): FeatureCollection {
  const inside = (streets?.features ?? []).filter(({ properties }) => {
    return district !== null && String(properties?.code).startsWith(district)
  })
  const whole = (districts?.features ?? []).filter(
    ({ properties }) => inside.length === 0 || properties?.code !== district,
  )
  return { type: 'FeatureCollection', features: [...whole, ...inside] }
}

function cellShapes({ cells }: GapsScene): FeatureCollection {
  if (!cells) return EMPTY
  const shapes = uncoveredCells(cells.all, cells.reachM, cells.pessimist)
  for (const { properties } of shapes.features) {
    const value = properties!.value as number
    properties!.class = 1 + cells.breaks.filter((bound) => value >= bound).length
  }
  return shapes
}

function openMap(container: HTMLElement, { basemap, region }: AppConfig, label: string) {
  const base = baseMap(basemap, readPalette(container))
  const [west, south, east, north] = region.bbox
  const map = new MapLibreMap({
    container,
    style: base.style,
    bounds: [west, south, east, north],
    minZoom: 6,
    maxZoom: 16,
    maxBounds: [west - 1.5, south - 1.2, east + 1.5, north + 1.2],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: { 'Map.Title': label },
  })
  // The page is scrolled past the map; the wheel belongs to the page.
  map.scrollZoom.disable()
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({ maxWidth: 90, unit: 'metric' }), 'bottom-left')
  return { map, ownBase: base.own }
}

/** @throws when the device refuses a WebGL 2 context */
export function createGapsMap(
  container: HTMLElement,
  config: AppConfig,
  label: string,
  first: GapsScene,
  events: GapsMapEvents,
): GapsMap {
  setWorkerUrl(workerUrl)
  const { map, ownBase } = openMap(container, config, label)
  const watchdog = watchMap(map, events.onFailure)
  let scene = first
  let shown: Partial<GapsScene> = {}
  let ready = false
  const source = (name: string) => map.getSource<GeoJSONSource>(name)

  const frame = () => {
    const chosen = byCode(scene.streets, scene.area) ?? byCode(scene.districts, scene.district)
    const [west, south, east, north] = boxOf(chosen) ?? config.region.bbox
    map.fitBounds([west, south, east, north], { padding: 18, duration: ready ? 120 : 0 })
  }

  /** In a chosen district its streets are named instead of it. */
  const nameStreets = ({ district, streets }: GapsScene) => {
    const named = (streets?.features ?? []).some(
      ({ properties }) => district !== null && String(properties?.code).startsWith(district),
    )
    map.setLayerZoomRange('street-names', named ? 9 : 12, 24)
    const inside: FilterSpecification = ['==', ['slice', ['get', 'code'], 0, 6], district ?? '']
    map.setFilter('street-names', named ? inside : null)
    map.setFilter('district-names', named ? ['!=', ['get', 'code'], district] : null)
  }

  const draw = () => {
    if (!ready) return
    const changed = (...keys: (keyof GapsScene)[]) => keys.some((key) => scene[key] !== shown[key])
    if (changed('districts', 'streets', 'district')) source('areas')?.setData(areasOf(scene))
    if (ownBase && changed('districts')) {
      source('districts')?.setData(scene.districts ?? EMPTY)
      source('district-names')?.setData(labelPoints(scene.districts ?? EMPTY))
    }
    if (ownBase && changed('streets')) {
      source('streets')?.setData(scene.streets ?? EMPTY)
      source('street-names')?.setData(labelPoints(scene.streets ?? EMPTY))
    }
    if (ownBase && changed('district', 'streets')) nameStreets(scene)
    if (changed('cells')) source('cells')?.setData(cellShapes(scene))
    if (changed('area', 'streets', 'districts')) {
      const chosen = byCode(scene.streets, scene.area) ?? byCode(scene.districts, scene.district)
      source('chosen')?.setData(chosen ?? EMPTY)
      frame()
    }
    if (changed('classes', 'cells')) {
      map.removeFeatureState({ source: 'areas' })
      // Under single cells a filled area would say two things at once.
      if (!scene.cells) {
        for (const [id, value] of scene.classes)
          map.setFeatureState({ source: 'areas', id }, { class: value })
      }
    }
    shown = scene
    watchdog.expectDrawing()
  }

  map.once('style.load', () => {
    map.addSource('areas', { type: 'geojson', data: EMPTY, promoteId: 'code', tolerance: 0.4 })
    map.addSource('cells', { type: 'geojson', data: EMPTY })
    map.addSource('chosen', { type: 'geojson', data: EMPTY })
    const below = ownBase ? 'street-lines' : undefined
    for (const layer of overlay(container, ownBase)) {
      map.addLayer(layer, layer.id === 'chosen-line' ? undefined : below)
    }
    ready = true
    draw()
  })
  map.on('click', (event) => {
    if (!ready) return
    const [cell] = map.queryRenderedFeatures(event.point, { layers: ['cells'] })
    if (cell) return events.onCell(String(cell.properties.h3))
    const [area] = map.queryRenderedFeatures(event.point, { layers: ['areas'] })
    if (area) events.onArea(String(area.properties.code))
  })
  map.on('mousemove', 'areas', () => (map.getCanvas().style.cursor = 'pointer'))
  map.on('mouseleave', 'areas', () => (map.getCanvas().style.cursor = ''))
  map.on('idle', () => ready && events.onDrawn())

  return {
    show(next) {
      scene = next
      draw()
    },
    frame,
    zoomBy: (steps) => void map.easeTo({ zoom: map.getZoom() + steps, duration: 120 }),
    destroy() {
      watchdog.stop()
      map.remove()
    },
  }
}
