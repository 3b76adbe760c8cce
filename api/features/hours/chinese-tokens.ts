/**
 * Chinese free text about opening hours → tokens. Strict: every character belongs to a token or to a known filler
 * word, or the text is refused.
 */
import { dateOf, dayOf } from './beijing-time.ts'
import { CLOCK_RANGE, clockInterval } from './chinese-clock.ts'
import type { Interval, MakeupHours } from './hours.ts'
import { HoursTextError, lastDayOfMonth } from './osm-rules.ts'

export interface Selector {
  /** 0 = Monday */
  days: ReadonlySet<number>
  /** 工作日: follows days off and make-up workdays. */
  workday: boolean
  /** 节假日 */
  holiday: boolean
}

export interface YearRange {
  /** 每年 is said: without it 10月1日-7日休息 may mean this year only. */
  yearly: boolean
  /** 'MM-DD' */
  from: string
  to: string
}

export type Token =
  | { kind: 'selector'; selector: Selector }
  | { kind: 'season'; range: YearRange }
  | { kind: 'dates'; dates: string[] }
  | { kind: 'range'; interval: Interval }
  | { kind: 'break'; interval: Interval }
  | { kind: 'makeup'; makeup: MakeupHours }
  | {
      kind:
        | 'all-day'
        | 'closed'
        | 'except'
        | 'unknown'
        | 'week-unknown'
        | 'holidays-same'
        | 'no-rest'
        | 'comma'
        | 'semicolon'
        | 'open'
        | 'close'
    }

const WEEKDAYS = '一二三四五六日'
const HOLIDAY = '(?:国家)?(?:法定)?(?:节假日|节日|假日)'
const RUNNING = '(?:营业|开放|服务)?'

const sticky = (source: string) => new RegExp(source, 'y')
const MONTH_DAY = String.raw`(\d{1,2})月(?:份|(\d{1,2})[日号])?`
const SEASON_NAME = '(?:[春夏秋冬]{1,2}季|夏令时?|冬令时?|旺季|淡季)'
const YEAR_RANGE = String.raw`(\d{1,2})(?:月(?:份|(\d{1,2})[日号])?)?-(?:次年|翌年|来年)?${MONTH_DAY}`
const SEASON = sticky(
  `(每年)?${SEASON_NAME}?:?(?:\\(${YEAR_RANGE}\\)|${YEAR_RANGE})(?:\\(${SEASON_NAME}\\))?`,
)
const DATES = sticky(
  String.raw`(\d{4})年(\d{1,2})月(\d{1,2})日(?:-(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日)?`,
)
const WEEK_WORD = '(?:每逢|逢|每)?(?:周|星期|礼拜)'
const WEEKDAY = '(?:[一二三四五六日天](?![点时十])|[1-7](?![\\d:点时月]))'
const WEEKDAY_LIST = sticky(`${WEEK_WORD}${WEEKDAY}(?:[-,和及与]?(?:${WEEK_WORD})?${WEEKDAY})*`)
const BREAK = /(?:其中)?(?:午休|(?:中午|午间)休息)(?:时间)?:?/y
const FILLER =
  /(?:营业|开放|服务|工作|办公|对外|接待|上班)*时间|营业|开放|开门|服务|对外|办公|上班|均|都|为|[和及与]|不打烊|:|(?:中午|午间)(?:不休息?|不打烊|不间断|不关门|无休)|无午休|不午休/y

const SIMPLE: [RegExp, Token][] = [
  [sticky('除外'), { kind: 'except' }],
  [
    sticky(`(?:包含|包括|含)${HOLIDAY}|${HOLIDAY}(?:均|也|都)?(?:无休|不休息?|正常|照常)${RUNNING}`),
    { kind: 'holidays-same' },
  ],
  [sticky(`${HOLIDAY}(?:时间)?(?:未知|不详)`), { kind: 'unknown' }],
  [sticky('平时时间未知'), { kind: 'week-unknown' }],
  [sticky('调休上班日按工作日'), { kind: 'makeup', makeup: 'workday' }],
  [sticky('调休上班日按周末'), { kind: 'makeup', makeup: 'same' }],
  [sticky('调休上班日时间未知'), { kind: 'makeup', makeup: 'unknown' }],
  [sticky('(?:全年)?无休'), { kind: 'no-rest' }],
  [
    sticky('(?:全天)?(?:休息|休馆|休业|闭馆|闭店|关闭|关门|不开放|不对外开放|不营业|不开门|不办公)'),
    { kind: 'closed' },
  ],
  [
    sticky('7[x×X*]24(?:小时|[hH])?|24/7|(?:全天候?)?24(?:个)?(?:小时|[hH])(?:全天候?)?|全天候?'),
    { kind: 'all-day' },
  ],
  [sticky('每天|每日|天天|全年'), select([0, 1, 2, 3, 4, 5, 6])],
  [sticky('工作日|上班日'), select([0, 1, 2, 3, 4], { workday: true })],
  [sticky('(?:每逢|逢|每)?(?:周末|双休日)'), select([5, 6])],
  [sticky(HOLIDAY), select([], { holiday: true })],
  [sticky(','), { kind: 'comma' }],
  [sticky(';'), { kind: 'semicolon' }],
  [sticky('\\('), { kind: 'open' }],
  [sticky('\\)'), { kind: 'close' }],
]

function select(days: Iterable<number>, more: Partial<Selector> = {}): Token {
  return { kind: 'selector', selector: { days: new Set(days), workday: false, holiday: false, ...more } }
}

/** One spelling for digits, dashes, separators and brackets; 除…外 turned round into …除外. */
export function normalText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−〜~至到]+/g, '-')
    .replace(/-+/g, '-')
    .replace(/[∶︰]/g, ':')
    .replace(/[【[]/g, '(')
    .replace(/[】\]]/g, ')')
    .replace(/、|\/(?=\D)/g, ',')
    .replace(/[。|\r\n]+/g, ';')
    .replace(/(\d)[ \t]+(?=\d)/g, '$1,')
    .replace(/\s+/g, '')
    .replace(/除(?!外)([^;()\d]+?)(?:之|以)?外,?/g, '$1除外,')
    .replace(/[,;]+$/, '')
}

function monthDay(month: string | undefined, day: string | undefined, end: boolean): string {
  const date = day ?? String(end ? lastDayOfMonth(Number(month)) : 1)
  const text = `${String(month).padStart(2, '0')}-${date.padStart(2, '0')}`
  if (dayOf(`2024-${text}`) === null) throw new HoursTextError(`没有${month}月${date}日这一天。`)
  return text
}

function seasonToken(match: RegExpExecArray): Token {
  const [text, yearly, ...groups] = match
  const [from, fromDay, to, toDay] = groups[0] === undefined ? groups.slice(4) : groups
  if ((fromDay === undefined) !== (toDay === undefined))
    throw new HoursTextError(`“${text}”的起止日期没有写全。`)
  const edges = { from: monthDay(from, fromDay, false), to: monthDay(to, toDay, true) }
  return { kind: 'season', range: { ...edges, yearly: yearly !== undefined } }
}

function datesToken(match: RegExpExecArray): Token {
  const [text, year = '', month = '', day = '', toYear, toMonth, toDay] = match
  const iso = (y: string, m: string, d: string) => dayOf(`${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`)
  const first = iso(year, month, day)
  const last = toDay ? iso(toYear ?? year, toMonth ?? month, toDay) : first
  if (first === null || last === null || last < first || last - first > 400) {
    throw new HoursTextError(`“${text}”不是有效的日期。`)
  }
  return { kind: 'dates', dates: Array.from({ length: last - first + 1 }, (_, step) => dateOf(first + step)) }
}

/** 周一至周五, 周六日, 周一、三、五. */
function weekdays(text: string): Token {
  const days = new Set<number>()
  const marks = text.replace(/每逢|逢|每|周|星期|礼拜/g, '').replace(/天/g, '日')
  const numbers = [...marks].map((mark) => (/[1-7]/.test(mark) ? Number(mark) - 1 : WEEKDAYS.indexOf(mark)))
  numbers.forEach((day, index) => {
    if (day < 0) return
    const from = marks[index - 1] === '-' ? (numbers[index - 2] ?? day) : day
    for (let step = 0; step <= (day - from + 7) % 7; step++) days.add((from + step) % 7)
  })
  // 周一五 may be short for Monday and Friday, or for Monday to Friday.
  if (/^[一二三四五六日1-7]{2}$/.test(marks) && numbers[1] !== (numbers[0] ?? 0) + 1) {
    throw new HoursTextError(`“${text}”可能有不止一种意思,请写成“周一至周五”或“周一、周五”。`)
  }
  return select(days)
}

/** Reads the tokens of a normalised text. Throws HoursTextError at the first word that is not known. */
export function chineseTokens(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at += match[0].length
    return match
  }
  while (at < text.length) {
    const token = nextToken(take)
    if (token !== null) tokens.push(token)
    else if (!take(FILLER)) throw unreadable(text.slice(at))
  }
  return tokens
}

function nextToken(take: (pattern: RegExp) => RegExpExecArray | null): Token | null {
  const dates = take(DATES)
  if (dates) return datesToken(dates)
  const season = take(SEASON)
  if (season) return seasonToken(season)
  const days = take(WEEKDAY_LIST)
  if (days) return weekdays(days[0])
  const range = take(CLOCK_RANGE)
  if (range) return { kind: 'range', interval: clockInterval(range) }
  if (take(BREAK)) {
    const pause = take(CLOCK_RANGE)
    if (!pause) throw new HoursTextError('午休没有写起止时间。')
    return { kind: 'break', interval: clockInterval(pause) }
  }
  for (const [pattern, token] of SIMPLE) if (take(pattern)) return token
  return null
}

function unreadable(rest: string): HoursTextError {
  const season = new RegExp(`^${SEASON_NAME}`).exec(rest)
  if (season) return new HoursTextError(`“${season[0]}”没有写明月份,请写成“夏季(5月-9月)”。`)
  return new HoursTextError(`看不懂“${rest.slice(0, 20)}”。`)
}
