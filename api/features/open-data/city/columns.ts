/**
 * How the columns of the city file are written: as strings of printable ASCII within JSON, so that a general-purpose
 * compressor finds in them what is alike. Nothing here knows about stations.
 */

/** Printable ASCII that JSON does not escape. */
const DIGITS = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
  .filter((char) => char !== '"' && char !== '\\')
  .join('')
const BASE = DIGITS.length
const DIGIT_VALUES = new Uint8Array(128)
for (let value = 0; value < BASE; value++) DIGIT_VALUES[DIGITS.charCodeAt(value)] = value

/** Whole numbers from 0 in base 93, lowest digits of all numbers first: the noise stays apart from what repeats. */
export function packNumbers(values: readonly number[]): string[] {
  const planes: string[] = []
  let rest = values
  while (rest.some((value) => value > 0)) {
    planes.push(rest.map((value) => DIGITS[value % BASE]).join(''))
    rest = rest.map((value) => Math.floor(value / BASE))
  }
  return planes
}

/** @param count how many numbers there are: a column of zeros takes no digits at all */
export function unpackNumbers(planes: readonly string[], count: number): number[] {
  const values = new Array<number>(count).fill(0)
  let unit = 1
  for (const plane of planes) {
    for (let i = 0; i < count; i++) values[i]! += unit * DIGIT_VALUES[plane.charCodeAt(i)]!
    unit *= BASE
  }
  return values
}

/** Signed whole numbers as numbers from 0: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
export const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2)

/** Values of which many are equal: each distinct one once, as they first appear, and its number for every row. */
export interface Interned<T> {
  values: T[]
  rows: string[]
}

/** @param values JSON values; equal means equal as JSON */
export function intern<T>(values: readonly T[]): Interned<T> {
  const { distinct, numbers } = numbered(values)
  return { values: distinct, rows: packNumbers(numbers) }
}

/** Each distinct value once, as they first appear, and its number for every row. */
export function numbered<T>(values: readonly T[]): { distinct: T[]; numbers: number[] } {
  const known = new Map<string, number>()
  const distinct: T[] = []
  const numbers = values.map((value) => {
    const key = JSON.stringify(value)
    let number = known.get(key)
    if (number === undefined) {
      number = distinct.push(value) - 1
      known.set(key, number)
    }
    return number
  })
  return { distinct, numbers }
}

/** Equal values come back as one shared object. */
export function outern<T>({ values, rows }: Interned<T>, count: number): T[] {
  return unpackNumbers(rows, count).map((number) => values[number]!)
}

/** Ends an item of a list, and a part of an item; a text that has these characters itself escapes them. */
const ITEM_END = '\uE003'
const PART_END = '\uE004'
const ESCAPE = '\uE005'

/** Texts under an alphabet of their own. */
export interface Texts {
  /** All characters that occur, the most frequent first. */
  alphabet: string
  /** Lists of texts: see `letter`. */
  lists: string[]
}

/**
 * Chinese takes three bytes a character in UTF-8, of which the compressor makes the less the more bytes it has to look
 * at: the characters are numbered by frequency and the frequent ones written as ASCII.
 *
 * @param lists of items, each item a list of parts
 */
export function packTexts(lists: readonly (readonly (readonly string[])[])[]): Texts {
  const plain = lists.map((list) => list.map((parts) => parts.map(escape).join(PART_END) + ITEM_END).join(''))
  const counts = new Map<string, number>()
  for (const text of plain) for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  const alphabet = [...counts.keys()].sort(
    (a, b) => counts.get(b)! - counts.get(a)! || a.codePointAt(0)! - b.codePointAt(0)!,
  )
  const letters = new Map(alphabet.map((char, rank) => [char, letter(rank)]))
  const written = plain.map((text) => {
    let out = ''
    for (const char of text) out += letters.get(char)!
    return out
  })
  return { alphabet: alphabet.join(''), lists: written }
}

export function unpackTexts({ alphabet, lists }: Texts): string[][][] {
  const chars = new Map([...alphabet].map((char, rank) => [letter(rank), char]))
  return lists.map((written) => {
    let plain = ''
    for (const sign of written) plain += chars.get(sign)!
    const items = splitAt(ITEM_END, plain)
    items.pop()
    return items.map((item) => splitAt(PART_END, item).map(unescape))
  })
}

/** Like `split`, but an escaped mark is no mark. */
function splitAt(mark: string, text: string): string[] {
  const pieces = text.split(mark)
  if (!text.includes(ESCAPE)) return pieces
  const whole: string[] = []
  let begun = ''
  for (const piece of pieces) {
    begun += piece
    if (/^[^\uE005]*(\uE005[^][^\uE005]*)*\uE005$/u.test(begun)) begun += mark
    else {
      whole.push(begun)
      begun = ''
    }
  }
  return whole
}

const unescape = (text: string): string => text.replace(/\uE005([^])/gu, '$1')
const escape = (text: string): string => text.replace(/[\uE003-\uE005]/g, `${ESCAPE}$&`)

/** How the character with this rank is written: one byte, then two, then what is left of Unicode's first plane. */
function letter(rank: number): string {
  if (rank < BASE) return DIGITS[rank]!
  const code = rank - BASE + 0xa1
  return String.fromCodePoint(code < 0xd800 ? code : code + 0x800)
}
