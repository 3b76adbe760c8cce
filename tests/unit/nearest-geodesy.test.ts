import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceTo, originAt, vincenty, writeEcef } from '../../api/features/nearest/geodesy.ts'

const lon = fc.double({ min: 115.4, max: 117.6, noNaN: true })
const lat = fc.double({ min: 39.4, max: 41.1, noNaN: true })

function metres(fromLon: number, fromLat: number, toLon: number, toLat: number): number {
  const ecef = new Float64Array(3)
  writeEcef(toLon, toLat, ecef, 0)
  return distanceTo(originAt(fromLon, fromLat), ecef[0]!, ecef[1]!, ecef[2]!)
}

describe('geodesic distance', () => {
  it('agrees with the full solution of the ellipsoid to a millimetre anywhere in the region', () => {
    fc.assert(
      fc.property(lon, lat, lon, lat, (lon1, lat1, lon2, lat2) => {
        expect(Math.abs(metres(lon1, lat1, lon2, lat2) - vincenty(lon1, lat1, lon2, lat2))).toBeLessThan(
          0.001,
        )
      }),
      { numRuns: 3000 },
    )
  })

  it('agrees to a millimetre close by, where stations lie', () => {
    const step = fc.double({ min: -0.02, max: 0.02, noNaN: true })
    fc.assert(
      fc.property(lon, lat, step, step, (lon1, lat1, east, north) => {
        const [lon2, lat2] = [lon1 + east, lat1 + north]
        expect(Math.abs(metres(lon1, lat1, lon2, lat2) - vincenty(lon1, lat1, lon2, lat2))).toBeLessThan(
          0.001,
        )
      }),
      { numRuns: 3000 },
    )
  })

  it("gives Vincenty's published example", () => {
    // Flinders Peak to Buninyong, GRS80: 54 972.271 m; WGS-84's flattening differs from the eleventh digit on.
    const degrees = (d: number, m: number, s: number) => d + m / 60 + s / 3600
    const flinders = [degrees(144, 25, 29.52442), -degrees(37, 57, 3.7203)] as const
    const buninyong = [degrees(143, 55, 35.3839), -degrees(37, 39, 10.15611)] as const
    expect(vincenty(...flinders, ...buninyong)).toBeCloseTo(54972.271, 2)
    expect(metres(...flinders, ...buninyong)).toBeCloseTo(54972.271, 2)
  })

  it('is zero at the place itself', () => {
    expect(metres(116.3913, 39.9055, 116.3913, 39.9055)).toBe(0)
    expect(vincenty(116.3913, 39.9055, 116.3913, 39.9055)).toBe(0)
  })
})
