/** One tile: which stations it shows, which of them as clusters, and what is said of them. */
import { CLOSED, CLOSING_SOON_MINUTES, OPEN, stateName, UNKNOWN } from '../../hours/evaluate.ts'
import {
  MAYBE,
  matchMasks,
  matchName,
  matchWithHours,
  NO,
  YES,
  type Match,
  type Wishes,
} from '../../nearest/question.ts'
import type { StationIndex } from '../../nearest/station-index.ts'
import { ACCESS_TYPES } from '../../stations/station.ts'
import { ByteWriter, EXTENT, mvtLayer } from './mvt-layer.ts'
import type { TileColumns } from './tile-columns.ts'
import { cellEnd, DEEPEST_LEVEL, stationsOfTile } from './tile-index.ts'
import type { StationValues } from './station-values.ts'

export const MAX_ZOOM = 16
/** Up to here stations that share a cell become a cluster; from the next zoom on each stands for itself. */
export const CLUSTER_ZOOM = 13
/** A tile has 8 × 8 cells: 64 pixels a side on a map with tiles of 512. */
const CELLS = 3

/** Everything that the tiles of one version are written from. */
export interface TileSource extends TileColumns {
  index: StationIndex
  values: StationValues
  synthetic: Uint8Array
}

/** What a tile is asked beside its place. */
export interface TileQuestion {
  /** Stations that surely fail them are left out; null: none are made. */
  wishes: Wishes | null
  /**
   * Open, closed or unknown by timetable, at the instant that the address names, with the bit CLOSING_SOON where it is
   * open for not much longer; null: not told.
   */
  states: Uint8Array | null
}

/** Beside the three states, which take the lower bits. */
export const CLOSING_SOON = 4

const STATION_KEYS = [
  'code',
  'name',
  'access',
  'hours_known',
  'synthetic',
  'usable',
  'state',
  'closing_soon',
] as const
const CLUSTER_KEYS = [
  'count',
  'hours_unknown',
  'synthetic',
  'zoom',
  'usable_yes',
  'usable_maybe',
  'open',
  'closed',
  'unknown',
] as const
/** Key → its number in the layer. */
const STATION = numbersOf(STATION_KEYS)
const CLUSTER = numbersOf(CLUSTER_KEYS)
function numbersOf<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key, number) => [key, number])) as Record<K, number>
}

/** Fields of the layers for a TileJSON document. */
export const TILE_LAYERS: readonly { id: string; description: string; fields: Record<string, string> }[] = [
  {
    id: 'stations',
    description: 'Stations that can be found, one point each.',
    fields: {
      code: 'String: the stable code, also that of the link /s/{code}.',
      name: 'String.',
      access: `String: ${ACCESS_TYPES.join(', ')}.`,
      hours_known: 'Boolean: whether any opening hours can be told.',
      synthetic: 'Boolean: made up for demonstration.',
      usable: 'String, with wishes: yes, or maybe where a wished fact is unknown.',
      state: 'String, with an instant: open, closed or unknown then.',
      closing_soon: `Boolean, with an instant: open, but closing within ${CLOSING_SOON_MINUTES} minutes of it.`,
    },
  },
  {
    id: 'clusters',
    description: `Up to zoom ${CLUSTER_ZOOM}: two or more stations that lie close together, at their middle.`,
    fields: {
      count: 'Number of stations.',
      hours_unknown: 'Number of those without opening hours that can be told.',
      synthetic: 'Boolean: any of them made up for demonstration.',
      zoom: 'Number: the zoom at which the cluster comes apart.',
      usable_yes: 'Number, with wishes: those that surely fulfil them.',
      usable_maybe: 'Number, with wishes: those of which a wished fact is unknown.',
      open: 'Number, with an instant: open then.',
      closed: 'Number, with an instant: closed then.',
      unknown: 'Number, with an instant: not known whether open then.',
    },
  },
]

/**
 * The tile as bytes, null when it is empty: the stations within its edges and no others. Identical for identical
 * questions: features are in the order of their ids.
 */
export function writeTile(
  source: TileSource,
  question: TileQuestion,
  z: number,
  x: number,
  y: number,
): Buffer | null {
  const { tiles } = source
  const [from, to] = stationsOfTile(tiles, z, x, y)
  if (from === to) return null
  const frame: TileFrame = { side: 2 ** z, x, y }
  const alone: number[] = []
  tile.length = 0
  if (z > CLUSTER_ZOOM) {
    for (let i = from; i < to; i++) {
      const row = tiles.rows[i]!
      if (matchOf(source, question, row) !== NO) alone.push(row)
    }
  } else {
    clusterLayer.clear()
    const cells = 4 ** (z + CELLS)
    const width = 4 ** (DEEPEST_LEVEL - CELLS - z)
    for (let i = from; i < to;) {
      const cell = Math.floor(tiles.cells[i]! / width)
      const end = cellEnd(tiles, i, to, (cell + 1) * width)
      const group = countCell(source, question, i, end)
      if (group.count === 1) alone.push(tiles.rows[group.first]!)
      else if (group.count > 1) addCluster(source, question, frame, cells + cell, group)
      i = end
    }
    clusterLayer.writeTo(tile)
  }
  addStations(source, question, frame, alone)
  stationLayer.writeTo(tile)
  return tile.length === 0 ? null : Buffer.from(tile.bytes.subarray(0, tile.length))
}

/** The memory of the tile being written. */
const tile = new ByteWriter()
const clusterLayer = mvtLayer('clusters', CLUSTER_KEYS)
const stationLayer = mvtLayer('stations', STATION_KEYS)

/** The tags of the feature being written. */
const tags = new Uint32Array(2 * Math.max(STATION_KEYS.length, CLUSTER_KEYS.length))

/** @returns how many are used then */
function tag(used: number, key: number, value: number): number {
  tags[used] = key
  tags[used + 1] = value
  return used + 2
}

interface TileFrame {
  /** Tiles along one side of the world. */
  side: number
  x: number
  y: number
}

/** Mercator 0 … 1 → units within the tile. */
const unitsX = ({ side, x }: TileFrame, at: number) => Math.floor((at * side - x) * EXTENT)
const unitsY = ({ side, y }: TileFrame, at: number) => Math.floor((at * side - y) * EXTENT)

function matchOf({ index }: TileSource, { wishes, states }: TileQuestion, row: number): Match {
  if (!wishes) return YES
  const match = matchMasks(wishes, index.sure[row]!, index.possible[row]!, index.traits[row]!)
  return states && wishes.open ? matchWithHours(wishes, match, stateOf(states, index.hours[row]!)) : match
}

const stateOf = (states: Uint8Array, hours: number) =>
  (states[hours]! & ~CLOSING_SOON) as typeof OPEN | typeof CLOSED | typeof UNKNOWN

/** What a cell's stations have in common, as far as they are shown. */
interface Group {
  count: number
  /** Places in the order of the quadtree. */
  first: number
  last: number
  sumX: number
  sumY: number
  hoursUnknown: number
  synthetic: boolean
  /** Counts by state, and by match. */
  byState: readonly number[]
  byMatch: readonly number[]
}

const NO_COUNTS: readonly number[] = []

function countCell(source: TileSource, question: TileQuestion, from: number, to: number): Group {
  const { tiles, hoursUnknownBefore, syntheticBefore } = source
  if (question.wishes || question.states) return countShown(source, question, from, to)
  return {
    count: to - from,
    first: from,
    last: to - 1,
    sumX: tiles.xBefore[to]! - tiles.xBefore[from]!,
    sumY: tiles.yBefore[to]! - tiles.yBefore[from]!,
    hoursUnknown: hoursUnknownBefore[to]! - hoursUnknownBefore[from]!,
    synthetic: syntheticBefore[to]! > syntheticBefore[from]!,
    byState: NO_COUNTS,
    byMatch: NO_COUNTS,
  }
}

function countShown(source: TileSource, question: TileQuestion, from: number, to: number): Group {
  const { index, tiles } = source
  const byState = [0, 0, 0]
  const byMatch = [0, 0, 0]
  const group: Group = {
    count: 0,
    first: -1,
    last: -1,
    sumX: 0,
    sumY: 0,
    hoursUnknown: 0,
    synthetic: false,
    byState,
    byMatch,
  }
  for (let i = from; i < to; i++) {
    const row = tiles.rows[i]!
    const match = matchOf(source, question, row)
    if (match === NO) continue
    const hours = index.hours[row]!
    group.count++
    if (group.first < 0) group.first = i
    group.last = i
    group.sumX += tiles.x[row]!
    group.sumY += tiles.y[row]!
    byMatch[match]!++
    if (question.states) byState[stateOf(question.states, hours)]!++
    group.hoursUnknown += 1 - source.hoursKnown[hours]!
    group.synthetic ||= source.synthetic[row] === 1
  }
  return group
}

function addCluster(
  { tiles }: TileSource,
  { wishes, states }: TileQuestion,
  frame: TileFrame,
  id: number,
  group: Group,
): void {
  const layer = clusterLayer
  let used = tag(0, CLUSTER.count, layer.uint(group.count))
  used = tag(used, CLUSTER.hours_unknown, layer.uint(group.hoursUnknown))
  used = tag(used, CLUSTER.synthetic, layer.bool(group.synthetic))
  const apart = zoomApart(tiles.cells[group.first]!, tiles.cells[group.last]!)
  used = tag(used, CLUSTER.zoom, layer.uint(apart))
  if (wishes) {
    used = tag(used, CLUSTER.usable_yes, layer.uint(group.byMatch[YES]!))
    used = tag(used, CLUSTER.usable_maybe, layer.uint(group.byMatch[MAYBE]!))
  }
  if (states) {
    used = tag(used, CLUSTER.open, layer.uint(group.byState[OPEN]!))
    used = tag(used, CLUSTER.closed, layer.uint(group.byState[CLOSED]!))
    used = tag(used, CLUSTER.unknown, layer.uint(group.byState[UNKNOWN]!))
  }
  const { count, sumX, sumY } = group
  layer.point(id, unitsX(frame, sumX / count), unitsY(frame, sumY / count), tags, used)
}

/** The zoom at which the stations in the cells from `first` to `last` no longer share one cell of a tile. */
function zoomApart(first: number, last: number): number {
  const sharedBits = Math.clz32(first ^ last)
  const level = Math.floor(sharedBits / 2) + 1
  return Math.min(level - CELLS, CLUSTER_ZOOM + 1)
}

function addStations(source: TileSource, question: TileQuestion, frame: TileFrame, shown: number[]): void {
  const { index, tiles, values, hoursKnown, synthetic } = source
  const { states } = question
  const layer = stationLayer
  layer.clear()
  accessNumbers.fill(NOT_YET)
  // Rows are in the order of the codes, and so are the ids.
  const rows = shown.length > 1 ? Uint32Array.from(shown).sort() : shown
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    values.look(row)
    const code = layer.written(values.bytes, values.start[row]!, values.end[row]!, 2)
    const hours = index.hours[row]!
    const access = 31 - Math.clz32(index.traits[row]! & 0xff)
    if (accessNumbers[access] === NOT_YET) accessNumbers[access] = layer.word(ACCESS_TYPES[access]!)
    let used = tag(0, STATION.code, code)
    used = tag(used, STATION.name, code + 1)
    used = tag(used, STATION.access, accessNumbers[access]!)
    used = tag(used, STATION.hours_known, layer.bool(hoursKnown[hours] === 1))
    used = tag(used, STATION.synthetic, layer.bool(synthetic[row] === 1))
    if (question.wishes)
      used = tag(used, STATION.usable, layer.word(matchName(matchOf(source, question, row))))
    if (states) {
      used = tag(used, STATION.state, layer.word(stateName(stateOf(states, hours))))
      used = tag(used, STATION.closing_soon, layer.bool((states[hours]! & CLOSING_SOON) !== 0))
    }
    layer.point(values.id[row]!, unitsX(frame, tiles.x[row]!), unitsY(frame, tiles.y[row]!), tags, used)
  }
}

/** Numbers of the ways of getting in, as far as the tile being written has them. */
const accessNumbers = new Int32Array(ACCESS_TYPES.length)
const NOT_YET = -1
