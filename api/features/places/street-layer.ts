import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { AreaIndex } from './areas.ts'
import {
  DIVIDED_STREETS,
  presentDistrict,
  REDRAWN_STREETS,
  RENAMED_STREETS,
  streetNames,
  type Divisions,
  type Street,
} from './divisions.ts'
import { BORDER_TOLERANCE_M } from './placement.ts'

/** One feature of a delivered layer. */
export interface LayerPolygon {
  /** Position in the file, from 1. */
  row: number
  name: string
  district: string
  geometry: Polygon | MultiPolygon
}

export type UnmatchedReason =
  /** No district has this name. */
  | 'unknown-district'
  /** No street or town of that district has this name, now or before. */
  | 'unknown-name'
  /** The town was divided: its outline is no single street's. */
  | 'divided'
  /** The street exists, but gave up ground to streets that this layer does not know yet. */
  | 'redrawn'
  /** Another polygon of this file was matched to the same street. */
  | 'second-outline'

export interface Unmatched {
  row: number
  district: string
  name: string
  reason: UnmatchedReason
  /** A sentence that says why. */
  message: string
}

export interface LayerMatch {
  matched: { polygon: LayerPolygon; street: Street }[]
  unmatched: Unmatched[]
  /** Codes of the districts that the layer speaks of. */
  districtCodes: string[]
}

/** Matches a layer's polygons to streets by district and name. What is not matched is listed, with its reason. */
export function matchLayer(polygons: readonly LayerPolygon[], divisions: Divisions): LayerMatch {
  const names = streetsByName(divisions)
  const unmatched: Unmatched[] = []
  const candidates: LayerMatch['matched'] = []
  const districtCodes = new Set<string>()
  const leave = ({ row, district, name }: LayerPolygon, reason: UnmatchedReason, message: string) =>
    unmatched.push({
      row,
      district,
      name,
      reason,
      message: `第 ${row} 个面「${district}${name}」:${message}`,
    })

  // Exact names first: where a town and a street of one name are both in the file, each gets its own.
  const exactFirst = [...polygons].sort((a, b) => Number(isExact(b)) - Number(isExact(a)) || a.row - b.row)
  function isExact(polygon: LayerPolygon): boolean {
    const district = presentDistrict(divisions, polygon.district)
    return divisions.streets.some((s) => s.districtCode === district?.code && s.name === polygon.name)
  }
  const taken = new Set<string>()
  for (const polygon of exactFirst) {
    const district = presentDistrict(divisions, polygon.district)
    if (!district) {
      leave(polygon, 'unknown-district', '没有这个区。')
      continue
    }
    districtCodes.add(district.code)
    const divided = DIVIDED_STREETS.find(
      (d) => d.district === district.name && d.names.includes(polygon.name),
    )
    const street = names.get(district.code + polygon.name)
    if (divided) leave(polygon, 'divided', `已拆分为${divided.among.join('、')},旧边界不属于其中任何一个。`)
    else if (!street) leave(polygon, 'unknown-name', '该区名录里没有这个街道或乡镇。')
    else if (taken.has(street.code))
      leave(polygon, 'second-outline', `文件里已有另一个面对应${street.name}。`)
    else {
      taken.add(street.code)
      candidates.push({ polygon, street })
    }
  }

  const matched = candidates.filter(({ polygon, street }) => {
    const reform = missedReform(street, taken, divisions)
    if (reform)
      leave(polygon, 'redrawn', `辖区已划出一部分给${reform.join('、')},而文件里没有这些街道,边界已过时。`)
    return !reform
  })
  matched.sort((a, b) => a.polygon.row - b.polygon.row)
  unmatched.sort((a, b) => a.row - b.row)
  return { matched, unmatched, districtCodes: [...districtCodes].sort() }
}

/** District code + written name → street. Own names come before names by analogy. */
function streetsByName(divisions: Divisions): Map<string, Street> {
  const names = new Map(divisions.streets.map((s) => [s.districtCode + s.name, s]))
  for (const [where, other, name] of RENAMED_STREETS) {
    const code = presentDistrict(divisions, where)?.code
    const street = names.get(`${code}${name}`)
    if (street) names.set(`${code}${other}`, street)
  }
  for (const street of divisions.streets) {
    for (const name of streetNames(street.name)) {
      const key = street.districtCode + name
      if (!names.has(key)) names.set(key, street)
    }
  }
  return names
}

/** The streets that were cut out of this one and that the layer does not have; null when it has them all. */
function missedReform(
  street: Street,
  inLayer: ReadonlySet<string>,
  divisions: Divisions,
): readonly string[] | null {
  const district = divisions.districts.find((d) => d.code === street.districtCode)?.name
  for (const { district: where, created, from } of REDRAWN_STREETS) {
    if (where !== district || !from.includes(street.name)) continue
    const missing = divisions.streets.filter(
      (s) => s.districtCode === street.districtCode && created.includes(s.name) && !inLayer.has(s.code),
    )
    if (missing.length > 0) return missing.map((s) => s.name)
  }
  return null
}

/** A share of its corners below this inside its own district means that a polygon lies somewhere else. */
const LEAST_SHARE_INSIDE = 0.5

/**
 * What is wrong with a matched polygon's shape or place, as a sentence; null when nothing is. Self-crossings are left to
 * the database.
 *
 * @param districts an index of the district polygons
 */
export function faultOf(
  { row, name, district, geometry }: LayerPolygon,
  districtCode: string,
  districts: AreaIndex,
): string | null {
  const who = `第 ${row} 个面「${district}${name}」`
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  if (rings.length === 0) return `${who}没有坐标。`
  for (const ring of rings) {
    if (ring.length < 4) return `${who}有一圈边界只有 ${ring.length} 个点,至少要 4 个。`
    if (!samePlace(ring[0]!, ring.at(-1)!)) return `${who}有一圈边界没有闭合:首尾两点应相同。`
  }
  const corners = rings.flat() as [number, number][]
  const inside = corners.filter(([lon, lat]) => {
    if (districts.locate(lon, lat).districtCode === districtCode) return true
    return districts.metresTo(districtCode, lon, lat)! <= BORDER_TOLERANCE_M
  })
  if (inside.length / corners.length >= LEAST_SHARE_INSIDE) return null
  const swapped = corners.some(([lon, lat]) => districts.locate(lat, lon).districtCode !== null)
  if (swapped) return `${who}的经纬度写反了:应为经度在前、纬度在后。`
  const percent = Math.round((inside.length / corners.length) * 100)
  return `${who}只有 ${percent}% 的顶点在${district}内。请确认坐标是 WGS-84、名称属于这个区。`
}

const samePlace = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1]
