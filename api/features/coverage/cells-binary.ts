/**
 * Cells for the map as one compact binary, media type `application/vnd.warm-heart.coverage-cells`, little-endian:
 *
 *   bytes 0–3   ASCII `WHCC`
 *   bytes 4–7   uint32: length L of the header, padded with blanks so that 8 + L is a multiple of 8
 *   8 … 8 + L   UTF-8 JSON: {"cells": n, "columns": ["h3", …], "dataVersion", "model", "question", "unit", …}
 *   then each of the columns, in that order:
 *     h3                      n × uint64: H3 index
 *     people                  n × float32: people (or km²)
 *     pessimist, optimist     n × float32: metres to the nearest station, Infinity where there is none
 */
import type { CellField } from './schemas.ts'
import type { CellColumns } from './thread-messages.ts'

export const CELLS_TYPE = 'application/vnd.warm-heart.coverage-cells'
const MAGIC = 'WHCC'

export function encodeCells(cells: CellColumns, columns: readonly CellField[], header: object): Buffer {
  const json = Buffer.from(JSON.stringify({ cells: cells.h3.length, columns, ...header }))
  const padded = Math.ceil(json.length / 8) * 8
  const head = Buffer.alloc(8 + padded, ' ')
  head.write(MAGIC, 'latin1')
  head.writeUInt32LE(padded, 4)
  json.copy(head, 8)
  const bodies = columns.map((column) => {
    const array = column === 'h3' ? cells.h3 : Float32Array.from(cells[column])
    return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
  })
  return Buffer.concat([head, ...bodies])
}
