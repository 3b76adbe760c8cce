/** The rules about where a question comes from that no single parameter can tell. */
import { Problem, type FieldError, type Sentence } from '../../http/problem.ts'
import type { Frame } from './search.ts'

/** The part of the world that the service knows stations of. */
export interface Region {
  name: string
  bbox: Frame
}

const BOTH_NEEDED: Sentence = {
  zh: 'lon 和 lat 要一起给出:WGS-84 经度和纬度,如 lon=116.3913&lat=39.9055。',
  en: 'lon and lat are both needed: WGS-84 longitude and latitude, such as lon=116.3913&lat=39.9055.',
}

/** @throws Problem 400 unless both halves of the position are there */
export function requireBoth(query: Record<string, unknown>): void {
  if (query.lon && query.lat) return
  const missing = ['lon', 'lat'].filter((field) => !query[field])
  throw new Problem(
    400,
    BOTH_NEEDED,
    missing.map((field) => ({ field, value: query[field], message: BOTH_NEEDED })),
  )
}

/** @throws Problem 400 for a parameter that is given more than once */
export function refuseRepeated(query: Record<string, unknown>): void {
  const errors: FieldError[] = []
  for (const field in query) {
    const value = query[field]
    if (!Array.isArray(value)) continue
    const message = {
      zh: `参数「${field}」只能给一次,收到 ${value.length} 次。`,
      en: `The parameter "${field}" may be given once; it came ${value.length} times.`,
    }
    errors.push({ field, value: value.join(','), message })
  }
  if (errors.length > 0) throw new Problem(400, errors[0]!.message, errors)
}

const contains = ([west, south, east, north]: Frame, lon: number, lat: number) =>
  lon >= west && lon <= east && lat >= south && lat <= north

/** @throws Problem 400 when the place would lie in the region if longitude and latitude changed places */
export function refuseExchanged({ bbox }: Region, lon: number, lat: number): void {
  if (contains(bbox, lon, lat) || !contains(bbox, lat, lon)) return
  throw placeProblem(lon, lat, {
    zh: `lon=${lon}、lat=${lat} 像是写反了:lon 是经度,lat 是纬度,应为 lon=${lat}&lat=${lon}。`,
    en: `lon=${lon} and lat=${lat} look exchanged: lon is the longitude, so lon=${lat}&lat=${lon}.`,
  })
}

/** @throws Problem 400 for a place outside the region */
export function requireInside(region: Region, lon: number, lat: number): void {
  if (contains(region.bbox, lon, lat)) return
  refuseExchanged(region, lon, lat)
  const [west, south, east, north] = region.bbox
  throw placeProblem(lon, lat, {
    zh: `这个位置不在${region.name}范围内:lon 应在 ${west} 到 ${east} 之间,lat 应在 ${south} 到 ${north} 之间。`,
    en: `This place is outside the region: lon must be between ${west} and ${east}, lat between ${south} and ${north}.`,
  })
}

function placeProblem(lon: number, lat: number, message: Sentence): Problem {
  return new Problem(400, message, [
    { field: 'lon', value: lon, message },
    { field: 'lat', value: lat, message },
  ])
}
