import fc from 'fast-check'
import { holidayCalendar, type CalendarRow } from '../../api/features/hours/holiday-calendar.ts'
import {
  normalDay,
  type Closure,
  type DayHours,
  type Hours,
  type Week,
} from '../../api/features/hours/hours.ts'

/** Epoch milliseconds of a Beijing wall clock, 'YYYY-MM-DD HH:MM'. */
export function beijing(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}:00+08:00`)
}

function rows(kind: CalendarRow['kind'], ...dates: string[]): CalendarRow[] {
  return dates.map((date) => ({ date: `2026-${date}`, kind }))
}

/** The State Council's notice for 2026, in part: Spring Festival, mid-autumn and National Day. */
export const rows2026: CalendarRow[] = [
  ...rows('off', '02-15', '02-16', '02-17', '02-18', '02-19', '02-20', '02-21', '02-22', '02-23'),
  ...rows('off', '09-25', '09-26', '09-27'),
  ...rows('off', '10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07'),
  ...rows('workday', '02-14', '02-28', '09-20', '10-10'),
]
export const calendar2026 = holidayCalendar(rows2026)

export const anyDay: fc.Arbitrary<DayHours> = fc
  .array(
    fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 })).map(
      // Not beyond the end of the following day, which is as far as an interval may run.
      ([start, length]) => [start, Math.min(start + length, 2880)] as const,
    ),
    { maxLength: 3 },
  )
  .map(normalDay)

const fewDays = fc.tuple(anyDay, anyDay)

/** Weeks as lists have them: all alike, Monday to Friday alike, or any. */
export const anyWeek: fc.Arbitrary<Week> = fc.oneof(
  anyDay.map((day) => Array.from({ length: 7 }, () => day)),
  fewDays.map(([day, other]) => [day, day, day, day, day, other, other]),
  fc.array(anyDay, { minLength: 7, maxLength: 7 }),
)

const monthDay = fc
  .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2024-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(5, 10))
const date2026 = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

const closure: fc.Arbitrary<Closure> = fc.oneof(
  fc.tuple(date2026, date2026).map(([a, b]) => ({ from: a < b ? a : b, to: a < b ? b : a, reason: '装修' })),
  date2026.map((from) => ({ from: `${from}T02:30:00Z`, to: null, reason: '停电' })),
)

/** Any hours in normal form that one list of seasons can say, without closures. */
export const anySchedule: fc.Arbitrary<Hours> = fc
  .record({
    raw: fc.constant(''),
    week: fc.option(anyWeek, { freq: 8 }),
    seasons: fc.uniqueArray(fc.record({ from: monthDay, to: monthDay, week: anyWeek }), {
      maxLength: 2,
      selector: ({ from, to }) => `${from}/${to}`,
    }),
    holidays: fc.oneof(
      fc.constantFrom('same' as const, 'closed' as const, 'unknown' as const),
      anyDay.filter((day) => day.length > 0),
    ),
    makeup: fc.constantFrom('same' as const, 'workday' as const, 'unknown' as const),
    exceptions: fc
      .uniqueArray(fc.record({ date: date2026, hours: anyDay }), {
        maxLength: 4,
        selector: ({ date }) => date,
      })
      .map((list) => list.sort((a, b) => (a.date < b.date ? -1 : 1))),
  })
  .map(({ seasons, exceptions, ...rest }) => ({
    ...rest,
    ...(seasons.length ? { seasons } : {}),
    ...(exceptions.length ? { exceptions } : {}),
  }))

export const anyHours: fc.Arbitrary<Hours> = fc
  .tuple(anySchedule, fc.array(closure, { maxLength: 1 }))
  .map(([hours, closures]) => ({ ...hours, ...(closures.length ? { closures } : {}) }))

/**
 * The state at an instant, reckoned plainly from the definition, by strings of dates and for one minute only: an
 * independent check of the real evaluation.
 */
export function minuteByMinute(hours: Hours, epochMs: number): 'open' | 'closed' | 'unknown' {
  const wall = new Date(epochMs + 8 * 3_600_000).toISOString()
  const today = wall.slice(0, 10)
  const yesterday = new Date(epochMs - 16 * 3_600_000).toISOString().slice(0, 10)
  const minute = Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16))
  for (const { from, to } of hours.closures ?? []) {
    const starts = from.includes('T') ? Date.parse(from) : Date.parse(`${from}T00:00:00+08:00`)
    const ends = to === null ? Infinity : Date.parse(`${to}T23:59:59.999+08:00`) + 1
    if (starts <= epochMs && epochMs < ends) return 'closed'
  }
  const own = startingOn(hours, today)
  if (startingOn(hours, yesterday)?.some(([, end]) => minute < end - 1440)) return 'open'
  if (own === null) return 'unknown'
  return own.some(([start, end]) => start <= minute && minute < end) ? 'open' : 'closed'
}

function startingOn(hours: Hours, date: string): DayHours | null {
  const exception = hours.exceptions?.find((one) => one.date === date)
  if (exception) return exception.hours
  const kind = rows2026.find((row) => row.date === date)?.kind
  if (kind === 'off' && hours.holidays !== 'same') {
    if (hours.holidays === 'unknown') return null
    return hours.holidays === 'closed' ? [] : hours.holidays
  }
  const monthDayText = date.slice(5)
  const season = hours.seasons?.findLast(({ from, to }) =>
    from <= to ? from <= monthDayText && monthDayText <= to : from <= monthDayText || monthDayText <= to,
  )
  const week = season ? season.week : hours.week
  if (week === null) return null
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
  if (kind !== 'workday' || hours.makeup === 'same') return week[weekday]!
  const alike = new Set(week.slice(0, 5).map((day) => JSON.stringify(day))).size === 1
  if (!alike) return null
  if (hours.makeup === 'workday' || JSON.stringify(week[weekday]) === JSON.stringify(week[0])) return week[0]!
  return null
}
