/** The API's compact binary of cells, read without copying. */

export interface Cells {
  /** Hour of the week that was asked; null for an instant. */
  hour: number | null
  /** Pairs of the lower and upper half of each H3 index. */
  halves: Uint32Array
  /** People (or km²). */
  people: Float32Array
  /** Metres to the nearest station; Infinity where there is none. */
  pessimist: Float32Array
  optimist: Float32Array
}

/** @throws RangeError when the bytes are cut short, Error when they are something else */
export function readCells(buffer: ArrayBuffer): Cells {
  const view = new DataView(buffer)
  if (view.getUint32(0) !== 0x57484343) throw new Error('no coverage cells')
  const headLength = view.getUint32(4, true)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, headLength))) as {
    cells: number
    question: { hour: number | null }
  }
  const { cells } = head
  const body = 8 + headLength
  const column = (i: number) => new Float32Array(buffer, body + 8 * cells + 4 * cells * i, cells)
  return {
    hour: head.question.hour,
    halves: new Uint32Array(buffer, body, 2 * cells),
    people: column(0),
    pessimist: column(1),
    optimist: column(2),
  }
}
