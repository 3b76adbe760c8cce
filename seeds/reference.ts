import { readFileSync } from 'node:fs'
import type { FeatureCollection, MultiPolygon } from 'geojson'
import { pinyin } from 'pinyin-pro'
import type { LonLat } from '../api/features/stations/station.ts'
import { unionTree, type UnionRow } from './union-tree.ts'

export interface DistrictRow {
  /** Six digits, e.g. 110101 */
  code: string
  name: string
  /** Without tones and spaces: dongchengqu */
  pinyin: string
  /** WGS-84; always inside the district. */
  label: LonLat
  /** WGS-84, outlines good to about 100 m. */
  geometry: MultiPolygon
}

export interface StreetRow {
  /** Nine digits; the first six are the district's. */
  code: string
  name: string
  pinyin: string
  districtCode: string
  /** WGS-84, APPROXIMATE (about 1 km); null where nobody could place it. Never a station's position. */
  centre: LonLat | null
}

export interface CommunityRow {
  /** Twelve digits; the first nine are the street's. */
  code: string
  name: string
  streetCode: string
}

/** A place that people type, WGS-84, APPROXIMATE (about 300 m). */
export interface Landmark extends LonLat {
  name: string
  aliases: string[]
  districtCode: string
}

export interface Reference {
  districts: DistrictRow[]
  streets: StreetRow[]
  communities: CommunityRow[]
  unions: UnionRow[]
  landmarks: Landmark[]
}

interface DivisionsFile {
  streets: [code: string, name: string, districtCode: string][]
  communities: [code: string, name: string, streetCode: string][]
}

interface DistrictProperties {
  code: string
  name: string
  pinyin: string
  label: [lon: number, lat: number]
}

let loaded: Reference | undefined

/**
 * The reference data that ship with the project (sources and licences: `reference/README.md`), read once a process.
 * Callers must not change what they get.
 */
export function loadReference(): Reference {
  loaded ??= readReference()
  return loaded
}

function readReference(): Reference {
  const outlines = readJson<FeatureCollection<MultiPolygon, DistrictProperties>>('districts.geojson')
  const divisions = readJson<DivisionsFile>('divisions.json')
  const centres = readJson<{ streets: [code: string, name: string, lon: number, lat: number][] }>(
    'street-centres.json',
  )
  const centreOf = new Map(centres.streets.map(([code, , lon, lat]) => [code, { lon, lat }]))

  const districts = outlines.features.map(({ properties, geometry }): DistrictRow => {
    const [lon, lat] = properties.label
    return {
      code: properties.code,
      name: properties.name,
      pinyin: properties.pinyin,
      label: { lon, lat },
      geometry,
    }
  })
  const streets = divisions.streets.map(([code, name, districtCode]): StreetRow => ({
    code,
    name,
    pinyin: toPinyin(name),
    districtCode,
    centre: centreOf.get(code) ?? null,
  }))
  return {
    districts,
    streets,
    communities: divisions.communities.map(([code, name, streetCode]) => ({ code, name, streetCode })),
    unions: unionTree(districts, streets),
    landmarks: readJson<{ landmarks: Landmark[] }>('landmarks.json').landmarks,
  }
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./reference/${name}`, import.meta.url), 'utf8')) as T
}

/** 朝阳区 → chaoyangqu */
export function toPinyin(name: string): string {
  return pinyin(name, { toneType: 'none', separator: '' })
}
