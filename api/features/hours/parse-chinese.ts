/**
 * Chinese free text → Schedule. Clauses pair a selector (周一至周五, 工作日, 每天, 节假日 …) with hours or 休息; the more
 * specific clause wins over the more general; anything contradictory or only half said is refused.
 *
 * What the words say about statutory days off: 每天, 24小时, 无休 and the same hours on 周一至周日 → as any day; 工作日 →
 * closed, and open on make-up workdays; other weekday lists, and times without days → not known.
 */
import { chineseTokens, normalText, type Selector, type Token, type YearRange } from './chinese-tokens.ts'
import { ALL_DAY, CLOSED_DAY, everyDay, normalDay, sameDay, silentRule } from './hours.ts'
import type {
  DatedException,
  DayHours,
  HolidayHours,
  Interval,
  MakeupHours,
  Schedule,
  Season,
  Week,
} from './hours.ts'
import { HoursTextError } from './osm-rules.ts'

interface Clause {
  season: YearRange | null
  dates: string[] | null
  selector: Selector | null
  hours: Interval[]
  word: 'all-day' | 'closed' | null
  /** Closed by 除外: an exception to the clauses around it. */
  except: boolean
  /** A comma, semicolon or line break stands before it. */
  separated: boolean
}

interface Reading {
  clauses: Clause[]
  holidaysSame: boolean
  holidaysUnknown: boolean
  noRest: boolean
  weekUnknown: boolean
  makeup: MakeupHours | null
}

const ALL_WEEKDAYS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6])

const hasBody = (clause: Clause) => clause.hours.length > 0 || clause.word !== null
const isOpen = (clause: Clause) => clause.hours.length > 0 || clause.word === 'all-day'
const dayHours = (clause: Clause): DayHours =>
  clause.word === 'all-day' ? ALL_DAY : clause.word === 'closed' ? CLOSED_DAY : normalDay(clause.hours)

/** Takes a pause out of the one interval that it lies within. */
function withoutPause(hours: Interval[], [from, to]: Interval): Interval[] {
  const around = hours.find(([start, end]) => start < from && to < end)
  if (!around) throw new HoursTextError('午休不在开放时间之内。')
  return hours.flatMap((one): Interval[] =>
    one === around
      ? [
          [one[0], from],
          [to, one[1]],
        ]
      : [one],
  )
}

/** Groups tokens into clauses. */
class ClauseReader {
  private readonly reading: Reading = {
    clauses: [],
    holidaysSame: false,
    holidaysUnknown: false,
    noRest: false,
    weekUnknown: false,
    makeup: null,
  }
  private clause: Clause
  private separated = false
  /** An interval inside the one before it: a pause, if 休息 follows. */
  private pending: Interval | null = null

  constructor() {
    this.clause = this.fresh(null)
  }

  read(tokens: readonly Token[]): Reading {
    for (const token of tokens) {
      if (this.pending && token.kind !== 'closed') throw new HoursTextError('时间段相互重叠。')
      this.take(token)
      this.separated = token.kind === 'comma' || token.kind === 'semicolon'
    }
    if (this.pending) throw new HoursTextError('时间段相互重叠。')
    this.close()
    return this.reading
  }

  private fresh(season: YearRange | null): Clause {
    return {
      season,
      dates: null,
      selector: null,
      hours: [],
      word: null,
      except: false,
      separated: this.separated,
    }
  }

  private take(token: Token): void {
    switch (token.kind) {
      case 'selector':
        return this.select(token.selector)
      case 'season':
        this.next(token.range)
        this.clause.separated = true
        return
      case 'dates':
        this.next(null)
        this.clause.dates = token.dates
        return
      case 'range':
        return this.addHours(token.interval)
      case 'break':
        if (this.clause.hours.length === 0) throw new HoursTextError('午休写在了开放时间之前。')
        this.clause.hours = withoutPause(this.clause.hours, token.interval)
        return
      case 'except':
        this.clause.except = true
        return this.addWord('closed')
      case 'closed':
      case 'all-day':
        return this.addWord(token.kind)
      case 'holidays-same':
        this.reading.holidaysSame = true
        return
      case 'unknown':
        this.reading.holidaysUnknown = true
        return
      case 'makeup':
        this.reading.makeup = token.makeup
        return
      case 'week-unknown':
        this.reading.weekUnknown = true
        return
      case 'no-rest':
        this.reading.noRest = true
        return
      case 'close':
        return this.closeBracket()
    }
  }

  private select(selector: Selector): void {
    if (hasBody(this.clause)) this.next(this.clause.season)
    if (this.clause.dates) throw new HoursTextError('具体日期不能与星期写在一起。')
    const before = this.clause.selector
    this.clause.selector = before
      ? {
          days: new Set([...before.days, ...selector.days]),
          workday: before.workday || selector.workday,
          holiday: before.holiday || selector.holiday,
        }
      : selector
  }

  private addHours(interval: Interval): void {
    if (this.clause.word) throw new HoursTextError('同一天既写了全天或休息,又写了时间。')
    const last = this.clause.hours.at(-1)
    if (last && interval[0] > last[0] && interval[1] < last[1]) this.pending = interval
    else if (last && interval[0] < last[1]) throw new HoursTextError('时间段相互重叠,或没有按先后写。')
    else this.clause.hours.push(interval)
  }

  private addWord(word: 'all-day' | 'closed'): void {
    if (this.pending && word === 'closed') {
      this.clause.hours = withoutPause(this.clause.hours, this.pending)
      this.pending = null
      return
    }
    const wordTwice = this.clause.word !== null && this.clause.word !== word
    if (this.clause.hours.length || wordTwice) throw new HoursTextError('同一天既写了时间,又写了全天或休息。')
    this.clause.word = word
  }

  /** 9:00-17:00(周一至周五): the days stand after their hours. */
  private closeBracket(): void {
    const before = this.reading.clauses.at(-1)
    if (!before || hasBody(this.clause) || !this.clause.selector) return
    if (before.selector || !isOpen(before)) throw new HoursTextError('括号里的星期不知道属于哪段时间。')
    before.selector = this.clause.selector
    this.clause = this.fresh(before.season)
  }

  private next(season: YearRange | null): void {
    this.close()
    this.clause = this.fresh(season)
  }

  private close(): void {
    const { clause } = this
    const before = this.reading.clauses.at(-1)
    if (!hasBody(clause)) {
      if (!clause.selector && !clause.dates && (!clause.season || clause.season === before?.season)) return
      // 9:00-17:00 周一至周五, with nothing else said.
      const trailing = clause.selector && this.reading.clauses.length === 1 && before && isOpen(before)
      if (!trailing || before.selector) throw new HoursTextError('有的日子没有写开放时间。')
      before.selector = clause.selector
      return
    }
    if (
      before &&
      !before.selector &&
      !before.dates &&
      isOpen(before) &&
      isOpen(clause) &&
      !clause.separated
    ) {
      throw new HoursTextError('时间和星期不知道怎样对应。')
    }
    this.reading.clauses.push(clause)
  }
}

const within = (inner: ReadonlySet<number>, outer: ReadonlySet<number>) =>
  [...inner].every((day) => outer.has(day))

/** The week of the clauses of one season (or of none); null where they name no hours at all. */
function weekOf(clauses: readonly Clause[]): Week | null {
  const set: ({ hours: DayHours; days: ReadonlySet<number> } | undefined)[] = []
  const daysOf = (clause: Clause) => clause.selector?.days ?? ALL_WEEKDAYS
  for (const clause of clauses.filter(isOpen)) {
    const days = daysOf(clause)
    for (const day of days) {
      const before = set[day]
      const hours = dayHours(clause)
      if (!before || (before.days.size > days.size && within(days, before.days))) set[day] = { hours, days }
      else {
        const [last, first] = [before.hours.at(-1)?.[1] ?? 0, hours[0]?.[0] ?? 0]
        const adds = before.days.size === days.size && within(days, before.days) && first >= last
        if (!adds) throw new HoursTextError('同一天写了两种开放时间。')
        set[day] = { hours: normalDay([...before.hours, ...hours]), days }
      }
    }
  }
  const shut = clauses.some(({ word, selector }) => word === 'closed' && selector?.days.size === 7)
  if (!set.some(Boolean) && !shut) return null
  for (const clause of clauses.filter(({ word }) => word === 'closed')) {
    const days = daysOf(clause)
    for (const day of days) {
      const before = set[day]
      if (before && !(before.days.size > days.size && within(days, before.days))) {
        throw new HoursTextError('同一天既写了开放,又写了休息。')
      }
      set[day] = { hours: CLOSED_DAY, days }
    }
  }
  return everyDay(CLOSED_DAY).map((closed, day) => set[day]?.hours ?? closed)
}

/** Hours on statutory days off where a clause names them. */
function statedHolidays(clauses: readonly Clause[], reading: Reading): HolidayHours | null {
  let stated: HolidayHours | null = reading.holidaysSame ? 'same' : reading.holidaysUnknown ? 'unknown' : null
  for (const clause of clauses.filter(({ selector }) => selector?.holiday)) {
    const hours = dayHours(clause)
    const here = hours.length ? hours : 'closed'
    const agrees =
      here === stated ||
      (typeof stated === 'object' && stated !== null && typeof here === 'object' && sameDay(stated, here))
    if (stated !== null && !agrees) throw new HoursTextError('节假日的开放时间前后矛盾。')
    stated = here
  }
  return stated
}

function exceptionsOf(clauses: readonly Clause[]): DatedException[] {
  const byDate = new Map<string, DayHours>()
  for (const clause of clauses) {
    for (const date of clause.dates ?? []) {
      if (byDate.has(date)) throw new HoursTextError(`${date}写了两次。`)
      byDate.set(date, dayHours(clause))
    }
  }
  return [...byDate].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, hours]) => ({ date, hours }))
}

function seasonsOf(clauses: readonly Clause[]): Season[] {
  const ranges = [...new Set(clauses.map(({ season }) => season).filter((range) => range !== null))]
  const seasons = ranges.map((range) => {
    const week = weekOf(clauses.filter(({ season }) => season === range))
    if (week && !range.yearly && week.every((day) => day.length === 0)) {
      throw new HoursTextError('休息的日期没有写年份;每年如此请写“每年”。')
    }
    if (!week) throw new HoursTextError('有的季节没有写开放时间。')
    return { from: range.from, to: range.to, week }
  })
  for (const [index, season] of seasons.entries()) {
    for (const other of seasons.slice(0, index)) {
      if (covers(season, other.from) || covers(other, season.from)) throw new HoursTextError('季节相互重叠。')
    }
  }
  return seasons
}

function covers({ from, to }: Pick<YearRange, 'from' | 'to'>, date: string): boolean {
  return from <= to ? date >= from && date <= to : date >= from || date <= to
}

/** Whether seasons, which do not overlap, leave no day of the year out. */
function coverTheYear(seasons: readonly Season[]): boolean {
  const following = (date: string) => {
    const next = new Date(Date.parse(`2024-${date}T00:00:00Z`) + 86_400_000)
    return next.toISOString().slice(5, 10)
  }
  return seasons.every(({ to }) => seasons.some(({ from }) => from === following(to)))
}

/** 周一闭馆(节假日除外) does not close on holidays: 除外 is read only as an exception to being open. */
function checkExceptions(clauses: readonly Clause[]): void {
  clauses.forEach(({ except }, index) => {
    const around = [clauses[index - 1], clauses[index + 1]].filter((clause) => clause !== undefined)
    if (except && !around.every((clause) => isOpen(clause) || clause.except)) {
      throw new HoursTextError('“除外”可能有不止一种意思,请写明开放还是休息。')
    }
  })
}

function scheduleOf(reading: Reading): Schedule {
  checkExceptions(reading.clauses)
  const ordinary = reading.clauses.filter(({ dates }) => !dates)
  // 节假日 alone selects no weekday; together with weekdays it counts for both.
  const weekly = ordinary.filter(({ selector }) => !selector?.holiday || selector.days.size > 0)
  let seasons = seasonsOf(weekly)
  let week = weekOf(weekly.filter(({ season }) => !season))
  if (!week && !reading.weekUnknown && seasons.length > 0 && coverTheYear(seasons)) {
    week = seasons.at(-1)?.week ?? null
    seasons = seasons.slice(0, -1)
  }
  if (week && reading.weekUnknown) throw new HoursTextError('既写了每周的开放时间,又写了平时时间未知。')
  if (!week && !reading.weekUnknown && seasons.length === 0)
    throw new HoursTextError('没有写每周的开放时间。')
  const parts = { week, ...(seasons.length ? { seasons } : {}) }
  const silent = silentRule(parts)
  const workday = weekly.some((clause) => clause.selector?.workday && isOpen(clause))
  const daysUnnamed =
    !reading.noRest &&
    weekly.some((clause) => !clause.selector && isOpen(clause) && !sameDay(dayHours(clause), ALL_DAY))
  const weekendShut = [week, ...seasons.map((season) => season.week)].every(
    (one) => one !== null && one[5]?.length === 0 && one[6]?.length === 0,
  )
  const implied = () => {
    if (reading.noRest) return 'same'
    if (workday) return weekendShut ? 'closed' : 'unknown'
    return daysUnnamed ? 'unknown' : silent
  }
  // 周一闭馆,法定节假日正常开放: whether a Monday that is a holiday is open, is not said.
  const restDays = weekly.some(({ word, selector }) => word === 'closed' && selector?.days.size !== 7)
  if (restDays && reading.noRest) throw new HoursTextError('既写了无休,又写了休息的日子。')
  if (restDays && reading.holidaysSame) reading = { ...reading, holidaysSame: false, holidaysUnknown: true }
  const exceptions = exceptionsOf(reading.clauses)
  return {
    ...parts,
    holidays: statedHolidays(ordinary, reading) ?? implied(),
    makeup: reading.makeup ?? (workday ? 'workday' : silent),
    ...(exceptions.length ? { exceptions } : {}),
  }
}

/** Reads Chinese free text. Throws HoursTextError for anything not wholly understood. */
export function parseChinese(text: string): Schedule {
  return scheduleOf(new ClauseReader().read(chineseTokens(normalText(text))))
}
