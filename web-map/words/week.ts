/** The hours of the week as a table: which week applies today, and how an interval reads. Pure; Beijing time. */
import { DAY_MINUTES, dayAt, monthDayOf, weekdayOf } from '../../api/features/hours/beijing-time.ts'
import type { DayHours, Schedule, Season, Week } from '../../api/features/hours/hours.ts'

export interface WeekTable {
  /** Monday first; null: these hours are not known. */
  week: Week | null
  /** 0 = Monday */
  today: number
  /** The season that this week belongs to, when the year has seasons. */
  season: Season | null
}

const monthDay = (text: string): number => Number(text.replace('-', ''))

/** The week of the season that today falls in (the later one where two overlap), else the ordinary week. */
export function weekTable(hours: Pick<Schedule, 'week' | 'seasons'>, nowMs: number): WeekTable {
  const day = dayAt(nowMs)
  const date = monthDayOf(day)
  const holds = ({ from, to }: Season) => {
    const [first, last] = [monthDay(from), monthDay(to)]
    return first <= last ? date >= first && date <= last : date >= first || date <= last
  }
  const season = hours.seasons?.filter(holds).at(-1) ?? null
  return { week: season ? season.week : hours.week, today: weekdayOf(day), season }
}

export interface DayWords {
  closedDay: string
  allDay: string
  nextDay: (clock: string) => string
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** One day as read aloud: '8:30–12:00, 13:00–17:30'; what runs past midnight ends on the next day. */
export function dayText(day: DayHours, words: DayWords): string {
  if (day.length === 0) return words.closedDay
  return day
    .map(([start, end]) => {
      if (start === 0 && end === DAY_MINUTES) return words.allDay
      const until = end > DAY_MINUTES ? words.nextDay(clock(end - DAY_MINUTES)) : clock(end)
      return `${clock(start)}–${until}`
    })
    .join(', ')
}
