/**
 * The canonical text of a schedule: OpenStreetMap opening_hours syntax, with two words of our own where OSM has none
 * (`PH same`: days off as any weekday; `makeup workday`: worked weekends as Monday to Friday). `parseHours` reads it
 * back to the same schedule. Rules that the reader would infer anyway are left out.
 */
import { DAY_MINUTES, dayOf } from './beijing-time.ts'
import { isUniform, sameDay, silentRule } from './hours.ts'
import type { DatedException, DayHours, Schedule, Season, Week } from './hours.ts'
import { OSM_MONTHS, OSM_WEEKDAYS, lastDayOfMonth } from './osm-rules.ts'

/** 'HH:MM' of minutes since midnight; past 24:00 the hours go on (26:00). */
export function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function times(day: DayHours): string {
  if (day.length === 0) return 'off'
  // 22:00-02:00 rather than 22:00-26:00, where that can only be the following day.
  const close = (start: number, end: number) =>
    end > DAY_MINUTES && end - DAY_MINUTES < start ? end - DAY_MINUTES : end
  return day.map(([start, end]) => `${clock(start)}-${clock(close(start, end))}`).join(',')
}

/** Weekdays with equal hours, in order of the first: [weekdays, hours]. */
export function groupDays(week: Week): [weekdays: number[], hours: DayHours][] {
  const groups: [number[], DayHours][] = []
  week.forEach((hours, weekday) => {
    const group = groups.find(([, other]) => sameDay(other, hours))
    if (group) group[0].push(weekday)
    else groups.push([[weekday], hours])
  })
  return groups
}

/** Runs of consecutive numbers: 0,1,2,5 → [0,2],[5,5]. */
export function runs(numbers: readonly number[]): [first: number, last: number][] {
  const found: [number, number][] = []
  for (const number of numbers) {
    const last = found.at(-1)
    if (last && last[1] === number - 1) last[1] = number
    else found.push([number, number])
  }
  return found
}

function weekdayText(weekdays: readonly number[]): string {
  return runs(weekdays)
    .map(([from, to]) => (from === to ? OSM_WEEKDAYS[from] : `${OSM_WEEKDAYS[from]}-${OSM_WEEKDAYS[to]}`))
    .join(',')
}

/** Rules of a week; `prefix` limits them to a season, where days of rest must be said too. */
function weekRules(week: Week, prefix = ''): string[] {
  const [monday] = week
  if (monday && isUniform(week)) {
    if (monday.length === 0) return [`${prefix}off`]
    const allDay = monday.length === 1 && sameDay(monday, [[0, DAY_MINUTES]])
    return [allDay && !prefix ? '24/7' : `${prefix}Mo-Su ${times(monday)}`]
  }
  const open = groupDays(week)
    .filter(([, hours]) => hours.length > 0)
    .map(([weekdays, hours]) => `${prefix}${weekdayText(weekdays)} ${times(hours)}`)
  return prefix ? [`${prefix}off`, ...open] : open
}

function seasonRules({ from, to, week }: Season): string[] {
  const [fromMonth, fromDay] = [Number(from.slice(0, 2)), Number(from.slice(3))]
  const [toMonth, toDay] = [Number(to.slice(0, 2)), Number(to.slice(3))]
  const name = (month: number) => OSM_MONTHS[month - 1] ?? ''
  if (fromDay === 1 && toDay === lastDayOfMonth(toMonth)) {
    const range = fromMonth === toMonth ? name(fromMonth) : `${name(fromMonth)}-${name(toMonth)}`
    return weekRules(week, `${range} `)
  }
  const first = `${name(fromMonth)} ${fromDay}`
  return weekRules(week, from === to ? `${first} ` : `${first}-${name(toMonth)} ${toDay} `)
}

/** Consecutive dates with equal hours, as [first, last, hours]. */
export function groupDates(exceptions: readonly DatedException[]): [first: string, last: string, DayHours][] {
  const groups: [string, string, DayHours][] = []
  for (const { date, hours } of exceptions) {
    const last = groups.at(-1)
    const follows = last && dayOf(date) === (dayOf(last[1]) ?? NaN) + 1
    if (follows && sameDay(last[2], hours)) last[1] = date
    else groups.push([date, date, hours])
  }
  return groups
}

function dateRule([first, last, hours]: [string, string, DayHours]): string {
  const [year, month, day] = [first.slice(0, 4), Number(first.slice(5, 7)), Number(first.slice(8))]
  const [toYear, toMonth, toDay] = [last.slice(0, 4), Number(last.slice(5, 7)), Number(last.slice(8))]
  const from = `${year} ${OSM_MONTHS[month - 1]} ${day}`
  if (first === last) return `${from} ${times(hours)}`
  const year2 = toYear === year ? '' : `${toYear} `
  const month2 = !year2 && toMonth === month ? '' : `${OSM_MONTHS[toMonth - 1]} `
  return `${from}-${year2}${month2}${toDay} ${times(hours)}`
}

/** Canonical text of a schedule. Closures, source and confirmation are facts beside it and not part of the text. */
export function formatHours(schedule: Schedule): string {
  const { week, seasons = [], holidays, makeup, exceptions = [] } = schedule
  const rules = week === null ? ['unknown'] : weekRules(week)
  for (const season of seasons) rules.push(...seasonRules(season))
  const silent = silentRule(schedule)
  if (holidays !== silent) {
    const word = holidays === 'closed' ? 'off' : typeof holidays === 'string' ? holidays : times(holidays)
    rules.push(`PH ${word}`)
  }
  rules.push(...groupDates(exceptions).map(dateRule))
  if (makeup !== silent) rules.push(`makeup ${makeup}`)
  return rules.join('; ')
}
