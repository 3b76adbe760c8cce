import fc from 'fast-check'
import type { HolidayCalendar } from '../../api/features/hours/holiday-calendar.ts'
import { liveIndex, type LiveIndex } from '../../api/features/nearest/follower.ts'
import { createIndexBuilder, type BuilderRow } from '../../api/features/nearest/index-builder.ts'
import type { IndexedStation } from '../../api/features/nearest/station-index.ts'
import { FACILITIES, type FacilityId, type FacilityRecord } from '../../api/features/stations/facilities.ts'
import { latestConfirmation } from '../../api/features/stations/detail.ts'
import { ACCESS_TYPES, AUDIENCES, isSearchable, NOT_CONFIRMED } from '../../api/features/stations/station.ts'
import { demoFacts, generateDemoNetwork } from '../../seeds/demo-network.ts'
import { anyHours, minuteByMinute } from './hours.ts'

export type BuiltStation = { id: number } & IndexedStation

/** A station as the read model would deliver it. */
export function builderRow({ id, confirmedAt, ...station }: BuiltStation): BuilderRow {
  return { id, searchable: true, ...station, confirmed: { ...NOT_CONFIRMED, hours: confirmedAt } }
}

/** An index of these stations as a follower would have it. */
export function liveIndexOf(
  stations: readonly BuiltStation[],
  calendar: HolidayCalendar,
  dataVersion = 1,
): LiveIndex {
  const builder = createIndexBuilder()
  const { features } = builder.apply(JSON.stringify(stations.map(builderRow)))
  const snapshot = builder.snapshot()
  return liveIndex(snapshot, [features], dataVersion, calendar)
}

const facilityState = fc.record(
  {
    state: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
    condition: fc.constantFrom('ok' as const, 'broken' as const),
    confirmedOn: fc.constant('2026-10-01'),
  },
  { requiredKeys: ['state'] },
)

/** Few facilities, so that wishes meet all three answers often. */
export const WISHED_FACILITIES = FACILITIES.slice(0, 3)
export const anyFacilities: fc.Arbitrary<FacilityRecord> = fc.dictionary(
  fc.constantFrom<FacilityId>(...WISHED_FACILITIES),
  facilityState,
)

/** A coarse grid: several stations at one place, and others exactly as far. */
const gridLon = fc.integer({ min: 0, max: 12 }).map((n) => 116.3 + n / 200)
const gridLat = fc.integer({ min: 0, max: 12 }).map((n) => 39.9 + n / 200)

const anyStation: fc.Arbitrary<Omit<BuiltStation, 'id' | 'code'>> = fc.record({
  name: fc.string({ minLength: 1, unit: 'grapheme' }),
  lon: gridLon,
  lat: gridLat,
  kind: fc.constantFrom('warm_station' as const, 'union_station' as const),
  hostKind: fc.constant('bank' as const),
  audience: fc.constantFrom(...AUDIENCES),
  districtCode: fc.constant(null),
  address: fc.option(fc.string({ unit: 'grapheme' })),
  access: fc.constantFrom(...ACCESS_TYPES),
  accessNote: fc.option(fc.string()),
  facilities: anyFacilities,
  hours: fc.option(anyHours),
  confirmedAt: fc.option(fc.constant('2026-10-01T08:30:00+08:00')),
  synthetic: fc.boolean(),
})

/** Stations with distinct codes, in no particular order. */
export function anyStations(maxLength: number): fc.Arbitrary<BuiltStation[]> {
  return fc
    .tuple(
      fc.array(anyStation, { maxLength }),
      fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: maxLength, maxLength }),
    )
    .map(([stations, numbers]) =>
      stations.map((station, i) => ({
        ...station,
        id: numbers[i]!,
        code: `BJ${String(numbers[i]).padStart(6, '0')}`,
      })),
    )
}

/** The wishes of a question as plainly as they can be said. */
export interface PlainWishes {
  openAt: number | null
  facilities: readonly FacilityId[]
  access: readonly string[]
  audience: readonly string[]
}

/**
 * Whether a station fulfils the wishes, reckoned from the contract alone: no wish known to fail is `no`, all known to
 * hold is `yes`, the rest is `maybe`.
 */
export function plainMatch(station: IndexedStation, wishes: PlainWishes): 'yes' | 'maybe' | 'no' {
  const known: ('yes' | 'no' | 'unknown')[] = []
  if (wishes.openAt !== null) {
    const state = station.hours ? minuteByMinute(station.hours, wishes.openAt) : 'unknown'
    known.push(state === 'open' ? 'yes' : state === 'closed' ? 'no' : 'unknown')
  }
  for (const id of wishes.facilities) {
    const facility = station.facilities[id]
    if (facility?.state === 'yes') known.push(facility.condition === 'broken' ? 'no' : 'yes')
    else known.push(facility?.state ?? 'unknown')
  }
  for (const [list, value] of [
    [wishes.access, station.access],
    [wishes.audience, station.audience],
  ] as const) {
    if (list.length === 0) continue
    known.push(list.includes(value) ? 'yes' : value === 'unknown' ? 'unknown' : 'no')
  }
  if (known.includes('no')) return 'no'
  return known.includes('unknown') ? 'maybe' : 'yes'
}

export interface PlainStation {
  code: string
  match: 'yes' | 'maybe' | 'no'
  distanceM: number
}

/** The order of the answer, literally as the contract words it, over all stations. */
export function plainOrder(
  stations: readonly PlainStation[],
  limit: number,
  maxDistance: number | null,
): { codes: string[]; widened: boolean } {
  const reach = maxDistance ?? 1000
  const near = stations
    .filter((s) => maxDistance === null || s.distanceM <= maxDistance)
    .sort((a, b) => a.distanceM - b.distanceM || (a.code < b.code ? -1 : 1))
  const yes = near.filter((s) => s.match === 'yes')
  const maybe = near.filter((s) => s.match === 'maybe')
  const inReach = (s: PlainStation) => s.distanceM <= reach
  const chosen = new Set<PlainStation>()
  const take = (from: readonly PlainStation[], most = limit) => {
    for (const station of from.filter((s) => !chosen.has(s)).slice(0, most)) {
      if (chosen.size < limit) chosen.add(station)
    }
  }
  let widened = false
  take(yes.filter(inReach))
  if (chosen.size === 0 && maxDistance === null) {
    widened = near.length > 0
    take(yes, Math.min(3, limit))
  }
  take(maybe.filter(inReach))
  if (maxDistance === null) {
    take(yes)
    take(maybe)
  }
  if (yes.length === 0 && maybe.length === 0 && maxDistance === null) take(near)
  const order = [...yes, ...maybe, ...near.filter((s) => s.match === 'no')]
  return { codes: order.filter((s) => chosen.has(s)).map((s) => s.code), widened }
}

/** Those of the demo network that can be found. */
export function demoStations(count: number): BuiltStation[] {
  return generateDemoNetwork({ count }).flatMap((made, id) => {
    const { position, confirmed, ...facts } = demoFacts(made)
    if (!isSearchable({ ...facts, position })) return []
    const confirmedAt = latestConfirmation(confirmed)
    return [{ ...facts, id, code: made.code, lon: position!.lon, lat: position!.lat, confirmedAt }]
  })
}
