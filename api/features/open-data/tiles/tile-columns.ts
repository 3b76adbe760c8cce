/** What is worked out anew of all stations for each version of the tiles. Pure; `building-thread.ts` runs it. */
import { createHash } from 'node:crypto'
import type { StationColumns } from '../../nearest/station-index.ts'
import { buildTileIndex, type TileIndex } from './tile-index.ts'

export interface TileInput extends StationColumns {
  synthetic: Uint8Array
  /** JSON of each timetable; 0 stands for unknown hours. */
  timetables: string[]
}

/** Plain data: it is handed from thread to thread. */
export interface TileColumns {
  tiles: TileIndex
  /** By timetable: 1 where its hours can be told at any time. */
  hoursKnown: Uint8Array
  /** In the order of the quadtree, how many before each place have hours that cannot be told, and are made up. */
  hoursUnknownBefore: Uint32Array
  syntheticBefore: Uint32Array
  /** What a tile's bytes follow from, but for the names: whoever changes a name changes the data version. */
  digest: string
  /** West, south, east, north in degrees; null without stations. */
  bounds: [number, number, number, number] | null
}

export function tileColumns(input: TileInput): TileColumns {
  const { lon, lat, sure, possible, traits, hours, synthetic, timetables } = input
  const tiles = buildTileIndex(input)
  const hoursKnown = Uint8Array.from(timetables, (json, number) => (number > 0 && tells(json) ? 1 : 0))
  const hash = createHash('sha1')
  for (const column of [lon, lat, sure, possible, traits]) hash.update(column)
  return {
    tiles,
    hoursKnown,
    hoursUnknownBefore: countsBefore(tiles.rows, (row) => 1 - hoursKnown[hours[row]!]!),
    syntheticBefore: countsBefore(tiles.rows, (row) => synthetic[row]!),
    digest: hash.digest('hex').slice(0, 10),
    bounds: lon.length > 0 ? [least(lon), least(lat), -least(lon, -1), -least(lat, -1)] : null,
  }
}

/** Running totals, with one entry more at the end. */
function countsBefore(rows: Uint32Array, countOf: (row: number) => number): Uint32Array {
  const before = new Uint32Array(rows.length + 1)
  for (let i = 0; i < rows.length; i++) before[i + 1] = before[i]! + countOf(rows[i]!)
  return before
}

/** A timetable that could not be read says nothing at any time. */
function tells(timetableJson: string): boolean {
  const { week, seasons, exceptions } = JSON.parse(timetableJson) as Record<string, unknown>
  return week !== null || !!seasons || !!exceptions
}

function least(values: Float64Array, sign = 1): number {
  let found = Infinity
  for (const value of values) if (sign * value < found) found = sign * value
  return found
}
