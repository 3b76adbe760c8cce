/**
 * The stations in the order of a quadtree: those of any tile, and of any cell of a tile, lie side by side. Built from
 * the columns of the search index; plain data, no I/O.
 */
import type { StationColumns } from '../../nearest/station-index.ts'

/** The deepest level of the quadtree: 4^16 cells, about 600 m × 600 m at the equator … 470 m in Beijing. */
export const DEEPEST_LEVEL = 16
const SIDE = 2 ** DEEPEST_LEVEL
/** Sort keys are cell × ROWS + row, exact in a double: 32 + 21 bits. */
const ROWS = 2 ** 21

export interface TileIndex {
  /** By row of the search index: Web Mercator, 0 … 1 from the antimeridian eastwards and from 85° N southwards. */
  x: Float64Array
  y: Float64Array
  /** In the order of the quadtree: the deepest cell (see `cellOf`), and the row that lies in it. */
  cells: Uint32Array
  rows: Uint32Array
  /** Sums of x and y over all before each place of that order, with one entry more at the end. */
  xBefore: Float64Array
  yBefore: Float64Array
}

/** At 200,000 stations some tenths of a second: for a thread of its own. */
export function buildTileIndex({ lon, lat }: Pick<StationColumns, 'lon' | 'lat'>): TileIndex {
  const size = lon.length
  if (size > ROWS) throw new Error(`The tile index holds ${ROWS} stations at most, not ${size}.`)
  const x = new Float64Array(size)
  const y = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    x[row] = mercatorX(lon[row]!)
    y[row] = mercatorY(lat[row]!)
  }
  const keys = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    keys[row] = cellOf(Math.floor(x[row]! * SIDE), Math.floor(y[row]! * SIDE)) * ROWS + row
  }
  keys.sort()
  const cells = new Uint32Array(size)
  const rows = new Uint32Array(size)
  for (let i = 0; i < size; i++) {
    const cell = Math.floor(keys[i]! / ROWS)
    cells[i] = cell
    rows[i] = keys[i]! - cell * ROWS
  }
  const xBefore = new Float64Array(size + 1)
  const yBefore = new Float64Array(size + 1)
  for (let i = 0; i < size; i++) {
    xBefore[i + 1] = xBefore[i]! + x[rows[i]!]!
    yBefore[i + 1] = yBefore[i]! + y[rows[i]!]!
  }
  return { x, y, cells, rows, xBefore, yBefore }
}

const BEFORE_ONE = 1 - 2 ** -53
const inside = (value: number) => Math.min(Math.max(value, 0), BEFORE_ONE)

function mercatorX(lon: number): number {
  return inside(lon / 360 + 0.5)
}

/** Beyond 85.05° the world of the tiles ends: what lies there is put on its edge. */
function mercatorY(lat: number): number {
  const sin = Math.sin((lat * Math.PI) / 180)
  return inside(0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI))
}

/** Number of the cell in column x and row y of a level: their bits in turn, so that each cell's four follow on. */
export function cellOf(x: number, y: number): number {
  return (spread(x) | (spread(y) << 1)) >>> 0
}

function spread(value: number): number {
  let bits = value
  bits = (bits | (bits << 8)) & 0x00ff00ff
  bits = (bits | (bits << 4)) & 0x0f0f0f0f
  bits = (bits | (bits << 2)) & 0x33333333
  return (bits | (bits << 1)) & 0x55555555
}

/** Where the stations of tile z/x/y lie in the order: [from, to). @param z up to `DEEPEST_LEVEL` */
export function stationsOfTile(
  { cells }: TileIndex,
  z: number,
  x: number,
  y: number,
): [from: number, to: number] {
  const width = 4 ** (DEEPEST_LEVEL - z)
  const first = cellOf(x, y) * width
  const from = lowerBound(cells, first, 0, cells.length)
  return [from, lowerBound(cells, first + width, from, cells.length)]
}

/** The first place in [from, to) at or beyond a deepest cell; near ones are found soonest. */
export function cellEnd({ cells }: TileIndex, from: number, to: number, cell: number): number {
  let step = 1
  while (from + step < to && cells[from + step]! < cell) step *= 2
  return lowerBound(cells, cell, from + (step >> 1), Math.min(from + step, to))
}

function lowerBound(cells: Uint32Array, cell: number, from: number, to: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if (cells[middle]! < cell) low = middle + 1
    else high = middle
  }
  return low
}
