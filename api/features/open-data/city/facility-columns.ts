import { FACILITIES, type FacilityRecord, type FacilityState } from '../../stations/facilities.ts'
import { packNumbers, unpackNumbers } from './columns.ts'

/** All that is said of a facility, by number; 0 is nothing, which is unknown. Shared by all stations, hence frozen. */
const STATES: readonly (FacilityState | null)[] = [
  null,
  Object.freeze<FacilityState>({ state: 'no' }),
  Object.freeze<FacilityState>({ state: 'yes' }),
  Object.freeze<FacilityState>({ state: 'yes', condition: 'broken' }),
]
const [UNSAID, NO, YES, BROKEN] = [0, 1, 2, 3]

/** So many facilities take one digit together. */
const GROUP = 3

/**
 * The record as the file has it: what is there, what is not, and what is broken. The days on which each was confirmed
 * stay with the registry: in the file they would take more room than the states.
 */
export function statesOnly(record: FacilityRecord): FacilityRecord {
  const states: FacilityRecord = {}
  for (const id of FACILITIES) {
    const state = STATES[numberOf(record[id])]
    if (state) states[id] = state
  }
  return states
}

function numberOf(said: FacilityState | undefined): number {
  if (!said || said.state === 'unknown') return UNSAID!
  if (said.state === 'no') return NO!
  return said.condition === 'broken' ? BROKEN! : YES!
}

/** A column for every three facilities, in the order of `FACILITIES`; the first counts most, by fours. */
export function writeFacilities(records: readonly FacilityRecord[]): string[][] {
  return groups().map((group) =>
    packNumbers(
      records.map((record) => group.reduce((digits, id) => digits * STATES.length + numberOf(record[id]), 0)),
    ),
  )
}

export function readFacilities(columns: readonly string[][], count: number): FacilityRecord[] {
  const records = Array.from({ length: count }, (): FacilityRecord => ({}))
  groups().forEach((group, column) => {
    const numbers = unpackNumbers(columns[column]!, count)
    group.forEach((id, place) => {
      const unit = STATES.length ** (group.length - 1 - place)
      numbers.forEach((number, row) => {
        const state = STATES[Math.floor(number / unit) % STATES.length]
        if (state) records[row]![id] = state
      })
    })
  })
  return records
}

function groups() {
  return Array.from({ length: Math.ceil(FACILITIES.length / GROUP) }, (_, i) =>
    FACILITIES.slice(GROUP * i, GROUP * i + GROUP),
  )
}
