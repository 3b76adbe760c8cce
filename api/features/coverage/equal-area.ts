/**
 * The earth's surface rolled out so that areas on the plane are areas on the WGS-84 ellipsoid (Lambert's cylindrical
 * equal-area projection). Source: J. P. Snyder, Map projections: a working manual (USGS, 1987), formulas 3-12 and 10-14.
 */

const A = 6378137
const F = 1 / 298.257223563
const E2 = F * (2 - F)
const E = Math.sqrt(E2)
const RADIANS = Math.PI / 180

/** Metres on the plane, x and y of one corner after the other; the last one is not the first again. */
export type FlatRing = Float64Array

export function flatX(lon: number): number {
  return A * lon * RADIANS
}

export function flatY(lat: number): number {
  const sin = Math.sin(lat * RADIANS)
  const q = (1 - E2) * (sin / (1 - E2 * sin * sin) - Math.log((1 - E * sin) / (1 + E * sin)) / (2 * E))
  return (A * q) / 2
}

/** @param ring WGS-84 degrees, longitude first, closed or not */
export function flatRing(ring: readonly (readonly number[])[]): FlatRing {
  const last = ring.length - 1
  const closed = last > 0 && ring[0]![0] === ring[last]![0] && ring[0]![1] === ring[last]![1]
  const size = closed ? last : ring.length
  const flat = new Float64Array(2 * size)
  for (let i = 0; i < size; i++) {
    flat[2 * i] = flatX(ring[i]![0]!)
    flat[2 * i + 1] = flatY(ring[i]![1]!)
  }
  return flat
}

/** Square metres, whichever way round the ring runs. */
export function ringArea(ring: FlatRing, length = ring.length): number {
  return Math.abs(signedArea(ring, length))
}

function signedArea(ring: FlatRing, length: number): number {
  if (length < 6) return 0
  // Measured from the first corner: the plane's own origin is so far away that digits would be lost.
  const x0 = ring[0]!
  const y0 = ring[1]!
  let twice = 0
  for (let i = 2; i + 3 < length; i += 2) {
    twice += (ring[i]! - x0) * (ring[i + 3]! - y0) - (ring[i + 2]! - x0) * (ring[i + 1]! - y0)
  }
  return twice / 2
}

/**
 * Square metres that a ring has in common with a convex one (Sutherland and Hodgman: what leaves and returns along the
 * edge of the convex ring adds nothing to the area).
 */
export function commonArea(ring: FlatRing, convex: FlatRing): number {
  const inwards = signedArea(convex, convex.length) > 0 ? 1 : -1
  let from = ring
  let length = ring.length
  for (let i = 0; i < convex.length && length > 0; i += 2) {
    const j = (i + 2) % convex.length
    const to = new Float64Array(2 * length)
    length = clip(from, length, convex[i]!, convex[i + 1]!, convex[j]!, convex[j + 1]!, inwards, to)
    from = to
  }
  return ringArea(from, length)
}

/** Keeps what lies on the inner side of the line a → b. @returns the length of `to` in use */
function clip(
  from: FlatRing,
  length: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  inwards: number,
  to: FlatRing,
): number {
  const side = (x: number, y: number) => inwards * ((bx - ax) * (y - ay) - (by - ay) * (x - ax))
  let size = 0
  let px = from[length - 2]!
  let py = from[length - 1]!
  let before = side(px, py)
  for (let i = 0; i < length; i += 2) {
    const x = from[i]!
    const y = from[i + 1]!
    const here = side(x, y)
    if (here >= 0 !== before >= 0) {
      const t = before / (before - here)
      to[size++] = px + t * (x - px)
      to[size++] = py + t * (y - py)
    }
    if (here >= 0) {
      to[size++] = x
      to[size++] = y
    }
    px = x
    py = y
    before = here
  }
  return size
}
