/**
 * Opening hours: the domain type, its normal form and the rules about what a list says without saying it.
 * Plain JSON (stored as jsonb), Beijing time throughout, unknown is a value of its own.
 *
 * Precedence on a date, strongest first: closure → dated exception → statutory day off or make-up workday → season →
 * week. Each replaces *what starts on that date*; hours that began the evening before still run past midnight.
 */
import { DAY_MINUTES, WEEK_MINUTES } from './beijing-time.ts'

/** Minutes since the midnight of the day it starts on, half-open: 0 ≤ start < 1440, start < end ≤ 2880. */
export type Interval = readonly [start: number, end: number]

/** What starts on one day: sorted, disjoint, not even touching. Empty: closed all day. */
export type DayHours = readonly Interval[]

/** Seven days, Monday first. */
export type Week = readonly DayHours[]

/** Recurs every year from one date to another, both included; `to` before `from` runs over the new year. */
export interface Season {
  /** 'MM-DD' */
  from: string
  /** 'MM-DD'; '02-29' for the end of February */
  to: string
  week: Week
}

/** Replaces one date ('YYYY-MM-DD'); no intervals: closed that day. */
export interface DatedException {
  date: string
  hours: DayHours
}

/**
 * Temporarily closed. `from` and `to` are Beijing dates ('YYYY-MM-DD', both whole days included) or ISO instants with
 * an offset (`to` excluded); `to: null` means until further notice.
 */
export interface Closure {
  from: string
  to: string | null
  reason: string
}

/**
 * On statutory days off: as that weekday, closed, not known, or these hours (never empty: that is 'closed').
 * 'unknown' is what a bare weekday list says: 周一至周五 does not tell whether 1 October is a day of rest.
 */
export type HolidayHours = 'same' | 'closed' | 'unknown' | DayHours

/**
 * On a Saturday or Sunday that is worked in exchange for a day off: as the weekend day, as Monday to Friday (工作日
 * follows the make-up days), or not known. Where weekend day and weekdays agree, 'unknown' answers with those hours;
 * where Monday to Friday differ among themselves, 'workday' cannot name one of them and answers unknown.
 */
export type MakeupHours = 'same' | 'workday' | 'unknown'

/** The timetable itself: all that decides open or closed, but for closures. */
export interface Schedule {
  /** null: not known, either nothing was listed or it could not be read. */
  week: Week | null
  /** Distinct ranges; where two overlap the later one counts. */
  seasons?: readonly Season[]
  holidays: HolidayHours
  makeup: MakeupHours
  /** In order of date, one per date. */
  exceptions?: readonly DatedException[]
}

export interface Hours extends Schedule {
  /** The text as it was listed, kept always. */
  raw: string
  /** Why `raw` could not be read: a sentence, in Chinese, for the officer who can mend it. */
  problem?: string
  closures?: readonly Closure[]
  /** Where the hours come from, as the registry words it. */
  source?: string
  /** ISO instant of the last confirmation. */
  confirmedAt?: string
}

export const ALL_DAY: DayHours = [[0, DAY_MINUTES]]
export const CLOSED_DAY: DayHours = []

/** A week with the same hours on every day. */
export function everyDay(hours: DayHours): Week {
  return [hours, hours, hours, hours, hours, hours, hours]
}

/** Sorts intervals and merges those that overlap or touch. */
export function normalDay(intervals: DayHours): DayHours {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: [number, number][] = []
  for (const [start, end] of sorted) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

export function sameDay(a: DayHours | undefined, b: DayHours | undefined): boolean {
  if (!a || !b || a.length !== b.length) return false
  return a.every((interval, index) => interval[0] === b[index]?.[0] && interval[1] === b[index]?.[1])
}

/** Whether all seven days have the same hours. */
export function isUniform(week: Week): boolean {
  return week.every((day) => sameDay(day, week[0]))
}

/** The hours shared by Monday to Friday, or null where they differ. */
export function workdayHours(week: Week): DayHours | null {
  const monday = week[0] ?? CLOSED_DAY
  return [1, 2, 3, 4].every((weekday) => sameDay(week[weekday], monday)) ? monday : null
}

/**
 * What a list of weekdays says about days off and make-up workdays when it does not mention them: the same seven days
 * a week is every day; anything else is silent, and so unknown.
 */
export function silentRule(schedule: Pick<Schedule, 'week' | 'seasons'>): 'same' | 'unknown' {
  const weeks = [schedule.week, ...(schedule.seasons ?? []).map((season) => season.week)]
  return weeks.every((week) => week !== null && isUniform(week)) ? 'same' : 'unknown'
}

/** Hours of which nothing is known; `raw` and the reason are kept for a person to read. */
export function unknownHours(raw: string, problem?: string): Hours {
  return { raw, week: null, holidays: 'unknown', makeup: 'unknown', ...(problem ? { problem } : {}) }
}

/**
 * The ordinary week as minutes since Monday 00:00: sorted, disjoint, merged across midnights, within [0, 10080];
 * what runs past Sunday midnight continues at 0. For drawing and for counting open stations by hour of the week.
 */
export function weekIntervals(week: Week): DayHours {
  const pieces: Interval[] = []
  week.forEach((day, weekday) => {
    for (const [start, end] of day) {
      const from = weekday * DAY_MINUTES + start
      const to = weekday * DAY_MINUTES + end
      pieces.push([from, Math.min(to, WEEK_MINUTES)])
      if (to > WEEK_MINUTES) pieces.push([0, to - WEEK_MINUTES])
    }
  })
  return normalDay(pieces)
}
