/**
 * Instants ↔ Beijing's clock. Asia/Shanghai has been UTC+8 without summer time since 1991, so a fixed offset is exact
 * for every date this product handles, and the zone of the server or of the browser never matters: only UTC functions
 * of Date are used here.
 *
 * A *day number* counts Beijing dates from 1970-01-01 = 0. Weekdays are 0 = Monday … 6 = Sunday.
 */

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000
export const DAY_MINUTES = 1440
export const WEEK_MINUTES = 10_080
/** Milliseconds that Beijing's clock is ahead of UTC. */
export const BEIJING_OFFSET_MS = 8 * 60 * MINUTE_MS

/** What a clock and a calendar on a Beijing wall show. */
export interface BeijingFields {
  year: number
  /** 1–12 */
  month: number
  /** 1–31 */
  day: number
  hour: number
  minute: number
  /** 0 = Monday … 6 = Sunday */
  weekday: number
}

/** Day number in Beijing at an instant (epoch milliseconds). */
export function dayAt(epochMs: number): number {
  return Math.floor((epochMs + BEIJING_OFFSET_MS) / DAY_MS)
}

/** Minutes since Beijing's midnight, 0–1439, whole minutes begun. */
export function minuteOfDayAt(epochMs: number): number {
  return Math.floor((epochMs + BEIJING_OFFSET_MS) / MINUTE_MS) - dayAt(epochMs) * DAY_MINUTES
}

/** Minutes since Monday 00:00 in Beijing, 0–10079. */
export function minuteOfWeekAt(epochMs: number): number {
  return weekdayOf(dayAt(epochMs)) * DAY_MINUTES + minuteOfDayAt(epochMs)
}

/** The instant (epoch milliseconds) of a minute of a Beijing day; minutes past 1440 run into the following day. */
export function instantOf(day: number, minuteOfDay = 0): number {
  return day * DAY_MS + minuteOfDay * MINUTE_MS - BEIJING_OFFSET_MS
}

/** Weekday of a day number: 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** 'YYYY-MM-DD' of a day number. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Day number of 'YYYY-MM-DD', or null when that is no date of the calendar (2026-02-30). */
export function dayOf(date: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const ms = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(ms)) return null
  const day = ms / DAY_MS
  return dateOf(day) === date ? day : null
}

/** Year, month, day, hour, minute and weekday in Beijing at an instant. */
export function beijingFields(epochMs: number): BeijingFields {
  const shifted = new Date(epochMs + BEIJING_OFFSET_MS)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: weekdayOf(dayAt(epochMs)),
  }
}

/**
 * Month × 100 + day of month of a day number (1 May → 501), without allocating: the evaluation of seasonal hours runs
 * for every station of the index. Counts from 1 March of year 0 so that the leap day is the last of its year.
 */
export function monthDayOf(day: number): number {
  const sinceEra = day + 719_468
  const inEra = sinceEra - Math.floor(sinceEra / 146_097) * 146_097
  const yearOfEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  )
  const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * inYear + 2) / 153)
  const dayOfMonth = inYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  return (monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9) * 100 + dayOfMonth
}

/** ISO 8601 with Beijing's offset, whole seconds: `2026-10-01T08:30:00+08:00`. */
export function beijingIso(epochMs: number): string {
  return `${new Date(epochMs + BEIJING_OFFSET_MS).toISOString().slice(0, 19)}+08:00`
}
