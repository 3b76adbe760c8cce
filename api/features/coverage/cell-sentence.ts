/** Why a cell is covered or not: the nearest station that answers, and what is wrong with the nearer ones. */
import { beijingFields, MINUTE_MS } from '../hours/beijing-time.ts'
import { CLOSED, OPEN } from '../hours/evaluate.ts'
import type { Sentence } from '../../http/problem.ts'
import { originAt } from '../nearest/geodesy.ts'
import { nearest } from '../nearest/kd-tree.ts'
import { failedWishes, MAYBE, NO, YES, type Match } from '../nearest/question.ts'
import { wantedStations, type Asked } from '../nearest/search.ts'
import { FACILITIES, FACILITY_LABELS, type FacilityId } from '../stations/facilities.ts'

export interface NearStation {
  row: number
  distanceM: number
}

/** Why nearer stations do not count, or not for sure; each station is counted once, by its first reason. */
export type Reason =
  /** `at`: 'HH:MM' at which it closed last; null when it has not been open for a day. */
  | { kind: 'closed'; at: string | null; count: number }
  | { kind: 'lacks'; facility: FacilityId; count: number }
  | { kind: 'no-entry'; count: number }
  | { kind: 'hours-unknown'; count: number }
  | { kind: 'facility-unknown'; facility: FacilityId; count: number }
  | { kind: 'entry-unknown'; count: number }

export interface CellReasons {
  /** The nearest that surely answers; null when none does anywhere. */
  sure: NearStation | null
  /** The nearest of which that is not known. */
  maybe: NearStation | null
  /** About the stations nearer than `sure` (or the MOST_NEARER nearest). */
  nearer: Reason[]
}

const MOST_NEARER = 200

export function cellReasons(asked: Asked, lon: number, lat: number): CellReasons {
  const origin = originAt(lon, lat)
  const find = (match: Match, k: number, within: number): NearStation[] => {
    const { rows, distances } = nearest(asked.index.tree, origin, k, within, wantedStations(asked, match))
    return rows.map((row, i) => ({ row, distanceM: distances[i]! }))
  }
  const [sure] = find(YES, 1, Infinity)
  const [maybe] = find(MAYBE, 1, Infinity)
  const within = sure?.distanceM ?? Infinity
  const nearer = [...find(NO, MOST_NEARER, within), ...find(MAYBE, MOST_NEARER, within)]
    .sort((a, b) => a.distanceM - b.distanceM)
    .slice(0, MOST_NEARER)
  return {
    sure: sure ?? null,
    maybe: maybe ?? null,
    nearer: counted(nearer.map(({ row }) => reasonFor(asked, row))),
  }
}

type SingleReason = Reason extends infer R ? (R extends Reason ? Omit<R, 'count'> : never) : never

function counted(reasons: SingleReason[]): Reason[] {
  const counts = new Map<string, Reason>()
  for (const reason of reasons) {
    const key = JSON.stringify(reason)
    const known = counts.get(key)
    if (known) known.count++
    else counts.set(key, { ...reason, count: 1 } as Reason)
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

function reasonFor(asked: Asked, row: number): SingleReason {
  const { index, states, wishes, atMs } = asked
  const masks = { sure: index.sure[row]!, possible: index.possible[row]!, traits: index.traits[row]! }
  const state = states.stateAt(index.hours[row]!, atMs)
  const failed = failedWishes(wishes, masks, state)
  const lacking = FACILITIES.find((id) => failed.includes(id))
  if (lacking) return { kind: 'lacks', facility: lacking }
  if (failed.includes('access')) return { kind: 'no-entry' }
  if (state === CLOSED) return { kind: 'closed', at: closedSince(asked, row) }
  if (state !== OPEN) return { kind: 'hours-unknown' }
  const unknown = FACILITIES.find((_, bit) => wishes.facilities & ~masks.sure & (1 << bit))
  return unknown ? { kind: 'facility-unknown', facility: unknown } : { kind: 'entry-unknown' }
}

const LOOK_BACK_STEP = 15 * MINUTE_MS
const LOOK_BACK_STEPS = 96

/** When a closed station closed, looking back for a day; opening for less than a quarter of an hour may be missed. */
function closedSince({ index, states, atMs }: Asked, row: number): string | null {
  const hours = index.hours[row]!
  let open = atMs
  for (let step = 1; step <= LOOK_BACK_STEPS; step++) {
    open = atMs - step * LOOK_BACK_STEP
    if (states.stateAt(hours, open) === OPEN) break
    if (step === LOOK_BACK_STEPS) return null
  }
  let closed = open + LOOK_BACK_STEP
  while (closed - open > MINUTE_MS) {
    const middle = open + Math.floor((closed - open) / 2 / MINUTE_MS) * MINUTE_MS
    if (states.stateAt(hours, middle) === OPEN) open = middle
    else closed = middle
  }
  const { hour, minute } = beijingFields(closed)
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** 850 m → 「850 米」, 1.9 km → 「1.9 公里」 */
export function distanceText(metres: number): Sentence {
  if (metres < 995) {
    const rounded = Math.max(1, Math.round(metres / 10) * 10)
    return { zh: `${rounded} 米`, en: `${rounded} m` }
  }
  return { zh: `${(metres / 1000).toFixed(1)} 公里`, en: `${(metres / 1000).toFixed(1)} km` }
}

/**
 * 「最近的开放且有厕所的驿站在 1.9 公里外(某某驿站);更近的站里,3 座 18:00 关门,2 座开放时间未知。」
 *
 * @param nameOf name of a station by row
 */
export function cellSentence(
  { sure, maybe, nearer }: CellReasons,
  facilities: readonly FacilityId[],
  nameOf: (row: number) => string,
): Sentence {
  const zhWish =
    facilities.length === 0 ? '' : `且有${facilities.map((id) => FACILITY_LABELS[id].zh).join('、')}`
  const enWish =
    facilities.length === 0
      ? ''
      : ` with ${facilities.map((id) => FACILITY_LABELS[id].en.toLowerCase()).join(', ')}`
  const first = (station: NearStation | null): Sentence => {
    if (!station) {
      return { zh: `全市没有确定开放${zhWish}的驿站`, en: `No station is surely open${enWish} anywhere` }
    }
    const away = distanceText(station.distanceM)
    const name = nameOf(station.row)
    return {
      zh: `最近的确定开放${zhWish}的驿站在 ${away.zh}外(${name})`,
      en: `The nearest station surely open${enWish} is ${away.en} away (${name})`,
    }
  }
  const start = first(sure)
  const reasons = nearer.slice(0, 5).map(reasonText)
  const possible = maybe && (!sure || maybe.distanceM < sure.distanceM) ? distanceText(maybe.distanceM) : null
  const zh = [start.zh]
  const en = [start.en]
  if (reasons.length > 0) {
    zh.push(`更近的站里,${reasons.map((r) => r.zh).join(',')}`)
    en.push(`of the nearer ones ${reasons.map((r) => r.en).join(', ')}`)
  }
  if (possible) {
    zh.push(`如果未知的情况都属实可用,最近的在 ${possible.zh}外`)
    en.push(`if all that is unknown turned out well, the nearest is ${possible.en} away`)
  }
  return { zh: `${zh.join(';')}。`, en: `${en.join('; ')}.` }
}

function reasonText(reason: Reason): Sentence {
  const { count } = reason
  const label = 'facility' in reason ? FACILITY_LABELS[reason.facility] : null
  switch (reason.kind) {
    case 'closed':
      return reason.at === null
        ? { zh: `${count} 座全天不开`, en: `${count} did not open that day` }
        : { zh: `${count} 座 ${reason.at} 关门`, en: `${count} closed at ${reason.at}` }
    case 'lacks':
      return {
        zh: `${count} 座没有可用的${label!.zh}`,
        en: `${count} lack a usable ${label!.en.toLowerCase()}`,
      }
    case 'no-entry':
      return { zh: `${count} 座不能这样进入`, en: `${count} cannot be entered that way` }
    case 'hours-unknown':
      return { zh: `${count} 座开放时间未知`, en: `${count} have unknown hours` }
    case 'facility-unknown':
      return {
        zh: `${count} 座有没有${label!.zh}未知`,
        en: `${count} may or may not have ${label!.en.toLowerCase()}`,
      }
    case 'entry-unknown':
      return { zh: `${count} 座进入方式未知`, en: `${count} have unknown access` }
  }
}
