/**
 * Writes a FeatureCollection from features that are already bytes. What differs from answer to answer is written digit
 * by digit: in the hottest path of all, strings and their encoding would cost more than the search.
 */
import { attributionOf } from '../../http/licence.ts'
import type { LiveIndex } from './follower.ts'
import type { OpenStates } from './open-states.ts'
import { matchName, MAYBE, NO, YES, type Match } from './question.ts'
import { walkMinutes } from './ranking.ts'

export interface Listed {
  rows: readonly number[]
  /** Goes with `rows`. */
  matches: readonly Match[]
  /** Metres, goes with `rows`; null where the question has no place to measure from. */
  distances: readonly number[] | null
}

/** Answers up to this size are written into buffers that earlier answers have left. */
const SPARE_BYTES = 128 * 1024
const SPARES = 64
const spares: ArrayBufferLike[] = []

function takeBuffer(bytes: number): Buffer {
  if (bytes > SPARE_BYTES) return Buffer.allocUnsafe(bytes)
  return Buffer.from(spares.pop() ?? new ArrayBuffer(SPARE_BYTES))
}

/**
 * Lets the memory of an answer be written anew: fresh memory for every answer would cost a sixth of all processor time.
 *
 * @param body from `writeCollection`; handed to the system as a whole, and not to be read any more
 */
export function recycle(body: Buffer): void {
  if (body.buffer.byteLength === SPARE_BYTES && spares.length < SPARES) spares.push(body.buffer)
}

/** What an answer says before its features. */
export interface Head {
  /** JSON text up to a comma. */
  text: string
  synthetic: boolean
  /** Whose data they are, unless made up. */
  owner: string | undefined
}

/** The member of each attribution as bytes: there are two of them, and encoding Chinese for every answer would cost. */
const attributions = new Map<string, Uint8Array>()

function attributionMember({ synthetic, owner }: Head): Uint8Array {
  const attribution = attributionOf(synthetic, owner)
  let member = attributions.get(attribution)
  if (!member) {
    member = bytes(`"attribution":${JSON.stringify(attribution)},"features":[`)
    attributions.set(attribution, member)
  }
  return member
}

/** More than the members of one question and the comma ever take. */
const MEMBERS_BYTES = 200

/**
 * The body of an answer. Whoever has sent it may `recycle` it, once.
 *
 * @param atMs epoch milliseconds for which the open states are told
 */
export function writeCollection(
  { snapshot, pages }: Pick<LiveIndex, 'snapshot' | 'pages'>,
  head: Head,
  { rows, matches, distances }: Listed,
  states: OpenStates,
  atMs: number,
): Buffer {
  const { page, start, end, index } = snapshot
  const attribution = attributionMember(head)
  let bound = Buffer.byteLength(head.text) + attribution.length + 2
  for (const row of rows) bound += end[row]! - start[row]! + MEMBERS_BYTES
  const body = takeBuffer(bound)
  let at = put(body, body.write(head.text), attribution)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    const from = start[row]!
    const to = end[row]!
    if (i > 0) body[at++] = COMMA
    body.set(pages[page[row]!]!.subarray(from, to), at)
    at += to - from
    at = distances === null ? put(body, at, NO_DISTANCE) : putDistance(body, at, distances[i]!)
    at = put(body, at, USABLE[matches[i]!]!)
    at = put(body, at, states.membersAt(index.hours[row]!, atMs))
    body[at++] = CLOSE_BRACE
    body[at++] = CLOSE_BRACE
  }
  body[at++] = CLOSE_BRACKET
  body[at++] = CLOSE_BRACE
  return body.subarray(0, at)
}

const bytes = (text: string) => new TextEncoder().encode(text)
const NO_DISTANCE = bytes('null,"walkMinutes":null')
const WALK_MINUTES = bytes(',"walkMinutes":')
const USABLE = ([NO, MAYBE, YES] as const).map((match) => bytes(`,"usable":"${matchName(match)}",`))
const [COMMA, POINT, ZERO, CLOSE_BRACKET, CLOSE_BRACE] = [0x2c, 0x2e, 0x30, 0x5d, 0x7d]

/** Each of these writes at `at` and returns where to go on. */
function put(body: Uint8Array, at: number, text: Uint8Array): number {
  for (let i = 0; i < text.length; i++) body[at + i] = text[i]!
  return at + text.length
}

/** Metres with one decimal, then the minutes. */
function putDistance(body: Uint8Array, at: number, distanceM: number): number {
  const tenths = Math.round(distanceM * 10)
  const metres = Math.floor(tenths / 10)
  at = putInteger(body, at, metres)
  body[at++] = POINT
  body[at++] = ZERO + (tenths - metres * 10)
  return putInteger(body, put(body, at, WALK_MINUTES), walkMinutes(distanceM))
}

function putInteger(body: Uint8Array, at: number, value: number): number {
  let digits = 1
  for (let ten = 10; ten <= value; ten *= 10) digits++
  for (let i = at + digits - 1; i >= at; i--) {
    const rest = Math.floor(value / 10)
    body[i] = ZERO + value - rest * 10
    value = rest
  }
  return at + digits
}
