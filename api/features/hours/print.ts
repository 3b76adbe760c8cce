/**
 * Opening hours in words for people, in Chinese and English. `printHours` says the whole timetable, `describeUntil`
 * what a worker needs now. The Chinese text is read back by `parseHours` to the same schedule.
 */
import { DAY_MINUTES, beijingFields, dayAt, instantOf } from './beijing-time.ts'
import { displayState, type OpenAnswer } from './evaluate.ts'
import { clock, groupDates, groupDays, runs } from './format.ts'
import { isUniform, sameDay, silentRule, workdayHours } from './hours.ts'
import type { DayHours, Schedule, Season, Week } from './hours.ts'
import { OSM_MONTHS, lastDayOfMonth } from './osm-rules.ts'

export type Language = 'zh' | 'en'

const WEEKDAYS_ZH = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const WEEKDAYS_EN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const UNKNOWN_ZH = '时间未知,去之前最好问一下'
const UNKNOWN_EN = 'Hours unknown, better ask before you go'

function isAllDay(day: DayHours): boolean {
  return sameDay(day, [[0, DAY_MINUTES]])
}

/** 08:30-17:30; past midnight with the words for the next day. */
function timesText(day: DayHours, lang: Language): string {
  const zh = lang === 'zh'
  if (day.length === 0) return zh ? '休息' : 'closed'
  if (isAllDay(day)) return zh ? '24小时' : '24 hours'
  const end = (minutes: number) => {
    if (minutes <= DAY_MINUTES) return clock(minutes)
    return zh ? `次日${clock(minutes - DAY_MINUTES)}` : `${clock(minutes - DAY_MINUTES)} the next day`
  }
  return day.map(([start, stop]) => `${clock(start)}-${end(stop)}`).join(zh ? '、' : ', ')
}

function daysText(weekdays: readonly number[], lang: Language): string {
  const names = lang === 'zh' ? WEEKDAYS_ZH : WEEKDAYS_EN
  const join = lang === 'zh' ? '至' : '–'
  return runs(weekdays)
    .flatMap(([first, last]) =>
      last === first + 1
        ? [
            [first, first],
            [last, last],
          ]
        : [[first, last]],
    )
    .map(([first = 0, last = 0]) => (first === last ? names[first] : `${names[first]}${join}${names[last]}`))
    .join(lang === 'zh' ? '、' : ', ')
}

function weekText(week: Week, lang: Language): string[] {
  const [monday = []] = week
  if (isUniform(week)) return [`${lang === 'zh' ? '每天' : 'Daily'} ${timesText(monday, lang)}`]
  return groupDays(week)
    .filter(([, hours]) => hours.length > 0)
    .map(([weekdays, hours]) => `${daysText(weekdays, lang)} ${timesText(hours, lang)}`)
}

function seasonText({ from, to, week }: Season, lang: Language): string {
  const [month, day, toMonth, toDay] = [...from.split('-'), ...to.split('-')].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  const whole = month !== toMonth && day === 1 && toDay === lastDayOfMonth(toMonth)
  const name = (index: number) => OSM_MONTHS[index - 1] ?? ''
  const range =
    lang === 'zh'
      ? whole
        ? `${month}月至${toMonth}月`
        : `${month}月${day}日至${toMonth}月${toDay}日`
      : whole
        ? `${name(month)}–${name(toMonth)}`
        : `${day} ${name(month)} – ${toDay} ${name(toMonth)}`
  const rules = weekText(week, lang)
  return lang === 'zh' ? `每年${range} ${rules.join(',')}` : `${range}: ${rules.join(', ')}`
}

function dateText(date: string, lang: Language): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return lang === 'zh' ? `${year}年${month}月${day}日` : `${day} ${OSM_MONTHS[month - 1]} ${year}`
}

/** 工作日: closed on days off, make-up days worked, Monday to Friday alike and the weekend free. */
function isWorkdaysOnly({ week, seasons, holidays, makeup }: Schedule): boolean {
  if (!week || seasons?.length || holidays !== 'closed' || makeup !== 'workday') return false
  const hours = workdayHours(week)
  return hours !== null && hours.length > 0 && week[5]?.length === 0 && week[6]?.length === 0
}

function holidayText(schedule: Schedule, lang: Language): string[] {
  const { holidays, makeup } = schedule
  const zh = lang === 'zh'
  const silent = silentRule(schedule)
  const texts: string[] = []
  if (typeof holidays === 'object')
    texts.push(`${zh ? '法定节假日' : 'Public holidays'} ${timesText(holidays, lang)}`)
  else if (holidays === 'closed') texts.push(zh ? '法定节假日休息' : 'Closed on public holidays')
  else if (holidays === 'same' && silent !== 'same')
    texts.push(zh ? '法定节假日照常' : 'Public holidays as usual')
  else if (holidays === 'unknown') texts.push(zh ? '法定节假日时间未知' : 'Public holidays unknown')
  if (makeup === 'workday') texts.push(zh ? '调休上班日按工作日' : 'Make-up workdays like weekdays')
  else if (makeup === 'unknown' && silent === 'same')
    texts.push(zh ? '调休上班日时间未知' : 'Make-up workdays unknown')
  else if (makeup === 'same' && silent !== 'same')
    texts.push(zh ? '调休上班日按周末' : 'Make-up workdays like weekends')
  return texts
}

/**
 * The timetable in one line, for people. Closures are not part of it: they are dated news, shown beside it.
 * Unknown hours give 时间未知; the caller shows `raw` next to it.
 */
export function printHours(schedule: Schedule, lang: Language): string {
  const { week, seasons = [], exceptions = [] } = schedule
  const zh = lang === 'zh'
  if (week === null && seasons.length === 0 && exceptions.length === 0)
    return zh ? '时间未知' : 'Hours unknown'
  const parts: string[] = []
  if (isWorkdaysOnly(schedule)) {
    parts.push(
      `${zh ? '工作日' : 'Working days (not on public holidays)'} ${timesText(week?.[0] ?? [], lang)}`,
    )
  } else {
    parts.push(...(week === null ? [zh ? '平时时间未知' : 'Otherwise unknown'] : weekText(week, lang)))
    parts.push(...seasons.map((season) => seasonText(season, lang)))
    parts.push(...holidayText(schedule, lang))
  }
  for (const [first, last, hours] of groupDates(exceptions)) {
    const dates =
      first === last
        ? dateText(first, lang)
        : `${dateText(first, lang)}${zh ? '至' : ' – '}${dateText(last, lang)}`
    parts.push(`${dates} ${timesText(hours, lang)}`)
  }
  return parts.join(zh ? ';' : '; ')
}

/** "20:00", "明早 8:30", "周一 9:00", "10月8日 9:00": a coming instant as seen from now. */
function whenText(until: Date, now: number, lang: Language): string {
  const { hour, minute, month, day, weekday } = beijingFields(until.getTime())
  const time = `${hour}:${String(minute).padStart(2, '0')}`
  const zh = lang === 'zh'
  const daysAhead = dayAt(until.getTime()) - dayAt(now)
  if (daysAhead === 0) return time
  if (daysAhead === 1) {
    if (time === '0:00') return '24:00'
    if (!zh) return `tomorrow ${time}`
    return `${hour < 5 ? '明天凌晨' : hour < 11 ? '明早' : '明天'} ${time}`
  }
  if (daysAhead < 7) return `${(zh ? WEEKDAYS_ZH : WEEKDAYS_EN)[weekday]} ${time}`
  return zh ? `${month}月${day}日 ${time}` : `${day} ${OSM_MONTHS[month - 1]} ${time}`
}

/** Whether now is the evening (or night) and the instant comes before dawn: "02:00" needs no "tomorrow". */
function isTonight(until: Date, now: number): boolean {
  return until.getTime() < instantOf(dayAt(now) + 1, 5 * 60)
}

/**
 * What happens next, as a card says it: "20:00 关门", "明早 8:30 开门", "24 小时", "时间未知,去之前最好问一下".
 * @param answer of `openAt` (or the same fields from the API)
 * @param now the instant for which the answer holds, Date or epoch milliseconds
 */
export function describeUntil(
  answer: Pick<OpenAnswer, 'state' | 'until' | 'next'>,
  now: Date | number,
  lang: Language,
): string {
  const zh = lang === 'zh'
  const { state, until, next } = answer
  const at = Number(now)
  if (state === 'unknown') return zh ? UNKNOWN_ZH : UNKNOWN_EN
  if (until === null) {
    if (state === 'open') return zh ? '24 小时' : 'Open 24 hours'
    return zh ? '近期不开门' : 'Not open in the coming days'
  }
  if (state === 'open') {
    const when = isTonight(until, at)
      ? whenText(until, at, lang).replace('明天', '').replace('tomorrow ', '')
      : whenText(until, at, lang)
    if (next === 'unknown') return zh ? `${when} 以后时间未知` : `Hours after ${when} unknown`
    return zh ? `${when} 关门` : `Closes ${when}`
  }
  const when = whenText(until, at, lang)
  if (next === 'open') return zh ? `${when} 开门` : `Opens ${when}`
  return zh ? `${when} 以后${UNKNOWN_ZH}` : `From ${when}: ${UNKNOWN_EN.toLowerCase()}`
}

/** The word of a card's badge: 营业中, 即将关门, 已关门, 时间未知. */
export function stateWord(
  answer: Pick<OpenAnswer, 'state' | 'until' | 'next'>,
  now: Date | number,
  lang: Language,
): string {
  const words = {
    open: ['营业中', 'Open'],
    'closing-soon': ['即将关门', 'Closing soon'],
    closed: ['已关门', 'Closed'],
    unknown: ['时间未知', 'Hours unknown'],
  } as const
  return words[displayState(answer, now)][lang === 'zh' ? 0 : 1]
}
