import type { Knex } from 'knex'
import { holidayCalendar, type HolidayCalendar } from './holiday-calendar.ts'

/** The calendar of statutory days off and make-up workdays as the database has it. */
export async function loadCalendar(knex: Knex): Promise<HolidayCalendar> {
  const rows = await knex('holiday as h').select(knex.raw('h.day::text as date'), 'h.kind').orderBy('h.day')
  return holidayCalendar(rows)
}
