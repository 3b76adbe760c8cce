import { dayOf, instantOf } from '../../hours/beijing-time.ts'
import { fromCrs, type Crs } from './crs.ts'

/** A parameter that cannot be understood. */
export class Misunderstood extends Error {
  readonly sentence: { zh: string; en: string }
  constructor(sentence: { zh: string; en: string }) {
    super(sentence.en)
    this.sentence = sentence
  }
}

/** West, south, east, north in WGS-84 degrees, west ≤ east. */
export type Box = [west: number, south: number, east: number, north: number]

/**
 * Reads `bbox`: four numbers, or six of which the heights are left aside (our features have none), in the axis order
 * of `crs`. A box whose west lies east of its east crosses the antimeridian and becomes two.
 *
 * @throws Misunderstood
 */
export function parseBbox(text: string, crs: Crs): Box[] {
  const parts = text.split(',')
  const numbers = parts.map((part) =>
    /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(part) ? Number(part) : NaN,
  )
  if ((numbers.length !== 4 && numbers.length !== 6) || !numbers.every(Number.isFinite)) {
    throw new Misunderstood({
      zh: 'bbox 要四个(或带高度的六个)数,用逗号分开,例如 116.3,39.8,116.5,40.0。',
      en: 'bbox needs four numbers (six with heights), separated by commas, such as 116.3,39.8,116.5,40.0.',
    })
  }
  const half = numbers.length / 2
  const [west, south] = fromCrs(crs, numbers[0]!, numbers[1]!)
  const [east, north] = fromCrs(crs, numbers[half]!, numbers[half + 1]!)
  if (south > north || (half === 3 && numbers[2]! > numbers[5]!)) {
    throw new Misunderstood({
      zh: 'bbox 的下边高过了上边:先写西南角,再写东北角。',
      en: 'The lower edge of bbox lies above its upper edge: the south-west corner comes first.',
    })
  }
  // What a map asks for in metres may reach past the edge of the world by a rounding error.
  const slack = crs.projected ? 1e-6 : 0
  const outside = (value: number, bound: number) => Math.abs(value) > bound + slack
  if (outside(west, 180) || outside(east, 180) || outside(south, 90) || outside(north, 90)) {
    throw new Misunderstood({
      zh: `bbox 超出了地球的范围;这个坐标系${crs.latitudeFirst ? '先纬度后经度' : '先经度后纬度'}。`,
      en: `bbox lies outside the earth; this coordinate system has ${crs.latitudeFirst ? 'latitude' : 'longitude'} first.`,
    })
  }
  if (west <= east) return [[west, south, east, north]]
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ]
}

/** Epoch milliseconds, both ends included; null: open. */
export interface TimeSpan {
  from: number | null
  to: number | null
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/

/** An RFC 3339 date-time in epoch milliseconds, or null when the text is none. */
export function instantFrom(text: string): number | null {
  // An unescaped plus sign arrives as a space.
  const match = DATE_TIME.exec(text.replace(/ (?=\d{2}:\d{2}$)/, '+'))
  if (!match || dayOf(match[1]!) === null) return null
  const [, , hour, minute, second] = match.map(Number)
  if (hour! > 23 || minute! > 59 || second! > 60) return null
  const ms = Date.parse(match[0].toUpperCase().replace(/:60/, ':59'))
  return Number.isNaN(ms) ? null : ms
}

function spanOf(text: string): { from: number; to: number } {
  // GDAL writes a date as 2026-03-01T.
  const day = dayOf(text.replace(/T$/, ''))
  if (day !== null) return { from: instantOf(day), to: instantOf(day + 1) - 1 }
  const instant = instantFrom(text)
  if (instant === null) {
    throw new Misunderstood({
      zh: 'datetime 要一个时刻或一段时间,例如 2026-03-01T00:00:00+08:00、2026-03-01T00:00:00Z/..、../2026-03-31。',
      en: 'datetime needs an instant or an interval, such as 2026-03-01T00:00:00+08:00, 2026-03-01T00:00:00Z/.. or ../2026-03-31.',
    })
  }
  return { from: instant, to: instant }
}

/**
 * Reads `datetime`: an instant, a Beijing date, or an interval of them, open where `..` or nothing stands.
 *
 * @throws Misunderstood
 */
export function parseDatetime(text: string): TimeSpan {
  const ends = text.split('/')
  if (ends.length === 1) return spanOf(text)
  const [start, end] = ends
  const open = (part: string | undefined) => part === '' || part === '..'
  if (ends.length > 2 || (start === '' && end === '')) return spanOf(text)
  const from = open(start) ? null : spanOf(start!).from
  const to = open(end) ? null : spanOf(end!).to
  if (from !== null && to !== null && from > to) {
    throw new Misunderstood({
      zh: 'datetime 的开始晚于结束。',
      en: 'The interval of datetime ends before it starts.',
    })
  }
  return { from, to }
}
