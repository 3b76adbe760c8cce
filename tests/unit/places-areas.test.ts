import booleanPointInPolygon from '@turf/boolean-point-in-polygon'
import fc from 'fast-check'
import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { createAreaIndex } from '../../api/features/places/areas.ts'
import { loadReference } from '../../seeds/reference.ts'

const box = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const polygon = (...rings: number[][][]): Polygon => ({ type: 'Polygon', coordinates: rings })

const west = {
  code: '110101',
  geometry: polygon(box(116, 39.9, 116.1, 40), box(116.04, 39.94, 116.06, 39.96)),
}
const east: { code: string; geometry: MultiPolygon } = {
  code: '110102',
  geometry: {
    type: 'MultiPolygon',
    coordinates: [[box(116.1, 39.9, 116.2, 40)], [box(116.3, 39.9, 116.31, 39.91)]],
  },
}
const plain = createAreaIndex({ districts: [east, west], streets: [] })

describe('finding areas by point', () => {
  it('finds the district that holds the point', () => {
    expect(plain.locate(116.02, 39.95).districtCode).toBe('110101')
    expect(plain.locate(116.15, 39.95).districtCode).toBe('110102')
  })

  it('finds nothing in a hole, between the parts of an exclave, and outside', () => {
    expect(plain.locate(116.05, 39.95).districtCode).toBeNull()
    expect(plain.locate(116.25, 39.905).districtCode).toBeNull()
    expect(plain.locate(-116.05, 39.95).districtCode).toBeNull()
    expect(plain.locate(NaN, 39.95).districtCode).toBeNull()
  })

  it('finds every part of a district with an exclave', () => {
    expect(plain.locate(116.305, 39.905).districtCode).toBe('110102')
  })

  it('gives a border to the district with the lower code, in whatever order they came', () => {
    const other = createAreaIndex({ districts: [west, east], streets: [] })
    for (const lat of [39.9, 39.9371, 39.95, 40]) {
      expect(plain.locate(116.1, lat).districtCode).toBe('110101')
      expect(other.locate(116.1, lat).districtCode).toBe('110101')
    }
  })

  it("answers a street's own district, even where the coarser district outline says otherwise", () => {
    const street = {
      code: '110102001',
      districtCode: '110102',
      geometry: polygon(box(116.09, 39.95, 116.12, 39.97)),
    }
    const index = createAreaIndex({ districts: [west, east], streets: [street] })
    expect(index.locate(116.095, 39.96)).toEqual({ districtCode: '110102', streetCode: '110102001' })
    expect(index.locate(116.08, 39.96)).toEqual({ districtCode: '110101', streetCode: null })
  })

  it('measures the metres to an area: none inside, and about 85 km a degree of longitude at 40° N', () => {
    expect(plain.metresTo('110101', 116.02, 39.95)).toBe(0)
    expect(plain.metresTo('110101', 116.11, 39.95)! / 855).toBeCloseTo(1, 2)
    expect(plain.metresTo('110101', 116.05, 39.95)! / 855).toBeCloseTo(1, 2)
    expect(plain.metresTo('110102', 116.25, 40.1)!).toBeGreaterThan(10_000)
    expect(plain.metresTo('999999', 116, 40)).toBeNull()
  })

  it('knows nothing without areas', () => {
    expect(createAreaIndex({ districts: [], streets: [] }).locate(116, 40)).toEqual({
      districtCode: null,
      streetCode: null,
    })
  })
})

describe('the grid', () => {
  const { districts } = loadReference()
  const index = createAreaIndex({ districts, streets: [] })
  const byTest = (lon: number, lat: number) =>
    districts.find((d) => booleanPointInPolygon([lon, lat], d.geometry))?.code ?? null

  it('answers as a test of every real district polygon does, for any point', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 115.3, max: 117.6, noNaN: true }),
        fc.double({ min: 39.3, max: 41.2, noNaN: true }),
        (lon, lat) => {
          expect(index.locate(lon, lat).districtCode).toBe(byTest(lon, lat))
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('does so on corners and in the middle of edges too', () => {
    const ring = districts[0]!.geometry.coordinates[0]![0]!
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!]
      for (const [lon, lat] of [a, [(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2]]) {
        expect(index.locate(lon!, lat!).districtCode).toBe(byTest(lon!, lat!))
      }
    }
  })

  it('keeps streets apart that share nothing but a cell', () => {
    const cellSized = (i: number) => ({
      code: `11010100${i}`,
      districtCode: '110101',
      geometry: polygon(box(116.4 + i * 0.0005, 39.9, 116.4 + (i + 1) * 0.0005, 39.9005)),
    })
    const streets = [0, 1, 2, 3].map(cellSized)
    const small = createAreaIndex({ districts: [], streets })
    for (const [i, street] of streets.entries()) {
      expect(small.locate(116.40025 + i * 0.0005, 39.9002).streetCode).toBe(street.code)
    }
  })
})
