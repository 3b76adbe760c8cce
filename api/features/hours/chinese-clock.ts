/**
 * A stretch of the clock as Chinese lists write it: 8:30-17:30, 8点半-17点, 早8点到晚8点, 下午2点-5点, 22:00-次日2:00.
 * Where a reading could mean two things (8:00-5:00, 晚8点-3点) it is refused.
 */
import { DAY_MINUTES } from './beijing-time.ts'
import type { Interval } from './hours.ts'
import { HoursTextError } from './osm-rules.ts'

type Part = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'evening'

const PARTS: Record<string, Part> = {
  凌晨: 'dawn',
  清晨: 'morning',
  早晨: 'morning',
  早上: 'morning',
  上午: 'morning',
  早: 'morning',
  中午: 'noon',
  下午: 'afternoon',
  傍晚: 'evening',
  晚上: 'evening',
  晚间: 'evening',
  夜间: 'evening',
  晚: 'evening',
}
const DIGITS = '零一二三四五六七八九'

const PART = `(${Object.keys(PARTS).join('|')})?:?`
const TIME = String.raw`(\d{1,2}:\d{2}(?::00)?(?:点|时)?|(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})(?:点钟?|时)(?:半|一刻|三刻|整|\d{1,2}分?)?)`
/** A start without 点, allowed where the end has it: 8-17点. */
const START = String.raw`(?:${TIME}|(\d{1,2})(?=-[^-,;()]{0,6}\d{1,2}(?:点|时)))`
const NEXT_DAY = '(次日|翌日|第二天|次晨)?'

/** Matches a stretch of the clock; hand the match to `clockInterval`. */
export const CLOCK_RANGE = new RegExp(`${PART}${START}-${NEXT_DAY}${PART}${TIME}`, 'y')

interface Written {
  part: Part | null
  hour: number
  minute: number
  /** Written with a leading zero (08:00): the 24-hour clock. */
  padded: boolean
}

function numeral(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const [tens, units] = text.includes('十') ? text.split('十') : ['', text]
  const value = (digit: string | undefined) => (digit === '两' ? 2 : DIGITS.indexOf(digit ?? ''))
  const ten = text.includes('十') ? (tens ? value(tens) : 1) * 10 : 0
  return ten + (units ? value(units) : 0)
}

function written(part: string | undefined, text: string): Written {
  const [, hour = '', rest = ''] = /^(\d+|[^\d:点时]+)(.*)$/.exec(text) ?? []
  const quarters: Record<string, number> = { 半: 30, 一刻: 15, 三刻: 45 }
  const spoken = /半|一刻|三刻/.exec(rest)?.[0]
  const minute = spoken ? (quarters[spoken] ?? 0) : Number(/\d+/.exec(rest)?.[0] ?? 0)
  const result = {
    part: part ? (PARTS[part] ?? null) : null,
    hour: numeral(hour),
    minute,
    padded: /^0\d/.test(hour),
  }
  if (Number.isNaN(result.hour) || result.hour > 30 || minute > 59)
    throw new HoursTextError(`没有“${text}”这个时刻。`)
  return result
}

/** Minutes since midnight of a time whose part of the day is named; null where the two do not fit. */
function placed({ part, hour, minute }: Written): number | null {
  const at = (hours: number) => hours * 60 + minute
  switch (part) {
    case 'dawn':
      return hour <= 6 ? at(hour) : null
    case 'morning':
      return hour >= 3 && hour <= 12 ? at(hour) : null
    case 'noon':
      return hour >= 11 && hour <= 14 ? at(hour) : hour >= 1 && hour <= 2 ? at(hour + 12) : null
    case 'afternoon':
      return hour >= 12 && hour <= 19 ? at(hour) : hour >= 1 && hour <= 7 ? at(hour + 12) : null
    case 'evening':
      if (hour >= 17 && hour <= 24) return at(hour)
      if (hour === 0 || hour === 12) return minute === 0 ? DAY_MINUTES : null
      return hour >= 5 && hour <= 11 ? at(hour + 12) : null
    default:
      return at(hour)
  }
}

/** The end, where it names no part of the day; null where it could be two times of the day. */
function inheritedEnd(first: Written, start: number, last: Written): number | null {
  const end = last.hour * 60 + last.minute
  if (end === 0) return DAY_MINUTES
  const halfDay = first.part === 'noon' ? first.hour <= 12 : first.hour < 12
  const afterNoon = first.part === 'afternoon' || first.part === 'evening' || first.part === 'noon'
  if (afterNoon && halfDay && !last.padded) {
    if (last.hour > 12) return end
    if (last.hour === 12) return first.part === 'evening' && last.minute === 0 ? DAY_MINUTES : null
    if (end + DAY_MINUTES / 2 > start) return end + DAY_MINUTES / 2
    return first.part === 'evening' ? end + DAY_MINUTES : null
  }
  if (end > start) {
    // 2:00-5:00 on a shop door is the afternoon more often than the night: not for us to decide.
    const doubtful = !first.part && !first.padded && first.hour >= 1 && first.hour <= 4 && last.hour <= 8
    return doubtful ? null : end
  }
  // Past midnight, if the clock is plainly the 24-hour one; 8:00-5:00 may well mean five in the afternoon.
  return last.padded || start >= 13 * 60 ? end + DAY_MINUTES : null
}

function endOf(first: Written, start: number, nextDay: boolean, last: Written): number | null {
  if (nextDay) {
    const end = last.part ? placed(last) : last.hour * 60 + last.minute
    return end !== null && end <= start ? end + DAY_MINUTES : null
  }
  if (last.part === null) return inheritedEnd(first, start, last)
  const end = placed(last)
  if (end === null) return null
  const doubtful = !first.part && !first.padded && first.hour >= 1 && first.hour <= 5 && last.part !== 'dawn'
  if (end > start) return doubtful ? null : end
  const overnight = last.part === 'dawn' || (last.part === 'morning' && start >= 17 * 60)
  return overnight ? end + DAY_MINUTES : null
}

/** The interval of a CLOCK_RANGE match. Throws HoursTextError where it is impossible or could mean two things. */
export function clockInterval(match: RegExpExecArray): Interval {
  const [text, part, time, bareHour, nextDay, lastPart, lastTime] = match
  const first = written(part, time ?? bareHour ?? '')
  const last = written(lastPart, lastTime ?? '')
  const start = placed(first)
  const end = start === null ? null : endOf(first, start, nextDay !== undefined, last)
  if (start === null || end === null || start >= DAY_MINUTES || end <= start || end > start + DAY_MINUTES) {
    throw new HoursTextError(`“${text}”可能有不止一种意思,请写成 24 小时制,如 08:00-17:00。`)
  }
  return [start, end]
}
