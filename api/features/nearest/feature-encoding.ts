/** The unchanging part of a station's GeoJSON feature, written once when the station changes. */
import { printHours } from '../hours/print.ts'
import { FACILITIES, type FacilityId, type FacilityRecord } from '../stations/facilities.ts'
import type { IndexedStation } from './station-index.ts'

/**
 * JSON text of the feature up to `"distanceM":`, the first of the members that differ from answer to answer. They come
 * last, so that all before them is copied in one piece (`answer.ts` goes on from there).
 */
export function featureText(station: IndexedStation): string {
  const { lon, lat, hours, code } = station
  const unchanging = {
    type: 'Feature',
    id: code,
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: {
      code,
      name: station.name,
      kind: station.kind,
      hostKind: station.hostKind,
      address: station.address,
      hoursText: hours ? printHours(hours, 'zh') : null,
      access: station.access,
      accessNote: station.accessNote,
      facilities: shownFacilities(station.facilities),
      confirmedAt: station.confirmedAt,
      synthetic: station.synthetic,
    },
  }
  // Without the two braces that close the properties and the feature.
  return `${JSON.stringify(unchanging).slice(0, -2)},"distanceM":`
}

/** What workers ask for most: said of every station, also where nobody knows. Of the rest, absent is unknown. */
const ALWAYS_SAID: ReadonlySet<FacilityId> = new Set([
  'toilet',
  'microwave',
  'water',
  'hot_water',
  'charging',
])

/** A card's worth of the record: half of an answer's bytes would be dates that only the station's own page shows. */
function shownFacilities(record: FacilityRecord): FacilityRecord {
  const shown: FacilityRecord = {}
  for (const id of FACILITIES) {
    const state = record[id]?.state ?? 'unknown'
    if (state === 'unknown' && !ALWAYS_SAID.has(id)) continue
    const broken = state === 'yes' && record[id]?.condition === 'broken'
    shown[id] = broken ? { state, condition: 'broken' } : { state }
  }
  return shown
}
