import type { AreaPair, Stratum } from './demand-table.ts'
import type { StationTable, Tally } from './engine.ts'
import type { RegionAreas } from './grid.ts'
import type { HeadCounts, LayerContent, Unit } from './model.ts'
import type { CoverageQuestion } from './question.ts'

/** A model ready to be spread over the grid. Equal keys, equal content. */
export interface ModelInput {
  key: string
  resolution: number
  layers: LayerContent[]
}

/** What the asker needs to know of a model that the thread has spread. */
export interface ModelTable {
  unit: Unit
  /** Grid cells with anything in them. */
  cells: number
  sites: number
  areas: AreaPair[]
  /** By area: all of the model's people in fixed-point amounts, at whatever hour they are outside. */
  amounts: Float64Array
  strata: Stratum[]
}

/** The cells with anybody in them, by H3 index. Distances in metres, Infinity where no station answers. */
export interface CellColumns {
  h3: BigUint64Array
  /** People, or km². */
  people: Float64Array
  /** Index into the model's areas. */
  area: Uint16Array
  lon: Float64Array
  lat: Float64Array
  pessimist: Float64Array
  optimist: Float64Array
}

export interface SiteDistances {
  name: string
  lon: number
  lat: number
  districtCode: string | null
  streetCode: string | null
  groups: HeadCounts
  people: number
  pessimist: number
  optimist: number
}

export interface Places {
  dataVersion: number
  cells: CellColumns
  sites: SiteDistances[]
}

/** The thread has the newest areas and stations that it was told of; `id` comes back with the reply. */
export type CoverageRequest =
  | { kind: 'areas'; region: RegionAreas }
  | { kind: 'stations'; table: StationTable }
  | { kind: 'model'; id: number; model: ModelInput }
  | { kind: 'ask'; id: number; key: string; question: CoverageQuestion }
  | { kind: 'week'; id: number; key: string; question: CoverageQuestion }
  | { kind: 'places'; id: number; key: string; question: CoverageQuestion }
  | { kind: 'sole'; id: number; key: string; question: CoverageQuestion }
  | { kind: 'cancel'; id: number }

export type CoverageReply =
  | { kind: 'model'; id: number; table: ModelTable }
  | { kind: 'tally'; id: number; tally: Tally }
  | { kind: 'hour'; id: number; hour: number; tally: Tally }
  | { kind: 'week'; id: number }
  | { kind: 'places'; id: number; places: Places }
  /** Row of the station index and the people (or km²) that have no other station. */
  | { kind: 'sole'; id: number; dataVersion: number; stations: [row: number, people: number][] }
  | { kind: 'failed'; id: number; message: string }
