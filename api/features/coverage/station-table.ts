import { dateOf, dayOf } from '../hours/beijing-time.ts'
import { DAY_OFF, ORDINARY, type CalendarRow, type HolidayCalendar } from '../hours/holiday-calendar.ts'
import type { LiveIndex } from '../nearest/follower.ts'
import type { StationTable } from './engine.ts'

/** Holidays outside these years are in no table. */
const CALENDAR_FROM = '2015-01-01'
const CALENDAR_TO = '2050-12-31'

/** Only the columns that matter here: they are copied to the thread. */
export function stationTable(
  { snapshot, dataVersion }: LiveIndex,
  calendar: readonly CalendarRow[],
): StationTable {
  const { lon, lat, sure, possible, traits, hours } = snapshot.index
  return { dataVersion, lon, lat, sure, possible, traits, hours, timetables: snapshot.timetables, calendar }
}

/** The calendar as rows, which can be handed to a thread. */
export function calendarRows(calendar: HolidayCalendar): CalendarRow[] {
  const rows: CalendarRow[] = []
  for (let day = dayOf(CALENDAR_FROM)!; day <= dayOf(CALENDAR_TO)!; day++) {
    const kind = calendar.kindOf(day)
    if (kind !== ORDINARY) rows.push({ date: dateOf(day), kind: kind === DAY_OFF ? 'off' : 'workday' })
  }
  return rows
}
