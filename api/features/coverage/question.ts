/** One question about coverage: when, for what, for whom, how far. */
import {
  beijingIso,
  dateOf,
  dayAt,
  dayOf,
  instantOf,
  minuteOfWeekAt,
  weekdayOf,
} from '../hours/beijing-time.ts'
import { DAY_OFF, ORDINARY, type HolidayCalendar } from '../hours/holiday-calendar.ts'
import { DETOUR, WALK_METRES_PER_SECOND } from '../nearest/ranking.ts'
import type { FacilityId } from '../stations/facilities.ts'
import type { AccessType } from '../stations/station.ts'
import type { WorkerGroup } from './model.ts'

export const WEEK_HOURS = 168

/** An electric bicycle in the city, metres per second. */
export const EBIKE_METRES_PER_SECOND = 4.2

/** Metres asked when nobody says: what a break of 10–15 minutes leaves for on foot. */
export const DEFAULT_REACH_M = 500
export const LEAST_REACH_M = 1
export const GREATEST_REACH_M = 50_000

/** Reaches that every answer counts beside the one asked, in metres. */
export const STANDARD_REACHES = [300, 500, 1000] as const

/** An hour of the week is asked of the ordinary week, or as if the day were a statutory day off. */
export type When =
  | {
      kind: 'hour'
      /** 0–167: 0 is Monday 00:00 in Beijing; asked at its start. */
      hour: number
      holiday: boolean
      /** Monday ('YYYY-MM-DD') of the week whose seasons, exceptions and closures count. */
      weekOf: string
    }
  | { kind: 'at'; /** Epoch milliseconds. */ atMs: number }

export type TravelMode = 'walk' | 'ebike'

export interface Reach {
  /** Straight metres. */
  metres: number
  /** Set when the reach was asked for in minutes. */
  travel: { mode: TravelMode; minutes: number } | null
}

export interface CoverageQuestion {
  when: When
  /** All of them must be usable, in the order of FACILITIES. */
  facilities: readonly FacilityId[]
  /** Any of these ways in; none: any way at all. */
  access: readonly AccessType[]
  /** None: everybody in the model. */
  groups: readonly WorkerGroup[]
  reach: Reach
}

const SPEED: Record<TravelMode, number> = { walk: WALK_METRES_PER_SECOND, ebike: EBIKE_METRES_PER_SECOND }

/** Straight metres that so many minutes lead. */
export function metresIn(minutes: number, mode: TravelMode): number {
  return (minutes * 60 * SPEED[mode]) / DETOUR
}

/** How distances become minutes, for the answer. */
export function reachMethod({ travel }: Reach): string {
  const { mode } = travel ?? { mode: 'walk' as const }
  return `straight-line × ${DETOUR} at ${SPEED[mode]} m/s`
}

/** Monday of the Beijing week that an instant lies in. */
export function weekOf(epochMs: number): string {
  const day = dayAt(epochMs)
  return dateOf(day - weekdayOf(day))
}

export function hourOfWeek(epochMs: number): number {
  return Math.floor(minuteOfWeekAt(epochMs) / 60)
}

/** Epoch milliseconds at which the question is asked. */
export function instantAsked(when: When): number {
  if (when.kind === 'at') return when.atMs
  return instantOf(dayOf(when.weekOf)! + Math.floor(when.hour / 24), (when.hour % 24) * 60)
}

/** The same question for another hour of the same week. */
export function atHour(question: CoverageQuestion, hour: number): CoverageQuestion {
  if (question.when.kind !== 'hour') throw new Error('only a question about the week has other hours')
  return { ...question, when: { ...question.when, hour } }
}

const ORDINARY_DAYS: HolidayCalendar = { kindOf: () => ORDINARY, knows: () => true }
const DAYS_OFF: HolidayCalendar = { kindOf: () => DAY_OFF, knows: () => true }

/** The calendar that a question goes by: an instant has its real one. */
export function calendarFor(when: When, calendar: HolidayCalendar): HolidayCalendar {
  if (when.kind === 'at') return calendar
  return when.holiday ? DAYS_OFF : ORDINARY_DAYS
}

/** Names a question: equal questions, equal keys. */
export function questionKey({ when, facilities, access, groups, reach }: CoverageQuestion): string {
  const moment = when.kind === 'at' ? when.atMs : `${when.weekOf}+${when.hour}${when.holiday ? 'off' : ''}`
  // In whatever order they were wished.
  const wishes = [facilities, access, groups].map((list) => [...list].sort().join())
  return [moment, ...wishes, reach.metres].join('|')
}

/** The question as an answer repeats it. */
export function questionJson({ when, facilities, access, groups, reach }: CoverageQuestion) {
  return {
    hour: when.kind === 'hour' ? when.hour : null,
    holiday: when.kind === 'hour' ? (when.holiday ? 'on' : 'off') : null,
    weekOf: when.kind === 'hour' ? when.weekOf : null,
    at: beijingIso(instantAsked(when)),
    facilities,
    access,
    groups,
    reachM: Math.round(reach.metres * 10) / 10,
    mode: reach.travel?.mode ?? null,
    minutes: reach.travel?.minutes ?? null,
  }
}
export type QuestionJson = ReturnType<typeof questionJson>
