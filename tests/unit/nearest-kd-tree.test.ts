import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceTo, originAt, writeEcef } from '../../api/features/nearest/geodesy.ts'
import { buildKdTree, nearest } from '../../api/features/nearest/kd-tree.ts'

/** Half of the places on a coarse grid: duplicates, and stations equally far. */
const place = fc.oneof(
  fc.record({
    lon: fc.integer({ min: 0, max: 6 }).map((n) => 116.3 + n / 100),
    lat: fc.integer({ min: 0, max: 6 }).map((n) => 39.9 + n / 100),
  }),
  fc.record({
    lon: fc.double({ min: 115.4, max: 117.6, noNaN: true }),
    lat: fc.double({ min: 39.4, max: 41.1, noNaN: true }),
  }),
)

function ecefOf(places: readonly { lon: number; lat: number }[]): Float64Array {
  const points = new Float64Array(places.length * 3)
  places.forEach(({ lon, lat }, row) => writeEcef(lon, lat, points, 3 * row))
  return points
}

describe('k-d tree', () => {
  it('finds exactly what looking at every point finds, ties in the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.array(place, { maxLength: 300 }),
        place,
        fc.integer({ min: 0, max: 40 }),
        fc.oneof(fc.constant(Infinity), fc.double({ min: 0, max: 30_000, noNaN: true })),
        fc.integer({ min: 1, max: 4 }),
        (places, from, k, withinM, every) => {
          const points = ecefOf(places)
          const origin = originAt(from.lon, from.lat)
          const expected = places
            .map((_, row) => ({
              row,
              distance: distanceTo(origin, points[3 * row]!, points[3 * row + 1]!, points[3 * row + 2]!),
            }))
            .filter(({ row, distance }) => row % every === 0 && distance <= withinM)
            .sort((a, b) => a.distance - b.distance || a.row - b.row)
            .slice(0, k)
          const tree = buildKdTree(points)
          const found = nearest(tree, origin, k, withinM, {
            node: () => true,
            point: (at) => tree.rows[at]! % every === 0,
          })
          expect(found.rows).toEqual(expected.map((e) => e.row))
          expect(found.distances).toEqual(expected.map((e) => e.distance))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('keeps the lowest rows of many points at one place', () => {
    const places = Array.from({ length: 100 }, () => ({ lon: 116.4, lat: 39.9 }))
    const tree = buildKdTree(ecefOf(places))
    const all = { node: () => true, point: () => true }
    expect(nearest(tree, originAt(116.41, 39.91), 5, Infinity, all).rows).toEqual([0, 1, 2, 3, 4])
  })

  it('never asks about points below a node that was refused', () => {
    const places = Array.from({ length: 100 }, (_, i) => ({ lon: 116 + i / 100, lat: 39.9 }))
    const tree = buildKdTree(ecefOf(places))
    const found = nearest(tree, originAt(116.4, 39.9), 5, Infinity, { node: () => false, point: () => true })
    expect(found.rows).toEqual([])
  })
})
