import { toWgs84 } from '../stations/position.ts'
import type { Datum } from '../stations/station.ts'
import { DATUM_NAMES } from './roster.ts'

/** West, south, east, north in WGS-84 degrees. */
export type Bbox = readonly [number, number, number, number]

/** What a row says about its position, before it is believed. */
export interface StatedCoordinates {
  lon: string
  lat: string
}

export type ReadCoordinates =
  | { kind: 'none' }
  /** `coarse`: written with two decimals or fewer, which is a kilometre. */
  | { kind: 'point'; lon: number; lat: number; coarse: boolean }
  | { kind: 'unusable'; value: string; problem: string; remedy: string }

/** Both numbers from one cell, `116.3,39.9`; null when it does not hold two parts. */
export function splitPair(text: string): StatedCoordinates | null {
  const parts = text
    .normalize('NFKC')
    .replace(/^[\s([]+|[\s)\]]+$/g, '')
    .split(/[\s,;、|]+/u)
    .filter((part) => part !== '')
  return parts.length === 2 ? { lon: parts[0]!, lat: parts[1]! } : null
}

/** Decimal degrees; `116.39°E` and 东经116.39 too. NaN for anything else: 116°23′28″ is not silently read as 116. */
export function readDegrees(text: string): number {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^(?:东经|北纬|[EN])\s*/iu, '')
    .replace(/\s*(?:°|度)?\s*[EN]?$/iu, '')
  return /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN
}

const inside = (lon: number, lat: number, [w, s, e, n]: Bbox) => lon >= w && lon <= e && lat >= s && lat <= n

/**
 * Checks coordinates that a row states: numbers, not (0, 0), not swapped, within the region.
 *
 * @param bbox the region in WGS-84 degrees
 */
export function readCoordinates(stated: StatedCoordinates, datum: Datum, bbox: Bbox): ReadCoordinates {
  const value = [stated.lon, stated.lat].filter((t) => t !== '').join(',')
  if (value === '') return { kind: 'none' }
  const unusable = (problem: string, remedy: string): ReadCoordinates => ({
    kind: 'unusable',
    value,
    problem,
    remedy,
  })
  if (stated.lon === '' || stated.lat === '') {
    return unusable(
      `只有${stated.lon === '' ? '纬度' : '经度'},缺${stated.lon === '' ? '经度' : '纬度'}。`,
      '经度和纬度要一起填写。',
    )
  }
  const lon = readDegrees(stated.lon)
  const lat = readDegrees(stated.lat)
  if (Number.isNaN(lon) || Number.isNaN(lat)) {
    return unusable('坐标不是十进制度数。', '请填写十进制度数,例如经度 116.397541、纬度 39.906901。')
  }
  if (lon === 0 && lat === 0)
    return unusable('坐标是 (0, 0),多半是没有取到位置。', '请重新取点,或留空等待补录。')
  const here = toWgs84(lon, lat, datum)
  if (inside(here.lon, here.lat, bbox))
    return { kind: 'point', lon, lat, coarse: isCoarse(lon) && isCoarse(lat) }
  if (Math.abs(lat) > 90 || Math.abs(lon) <= 90) {
    const swapped = toWgs84(lat, lon, datum)
    if (inside(swapped.lon, swapped.lat, bbox)) {
      return unusable('经度和纬度填反了。', `请对调两列:经度 ${lat},纬度 ${lon}。`)
    }
  }
  return unusable(
    `坐标(${DATUM_NAMES[datum]})落在本市范围之外。`,
    '请核对坐标和坐标系;不知道准确位置时请留空,以后补录。',
  )
}

const isCoarse = (degrees: number) => Math.abs(degrees * 100 - Math.round(degrees * 100)) < 1e-6
