import type { NearbyFeature, ShownStation } from '../api/types.ts'

/** A station's page as a point for the map and for handing the walk over; null while it is unlocated. */
export function asFeature(station: ShownStation): NearbyFeature | null {
  const { position, code, name, kind, hostKind, address, access, accessNote, facilities } = station
  if (!position) return null
  const { openState, openUntil, hoursText, confirmedAt, synthetic } = station
  return {
    type: 'Feature',
    id: code,
    geometry: { type: 'Point', coordinates: [position.lon, position.lat] },
    properties: {
      ...{ code, name, kind, hostKind, address, access, accessNote, facilities },
      ...{ openState, openUntil, hoursText, confirmedAt, synthetic },
      distanceM: null,
      walkMinutes: null,
      usable: 'maybe',
    },
  }
}
