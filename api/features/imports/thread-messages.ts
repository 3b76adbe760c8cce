import type { Bbox } from './coordinates.ts'
import type { ImportOptions } from './roster.ts'
import type { ReadLimits } from './reading/file-kind.ts'

/** Reference data that the reading thread needs, as plain JSON. */
export interface ReferenceData {
  districts: { code: string; name: string; geometry: GeoJSON.MultiPolygon }[]
  streets: { code: string; name: string; districtCode: string; geometry: GeoJSON.MultiPolygon | null }[]
  communities: { code: string; name: string; streetCode: string }[]
  unions: UnionEntry[]
}

export interface UnionEntry {
  code: string
  name: string
  level: string
  districtCode: string | null
  streetCode: string | null
}

export interface ReadingTask {
  path: string
  jobId: string
  /** Name of the list. */
  source: string
  options: ImportOptions
  limits: ReadLimits
  bbox: Bbox
  reference: ReferenceData
}

/**
 * A located station that a row may double; longitude and latitude in WGS-84. The last two are those of a station of
 * the same list, which a row of it may *be* instead.
 */
export type KnownPlace = [
  id: number,
  nameKey: string,
  lon: number,
  lat: number,
  sourceId: string | null,
  addressKey: string | null,
]

export interface RosterNotes {
  sheet: string | null
  /** Number of the header row. */
  headerRow: number
  /** Header → field. */
  recognised: Record<string, string>
  /** Headers that mean nothing to us and were left out. */
  unknown: string[]
}

/** From the reading thread. */
export type FromReader =
  | { kind: 'opened'; notes: RosterNotes; total: number | null }
  /** So many rows more are in the database. */
  | { kind: 'written'; rows: number }
  | { kind: 'done'; rows: number }
  | { kind: 'refused'; message: string }
