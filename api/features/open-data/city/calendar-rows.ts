import { dateOf, dayOf } from '../../hours/beijing-time.ts'
import {
  DAY_OFF,
  MAKEUP_WORKDAY,
  type CalendarRow,
  type HolidayCalendar,
} from '../../hours/holiday-calendar.ts'

/** The notices go back to 1999. */
const YEARS = { first: 1999, last: 2100 }

/** The rows of the very calendar that the service answers with, in order of date. */
export function calendarRows(calendar: HolidayCalendar): CalendarRow[] {
  const rows: CalendarRow[] = []
  for (let year = YEARS.first; year <= YEARS.last; year++) {
    const first = dayOf(`${year}-01-01`)!
    if (!calendar.knows(first)) continue
    const next = dayOf(`${year + 1}-01-01`)!
    for (let day = first; day < next; day++) {
      const kind = calendar.kindOf(day)
      if (kind === DAY_OFF) rows.push({ date: dateOf(day), kind: 'off' })
      if (kind === MAKEUP_WORKDAY) rows.push({ date: dateOf(day), kind: 'workday' })
    }
  }
  return rows
}
