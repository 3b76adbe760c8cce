/** All searchable stations as flat columns under a search tree: an immutable picture of the registry at one version. */
import type { Hours } from '../hours/hours.ts'
import type { FacilityRecord } from '../stations/facilities.ts'
import type { AccessType, Audience, HostKind, StationKind } from '../stations/station.ts'
import { writeEcef } from './geodesy.ts'
import { buildKdTree, type KdTree } from './kd-tree.ts'

/** What the search and its answer know of one station. */
export interface IndexedStation {
  code: string
  name: string
  /** WGS-84 degrees. */
  lon: number
  lat: number
  kind: StationKind
  hostKind: HostKind
  audience: Audience
  districtCode: string | null
  address: string | null
  access: AccessType
  accessNote: string | null
  facilities: FacilityRecord
  hours: Hours | null
  /** ISO instant: the latest of the confirmations. */
  confirmedAt: string | null
  synthetic: boolean
}

/** One entry a station, in the order of their codes: the row number breaks ties. */
export interface StationColumns {
  readonly lon: Float64Array
  readonly lat: Float64Array
  /** See `StationMasks`. */
  readonly sure: Uint32Array
  readonly possible: Uint32Array
  readonly traits: Uint16Array
  /** Number in the table of timetables; 0 is unknown hours. */
  readonly hours: Uint32Array
}

export interface StationIndex extends StationColumns {
  readonly size: number
  readonly tree: KdTree
  /** Per tree node the union of its stations' masks: what none below it offers need not be visited. */
  readonly nodeSure: Uint32Array
  readonly nodePossible: Uint32Array
  readonly nodeTraits: Uint16Array
}

export function emptyColumns(size: number): StationColumns {
  return {
    lon: new Float64Array(size),
    lat: new Float64Array(size),
    sure: new Uint32Array(size),
    possible: new Uint32Array(size),
    traits: new Uint16Array(size),
    hours: new Uint32Array(size),
  }
}

export function buildStationIndex(columns: StationColumns): StationIndex {
  const size = columns.lon.length
  const points = new Float64Array(3 * size)
  for (let row = 0; row < size; row++) writeEcef(columns.lon[row]!, columns.lat[row]!, points, 3 * row)
  const tree = buildKdTree(points)
  const nodes = 2 * tree.innerNodes + 1
  const nodeSure = new Uint32Array(nodes)
  const nodePossible = new Uint32Array(nodes)
  const nodeTraits = new Uint16Array(nodes)
  for (let node = nodes - 1; node >= 0; node--) {
    if (node < tree.innerNodes) {
      const left = 2 * node + 1
      nodeSure[node] = nodeSure[left]! | nodeSure[left + 1]!
      nodePossible[node] = nodePossible[left]! | nodePossible[left + 1]!
      nodeTraits[node] = nodeTraits[left]! | nodeTraits[left + 1]!
      continue
    }
    const leaf = node - tree.innerNodes
    for (let at = tree.leafStart[leaf]!; at < tree.leafStart[leaf + 1]!; at++) {
      const row = tree.rows[at]!
      nodeSure[node]! |= columns.sure[row]!
      nodePossible[node]! |= columns.possible[row]!
      nodeTraits[node]! |= columns.traits[row]!
    }
  }
  return { ...columns, size, tree, nodeSure, nodePossible, nodeTraits }
}
