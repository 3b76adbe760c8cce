/** Which facilities a card names, and what is known of each. Pure. */
import { FACILITIES, type FacilityId, type FacilityRecord } from '../../api/features/stations/facilities.ts'

export interface Named {
  id: FacilityId
  state: 'yes' | 'no' | 'broken' | 'unknown'
}

/** What outdoor workers ask for first; named on every card, also when nobody knows. */
const CORE: readonly FacilityId[] = ['toilet', 'microwave', 'hot_water', 'charging', 'seats']

function named(record: FacilityRecord, id: FacilityId): Named {
  const entry = record[id]
  if (!entry) return { id, state: 'unknown' }
  return { id, state: entry.state === 'yes' && entry.condition === 'broken' ? 'broken' : entry.state }
}

/** For a card: what was wished and the core, in one order on all cards. */
export function cardFacilities(record: FacilityRecord, wished: readonly FacilityId[]): Named[] {
  return FACILITIES.filter((id) => CORE.includes(id) || wished.includes(id)).map((id) => named(record, id))
}

/** For the station's page: every one, the known ones first. */
export function allFacilities(record: FacilityRecord): Named[] {
  const rank = { yes: 0, broken: 1, no: 2, unknown: 3 }
  return FACILITIES.map((id) => named(record, id)).sort((a, b) => rank[a.state] - rank[b.state])
}
