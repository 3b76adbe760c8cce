/**
 * OpenStreetMap opening_hours → Schedule. Later rules override earlier ones day by day, commas add. Where our order of
 * precedence (dates over holidays over seasons over weekdays) and the order of the rules would disagree, the text is
 * refused, never reinterpreted.
 */
import { dateOf, dayOf, weekdayOf } from './beijing-time.ts'
import { ALL_DAY, CLOSED_DAY, everyDay, normalDay, sameDay, silentRule } from './hours.ts'
import type { DayHours, HolidayHours, MakeupHours, Schedule, Season, Week } from './hours.ts'
import { HoursTextError, osmRules, type Rule, type RuleDate } from './osm-rules.ts'

/** Longest stretch of dates with a year that becomes exceptions, in days. */
const MAX_EXCEPTION_DAYS = 400
const ALL_WEEKDAYS = [0, 1, 2, 3, 4, 5, 6]

/** What the rules read so far amount to. */
interface Draft {
  week: (DayHours | undefined)[]
  /** The week was said to be unknown. */
  weekUnknown: boolean
  /** Times were given without naming days: nothing is said about days off. */
  daysUnnamed: boolean
  seasons: Season[]
  holidays: HolidayHours | null
  makeup: MakeupHours | null
  exceptions: Map<string, DayHours>
}

const two = (value: number) => String(value).padStart(2, '0')

function monthDay({ month, day }: RuleDate): string {
  const text = `${two(month)}-${two(day)}`
  if (dayOf(`2024-${text}`) === null) throw new HoursTextError(`没有${month}月${day}日这一天。`)
  return text
}

function hoursOf(rule: Rule): DayHours {
  if (typeof rule.body === 'string') throw new HoursTextError(`“${rule.body}”不能用在这里。`)
  return rule.body
}

/** Earlier hours with a rule's hours added, or replaced by them. */
function combined(before: DayHours | undefined, rule: Rule): DayHours {
  return rule.adds && before ? normalDay([...before, ...hoursOf(rule)]) : hoursOf(rule)
}

function applyHoliday(draft: Draft, rule: Rule): void {
  if (draft.exceptions.size) throw new HoursTextError('节假日的规则须写在具体日期之前。')
  if (typeof rule.body === 'string') {
    if (rule.weekdays || rule.adds) throw new HoursTextError(`“${rule.body}”不能用在这里。`)
    draft.holidays = rule.body
    return
  }
  const before = typeof draft.holidays === 'object' && draft.holidays !== null ? draft.holidays : undefined
  if (rule.adds && draft.holidays !== null && !before) throw new HoursTextError('节假日的规则前后矛盾。')
  const hours = combined(before, rule)
  draft.holidays = hours.length ? hours : 'closed'
}

function applyWeekly(draft: Draft, rule: Rule, holidaysBefore: boolean): void {
  if (draft.seasons.length || draft.exceptions.size || holidaysBefore) {
    throw new HoursTextError('每周的规则须写在季节、节假日和具体日期之前。')
  }
  if (rule.body === 'unknown' && !rule.weekdays && !draft.week.some(Boolean)) {
    draft.weekUnknown = true
    return
  }
  if (draft.weekUnknown) throw new HoursTextError('“unknown”之后不能再有每周的规则。')
  for (const weekday of rule.weekdays ?? ALL_WEEKDAYS) {
    draft.week[weekday] = combined(draft.week[weekday], rule)
  }
  if (!rule.weekdays && rule.clock && !sameDay(hoursOf(rule), ALL_DAY)) draft.daysUnnamed = true
}

/** Whether two ranges of the year have a day in common. */
function overlap(a: Season, b: Omit<Season, 'week'>): boolean {
  const within = (date: string, { from, to }: Omit<Season, 'week'>) =>
    from <= to ? date >= from && date <= to : date >= from || date <= to
  return within(a.from, b) || within(b.from, a)
}

function applySeason(draft: Draft, rule: Rule): void {
  if (draft.exceptions.size || draft.holidays !== null) {
    throw new HoursTextError('季节的规则须写在节假日和具体日期之前。')
  }
  if (!rule.weekdays && rule.clock && !sameDay(hoursOf(rule), ALL_DAY)) draft.daysUnnamed = true
  for (const range of rule.dates) {
    const from = monthDay(range.from)
    const to = monthDay(range.to)
    const last = draft.seasons.at(-1)
    const continues = last !== undefined && last.from === from && last.to === to
    const wholeWeek = (rule.weekdays ?? ALL_WEEKDAYS).length === 7 && !rule.adds
    const others = continues ? draft.seasons.slice(0, -1) : draft.seasons
    // Days that this season leaves alone would have to fall back on another season: more than Season can say.
    if (!wholeWeek && !continues && others.some((season) => overlap(season, { from, to }))) {
      throw new HoursTextError('季节相互重叠。')
    }
    if (others.some((season) => season.from === from && season.to === to)) {
      throw new HoursTextError('同一季节写了两次。')
    }
    if (!continues && !wholeWeek && draft.weekUnknown) {
      throw new HoursTextError('季节没有写全一周七天。')
    }
    const week: DayHours[] = [...(continues ? last.week : baseWeek(draft))]
    for (const weekday of rule.weekdays ?? ALL_WEEKDAYS) week[weekday] = combined(week[weekday], rule)
    draft.seasons = [...others, { from, to, week }]
  }
}

function dayNumber(date: RuleDate): number {
  const day = dayOf(`${date.year}-${monthDay(date)}`)
  // The 29th stands for the end of February in a month range.
  const end = day === null && date.month === 2 && date.day === 29 ? dayOf(`${date.year}-02-28`) : day
  if (end === null) throw new HoursTextError(`没有${date.year}年${date.month}月${date.day}日这一天。`)
  return end
}

function applyDated(draft: Draft, rule: Rule): void {
  for (const range of rule.dates) {
    const from = dayNumber(range.from)
    const to = dayNumber(range.to)
    if (to < from || to - from >= MAX_EXCEPTION_DAYS) throw new HoursTextError('日期的起止不对,或超过一年。')
    for (let day = from; day <= to; day++) {
      if (rule.weekdays && !rule.weekdays.includes(weekdayOf(day))) continue
      const date = dateOf(day)
      draft.exceptions.set(date, combined(draft.exceptions.get(date), rule))
    }
  }
}

function apply(draft: Draft, rule: Rule): void {
  if (rule.dates.length) {
    if (rule.holiday) throw new HoursTextError('节假日不能与日期写在同一条规则里。')
    const dated = rule.dates.filter(({ from }) => from.year !== null).length
    if (dated !== 0 && dated !== rule.dates.length) throw new HoursTextError('日期有的写了年份,有的没写。')
    if (dated) applyDated(draft, rule)
    else applySeason(draft, rule)
    return
  }
  const holidaysBefore = draft.holidays !== null
  if (rule.holiday) applyHoliday(draft, rule)
  if (rule.weekdays || !rule.holiday) applyWeekly(draft, rule, holidaysBefore)
}

function baseWeek(draft: Draft): Week {
  return everyDay(CLOSED_DAY).map((closed, weekday) => draft.week[weekday] ?? closed)
}

function scheduleOf(draft: Draft): Schedule {
  if (!draft.weekUnknown && !draft.week.some(Boolean) && !draft.seasons.length) {
    throw new HoursTextError('没有写每周的开放时间。')
  }
  const week = draft.weekUnknown ? null : baseWeek(draft)
  const seasons = draft.seasons.length ? { seasons: draft.seasons } : {}
  const silent = silentRule({ week, ...seasons })
  const exceptions = [...draft.exceptions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, hours]) => ({ date, hours }))
  return {
    week,
    ...seasons,
    holidays: draft.holidays ?? (draft.daysUnnamed ? 'unknown' : silent),
    makeup: draft.makeup ?? silent,
    ...(exceptions.length ? { exceptions } : {}),
  }
}

/** Reads OSM syntax. Throws HoursTextError for anything not wholly understood. */
export function parseOsm(text: string): Schedule {
  const makeup = /;\s*makeup (same|workday|unknown)\s*$/.exec(text)
  const draft: Draft = {
    week: [],
    weekUnknown: false,
    daysUnnamed: false,
    seasons: [],
    holidays: null,
    makeup: (makeup?.[1] as MakeupHours | undefined) ?? null,
    exceptions: new Map(),
  }
  for (const rule of osmRules(text.slice(0, makeup?.index ?? text.length).trim())) apply(draft, rule)
  return scheduleOf(draft)
}
