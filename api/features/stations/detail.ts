import { beijingIso } from '../hours/beijing-time.ts'
import { openAt } from '../hours/evaluate.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import { printHours } from '../hours/print.ts'
import { handoffLinks, type HandoffLinks } from './handoff.ts'
import type { NamedCode, StationView } from './read-model.ts'
import { HAVES, type Confirmations, type HaveId, type LonLat, type Station } from './station.ts'

/** The facts that anybody may read. What is not named here (money, owners, sources, findings) is for staff. */
const PUBLIC_FACTS = [
  'code',
  'name',
  'aliases',
  'kind',
  'audience',
  'hostKind',
  'hostBrand',
  'operator',
  'address',
  'access',
  'accessNote',
  'facilities',
  'hours',
  'lifecycle',
  'lifecycleSince',
  'lifecycleReason',
  'confirmed',
  'synthetic',
  'version',
  'updatedAt',
] as const satisfies readonly (keyof Station)[]

export interface StationDetail extends Pick<Station, (typeof PUBLIC_FACTS)[number]> {
  /** WGS-84 degrees; null while the station is unlocated. */
  position: (LonLat & { accuracyM: number | null }) | null
  district: NamedCode | null
  street: NamedCode | null
  community: NamedCode | null
  union: NamedCode
  openState: 'open' | 'closed' | 'unknown'
  /** The next instant at which that state changes. */
  openUntil: string | null
  hoursText: string | null
  hoursTextEn: string | null
  /** Links into map apps, in their datum. */
  handoff: HandoffLinks | null
  sevenHaves: { id: HaveId; state: 'yes' | 'no' | 'unknown'; on: string | null; source: string | null }[]
  /** The latest confirmation of any group of facts. */
  confirmedAt: string | null
}

/** The latest of the confirmations, as a Beijing instant. */
export function latestConfirmation(confirmed: Confirmations): string | null {
  const times = Object.values(confirmed).filter((time): time is string => time !== null)
  return times.length > 0 ? beijingIso(Math.max(...times.map((time) => Date.parse(time)))) : null
}

/** A station as everybody sees it at an instant (epoch milliseconds). A station that is not open as such is closed. */
export function stationDetail(station: StationView, calendar: HolidayCalendar, nowMs: number): StationDetail {
  const facts = Object.fromEntries(PUBLIC_FACTS.map((key) => [key, station[key]])) as Pick<
    Station,
    (typeof PUBLIC_FACTS)[number]
  >
  const { position, hours } = station
  const inService = station.lifecycle === 'open'
  const answer = inService ? openAt(hours, nowMs, calendar) : { state: 'closed' as const, until: null }
  return {
    ...facts,
    position: position && { lon: position.lon, lat: position.lat, accuracyM: position.accuracyM },
    district: station.district,
    street: station.street,
    community: station.community,
    union: station.union,
    openState: answer.state,
    openUntil: answer.until && beijingIso(answer.until.getTime()),
    hoursText: hours && printHours(hours, 'zh'),
    hoursTextEn: hours && printHours(hours, 'en'),
    handoff: position && handoffLinks({ name: station.name, address: station.address, ...position }),
    sevenHaves: HAVES.map((id) => {
      const have = station.haves[id]
      return { id, state: have?.state ?? 'unknown', on: have?.on ?? null, source: have?.source ?? null }
    }),
    confirmedAt: latestConfirmation(station.confirmed),
  }
}
