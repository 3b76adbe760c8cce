/**
 * Text in the OpenStreetMap opening_hours syntax → a list of rules. Only the part of the syntax that real lists use:
 * months and dates, weekdays, PH, times (also past midnight), off, open, 24/7, `;` and `,`; and two words that
 * format.ts adds (`PH same`, `makeup …`). Comments, sunset, weeks, Th[3], SH, open ends and fallback rules are
 * refused.
 */
import { DAY_MINUTES } from './beijing-time.ts'
import { ALL_DAY, normalDay, type DayHours, type Interval } from './hours.ts'

export const OSM_WEEKDAYS: readonly string[] = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
export const OSM_MONTHS: readonly string[] = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Why hours were not read: a sentence in Chinese for the officer who can mend the text. */
export class HoursTextError extends Error {}

/** A date in a rule; no year: every year. */
export interface RuleDate {
  year: number | null
  month: number
  day: number
}

export interface Rule {
  /** Empty: the whole year. */
  dates: { from: RuleDate; to: RuleDate }[]
  /** 0 = Monday; null: none named. */
  weekdays: number[] | null
  /** PH named. */
  holiday: boolean
  /** Hours (off: none), or a word. */
  body: DayHours | 'unknown' | 'same'
  /** Follows a comma: adds to the rules before it instead of replacing them. */
  adds: boolean
  /** The body is written as times of the clock, not as 24/7, open or off. */
  clock: boolean
}

const TOKEN =
  /(24\/7|\d{2}:\d{2}\s*-\s*\d{2}:\d{2}(?![\d+])|\d{4}(?!\d)|\d{1,2}(?!\d|:\d)|[A-Za-z]+|[,:-])\s*/y
const WORDS = new Set([...OSM_WEEKDAYS, ...OSM_MONTHS, 'PH', 'off', 'closed', 'open', 'unknown', 'same'])

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex
    const token = TOKEN.exec(text)?.[1]
    if (!token || (/[a-z]/i.test(token) && !WORDS.has(token))) {
      throw new HoursTextError(`看不懂“${text.slice(from, from + 30)}”。`)
    }
    tokens.push(token)
  }
  return tokens
}

/** The last day of a month; 29 for February: a season "to the end of February" includes a leap day. */
export function lastDayOfMonth(month: number): number {
  return month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31
}

function clockInterval(token: string): Interval {
  const [, hour, minute, toHour, toMinute] = /(\d+):(\d+)\s*-\s*(\d+):(\d+)/.exec(token) ?? []
  const start = Number(hour) * 60 + Number(minute)
  const end = Number(toHour) * 60 + Number(toMinute)
  const valid =
    Number(minute) < 60 &&
    Number(toMinute) < 60 &&
    start < DAY_MINUTES &&
    end <= 2 * DAY_MINUTES &&
    start !== end
  if (!valid) throw new HoursTextError(`“${token}”不是有效的起止时间。`)
  return [start, end < start ? end + DAY_MINUTES : end]
}

class RuleReader {
  private at = 0
  private readonly tokens: readonly string[]

  constructor(text: string) {
    this.tokens = tokensOf(text)
  }

  /** One `;`-part: a rule and those that commas add to it. */
  read(): Rule[] {
    const rules: Rule[] = []
    do {
      const dates = this.list(
        () => this.startsDate(),
        () => this.dateRange(),
      )
      if (dates.length) this.accept(':')
      const days = this.list(
        () => this.startsDay(),
        () => this.dayRange(),
      )
      const weekdays = [...new Set(days.flat())].filter((day) => day !== 'PH')
      const holiday = days.flat().includes('PH')
      const { body, clock } = this.body()
      rules.push({
        dates,
        weekdays: weekdays.length ? weekdays : null,
        holiday,
        body,
        clock,
        adds: rules.length > 0,
      })
    } while (this.accept(','))
    if (this.at < this.tokens.length) this.fail()
    return rules
  }

  private fail(): never {
    throw new HoursTextError(`看不懂“${this.tokens.slice(this.at).join(' ') || this.tokens.join(' ')}”。`)
  }

  private peek(): string {
    return this.tokens[this.at] ?? ''
  }

  private accept(token: string): boolean {
    const here = this.peek() === token
    if (here) this.at++
    return here
  }

  /** Items separated by commas; a comma that no item follows is left for what comes next. */
  private list<T>(starts: () => boolean, item: () => T): T[] {
    const items: T[] = []
    while (starts()) {
      items.push(item())
      const comma = this.at
      if (!this.accept(',')) break
      if (!starts()) {
        this.at = comma
        break
      }
    }
    return items
  }

  private startsDate(): boolean {
    return /^\d{4}$/.test(this.peek()) || OSM_MONTHS.includes(this.peek())
  }

  private startsDay(): boolean {
    return this.peek() === 'PH' || OSM_WEEKDAYS.includes(this.peek())
  }

  private named(names: readonly string[]): number {
    const index = names.indexOf(this.peek())
    if (index < 0) this.fail()
    this.at++
    return index
  }

  private numberLike(pattern: RegExp): number | null {
    return pattern.test(this.peek()) ? Number(this.tokens[this.at++]) : null
  }

  private dateRange(): Rule['dates'][number] {
    const year = this.numberLike(/^\d{4}$/)
    const month = this.named(OSM_MONTHS) + 1
    const day = this.numberLike(/^\d{1,2}$/)
    const from = { year, month, day: day ?? 1 }
    if (!this.accept('-')) return { from, to: { year, month, day: day ?? lastDayOfMonth(month) } }
    const toYear = this.numberLike(/^\d{4}$/) ?? year
    const toMonth = OSM_MONTHS.includes(this.peek()) ? this.named(OSM_MONTHS) + 1 : month
    const toDay = this.numberLike(/^\d{1,2}$/)
    if ((day === null) !== (toDay === null) || (year === null) !== (toYear === null)) this.fail()
    return { from, to: { year: toYear, month: toMonth, day: toDay ?? lastDayOfMonth(toMonth) } }
  }

  private dayRange(): (number | 'PH')[] {
    if (this.accept('PH')) return ['PH']
    const from = this.named(OSM_WEEKDAYS)
    const to = this.accept('-') ? this.named(OSM_WEEKDAYS) : from
    return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, step) => (from + step) % 7)
  }

  private body(): Pick<Rule, 'body' | 'clock'> {
    const startsClock = () => /^\d{2}:\d{2}\s*-/.test(this.peek())
    if (startsClock()) {
      const times = this.list(startsClock, () => clockInterval(this.tokens[this.at++] ?? ''))
      return { body: normalDay(times), clock: true }
    }
    if (this.accept('off') || this.accept('closed')) return { body: [], clock: false }
    if (this.accept('24/7') || this.accept('open')) return { body: ALL_DAY, clock: false }
    if (this.accept('unknown')) return { body: 'unknown', clock: false }
    if (this.accept('same')) return { body: 'same', clock: false }
    return this.fail()
  }
}

/** The rules of a text, in order. Throws HoursTextError for anything not wholly understood. */
export function osmRules(text: string): Rule[] {
  const parts = text.split(';').map((part) => part.trim())
  // A trailing semicolon is common and harmless; an empty rule between two is not understood.
  if (parts.length > 1 && parts.at(-1) === '') parts.pop()
  return parts.flatMap((part) => {
    if (part === '') throw new HoursTextError('开放时间中有空的一段。')
    return new RuleReader(part).read()
  })
}
