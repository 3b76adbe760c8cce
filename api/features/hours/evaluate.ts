/**
 * Open, closed or unknown, and until when. One implementation: the compiled form, which the in-memory index asks for
 * hundreds of thousands of stations; `openAt` wraps it for a single answer.
 *
 * The instant of opening is open, the instant of closing is closed; where one interval ends as another starts nothing
 * changes. An unknown day is unknown from midnight to midnight, except where the day before is known to run into it.
 */
import { BEIJING_OFFSET_MS, DAY_MS, MINUTE_MS, dayAt, dayOf, monthDayOf, weekdayOf } from './beijing-time.ts'
import { DAY_OFF, MAKEUP_WORKDAY, type HolidayCalendar } from './holiday-calendar.ts'
import { sameDay, workdayHours, type Closure, type DayHours, type Hours, type Week } from './hours.ts'

export const CLOSED = 0
export const OPEN = 1
export const UNKNOWN = 2
export type StateCode = typeof CLOSED | typeof OPEN | typeof UNKNOWN

export type OpenState = 'closed' | 'open' | 'unknown'
const STATE_NAMES: readonly OpenState[] = ['closed', 'open', 'unknown']

/** How many days after today are searched for the next change. */
export const HORIZON_DAYS = 14

/** A station that closes within so many minutes is shown as closing soon. */
export const CLOSING_SOON_MINUTES = 30

export interface OpenAnswer {
  state: OpenState
  /** The next instant at which the state differs; null if none comes within the next 14 days. */
  until: Date | null
  /** The state from `until` on; null exactly when `until` is. */
  next: OpenState | null
  /** false: the holiday table does not reach this date, which was treated as an ordinary one. */
  holidaysKnown: boolean
  /** Why it is temporarily closed, when that is why it is closed. */
  closureReason: string | null
}

/** Opening hours ready to be asked. `until` and `next` belong to the latest `stateAt`: read them before the next. */
export interface CompiledHours {
  /** State at an instant (epoch milliseconds); allocates nothing. Throws a RangeError unless it is a finite number. */
  stateAt(epochMs: number): StateCode
  /** Epoch milliseconds of the next change, Infinity if none within 14 days. */
  readonly until: number
  /** State from `until` on, -1 if there is none. */
  readonly next: StateCode | -1
}

/** Flat start, end, start, end … in milliseconds since midnight; null: not known. */
type Plan = readonly number[] | null

interface WeekPlan {
  days: readonly Plan[]
  /** Saturday and Sunday when worked. */
  makeup: readonly [Plan, Plan]
}

interface SeasonPlan {
  from: number
  to: number
  week: WeekPlan
}

const UNKNOWN_WEEK: WeekPlan = { days: [null, null, null, null, null, null, null], makeup: [null, null] }

function planOf(day: DayHours): Plan {
  return day.flatMap(([start, end]) => [start * MINUTE_MS, end * MINUTE_MS])
}

function weekPlan(week: Week | null, hours: Hours): WeekPlan {
  if (week === null) return UNKNOWN_WEEK
  const days = week.map(planOf)
  const workday = workdayHours(week)
  const makeupOf = (weekday: number): Plan => {
    if (hours.makeup === 'same') return days[weekday] ?? null
    if (workday === null) return null
    return hours.makeup === 'workday' || sameDay(week[weekday], workday) ? planOf(workday) : null
  }
  return { days, makeup: [makeupOf(5), makeupOf(6)] }
}

function monthDayNumber(text: string): number {
  return Number(text.slice(0, 2)) * 100 + Number(text.slice(3))
}

/** [from, to) of a closure in epoch milliseconds. Throws a RangeError for what is neither a date nor an instant. */
export function closureSpan(closure: Closure): readonly [from: number, to: number] {
  const edge = (text: string, daysOn: number): number => {
    const day = dayOf(text)
    const ms = day === null ? Date.parse(text) : (day + daysOn) * DAY_MS - BEIJING_OFFSET_MS
    if (Number.isNaN(ms)) throw new RangeError(`临时关闭的时间“${text}”应为 YYYY-MM-DD 或带时区的 ISO 时间。`)
    return ms
  }
  return [edge(closure.from, 0), closure.to === null ? Infinity : edge(closure.to, 1)]
}

/**
 * All times inside are milliseconds of Beijing's clock (epoch + 8 h). The stretch of time around the latest question
 * over which the answer stays the same is remembered: an index that asks again about "now" pays two comparisons.
 * A class, because 200,000 of them share their methods and one hidden shape.
 */
class Timetable implements CompiledHours {
  until = Infinity
  next: StateCode | -1 = -1
  private state: StateCode = UNKNOWN
  private validFrom = 1
  private validTo = 0
  /** The stretch around the moment last looked at, set by `look`. */
  private begin = 0
  private end = 0
  private readonly week: WeekPlan
  private readonly seasons: readonly SeasonPlan[]
  private readonly holiday: Plan | 'same'
  private readonly exceptions: ReadonlyMap<number, Plan> | null
  private readonly closures: readonly number[]
  private readonly calendar: HolidayCalendar

  constructor(hours: Hours, calendar: HolidayCalendar) {
    this.calendar = calendar
    this.week = weekPlan(hours.week, hours)
    this.seasons = (hours.seasons ?? []).map(({ from, to, week }) => {
      return { from: monthDayNumber(from), to: monthDayNumber(to), week: weekPlan(week, hours) }
    })
    const { holidays } = hours
    if (holidays === 'same') this.holiday = 'same'
    else if (holidays === 'unknown') this.holiday = null
    else this.holiday = holidays === 'closed' ? [] : planOf(holidays)
    this.exceptions = hours.exceptions?.length
      ? new Map(hours.exceptions.map(({ date, hours: day }) => [dayOf(date) ?? NaN, planOf(day)]))
      : null
    this.closures = (hours.closures ?? []).flatMap((closure) =>
      closureSpan(closure).map((edge) => edge + BEIJING_OFFSET_MS),
    )
  }

  stateAt(epochMs: number): StateCode {
    const t = epochMs + BEIJING_OFFSET_MS
    return t >= this.validFrom && t < this.validTo ? this.state : this.seek(t)
  }

  private seek(t: number): StateCode {
    if (!Number.isFinite(t)) throw new RangeError('An instant must be a finite number of milliseconds.')
    const today = Math.floor(t / DAY_MS)
    const state = this.look(today, t)
    this.validFrom = this.begin
    this.state = state
    this.until = Infinity
    this.next = -1
    const horizon = (today + 1 + HORIZON_DAYS) * DAY_MS
    while (this.end < horizon) {
      const edge = this.end
      const then = this.look(Math.floor(edge / DAY_MS), edge)
      if (then === state) continue
      this.until = edge - BEIJING_OFFSET_MS
      this.next = then
      this.validTo = edge
      return state
    }
    // The horizon moves on at midnight, so "no change in sight" holds for today only.
    this.validTo = (today + 1) * DAY_MS
    return state
  }

  /** State at t, a moment of `day`; sets begin ≤ t < end, within the day, between which no boundary lies. */
  private look(day: number, t: number): StateCode {
    const midnight = day * DAY_MS
    const at = t - midnight
    let begin = 0
    let end = DAY_MS
    let open = false
    const before = this.planFor(day - 1)
    if (before !== null) {
      for (let i = 1; i < before.length; i += 2) {
        const runsTo = before[i]! - DAY_MS
        if (at >= runsTo) begin = Math.max(begin, runsTo)
        else {
          open = true
          end = Math.min(end, runsTo)
        }
      }
    }
    const own = this.planFor(day)
    if (own !== null) {
      for (let i = 0; i < own.length; i += 2) {
        const from = own[i]!
        const to = own[i + 1]!
        if (at < from) end = Math.min(end, from)
        else if (at >= to) begin = Math.max(begin, to)
        else {
          open = true
          begin = Math.max(begin, from)
          end = Math.min(end, to)
        }
      }
    }
    this.begin = midnight + begin
    this.end = midnight + end
    if (this.isShut(t)) return CLOSED
    return open ? OPEN : own === null ? UNKNOWN : CLOSED
  }

  /** Whether a closure covers t; narrows begin and end to the closures' edges. */
  private isShut(t: number): boolean {
    let shut = false
    for (let i = 0; i < this.closures.length; i += 2) {
      const from = this.closures[i]!
      const to = this.closures[i + 1]!
      if (t < from) this.end = Math.min(this.end, from)
      else if (t >= to) this.begin = Math.max(this.begin, to)
      else {
        shut = true
        this.begin = Math.max(this.begin, from)
        this.end = Math.min(this.end, to)
      }
    }
    return shut
  }

  /** What starts on a day. */
  private planFor(day: number): Plan {
    if (this.exceptions !== null) {
      const exception = this.exceptions.get(day)
      if (exception !== undefined) return exception
    }
    const kind = this.calendar.kindOf(day)
    if (kind === DAY_OFF && this.holiday !== 'same') return this.holiday
    const week = this.seasons.length === 0 ? this.week : this.weekIn(monthDayOf(day))
    const weekday = weekdayOf(day)
    if (kind === MAKEUP_WORKDAY && weekday >= 5) return week.makeup[weekday - 5]!
    return week.days[weekday]!
  }

  private weekIn(monthDay: number): WeekPlan {
    for (let i = this.seasons.length - 1; i >= 0; i--) {
      const { from, to, week } = this.seasons[i]!
      if (from <= to ? monthDay >= from && monthDay <= to : monthDay >= from || monthDay <= to) return week
    }
    return this.week
  }
}

/** Prepares hours for many questions. Throws a RangeError for a closure that is neither date nor instant. */
export function compileHours(hours: Hours, calendar: HolidayCalendar): CompiledHours {
  return new Timetable(hours, calendar)
}

/** The word for a state code. */
export function stateName(code: StateCode): OpenState {
  return STATE_NAMES[code]!
}

/**
 * Open, closed or unknown at an instant, and until when.
 * @param hours null: nothing is known, the answer is unknown
 * @param at a Date or epoch milliseconds; a RangeError unless valid
 */
export function openAt(hours: Hours | null, at: Date | number, calendar: HolidayCalendar): OpenAnswer {
  const epochMs = Number(at)
  const holidaysKnown = calendar.knows(dayAt(epochMs))
  if (hours === null) {
    return { state: 'unknown', until: null, next: null, holidaysKnown, closureReason: null }
  }
  const compiled = compileHours(hours, calendar)
  const state = stateName(compiled.stateAt(epochMs))
  const changes = compiled.next !== -1
  const closure = hours.closures?.find((one) => {
    const [from, to] = closureSpan(one)
    return epochMs >= from && epochMs < to
  })
  return {
    state,
    until: changes ? new Date(compiled.until) : null,
    next: compiled.next === -1 ? null : stateName(compiled.next),
    holidaysKnown,
    closureReason: closure?.reason ?? null,
  }
}

export type DisplayState = OpenState | 'closing-soon'

/** The four states that a card shows: open splits off closing soon, when it closes within CLOSING_SOON_MINUTES. */
export function displayState(
  answer: Pick<OpenAnswer, 'state' | 'until' | 'next'>,
  now: Date | number,
): DisplayState {
  if (answer.state !== 'open' || answer.until === null || answer.next !== 'closed') return answer.state
  return answer.until.getTime() - Number(now) <= CLOSING_SOON_MINUTES * MINUTE_MS ? 'closing-soon' : 'open'
}
