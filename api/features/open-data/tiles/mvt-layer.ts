/** Writes layers of points as Mapbox Vector Tile 2.1: the few lines of protobuf that points need. */

/** Units across a tile. */
export const EXTENT = 4096

/** Bytes of a word. */
const WORD = 4
/** Lengths up to this take one byte; every feature of ours is far below. */
const ONE_BYTE_MOST = 127
const MOST_FEATURE_BYTES = 256

const [VALUE_STRING, VALUE_UINT, VALUE_BOOL] = [0x0a, 0x28, 0x38] as const

/** Bytes that grow. The memory is used again and again: a tile is written in one go, and copied when it is done. */
export class ByteWriter {
  bytes = Buffer.allocUnsafeSlow(4096)
  length = 0
  private words = new DataView(this.bytes.buffer)

  /** Makes room and a word to spare, so that what follows may be written without looking. */
  reserve(more: number): void {
    if (this.length + more + WORD <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * this.bytes.length + more + WORD)
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
    this.words = new DataView(larger.buffer)
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** @param value whole number from 0 up to 2^53 */
  varint(value: number): void {
    this.reserve(8)
    this.length = putVarint(this.bytes, this.length, value)
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    const { bytes } = this
    let at = this.length
    for (let i = start; i < end; i++) bytes[at++] = from[i]!
    this.length = at
  }

  /** Some dozens of bytes out of another writer, word by word: quicker than byte by byte, or than a call of `set`. */
  copyWords(from: ByteWriter, start: number, end: number): void {
    this.reserve(end - start)
    const { words, length } = this
    // The last word may go beyond the end: there is room, here and there, and what follows is written over it.
    for (let i = start, at = length; i < end; i += WORD, at += WORD)
      words.setUint32(at, from.words.getUint32(i, true), true)
    this.length = length + end - start
  }

  append(other: ByteWriter): void {
    this.reserve(other.length)
    this.bytes.set(other.bytes.subarray(0, other.length), this.length)
    this.length += other.length
  }
}

/** Writes at `at` and returns where to go on. */
function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value
  // Beyond 31 bits there are no shifts, but the low bits are still right.
  for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) bytes[at++] = (rest & 127) | 128
  for (; rest >= 128; rest >>= 7) bytes[at++] = (rest & 127) | 128
  bytes[at] = rest
  return at + 1
}

/** One layer under way. Only one of the same keys at a time: the layers of all tiles share their memory. */
export interface MvtLayer {
  /** Begins anew. */
  clear(): void
  /** Number of a value for `point`. Equal numbers, booleans and words have one number. */
  uint(value: number): number
  bool(value: boolean): number
  word(value: string): number
  /**
   * Takes `count` values over as they were written (`writeStringValue`), for values that seldom repeat.
   *
   * @returns number of the first one
   */
  written(from: ByteWriter, start: number, end: number, count: number): number
  /**
   * Adds a point, after those with lower ids.
   *
   * @param id whole number up to 2^53
   * @param x, y units from the tile's north-west corner
   * @param tags key number, value number, key number …: the first `used` of them
   */
  point(id: number, x: number, y: number, tags: ArrayLike<number>, used: number): void
  /** Appends the layer to the tile; nothing when no point was added. */
  writeTo(tile: ByteWriter): void
}

/** @param keys names of the properties; their place is their number */
export function mvtLayer(name: string, keys: readonly string[]): MvtLayer {
  const features = new ByteWriter()
  const values = new ByteWriter()
  const numbers = new Map<string | number, number>()
  const head = new ByteWriter()
  head.byte(0x78)
  head.byte(2)
  writeText(head, 0x0a, name)
  const tail = new ByteWriter()
  for (const key of keys) writeText(tail, 0x1a, key)
  let count = 0
  /** Numbers of true and false; -1 while they do not occur. */
  let yes = -1
  let no = -1

  function uint(value: number): number {
    values.byte(0x22)
    values.varint(1 + varintLength(value))
    values.byte(VALUE_UINT)
    values.varint(value)
    return count++
  }

  function bool(value: boolean): number {
    const known = value ? yes : no
    if (known >= 0) return known
    if (value) yes = count
    else no = count
    values.byte(0x22)
    values.byte(2)
    values.byte(VALUE_BOOL)
    values.byte(value ? 1 : 0)
    return count++
  }

  function once<T extends string | number>(value: T, write: (value: T) => number): number {
    const known = numbers.get(value)
    if (known !== undefined) return known
    const number = write(value)
    numbers.set(value, number)
    return number
  }

  const text = (value: string) => {
    const bytes = Buffer.from(value)
    writeStringValue(values, bytes, 0, bytes.length)
    return count++
  }

  return {
    clear() {
      features.length = 0
      values.length = 0
      numbers.clear()
      count = 0
      yes = -1
      no = -1
    },
    uint: (value) => once(value, uint),
    bool,
    word: (value) => once(value, text),
    written(from, start, end, more) {
      values.copyWords(from, start, end)
      count += more
      return count - more
    },
    point(id, x, y, tags, used) {
      // Room is made once, and the two lengths are filled in afterwards: this is the hottest place of all.
      features.reserve(MOST_FEATURE_BYTES)
      const { bytes } = features
      const start = features.length
      let at = start
      bytes[at++] = 0x12
      at++
      bytes[at++] = 0x08
      at = putVarint(bytes, at, id)
      bytes[at++] = 0x12
      const tagged = at++
      for (let i = 0; i < used; i++) at = putVarint(bytes, at, tags[i]!)
      bytes[tagged] = at - tagged - 1
      bytes[at++] = 0x18
      bytes[at++] = 1
      bytes[at++] = 0x22
      const geometry = at++
      // Move to, once; both steps forward, so zigzag is twice the step.
      bytes[at++] = 9
      at = putVarint(bytes, at, 2 * x)
      at = putVarint(bytes, at, 2 * y)
      bytes[geometry] = at - geometry - 1
      if (at - start - 2 > ONE_BYTE_MOST) throw new Error('A feature has too many tags to be written.')
      bytes[start + 1] = at - start - 2
      features.length = at
    },
    writeTo(tile) {
      if (features.length === 0) return
      tile.byte(0x1a)
      const extent = 1 + varintLength(EXTENT)
      tile.varint(head.length + features.length + tail.length + values.length + extent)
      for (const part of [head, features, tail, values]) tile.append(part)
      tile.byte(0x28)
      tile.varint(EXTENT)
    },
  }
}

/** A value of a layer: UTF-8 as it lies in [start, end) of the bytes. */
export function writeStringValue(out: ByteWriter, bytes: Uint8Array, start: number, end: number): void {
  const length = end - start
  out.byte(0x22)
  out.varint(1 + varintLength(length) + length)
  out.byte(VALUE_STRING)
  out.varint(length)
  out.copy(bytes, start, end)
}

function writeText(out: ByteWriter, tag: number, text: string): void {
  const bytes = Buffer.from(text)
  out.byte(tag)
  out.varint(bytes.length)
  out.copy(bytes, 0, bytes.length)
}

function varintLength(value: number): number {
  if (value < 128) return 1
  if (value < 16384) return 2
  let length = 3
  for (let limit = 2 ** 21; value >= limit; limit *= 128) length++
  return length
}
