import {
  BORDER_TOLERANCE_M,
  placeStation,
  type PlaceFinding,
  type PlaceKnowledge,
} from '../places/placement.ts'
import type { LonLat } from '../stations/station.ts'

export interface RosterPlaces extends PlaceKnowledge {
  /** Codes of all districts of the region. */
  districts: readonly string[]
}

export interface RowPlacement {
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
  /** District that the row itself names, by column, address or name; null when it names none. */
  namedDistrict: string | null
  /** The point lies in none of the region's districts, nor just beside one. */
  outside: boolean
  finding: PlaceFinding | null
}

interface Named {
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
}

/**
 * District, street and community of a row, by the rules for every station: the polygons when it has a point, its
 * words when it has none.
 *
 * @param point WGS-84
 * @param texts what may name divisions, strongest first: the columns for them, the address, the name
 * @param within code of the district whose list this is: settles names that several districts have
 */
export function placeRow(
  point: LonLat | null,
  texts: readonly string[],
  within: string | null,
  places: RosterPlaces,
): RowPlacement {
  const named = namedDivision(texts, within, places)
  const namedDistrict = named.districtCode
  if (point && isOutside(point, places)) return { ...named, namedDistrict, outside: true, finding: null }
  const { findings, ...place } = placeStation({ ...named, position: point, address: null }, places)
  return { ...place, namedDistrict, outside: false, finding: findings[0] ?? null }
}

function isOutside({ lon, lat }: LonLat, { areas, districts }: RosterPlaces): boolean {
  if (areas.locate(lon, lat).districtCode !== null) return false
  return !districts.some((code) => (areas.metresTo(code, lon, lat) ?? Infinity) <= BORDER_TOLERANCE_M)
}

/** Each text may add finer levels to what stronger texts said, but never contradict them. */
function namedDivision(texts: readonly string[], within: string | null, { addresses }: RosterPlaces): Named {
  let named: Named = { districtCode: null, streetCode: null, communityCode: null }
  for (const text of texts) {
    if (text === '') continue
    const read = addresses.parse(text, { districtHint: named.districtCode ?? within })
    if (contradicts(named.districtCode, read.districtCode) || contradicts(named.streetCode, read.streetCode))
      continue
    named = {
      districtCode: named.districtCode ?? read.districtCode,
      streetCode: named.streetCode ?? read.streetCode,
      communityCode: named.communityCode ?? read.communityCode,
    }
  }
  return named
}

const contradicts = (a: string | null, b: string | null) => a !== null && b !== null && a !== b
