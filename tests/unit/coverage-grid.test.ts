import { area } from '@turf/area'
import fc from 'fast-check'
import type { Polygon } from 'geojson'
import { cellToBoundary, cellToLatLng } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { modelSums } from '../../api/features/coverage/answer.ts'
import { amountsByArea, buildDemandTable } from '../../api/features/coverage/demand-table.ts'
import { commonArea, flatRing, ringArea } from '../../api/features/coverage/equal-area.ts'
import { areaOfOutline, createGrid, shareOut } from '../../api/features/coverage/grid.ts'
import { LAYERS, REGION, smallDemand } from '../support/small-coverage.ts'

const square = (west: number, south: number, size: number): number[][] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
]
const grid = createGrid(9, REGION)

describe('sharing out', () => {
  it('gives shares that add up to the total exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000_000_000 }),
        fc
          .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })
          .filter((w) => w.some((x) => x > 0)),
        (total, weights) => {
          const shares = shareOut(total, weights)
          expect(shares.reduce((a, b) => a + b, 0)).toBe(total)
          expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true)
        },
      ),
    )
  })
})

describe('areas', () => {
  it('are the ellipsoid’s: within half a percent of the sphere’s, and additive', () => {
    const whole: Polygon = { type: 'Polygon', coordinates: [square(116.3, 39.9, 0.1)] }
    expect(areaOfOutline(whole) / area(whole)).toBeCloseTo(1, 2)
    const parts = [0, 1, 2, 3].map((i) => square(116.3 + 0.05 * (i % 2), 39.9 + 0.05 * (i >> 1), 0.05))
    const sum = parts.reduce((total, ring) => total + ringArea(flatRing(ring)), 0)
    expect(sum / areaOfOutline(whole)).toBeCloseTo(1, 9)
  })

  it('a hole counts for nothing', () => {
    const outer = square(116.3, 39.9, 0.1)
    const hole = square(116.32, 39.92, 0.05)
    const withHole = areaOfOutline({ type: 'Polygon', coordinates: [outer, hole] })
    const without = areaOfOutline({ type: 'Polygon', coordinates: [outer] })
    expect(without - withHole).toBeCloseTo(ringArea(flatRing(hole)), 3)
  })

  it('what a concave ring has in common with a cell is the same whichever way round either runs', () => {
    const horseshoe = [
      [116.3, 39.9],
      [116.34, 39.9],
      [116.34, 39.94],
      [116.33, 39.94],
      [116.33, 39.91],
      [116.31, 39.91],
      [116.31, 39.94],
      [116.3, 39.94],
      [116.3, 39.9],
    ]
    const cell = flatRing(square(116.295, 39.905, 0.03))
    const common = commonArea(flatRing(horseshoe), cell)
    // The arms: 0.01° wide, from 39.905 to 39.935, joined by a bar 0.005° high over the 0.01° to 116.325 east.
    const expected = [
      [116.3, 39.905, 116.31, 39.935],
      [116.31, 39.905, 116.325, 39.91],
    ].reduce(
      (sum, [w, s, e, n]) =>
        sum +
        ringArea(
          flatRing([
            [w!, s!],
            [e!, s!],
            [e!, n!],
            [w!, n!],
          ]),
        ),
      0,
    )
    expect(common / expected).toBeCloseTo(1, 6)
    expect(commonArea(flatRing([...horseshoe].reverse()), cell)).toBeCloseTo(common, 3)
    expect(
      commonArea(flatRing(horseshoe), flatRing([...square(116.295, 39.905, 0.03)].reverse())),
    ).toBeCloseTo(common, 3)
  })
})

describe('the grid', () => {
  it('holds every cell whose centre lies in the region, with its district and street', () => {
    expect(grid.ids.length).toBeGreaterThan(500)
    grid.ids.forEach((id, row) => {
      const [lat, lon] = cellToLatLng(id)
      expect(grid.district[row]).toBe(lon < 116.33 ? '110101' : '110102')
      expect(grid.street[row]).toBe(lon >= 116.33 ? null : lat < 39.93 ? '110101001' : '110101002')
    })
  })

  it('parts of a polygon in its cells add up to its area', () => {
    const slanted: Polygon = {
      type: 'Polygon',
      coordinates: [
        [
          [116.3, 39.9],
          [116.345, 39.912],
          [116.35, 39.955],
          [116.31, 39.96],
          [116.325, 39.93],
          [116.3, 39.9],
        ],
        square(116.333, 39.93, 0.006),
      ],
    }
    const { areas } = grid.overlap(slanted)
    expect(areas.reduce((a, b) => a + b, 0) / areaOfOutline(slanted)).toBeCloseTo(1, 3)
  })

  it('a polygon smaller than a cell keeps its number in the cells that it touches', () => {
    const tiny: Polygon = { type: 'Polygon', coordinates: [square(116.32, 39.92, 0.0002)] }
    const { rows, areas } = grid.overlap(tiny)
    expect(rows.length).toBeGreaterThan(0)
    expect(areas.reduce((a, b) => a + b, 0) / areaOfOutline(tiny)).toBeCloseTo(1, 6)
    const flat = grid.overlap({ type: 'Polygon', coordinates: [square(116.32, 39.92, 0)] })
    expect(flat.areas.some((share) => share > 0)).toBe(true)
  })
})

describe('the demand table', () => {
  it('keeps each layer’s numbers exactly, also of a polygon that reaches beyond the region', () => {
    const table = buildDemandTable(LAYERS, createGrid(9, REGION), REGION)
    const byGroup: Record<string, number> = {}
    table.entryAmount.forEach((amount, i) => {
      const { group } = table.strata[table.entryStratum[i]!]!
      byGroup[group!] = (byGroup[group!] ?? 0) + amount
    })
    expect(byGroup).toEqual({
      courier: 30_000,
      rider: 7_000,
      cleaner: 41_000,
      // Four in ten.
      resident: 26_609_200,
      worker: 493_600,
    })
  })

  it('counts a street’s people with that street, also in cells that it shares', () => {
    const table = buildDemandTable([LAYERS[1]!], createGrid(9, REGION), REGION)
    let inStreet = 0
    table.entryAmount.forEach((amount, i) => {
      const { group } = table.strata[table.entryStratum[i]!]!
      const { streetCode } = table.areas[table.entryArea[i]!]!
      if (group === 'resident') {
        expect(streetCode).toBe('110101001')
        inStreet += amount
      }
    })
    expect(inStreet).toBe(26_609_200)
  })

  it('adds up the whole model by district, whoever is outside at whatever hour', () => {
    const demand = smallDemand()
    const sums = modelSums(amountsByArea(demand), demand)
    const total = [...sums.values()].reduce((a, b) => a + b, 0)
    // 78 at the sites, 0.4 × (66,523 + 1234) in the areas; every street rounds by half a person at most.
    expect(Math.abs(total - (78 + 0.4 * (66_523 + 1234)))).toBeLessThan(sums.size * 2)
    const west = sums.get('110101')!
    expect(west).toBeGreaterThan(37 + 0.4 * 66_523 - 2)
    expect(sums.get('110102')!).toBeGreaterThanOrEqual(41)
  })

  it('without layers counts the region’s area', () => {
    const table = buildDemandTable([], createGrid(9, REGION), REGION)
    expect(table.unit).toBe('km2')
    const total = REGION.districts.reduce((sum, { geometry }) => sum + Math.round(areaOfOutline(geometry)), 0)
    expect(table.entryAmount.reduce((a, b) => a + b, 0)).toBe(total)
  })

  it('lists cells in the order of their indices', () => {
    const { h3, cells, points } = buildDemandTable([], createGrid(8, REGION), REGION)
    expect([...h3].every((id, i) => i === 0 || h3[i - 1]! < id)).toBe(true)
    const [lat, lon] = cellToLatLng(h3[cells - 1]!.toString(16))
    expect([points.lon[cells - 1], points.lat[cells - 1]]).toEqual([lon, lat])
    expect(cellToBoundary(h3[0]!.toString(16))).toHaveLength(6)
  })
})
