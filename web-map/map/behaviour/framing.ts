import { LngLat, LngLatBounds, type Map as MapLibreMap } from 'maplibre-gl'
import type { NearbyFeature } from '../../api/types.ts'

const CLOSEST = 16
/** One station by itself is shown with what lies around it. */
const ALONE = 14.5

/** Lower than this (pixels) the map only peeks: what lies around the place is all it can show. */
const STRIP_PX = 220
/** Just below the zoom from which markers have names: a strip has no room for them. */
const STRIP_ZOOM = 13.4

/** A place farther than this (metres) from the first station would shrink what is asked for. */
const FAR_M = 10_000

/** How many of the answer should be in view at once: the near ones matter, a far one would shrink them all. */
const FIRST = 8

/** Moves the view to the place and the stations a worker would choose first. */
export function frame(
  map: MapLibreMap,
  place: { lon: number; lat: number } | null,
  stations: readonly NearbyFeature[],
): void {
  const points = stations.slice(0, FIRST).map(({ geometry }) => new LngLat(...geometry.coordinates))
  const from = place && new LngLat(place.lon, place.lat)
  const [nearest] = points
  if (from && (!nearest || from.distanceTo(nearest) < FAR_M)) points.unshift(from)
  const [middle] = points
  if (!middle) return
  if (map.getContainer().clientHeight < STRIP_PX) {
    map.jumpTo({ center: middle, zoom: STRIP_ZOOM })
    return
  }
  const bounds = points.reduce((box, point) => box.extend(point), new LngLatBounds())
  const room = Math.min(map.getContainer().clientHeight, map.getContainer().clientWidth)
  map.fitBounds(bounds, {
    padding: Math.min(56, room / 5),
    maxZoom: points.length > 1 ? CLOSEST : ALONE,
    duration: 300,
  })
}

/** A marker nearer than this to the edge (pixels) is cut off. */
const EDGE_PX = 40

function inView(map: MapLibreMap, at: [lon: number, lat: number]): boolean {
  const { x, y } = map.project(at)
  const { clientWidth, clientHeight } = map.getContainer()
  const beside = Math.min(x, y, clientWidth - x, clientHeight - y)
  return beside >= Math.min(EDGE_PX, clientWidth / 4, clientHeight / 4)
}

/** Brings a point into view if it is out of it, without changing what is seen otherwise. */
export function reveal(map: MapLibreMap, at: [lon: number, lat: number], close: boolean): void {
  if (close) map.easeTo({ center: at, zoom: Math.max(map.getZoom(), 15), duration: 300 })
  else if (!inView(map, at)) map.easeTo({ center: at, duration: 300 })
}
