import type { LonLat } from '../../stations/station.ts'
import type { AreaName, CityStation } from './city-station.ts'
import { packNumbers, unpackNumbers, unzigzag, zigzag } from './columns.ts'

/** Positions as whole numbers of 10^-decimals degrees, told from the middle of the street's stations before them. */
export interface PointColumns {
  decimals: number
  lon: string[]
  lat: string[]
  /** [row, lon, lat] of positions that so many decimals do not hold exactly. */
  exact: [number, number, number][]
  /** Rows without a position. */
  nowhere: number[]
}

const DECIMALS = [5, 6, 7]
/** What is longer than this share is written in full rather than making all others longer. */
const ODD_SHARE = 0.01

type Placed = Pick<CityStation, 'lon' | 'lat' | 'street'>

export function writePoints(stations: readonly Placed[]): PointColumns {
  const decimals = fewestDecimals(stations)
  const unit = 10 ** decimals
  const guess = streetMiddles()
  const exact: PointColumns['exact'] = []
  const nowhere: number[] = []
  const lons: number[] = []
  const lats: number[] = []
  stations.forEach(({ lon, lat, street }, row) => {
    if (lon === null || lat === null) {
      nowhere.push(row)
      lons.push(0)
      lats.push(0)
      return
    }
    if (!fits(lon, unit) || !fits(lat, unit)) exact.push([row, lon, lat])
    const x = Math.round(lon * unit)
    const y = Math.round(lat * unit)
    const [guessX, guessY] = guess.of(street)
    lons.push(zigzag(x - guessX))
    lats.push(zigzag(y - guessY))
    guess.learn(street, x, y)
  })
  return { decimals, lon: packNumbers(lons), lat: packNumbers(lats), exact, nowhere }
}

export function readPoints(columns: PointColumns, streets: readonly (AreaName | null)[]): (LonLat | null)[] {
  const { decimals, exact } = columns
  const unit = 10 ** decimals
  const guess = streetMiddles()
  const nowhere = new Set(columns.nowhere)
  const lons = unpackNumbers(columns.lon, streets.length)
  const lats = unpackNumbers(columns.lat, streets.length)
  const points = streets.map((street, row): LonLat | null => {
    if (nowhere.has(row)) return null
    const [guessX, guessY] = guess.of(street)
    const x = guessX + unzigzag(lons[row]!)
    const y = guessY + unzigzag(lats[row]!)
    guess.learn(street, x, y)
    return { lon: x / unit, lat: y / unit }
  })
  for (const [row, lon, lat] of exact) points[row] = { lon, lat }
  return points
}

const fits = (degrees: number, unit: number) => Math.round(degrees * unit) / unit === degrees

function fewestDecimals(stations: readonly Placed[]): number {
  const placed = stations.filter(({ lon }) => lon !== null)
  const enough = DECIMALS.find((decimals) => {
    const odd = placed.filter(({ lon, lat }) => !fits(lon!, 10 ** decimals) || !fits(lat!, 10 ** decimals))
    return odd.length <= placed.length * ODD_SHARE
  })
  return enough ?? DECIMALS.at(-1)!
}

/** The same guesses on both sides: the middle of what the street has so far, else the station before. */
function streetMiddles() {
  const sums = new Map<string, [x: number, y: number, count: number]>()
  let last: [number, number] = [0, 0]
  return {
    of(street: AreaName | null): [number, number] {
      const sum = street && sums.get(street.code)
      return sum ? [Math.round(sum[0] / sum[2]), Math.round(sum[1] / sum[2])] : last
    },
    learn(street: AreaName | null, x: number, y: number): void {
      last = [x, y]
      if (!street) return
      const sum = sums.get(street.code)
      if (!sum) sums.set(street.code, [x, y, 1])
      else {
        sum[0] += x
        sum[1] += y
        sum[2]++
      }
    },
  }
}
