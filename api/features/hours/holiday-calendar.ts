/**
 * Statutory days off and make-up workdays, as the State Council's yearly notice lists them: a lookup built from rows
 * of dates. Ordinary weekends are not in it; the days of a holiday that fall on a weekend are.
 */
import { beijingFields, dayOf, instantOf } from './beijing-time.ts'

export interface CalendarRow {
  /** 'YYYY-MM-DD', Beijing date */
  date: string
  kind: 'off' | 'workday'
}

export const ORDINARY = 0
export const DAY_OFF = 1
export const MAKEUP_WORKDAY = 2
export type DayKind = typeof ORDINARY | typeof DAY_OFF | typeof MAKEUP_WORKDAY

export interface HolidayCalendar {
  /** Kind of a Beijing day number. Outside the known years every day is ordinary: see `knows`. */
  kindOf(day: number): DayKind
  /**
   * Whether the year of that day is in the table. Next year's notice appears in November: until it is loaded, days of
   * that year are treated as ordinary and answers say `holidaysKnown: false`.
   */
  knows(day: number): boolean
}

/**
 * Builds the lookup. A year counts as known when it has at least one row (every year's notice has both kinds).
 * Throws a RangeError that names the row when a date is not of the calendar.
 */
export function holidayCalendar(rows: readonly CalendarRow[]): HolidayCalendar {
  const days = rows.map(({ date }) => {
    const day = dayOf(date)
    if (day === null) throw new RangeError(`节假日表中的“${date}”不是日期,应为 YYYY-MM-DD。`)
    return day
  })
  const first = days.reduce((least, day) => Math.min(least, day), Infinity)
  const last = days.reduce((most, day) => Math.max(most, day), -Infinity)
  const kinds = new Uint8Array(days.length ? last - first + 1 : 0)
  const years = new Set<number>()
  rows.forEach((row, index) => {
    kinds[(days[index] ?? 0) - first] = row.kind === 'off' ? DAY_OFF : MAKEUP_WORKDAY
    years.add(Number(row.date.slice(0, 4)))
  })
  return {
    kindOf: (day) => (day >= first && day <= last ? (kinds[day - first] as DayKind) : ORDINARY),
    knows: (day) => years.has(beijingFields(instantOf(day)).year),
  }
}
