/** Places by name without the server: districts, streets and stations of the kept city, by their characters only. */
import type { CityStation } from '../../api/features/open-data/city/city-station.ts'
import type { PlaceHit } from '../api/types.ts'

const MOST_HITS = 10
const KIND_RANK = { district: 0, street: 1, community: 2, landmark: 3, station: 4 } as const

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** 0 the very name, 1 its beginning, 2 within it, null not at all. */
function rankOf(names: readonly string[], wanted: string): number | null {
  let best: number | null = null
  for (const name of names.map(plain)) {
    const at = name.indexOf(wanted)
    if (at < 0) continue
    const rank = name === wanted ? 0 : at === 0 ? 1 : 2
    if (best === null || rank < best) best = rank
  }
  return best
}

/** Areas have no outline here: one lies in the middle of its stations. */
function areasOf(stations: readonly CityStation[]): PlaceHit[] {
  const sums = new Map<string, { hit: PlaceHit; lon: number; lat: number; count: number }>()
  const add = (hit: PlaceHit, key: string) => {
    const sum = sums.get(key) ?? { hit, lon: 0, lat: 0, count: 0 }
    sum.lon += hit.lon
    sum.lat += hit.lat
    sum.count++
    sums.set(key, sum)
  }
  for (const { lon, lat, district, street } of stations) {
    if (lon === null || lat === null) continue
    const at = { lon, lat, approximate: true }
    if (district) add({ kind: 'district', name: district.name, detail: '', ...at }, district.code)
    if (street) add({ kind: 'street', name: street.name, detail: district?.name ?? '', ...at }, street.code)
  }
  return [...sums.values()].map(({ hit, lon, lat, count }) => ({
    ...hit,
    lon: lon / count,
    lat: lat / count,
  }))
}

/** @param text Chinese as typed, or a station's code; pinyin needs the server */
export function findPlaces(stations: readonly CityStation[], text: string): PlaceHit[] {
  const wanted = plain(text)
  if (!wanted) return []
  const found: { hit: PlaceHit; rank: number }[] = []
  for (const hit of areasOf(stations)) {
    const rank = rankOf([hit.name], wanted)
    if (rank !== null) found.push({ hit, rank })
  }
  for (const { code, name, aliases, lon, lat, district } of stations) {
    if (lon === null || lat === null) continue
    const rank = rankOf([name, code, ...aliases], wanted)
    if (rank === null) continue
    const detail = district?.name ?? ''
    found.push({ hit: { kind: 'station', name, detail, lon, lat, approximate: false, code }, rank })
  }
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      KIND_RANK[a.hit.kind] - KIND_RANK[b.hit.kind] ||
      a.hit.name.length - b.hit.name.length,
  )
  return found.slice(0, MOST_HITS).map(({ hit }) => hit)
}
