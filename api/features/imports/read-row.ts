import { z } from 'zod'
import type { Hours } from '../hours/hours.ts'
import { FACT_COLUMNS, type FactColumn } from '../stations/columns.ts'
import type { Datum, StationFacts } from '../stations/station.ts'
import type { Bbox } from './coordinates.ts'
import type { RosterPlaces } from './placement.ts'
import type { Mark, RowProblem } from './roster.ts'

/** Who answers for a row's station. */
export interface UnionFinder {
  /** Code of the union that goes by this name; null when there is none. */
  byName(name: string): string | null
  /** The union of the street, else of the district, else the city's. */
  ofPlace(districtCode: string | null, streetCode: string | null): string
}

export interface RowContext {
  datum: Datum | null
  /** Code of the district whose list this is. */
  districtCode: string | null
  source: string
  bbox: Bbox
  places: RosterPlaces
  unions: UnionFinder
  parseHours(text: string): Hours
}

/** A row as it would be written; `columns` holds only what the row states, in terms of table `station`. */
export interface ReadRow {
  number: number
  rejected: boolean
  code: string | null
  sourceId: string | null
  nameKey: string
  addressKey: string
  /** The responsible union, should the row become a new station. */
  unionCode: string | null
  columns: Partial<Record<FactColumn, unknown>>
  /** WGS-84, for the duplicate search. */
  point: { lon: number; lat: number } | null
  marks: Set<Mark>
  problems: RowProblem[]
}

const line = (max: number) => z.string().max(max)

/** Longest texts that the registry takes; the same bounds as for a station entered by hand. */
export const ROW_TEXTS = z.object({
  name: line(200),
  address: line(300),
  hostBrand: line(100),
  owner: line(200),
  operator: line(200),
  accessNote: line(300),
  lifecycleReason: line(500),
  hours: line(1000),
  sourceId: line(200),
})

const POSITION_COLUMNS = ['point', 'source_datum', 'source_lon', 'source_lat', 'accuracy_m'] as const

/** Facts with several words are one column, but for the position. */
const snake = (key: string) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

const JSON_FACTS = new Set(['facilities', 'hours', 'haves', 'confirmed'])

/** What the row states, in terms of table `station`; jsonb columns as objects. */
export function statedColumns(
  stated: Partial<StationFacts>,
  full: StationFacts,
  all: Record<FactColumn, unknown>,
): Partial<Record<FactColumn, unknown>> {
  const columns: Partial<Record<FactColumn, unknown>> = { name_key: all.name_key }
  for (const key of Object.keys(stated) as (keyof StationFacts)[]) {
    if (stated[key] === undefined) continue
    if (key === 'position') for (const c of POSITION_COLUMNS) columns[c] = all[c]
    else if (key === 'confirmed')
      columns.confirmed = Object.fromEntries(Object.entries(full.confirmed).filter(([, at]) => at !== null))
    else {
      const column = snake(key) as FactColumn
      if (!(FACT_COLUMNS as readonly string[]).includes(column))
        throw new Error(`no column for the fact ${key}`)
      columns[column] = JSON_FACTS.has(key) ? full[key] : all[column]
    }
  }
  if (stated.address !== undefined) columns.address_key = all.address_key
  return columns
}
