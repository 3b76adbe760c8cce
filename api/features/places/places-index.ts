import { communityTitle } from './divisions.ts'
import { createPlaceSearch, type Place, type PlaceSearch } from './place-search.ts'
import { createPinyinQueue } from './pinyin-queue.ts'
import type { Areas, DistrictArea, StationPlaceRow, StreetArea } from './read-model.ts'

/** A place that people type, WGS-84; its position is approximate. */
export interface LandmarkPlace {
  name: string
  aliases: readonly string[]
  districtCode: string
  lon: number
  lat: number
}

/** What the search needs of the areas. */
export interface NamedAreas {
  districts: Pick<DistrictArea, 'code' | 'name' | 'label'>[]
  /** Without an outline (`geometry` null) a street's position is approximate. */
  streets: (Pick<StreetArea, 'code' | 'name' | 'districtCode' | 'centre'> & { geometry: unknown })[]
  communities: Areas['communities']
}

/** What people may look for, kept at the present areas and stations. */
export interface PlacesIndex {
  find: PlaceSearch['find']
  setAreas(areas: NamedAreas): void
  setStation(row: StationPlaceRow): void
  /** Resolves when every name can also be found by its pinyin. */
  settled(): Promise<void>
}

export function createPlacesIndex(landmarks: readonly LandmarkPlace[]): PlacesIndex {
  const search = createPlaceSearch()
  const pinyin = createPinyinQueue(search)
  const names = new Map<string, string>()
  const stations = new Map<number, StationPlaceRow>()
  const communities = createCommunityCentres()

  function put(id: string, place: Place): void {
    search.set(id, place)
    pinyin.add(id, [place.name, ...(place.aliases ?? [])])
  }

  const nameOf = (code: string | null): string => (code === null ? '' : (names.get(code) ?? ''))
  const lines = (...parts: string[]): string => parts.filter((p) => p !== '').join(' ')

  return {
    find: search.find,
    settled: pinyin.settled,
    setAreas(areas) {
      for (const area of [...areas.districts, ...areas.streets]) names.set(area.code, area.name)
      const centres = new Map<string, { lon: number; lat: number }>()
      for (const { code, name, label } of areas.districts) {
        centres.set(code, label)
        put(code, { kind: 'district', name, detail: '', ...label, approximate: false, code })
      }
      for (const { code, name, districtCode, centre, geometry } of areas.streets) {
        const at = centre ?? centres.get(districtCode)
        if (!at) continue
        centres.set(code, at)
        put(code, {
          kind: 'street',
          name,
          detail: nameOf(districtCode),
          ...at,
          approximate: geometry === null,
          code,
        })
      }
      for (const { code, name, streetCode } of areas.communities) {
        const fallback = centres.get(streetCode)
        if (!fallback) continue
        const detail = lines(nameOf(streetCode.slice(0, 6)), nameOf(streetCode))
        const place: Place = {
          kind: 'community',
          name: communityTitle(name),
          detail,
          ...fallback,
          approximate: true,
          code,
        }
        communities.add(code, place)
        put(code, place)
      }
      landmarks.forEach(({ districtCode, ...landmark }, i) => {
        put(`landmark ${i}`, {
          kind: 'landmark',
          ...landmark,
          detail: nameOf(districtCode),
          approximate: true,
        })
      })
    },
    setStation(row) {
      const before = stations.get(row.id)
      if (before) communities.count(before, -1)
      const id = `station ${row.id}`
      if (!row.found) {
        stations.delete(row.id)
        search.set(id, null)
        return
      }
      stations.set(row.id, row)
      communities.count(row, 1)
      const { code, name, aliases, lon, lat } = row
      const detail = lines(nameOf(row.districtCode), nameOf(row.streetCode))
      put(id, { kind: 'station', name, aliases, detail, lon, lat, approximate: false, code })
    },
  }
}

/** Communities have no outlines: one lies where its stations lie; without any, about where its street does. */
function createCommunityCentres() {
  const places = new Map<string, { place: Place; fallback: { lon: number; lat: number } }>()
  const sums = new Map<string, { lon: number; lat: number; stations: number }>()

  function move(code: string): void {
    const community = places.get(code)
    if (!community) return
    const sum = sums.get(code)
    const centre =
      sum && sum.stations > 0
        ? { lon: sum.lon / sum.stations, lat: sum.lat / sum.stations }
        : community.fallback
    Object.assign(community.place, centre)
  }

  return {
    /** The place's position is kept at the centre from now on. */
    add(code: string, place: Place): void {
      places.set(code, { place, fallback: { lon: place.lon, lat: place.lat } })
      move(code)
    },
    count({ communityCode, lon, lat }: StationPlaceRow, sign: 1 | -1): void {
      if (communityCode === null) return
      const sum = sums.get(communityCode) ?? { lon: 0, lat: 0, stations: 0 }
      sums.set(communityCode, {
        lon: sum.lon + sign * lon,
        lat: sum.lat + sign * lat,
        stations: sum.stations + sign,
      })
      move(communityCode)
    },
  }
}
