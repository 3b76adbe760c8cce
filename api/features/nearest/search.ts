/** The two questions put to the index: what is nearest, and what lies within a frame. */
import type { StateCode } from '../hours/evaluate.ts'
import { originAt } from './geodesy.ts'
import { nearest, type Wanted } from './kd-tree.ts'
import type { MatchPicture } from './match-picture.ts'
import type { OpenStates } from './open-states.ts'
import {
  failedWishes,
  matchMasks,
  matchWithHours,
  NO,
  type Match,
  type WishName,
  type Wishes,
} from './question.ts'
import { choose, type Choice } from './ranking.ts'
import type { StationIndex } from './station-index.ts'

/** Wishes held against an index at one instant. */
export interface Asked {
  index: StationIndex
  states: OpenStates
  wishes: Wishes
  /** What these wishes come to at that instant, where it is at hand. */
  picture?: MatchPicture | undefined
  /** Epoch milliseconds. */
  atMs: number
}

/** West, south, east, north in WGS-84 degrees, edges included. */
export type Frame = readonly [west: number, south: number, east: number, north: number]

export function matchRow(asked: Asked, row: number): Match {
  const { index, wishes } = asked
  const match = matchMasks(wishes, index.sure[row]!, index.possible[row]!, index.traits[row]!)
  if (!wishes.open || match === NO) return match
  return matchWithHours(wishes, match, asked.states.stateAt(index.hours[row]!, asked.atMs))
}

/** Stations with exactly this match, for a search of the tree; areas that hold none are left out unseen. */
export function wantedStations(asked: Asked, wanted: Match): Wanted {
  return asked.picture ? new PicturedStations(asked.picture, wanted) : new MaskedStations(asked, wanted)
}

// Classes, because closures made for every search would cost a tenth of it.
class PicturedStations implements Wanted {
  private readonly nodes: Uint8Array
  private readonly points: Uint8Array
  private readonly wanted: Match
  private readonly bit: number

  constructor({ nodes, points }: MatchPicture, wanted: Match) {
    this.nodes = nodes
    this.points = points
    this.wanted = wanted
    this.bit = 1 << wanted
  }

  node(node: number): boolean {
    return (this.nodes[node]! & this.bit) !== 0
  }

  point(at: number): boolean {
    return this.points[at] === this.wanted
  }
}

/** The union of the masks below a node only bounds the match there, and says nothing about the hours. */
class MaskedStations implements Wanted {
  private readonly asked: Asked
  private readonly wanted: Match

  constructor(asked: Asked, wanted: Match) {
    this.asked = asked
    this.wanted = wanted
  }

  node(node: number): boolean {
    const { wishes, index } = this.asked
    const { nodeSure, nodePossible, nodeTraits } = index
    return matchMasks(wishes, nodeSure[node]!, nodePossible[node]!, nodeTraits[node]!) >= this.wanted
  }

  point(at: number): boolean {
    return matchRow(this.asked, this.asked.index.tree.rows[at]!) === this.wanted
  }
}

/**
 * The stations that a worker at (lon, lat), WGS-84 degrees, would choose, in that order.
 *
 * @param maxDistance geodesic metres, or null for as far as it takes
 */
export function searchNearest(
  asked: Asked,
  lon: number,
  lat: number,
  limit: number,
  maxDistance: number | null,
): Choice {
  const origin = originAt(lon, lat)
  return choose(
    (match, k, withinM) => nearest(asked.index.tree, origin, k, withinM, wantedStations(asked, match)),
    limit,
    maxDistance,
  )
}

export interface FrameAnswer {
  /** In the order of the codes. */
  rows: number[]
  matches: Match[]
  /** How many there are, shown or not. */
  matched: number
}

/** The first `limit` stations inside the frame that fulfil, or may fulfil, every wish. */
export function searchWithin(asked: Asked, frame: Frame, limit: number): FrameAnswer {
  const [west, south, east, north] = frame
  const { lon, lat, size } = asked.index
  const answer: FrameAnswer = { rows: [], matches: [], matched: 0 }
  for (let row = 0; row < size; row++) {
    const x = lon[row]!
    const y = lat[row]!
    if (x < west || x > east || y < south || y > north) continue
    const match = matchRow(asked, row)
    if (match === NO) continue
    answer.matched++
    if (answer.rows.length === limit) continue
    answer.rows.push(row)
    answer.matches.push(match)
  }
  return answer
}

/** Which wishes had to be given up for at least one of the chosen stations. */
export function wishesGivenUp(asked: Asked, chosen: Choice): WishName[] {
  const { index, states, wishes, atMs } = asked
  const failed = new Set<WishName>()
  for (const row of chosen.rows) {
    const state: StateCode = states.stateAt(index.hours[row]!, atMs)
    const masks = { sure: index.sure[row]!, possible: index.possible[row]!, traits: index.traits[row]! }
    for (const wish of failedWishes(wishes, masks, state)) failed.add(wish)
  }
  return [...failed]
}
