import {
  FACILITIES,
  type FacilityId,
  type FacilityRecord,
  type FacilityState,
} from '../../api/features/stations/facilities.ts'
import {
  HAVES,
  type AccessType,
  type Audience,
  type Confirmations,
  type HaveRecord,
  type HaveState,
  type HostKind,
  type Lifecycle,
} from '../../api/features/stations/station.ts'
import type { Random } from './random.ts'

/** The day on which the demo network is "now"; every date in it lies before. */
export const DEMO_AS_OF = '2026-09-30'

/** Percent of stations per state: counted apart, reported is not open. */
export const LIFECYCLE_SHARES: Record<Lifecycle, number> = {
  reported: 3,
  inspected: 2,
  accepted: 1.5,
  signed: 1.5,
  open: 88,
  suspended: 2.5,
  closed: 1.5,
}

const SUSPENDED_REASONS = ['装修改造，暂停服务', '设备检修', '商户临时停业', '门前道路施工']
const CLOSED_REASONS = ['商户搬迁', '租约到期', '并入附近站点']

/** Percent: most serve outdoor workers, a few are staff lounges. */
export const AUDIENCE_SHARES: Record<Audience, number> = { outdoor: 87, mixed: 8, internal: 3, unknown: 2 }

export const ACCESS_SHARES: Record<AccessType, number> = {
  free: 36,
  ask_staff: 36,
  door_code: 8,
  scan: 9,
  staff_only: 4,
  unknown: 7,
}

const ACCESS_NOTES: Partial<Record<AccessType, string>> = {
  ask_staff: '进门后告诉店员即可',
  door_code: '门禁密码请询问店员或保安',
  scan: '扫门口二维码开门',
}

/** Percent of stations that have it, where somebody looked. */
const FACILITY_SHARES: Record<FacilityId, number> = {
  toilet: 55,
  microwave: 72,
  water: 95,
  hot_water: 86,
  charging: 88,
  seats: 97,
  heating_cooling: 88,
  medicine_box: 74,
  wifi: 58,
  fridge: 26,
  umbrella: 52,
  tyre_pump: 24,
  sewing_kit: 48,
  tools: 30,
  books: 42,
  lockers: 12,
  aed: 6,
  mother_baby_room: 7,
  battery_swap: 5,
  nap_chair: 8,
}
/** Percent of facilities about which nothing was said: the core ones are asked for, the extras seldom. */
const CORE_UNKNOWN = 12
const EXTRA_UNKNOWN = 45
const CORE: ReadonlySet<FacilityId> = new Set([
  'toilet',
  'microwave',
  'water',
  'hot_water',
  'charging',
  'seats',
  'heating_cooling',
  'medicine_box',
])
/** Percent of the equipment in place that does not work. */
const BROKEN = 4
/** Chairs and books do not fail. */
const NEVER_BROKEN: ReadonlySet<FacilityId> = new Set([
  'seats',
  'books',
  'nap_chair',
  'umbrella',
  'sewing_kit',
])

/** Hosts that have a toilet for guests more or less often than others. */
const TOILET_SHARES: Partial<Record<HostKind, number>> = {
  estate_agency: 40,
  supermarket: 35,
  bank: 45,
  petrol_station: 92,
  party_centre: 85,
  union_premises: 80,
  community_centre: 82,
  hospital: 98,
  park: 90,
  government: 95,
}

function drawFrom<T extends string>(shares: Record<T, number>): (random: Random) => T {
  const values = Object.keys(shares) as T[]
  const weights = Object.values<number>(shares)
  return (random) => random.weighted(values, weights)
}
const drawState = drawFrom(LIFECYCLE_SHARES)
const drawAccessType = drawFrom(ACCESS_SHARES)

const DAY_MS = 86_400_000
const AS_OF_MS = Date.parse(`${DEMO_AS_OF}T00:00:00Z`)

/** Beijing date `YYYY-MM-DD` so many days before the demo's "now". */
function daysBefore(days: number): string {
  return (dates[days] ??= new Date(AS_OF_MS - days * DAY_MS).toISOString().slice(0, 10))
}
const dates: string[] = []

/**
 * What can be said on one day, said once and shared (frozen) by all stations: 200,000 stations with twenty facilities
 * each would otherwise be millions of equal objects.
 */
function statementsOn(date: string) {
  let statements = statementsByDate.get(date)
  if (!statements) {
    const no = Object.freeze<FacilityState>({ state: 'no', confirmedOn: date })
    const ok = Object.freeze<FacilityState>({ state: 'yes', condition: 'ok', confirmedOn: date })
    const broken = Object.freeze<FacilityState>({ state: 'yes', condition: 'broken', confirmedOn: date })
    const met = Object.freeze<HaveState>({ state: 'yes', on: date, source: 'demo' })
    const unmet = Object.freeze<HaveState>({ state: 'no', on: date, source: 'demo' })
    statements = { no, ok, broken, met, unmet }
    statementsByDate.set(date, statements)
  }
  return statements
}
const statementsByDate = new Map<
  string,
  Record<'no' | 'ok' | 'broken', FacilityState> & Record<'met' | 'unmet', HaveState>
>()
const HAVE_UNKNOWN = Object.freeze<HaveState>({ state: 'unknown' })

/** Most facts were confirmed within the last quarter, some within the year, a few long ago. */
function drawAge(random: Random): number {
  const span = random.weighted([90, 365, 900], [62, 28, 10])
  return random.between(1, span)
}

export function drawLifecycle(random: Random): {
  lifecycle: Lifecycle
  lifecycleSince: string
  lifecycleReason: string | null
} {
  const lifecycle = drawState(random)
  const recent = lifecycle !== 'open'
  return {
    lifecycle,
    lifecycleSince: daysBefore(recent ? random.between(2, 120) : random.between(60, 2_400)),
    lifecycleReason:
      lifecycle === 'suspended'
        ? random.pick(SUSPENDED_REASONS)
        : lifecycle === 'closed'
          ? random.pick(CLOSED_REASONS)
          : null,
  }
}

export const drawAudience: (random: Random) => Audience = drawFrom(AUDIENCE_SHARES)

/** A staff lounge lets in staff only; the others as the city's mix has it. */
export function drawAccess(
  audience: Audience,
  random: Random,
): { access: AccessType; accessNote: string | null } {
  const access = audience === 'internal' ? 'staff_only' : drawAccessType(random)
  return { access, accessNote: random.chance(0.5) ? (ACCESS_NOTES[access] ?? null) : null }
}

/** A facility that is absent from the record is unknown. */
export function drawFacilities(hostKind: HostKind, random: Random): FacilityRecord {
  const record: FacilityRecord = {}
  const { no, ok, broken } = statementsOn(daysBefore(drawAge(random)))
  for (const id of FACILITIES) {
    if (random.chance((CORE.has(id) ? CORE_UNKNOWN : EXTRA_UNKNOWN) / 100)) continue
    const share = (id === 'toilet' ? TOILET_SHARES[hostKind] : undefined) ?? FACILITY_SHARES[id]
    if (!random.chance(share / 100)) record[id] = no
    else record[id] = !NEVER_BROKEN.has(id) && random.chance(BROKEN / 100) ? broken : ok
  }
  // Hot water is water: no list says that one may have the first but not the second.
  if (record.hot_water?.state === 'yes' && record.water?.state === 'no') delete record.water
  return record
}

/** The seven haves as a self-report would state them: open stations mostly yes, those on the way mostly unknown. */
export function drawHaves(lifecycle: Lifecycle, random: Random): HaveRecord {
  const settled = lifecycle === 'open' || lifecycle === 'signed' || lifecycle === 'suspended'
  const [yes, no] = settled ? [0.84, 0.05] : [0.3, 0.15]
  const record: HaveRecord = {}
  const { met, unmet } = statementsOn(daysBefore(random.between(10, 360)))
  for (const have of HAVES) {
    const draw = random.next()
    record[have] = draw < yes ? met : draw < yes + no ? unmet : HAVE_UNKNOWN
  }
  return record
}

/** Each group of facts on its own day, at an hour of the working day; some never. */
export function drawConfirmed(hoursKnown: boolean, random: Random): Confirmations {
  const confirm = (share: number): string | null => {
    if (!random.chance(share)) return null
    const hour = String(random.between(1, 9)).padStart(2, '0')
    const minute = String(random.between(0, 59)).padStart(2, '0')
    return `${daysBefore(drawAge(random))}T${hour}:${minute}:00.000Z`
  }
  return {
    location: confirm(0.9),
    hours: hoursKnown ? confirm(0.85) : null,
    facilities: confirm(0.8),
    access: confirm(0.7),
  }
}

/** At least CNY 2,000 go into a station; nothing is known of one in ten, and nothing was spent before acceptance. */
export function drawInvested(lifecycle: Lifecycle, random: Random): number | null {
  if (lifecycle === 'reported' || lifecycle === 'inspected' || random.chance(0.1)) return null
  return 2_000 + 100 * Math.floor(random.next() * random.next() * 40)
}
