/** Distances for an answer that has none: an area is asked for without a place, so the page measures by itself. */
import { vincenty } from '../../api/features/nearest/geodesy.ts'
import type { NearbyFeature } from '../api/types.ts'
import type { Place } from './place.ts'
import { walkMinutes } from '../words/distance.ts'

const RANK = { yes: 0, maybe: 1, no: 2 } as const

/** The same stations with geodesic metres from the place, in the order a worker chooses: sure ones first, then near. */
export function measuredFrom(
  place: Pick<Place, 'lon' | 'lat'>,
  features: readonly NearbyFeature[],
): NearbyFeature[] {
  const measured = features.map((feature) => {
    const [lon, lat] = feature.geometry.coordinates
    const metres = vincenty(place.lon, place.lat, lon, lat)
    const distanceM = Math.round(metres * 10) / 10
    return { ...feature, properties: { ...feature.properties, distanceM, walkMinutes: walkMinutes(metres) } }
  })
  return measured.sort(
    (a, b) =>
      RANK[a.properties.usable] - RANK[b.properties.usable] ||
      (a.properties.distanceM ?? 0) - (b.properties.distanceM ?? 0),
  )
}
