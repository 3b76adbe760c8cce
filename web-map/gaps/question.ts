/** What the reader asks of the coverage, and how the address and the API say it. Pure. */
import { FACILITIES, type FacilityId } from '../../api/features/stations/facilities.ts'
import { WORKER_GROUPS, type WorkerGroup } from '../../api/features/coverage/model.ts'
import type { QueryValue } from '../api/client.ts'

export const WEEK_HOURS = 168

/** How what nobody knows is counted: as missing, as there, or both as an interval. */
export const UNKNOWNS = ['both', 'pessimist', 'optimist'] as const
export type Unknowns = (typeof UNKNOWNS)[number]

/** What the colours and the order of the table say: how many are not covered, or how large a part. */
export const MEASURES = ['count', 'share'] as const
export type Measure = (typeof MEASURES)[number]

export type TravelMode = 'walk' | 'ebike'

export interface GapReach {
  /** Metres in a straight line, or minutes when `mode` is set. */
  value: number
  mode: TravelMode | null
}

export interface GapQuestion {
  /** Code of a district (six digits) or street (nine); null is the whole region. */
  area: string | null
  /** 0–167; 0 is Monday 00:00 in Beijing. */
  hour: number
  holiday: boolean
  facilities: FacilityId[]
  freeEntry: boolean
  group: WorkerGroup | null
  reach: GapReach
  unknowns: Unknowns
  measure: Measure
  model: string | null
  /** Two moments side by side: the number of a kept answer, or `now`. */
  compare: Moments | null
}

export interface Moments {
  before: string
  after: string
}

export const NOW = 'now'

/** Offered reaches; any other from an address is kept. */
export const REACHES: readonly GapReach[] = [
  { value: 300, mode: null },
  { value: 500, mode: null },
  { value: 1000, mode: null },
  { value: 5, mode: 'walk' },
  { value: 10, mode: 'walk' },
  { value: 15, mode: 'walk' },
  { value: 5, mode: 'ebike' },
  { value: 10, mode: 'ebike' },
]

const DEFAULT_REACH: GapReach = { value: 500, mode: null }

/** `500` or `10min-walk`: one word for a reach, for a list of choices. */
export function reachWord({ value, mode }: GapReach): string {
  return mode ? `${value}min-${mode}` : `${value}`
}

export function reachFromWord(word: string): GapReach {
  const [amount = '', mode] = word.split('min-')
  const value = Number(amount)
  if (!(value > 0) || value > 50_000) return DEFAULT_REACH
  return { value, mode: mode === 'walk' || mode === 'ebike' ? mode : null }
}

/** Hour of the week of an instant in Beijing, which has one offset all year. */
export function hourOfWeekAt(epochMs: number): number {
  const hours = Math.floor(epochMs / 3_600_000) + 8
  // 1 January 1970 was a Thursday.
  return (hours + 3 * 24) % WEEK_HOURS
}

function oneOf<T extends string>(choice: readonly T[], word: string | null): T | null {
  return choice.includes(word as T) ? (word as T) : null
}

function momentsFrom(address: URLSearchParams): Moments | null {
  const [before, after] = ['before', 'after'].map((name) => address.get(name) ?? NOW)
  const moment = /^(now|\d{1,15})$/
  if (!moment.test(before!) || !moment.test(after!) || before === after) return null
  return { before: before!, after: after! }
}

/** The question that an address holds; what it does not say is the default. */
export function questionFromAddress(address: URLSearchParams, nowMs: number): GapQuestion {
  const area = address.get('area') ?? ''
  const hour = address.get('hour') ?? ''
  const wanted = (address.get('facilities') ?? '').split(',')
  const model = address.get('model') ?? ''
  return {
    area: /^\d{6}(\d{3})?$/.test(area) ? area : null,
    hour: /^\d{1,3}$/.test(hour) && Number(hour) < WEEK_HOURS ? Number(hour) : hourOfWeekAt(nowMs),
    holiday: address.get('holiday') === 'on',
    facilities: FACILITIES.filter((id) => wanted.includes(id)),
    freeEntry: address.get('access') === 'free',
    group: oneOf(WORKER_GROUPS, address.get('group')),
    reach: reachFromWord(address.get('reach') ?? ''),
    unknowns: oneOf(UNKNOWNS, address.get('unknowns')) ?? 'both',
    measure: oneOf(MEASURES, address.get('by')) ?? 'count',
    model: /^(area|\d{1,15})$/.test(model) ? model : null,
    compare: momentsFrom(address),
  }
}

/**
 * The address of a question. The hour is always in it: a link must show tomorrow what it shows today.
 * @param before the present query, whose foreign parameters (language, view) stay
 */
export function addressOf(question: GapQuestion, before: URLSearchParams): string {
  const { area, hour, holiday, facilities, freeEntry, group, reach, unknowns, measure, model } = question
  const { before: earlier, after: later } = question.compare ?? { before: null, after: null }
  const ours: Record<string, string | null> = {
    area,
    hour: String(hour),
    facilities: facilities.join(',') || null,
    access: freeEntry ? 'free' : null,
    group,
    reach: reachWord(reach) === reachWord(DEFAULT_REACH) ? null : reachWord(reach),
    holiday: holiday ? 'on' : null,
    unknowns: unknowns === 'both' ? null : unknowns,
    by: measure === 'count' ? null : measure,
    model,
    before: earlier,
    after: later === NOW ? null : later,
  }
  const kept = new URLSearchParams(before)
  for (const [name, value] of Object.entries(ours)) {
    if (value === null) kept.delete(name)
    else kept.set(name, value)
  }
  return `?${kept.toString().replaceAll('%2C', ',')}`
}

/** The question for `/api/coverage`, without its hour when the whole week is asked. */
export function apiQuery(
  { model, hour, holiday, facilities, freeEntry, group, reach }: GapQuestion,
  withHour: boolean,
): Record<string, QueryValue> {
  return {
    model,
    hour: withHour ? hour : null,
    holiday: holiday ? 'on' : null,
    facilities,
    access: freeEntry ? 'free' : null,
    group,
    reach: reach.value,
    mode: reach.mode,
  }
}

export function districtOf(area: string | null): string | null {
  return area === null ? null : area.slice(0, 6)
}
