/**
 * The order in which a worker is shown stations: usable first, then near. When nothing surely usable lies within reach
 * the answer goes further, or gives up a wish, and says so.
 */
import type { Found } from './kd-tree.ts'
import { MAYBE, NO, YES, type Match } from './question.ts'

/** A fifteen-minute walk in metres: the national service circle. */
export const REACH_M = 1000

/** How many surely usable stations beyond reach are offered before those that only may be usable. */
const BEYOND_REACH_FIRST = 3

/** Walking: straight line × 1.3 where no street network is loaded, at 1.15 m/s. */
export const DETOUR = 1.3
export const WALK_METRES_PER_SECOND = 1.15
export const WALK_METHOD = `straight-line × ${DETOUR} at ${WALK_METRES_PER_SECOND} m/s`

/** Whole minutes of walking, begun ones counted. */
export function walkMinutes(distanceM: number): number {
  return Math.ceil((distanceM * DETOUR) / WALK_METRES_PER_SECOND / 60)
}

/** The nearest stations of one match, at most `k`, none beyond `withinM` metres. */
export type Finder = (match: Match, k: number, withinM: number) => Found

export interface Choice {
  /** In the order of the answer; `matches` goes with `rows`, as do `distances` (metres). */
  rows: number[]
  distances: number[]
  matches: Match[]
  reachM: number
  /** Nothing surely usable lay within reach, and the answer goes further or gives up a wish. */
  widened: boolean
}

/**
 * Chooses at most `limit` stations.
 *
 * @param maxDistance metres; then nothing beyond it is shown and the answer may be empty, else null
 */
export function choose(find: Finder, limit: number, maxDistance: number | null): Choice {
  const reachM = maxDistance ?? REACH_M
  const farthest = maxDistance ?? Infinity
  const sure = find(YES, limit, farthest)
  const inReach = countWithin(sure, reachM)
  const widens = inReach === 0 && maxDistance === null
  const first = widens ? Math.min(BEYOND_REACH_FIRST, sure.rows.length) : inReach
  const maybe = first < limit ? find(MAYBE, limit - first, reachM) : NOTHING
  const sureTaken = Math.min(sure.rows.length, limit - maybe.rows.length)
  const room = limit - sureTaken - maybe.rows.length
  const maybeTaken = room > 0 && maxDistance === null ? find(MAYBE, limit - sureTaken, Infinity) : maybe
  if (sureTaken + maybeTaken.rows.length === 0 && maxDistance === null) {
    const unfit = find(NO, limit, Infinity)
    return choice([{ found: unfit, count: unfit.rows.length, match: NO }], reachM, unfit.rows.length > 0)
  }
  return choice(
    [
      { found: sure, count: sureTaken, match: YES },
      { found: maybeTaken, count: maybeTaken.rows.length, match: MAYBE },
    ],
    reachM,
    widens,
  )
}

const NOTHING: Found = { rows: [], distances: [] }

function countWithin({ distances }: Found, withinM: number): number {
  let count = distances.length
  while (count > 0 && distances[count - 1]! > withinM) count--
  return count
}

function choice(
  parts: { found: Found; count: number; match: Match }[],
  reachM: number,
  widened: boolean,
): Choice {
  const chosen: Choice = { rows: [], distances: [], matches: [], reachM, widened }
  for (const { found, count, match } of parts) {
    for (let i = 0; i < count; i++) {
      chosen.rows.push(found.rows[i]!)
      chosen.distances.push(found.distances[i]!)
      chosen.matches.push(match)
    }
  }
  return chosen
}
