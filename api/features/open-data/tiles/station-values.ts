/**
 * Code and name of the stations as values of a tile layer. They are read out of the features, which lie in memory as
 * JSON text already, when a tile first shows the station, and kept as they go into every further tile.
 */
import { ByteWriter, writeStringValue } from './mvt-layer.ts'

const BACKSLASH = 0x5c
const QUOTE = 0x22
/** As `featureText` begins. */
const BEFORE_CODE = '{"type":"Feature","id":"'.length
const CODE_LENGTH = 8
const NAME = Buffer.from('"name":"')

export interface StationValues {
  /** Makes sure of this row; then the rest may be read. */
  look(row: number): void
  /** Both values, code before name, lie in [start, end) of the bytes. */
  readonly bytes: ByteWriter
  readonly start: Uint32Array
  readonly end: Uint32Array
  /** The code as a number that sorts alike: two letters, then six digits. */
  readonly id: Float64Array
}

/** @param page, start by row: the number of the page, and where in it the row's feature begins */
export function stationValues(
  pages: readonly Buffer[],
  page: Uint32Array,
  featureStart: Uint32Array,
): StationValues {
  const kept = new ByteWriter()
  const start = new Uint32Array(page.length)
  const end = new Uint32Array(page.length)
  const id = new Float64Array(page.length)

  function read(row: number): void {
    const bytes = pages[page[row]!]!
    const code = featureStart[row]! + BEFORE_CODE
    id[row] = idOf(bytes, code)
    start[row] = kept.length
    writeStringValue(kept, bytes, code, code + CODE_LENGTH)
    const from = bytes.indexOf(NAME, code) + NAME.length
    let to = from
    let plain = true
    for (; bytes[to] !== QUOTE; to++) {
      if (bytes[to] !== BACKSLASH) continue
      plain = false
      to++
    }
    if (plain) writeStringValue(kept, bytes, from, to)
    else {
      const text = Buffer.from(JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string)
      writeStringValue(kept, text, 0, text.length)
    }
    end[row] = kept.length
  }

  return {
    look(row) {
      if (end[row] === 0) read(row)
    },
    bytes: kept,
    start,
    end,
    id,
  }
}

function idOf(bytes: Buffer, at: number): number {
  let id = bytes[at]! * 100 + bytes[at + 1]!
  for (let i = at + 2; i < at + CODE_LENGTH; i++) id = id * 10 + bytes[i]! - 0x30
  return id
}
