/**
 * How well every station answers one combination of wishes, worked out once and used by all who ask for the same. A
 * search then leaves out every area that holds none, exactly: at night, when one station in ten is open, masks alone
 * would send it through most of the city.
 */
import { DAY_MS } from '../hours/beijing-time.ts'
import { UNKNOWN, type StateCode } from '../hours/evaluate.ts'
import type { OpenStates } from './open-states.ts'
import { matchMasks, matchWithHours, type Wishes } from './question.ts'
import type { StationIndex } from './station-index.ts'

export interface MatchPicture {
  /** `Match` of each point, in tree order. */
  readonly points: Uint8Array
  /** Per tree node the matches that occur below it, as bits: 1 << match. */
  readonly nodes: Uint8Array
}

export interface MatchPictures {
  /**
   * The picture for these wishes at an instant (epoch milliseconds), or undefined while they are asked too rarely to be
   * worth one.
   */
  at(wishes: Wishes, epochMs: number): MatchPicture | undefined
}

interface Kept {
  asked: number
  picture: MatchPicture | null
  /** Good for the instants in [from, to). */
  from: number
  to: number
}

/** A picture costs as much as some dozens of searches. */
const ASKED_BEFORE = 8
/** Each takes a byte and a half for every station. */
const MOST_KEPT = 64

/** Keeps pictures of one index; ask it about one moving instant only. */
export function matchPictures(index: StationIndex, timetables: number, states: OpenStates): MatchPictures {
  const kept = new Map<number, Kept>()

  function drawAgain(known: Kept, wishes: Wishes, epochMs: number): MatchPicture {
    const byTimetable = new Uint8Array(timetables).fill(UNKNOWN)
    known.from = wishes.open ? epochMs : -Infinity
    known.to = wishes.open ? epochMs + DAY_MS : Infinity
    for (let hours = 1; wishes.open && hours < timetables; hours++) {
      byTimetable[hours] = states.stateAt(hours, epochMs)
      known.to = Math.min(known.to, states.untilAt(hours, epochMs))
    }
    known.picture = draw(index, wishes, byTimetable)
    return known.picture
  }

  return {
    at(wishes, epochMs) {
      const key = keyOf(wishes)
      let known = kept.get(key)
      if (known === undefined) {
        if (kept.size === MOST_KEPT) kept.delete(kept.keys().next().value!)
        known = { asked: 0, picture: null, from: 0, to: 0 }
        kept.set(key, known)
      }
      if (known.picture !== null && epochMs >= known.from && epochMs < known.to) return known.picture
      if (known.asked++ < ASKED_BEFORE) return undefined
      return drawAgain(known, wishes, epochMs)
    },
  }
}

/** Facilities take the low 24 bits, access types and audiences the next 16. */
const keyOf = ({ open, facilities, access, audience }: Wishes): number =>
  (open ? 2 ** 40 : 0) + (access | audience) * 2 ** 24 + facilities

function draw(index: StationIndex, wishes: Wishes, byTimetable: Uint8Array): MatchPicture {
  const { sure, possible, traits, hours, size, tree } = index
  const { innerNodes, leafStart, rows } = tree
  const points = new Uint8Array(size)
  for (let at = 0; at < size; at++) {
    const row = rows[at]!
    const match = matchMasks(wishes, sure[row]!, possible[row]!, traits[row]!)
    points[at] = matchWithHours(wishes, match, byTimetable[hours[row]!] as StateCode)
  }
  const nodes = new Uint8Array(2 * innerNodes + 1)
  for (let node = nodes.length - 1; node >= 0; node--) {
    if (node < innerNodes) {
      nodes[node] = nodes[2 * node + 1]! | nodes[2 * node + 2]!
      continue
    }
    const leaf = node - innerNodes
    for (let at = leafStart[leaf]!; at < leafStart[leaf + 1]!; at++) nodes[node]! |= 1 << points[at]!
  }
  return { points, nodes }
}
