/**
 * An exact k-d tree on points in space (ECEF metres), laid out in flat arrays: nodes are numbered like a binary heap,
 * all leaves lie on the deepest level and hold up to LEAF_SIZE points each. Plain data, so it can be built in another
 * thread and handed over; the same code runs in the browser.
 */
import { distanceTo, type Origin } from './geodesy.ts'

const LEAF_SIZE = 8
const SLIVER = 1 + 1e-9

export interface KdTree {
  readonly size: number
  /** Nodes above the leaves: 2^levels − 1. The first leaf has this number. */
  readonly innerNodes: number
  /** Coordinates in tree order: x, y, z of one point after the other. */
  readonly xyz: Float64Array
  /** Tree order → row of the table that the tree was built from. */
  readonly rows: Int32Array
  /** Leaf number → first point, with one entry more at the end. */
  readonly leafStart: Int32Array
  /** Bounding box of each node: least x, y, z, greatest x, y, z. */
  readonly boxes: Float64Array
}

/** @param points x, y, z of one row after the other, in metres */
export function buildKdTree(points: Float64Array): KdTree {
  const size = points.length / 3
  const levels = Math.max(0, Math.ceil(Math.log2(Math.max(1, size) / LEAF_SIZE)))
  const innerNodes = 2 ** levels - 1
  const rows = Int32Array.from({ length: size }, (_, row) => row)
  const boxes = new Float64Array(6 * (2 * innerNodes + 1))
  const leafStart = new Int32Array(innerNodes + 2)
  leafStart[innerNodes + 1] = size

  const split = (node: number, from: number, to: number): void => {
    const axis = writeBox(points, rows, from, to, boxes, 6 * node)
    if (node >= innerNodes) {
      leafStart[node - innerNodes] = from
      return
    }
    const middle = (from + to) >> 1
    select(points, axis, rows, from, to - 1, middle)
    split(2 * node + 1, from, middle)
    split(2 * node + 2, middle, to)
  }
  split(0, 0, size)

  const xyz = new Float64Array(points.length)
  for (let i = 0; i < size; i++) {
    const at = 3 * rows[i]!
    xyz[3 * i] = points[at]!
    xyz[3 * i + 1] = points[at + 1]!
    xyz[3 * i + 2] = points[at + 2]!
  }
  return { size, innerNodes, xyz, rows, leafStart, boxes }
}

/** Writes the box of the rows in [from, to) and returns its widest axis. An empty box is inside out. */
function writeBox(
  points: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
  boxes: Float64Array,
  at: number,
): number {
  let widest = 0
  let width = -1
  for (let axis = 0; axis < 3; axis++) {
    let least = Infinity
    let greatest = -Infinity
    for (let i = from; i < to; i++) {
      const value = points[3 * rows[i]! + axis]!
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    boxes[at + axis] = least
    boxes[at + 3 + axis] = greatest
    if (greatest - least > width) {
      width = greatest - least
      widest = axis
    }
  }
  return widest
}

/** Hoare's selection: reorders rows[low … high] so that the k-th by the axis stands at k, smaller ones before it. */
function select(
  points: Float64Array,
  axis: number,
  rows: Int32Array,
  low: number,
  high: number,
  k: number,
): void {
  while (low < high) {
    const pivot = medianOfThree(points, axis, rows, low, high)
    let i = low
    let j = high
    while (i <= j) {
      while (points[3 * rows[i]! + axis]! < pivot) i++
      while (points[3 * rows[j]! + axis]! > pivot) j--
      if (i <= j) {
        const row = rows[i]!
        rows[i] = rows[j]!
        rows[j] = row
        i++
        j--
      }
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else return
  }
}

function medianOfThree(
  points: Float64Array,
  axis: number,
  rows: Int32Array,
  low: number,
  high: number,
): number {
  const a = points[3 * rows[low]! + axis]!
  const b = points[3 * rows[(low + high) >> 1]! + axis]!
  const c = points[3 * rows[high]! + axis]!
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

/** What a search looks for. `node` may only refuse a node under which no point is wanted. */
export interface Wanted {
  node(node: number): boolean
  /** @param at a point in tree order */
  point(at: number): boolean
}

/** The points found, nearest first; those at equal distance in the order of their rows. */
export interface Found {
  rows: number[]
  /** Geodesic metres. */
  distances: number[]
}

const stackNodes = new Int32Array(64)
const stackBounds = new Float64Array(64)

/**
 * The k wanted points nearest to the origin, none farther than `withinM` (geodesic metres, inclusive). Exact.
 */
export function nearest(tree: KdTree, origin: Origin, k: number, withinM: number, wanted: Wanted): Found {
  const rows: number[] = []
  const distances: number[] = []
  if (k <= 0 || tree.size === 0) return { rows, distances }
  const { xyz, leafStart, innerNodes, boxes } = tree
  // No chord is longer than its geodesic: whatever lies beyond this chord lies beyond the bound. The sliver more keeps
  // rounding from losing one of several stations at the very same place.
  let bound = withinM
  let reach2 = withinM * withinM * SLIVER
  let depth = 1
  stackNodes[0] = 0
  stackBounds[0] = 0
  while (depth > 0) {
    depth--
    if (stackBounds[depth]! > reach2) continue
    const node = stackNodes[depth]!
    if (!wanted.node(node)) continue
    if (node < innerNodes) {
      depth = pushChildren(boxes, origin, node, depth)
      continue
    }
    const end = leafStart[node - innerNodes + 1]!
    for (let at = leafStart[node - innerNodes]!; at < end; at++) {
      const x = xyz[3 * at]!
      const y = xyz[3 * at + 1]!
      const z = xyz[3 * at + 2]!
      const dx = x - origin.x
      const dy = y - origin.y
      const dz = z - origin.z
      const chord2 = dx * dx + dy * dy + dz * dz
      if (chord2 > reach2 || !wanted.point(at)) continue
      const distance = distanceTo(origin, x, y, z)
      if (distance > bound) continue
      insert(rows, distances, k, tree.rows[at]!, distance)
      if (rows.length === k) {
        bound = distances[k - 1]!
        reach2 = bound * bound * SLIVER
      }
    }
  }
  return { rows, distances }
}

/** Puts the nearer child on top. Returns the new depth of the stack. */
function pushChildren(boxes: Float64Array, origin: Origin, node: number, depth: number): number {
  const left = 2 * node + 1
  const toLeft = boxDistance2(boxes, 6 * left, origin)
  const toRight = boxDistance2(boxes, 6 * left + 6, origin)
  const rightFirst = toRight < toLeft
  stackNodes[depth] = rightFirst ? left : left + 1
  stackBounds[depth] = rightFirst ? toLeft : toRight
  stackNodes[depth + 1] = rightFirst ? left + 1 : left
  stackBounds[depth + 1] = rightFirst ? toRight : toLeft
  return depth + 2
}

/** Squared metres from the origin to the box that starts at `boxes[at]`; 0 inside it. */
function boxDistance2(boxes: Float64Array, at: number, origin: Origin): number {
  const dx = outside(origin.x, boxes[at]!, boxes[at + 3]!)
  const dy = outside(origin.y, boxes[at + 1]!, boxes[at + 4]!)
  const dz = outside(origin.z, boxes[at + 2]!, boxes[at + 5]!)
  return dx * dx + dy * dy + dz * dz
}

function outside(value: number, least: number, greatest: number): number {
  return value < least ? least - value : value > greatest ? value - greatest : 0
}

/** Keeps the k least by (distance, row), sorted. */
function insert(rows: number[], distances: number[], k: number, row: number, distance: number): void {
  let at = rows.length
  if (at === k) {
    const last = distances[k - 1]!
    if (distance > last || (distance === last && row > rows[k - 1]!)) return
    at--
  }
  while (at > 0) {
    const before = distances[at - 1]!
    if (before < distance || (before === distance && rows[at - 1]! < row)) break
    distances[at] = before
    rows[at] = rows[at - 1]!
    at--
  }
  distances[at] = distance
  rows[at] = row
}
