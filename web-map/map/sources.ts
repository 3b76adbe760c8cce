/** Page data as GeoJSON for the map's sources. Pure. */
import type { Feature, FeatureCollection, Geometry, LineString, Point, Position } from 'geojson'
import type { NearbyFeature } from '../api/types.ts'
import type { Words } from '../i18n/zh.ts'
import { openingOf } from '../words/opening.ts'
import { reachOf } from '../words/distance.ts'

export const REACH_MINUTES = [5, 10, 15] as const

function collection<G extends Geometry>(features: Feature<G>[]): FeatureCollection<G> {
  return { type: 'FeatureCollection', features }
}

/** Stations with what their marker shows: the look, its word, and the order in which labels win. */
export function stationPoints(
  stations: readonly NearbyFeature[],
  words: Words,
  nowMs: number,
): FeatureCollection<Point> {
  return collection(
    stations.map(({ geometry, properties: { code, name, openState, openUntil } }, order) => {
      const { look } = openingOf(openState, openUntil, nowMs)
      return {
        type: 'Feature',
        geometry,
        properties: { code, name, look, word: words.lookWord(look), order },
      }
    }),
  )
}

const METRES_PER_DEGREE = 111_320
const CORNERS = 72

/** Rings of equal walking time around a point, each with a point that carries its words. */
export function reachRings(
  centre: { lon: number; lat: number } | null,
  words: Words,
): FeatureCollection<LineString | Point> {
  if (!centre) return collection([])
  const perLon = METRES_PER_DEGREE * Math.cos((centre.lat * Math.PI) / 180)
  const at = (metres: number, turn: number): Position => [
    centre.lon + (metres * Math.sin(turn)) / perLon,
    centre.lat + (metres * Math.cos(turn)) / METRES_PER_DEGREE,
  ]
  return collection(
    REACH_MINUTES.flatMap((minutes): Feature<LineString | Point>[] => {
      const metres = reachOf(minutes)
      const turns = Array.from({ length: CORNERS + 1 }, (_, i) => (i / CORNERS) * 2 * Math.PI)
      return [
        {
          type: 'Feature',
          properties: {},
          geometry: { type: 'LineString', coordinates: turns.map((t) => at(metres, t)) },
        },
        {
          type: 'Feature',
          properties: { word: words.ring(minutes) },
          geometry: { type: 'Point', coordinates: at(metres, 0) },
        },
      ]
    }),
  )
}

function corners(geometry: Geometry): Position[] {
  if (geometry.type === 'Polygon') return geometry.coordinates[0] ?? []
  if (geometry.type !== 'MultiPolygon') return []
  const rings = geometry.coordinates.map((polygon) => polygon[0] ?? [])
  return rings.reduce((most, ring) => (ring.length > most.length ? ring : most), [])
}

/** One label a polygon: where its data says, else the middle of its box. Polygons cut into tiles would repeat theirs. */
export function labelPoints(polygons: FeatureCollection): FeatureCollection<Point> {
  return collection(
    polygons.features.flatMap(({ geometry, properties }): Feature<Point>[] => {
      const given = properties?.label as Position | undefined
      const ring = corners(geometry)
      if (!given && ring.length === 0) return []
      const lons = ring.map(([lon]) => lon ?? 0)
      const lats = ring.map(([, lat]) => lat ?? 0)
      const middle = [
        (Math.min(...lons) + Math.max(...lons)) / 2,
        (Math.min(...lats) + Math.max(...lats)) / 2,
      ]
      const { name, code } = properties as { name: string; code?: string }
      return [
        {
          type: 'Feature',
          properties: { name, code },
          geometry: { type: 'Point', coordinates: given ?? middle },
        },
      ]
    }),
  )
}
