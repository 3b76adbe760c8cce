import { createAreaIndex } from '../../api/features/places/areas.ts'
import type { LonLat } from '../../api/features/stations/station.ts'
import type { Landmark, Reference, StreetRow } from '../reference.ts'
import type { Random } from './random.ts'

export interface DemoPlace {
  /** WGS-84, 6 decimals. */
  point: LonLat
  street: StreetRow
}

interface Cluster {
  a: LonLat
  b: LonLat
}

type PlacedStreet = StreetRow & { centre: LonLat }

/** Metres of one degree at 40° N: the middle of Beijing. A demo needs no better. */
const METRES_PER_LON = 85_300
const METRES_PER_LAT = 111_000

/**
 * Our own rough weights: how many of the city's stations a district has. Dense centre, busy suburbs, empty mountains.
 */
const DISTRICT_WEIGHT: Record<string, number> = {
  110101: 620,
  110102: 700,
  110105: 1700,
  110106: 950,
  110107: 330,
  110108: 1500,
  110109: 180,
  110111: 520,
  110112: 700,
  110113: 520,
  110114: 720,
  110115: 700,
  110116: 200,
  110117: 200,
  110118: 210,
  110119: 170,
}
const TOWNSHIP_WEIGHT: [suffix: string, weight: number][] = [
  ['街道', 1],
  ['地区', 0.75],
  ['镇', 0.4],
  ['乡', 0.12],
]
/** Business parks and the airport, which the statistics count among the streets. */
const PARK_WEIGHT = 0.35

/** How far a street's own stations spread from its centre, in metres. */
const NARROWEST_M = 350
const WIDEST_M = 2_200

/**
 * Places `count` stations: along made-up shopping streets around each street's centre, some around landmarks, some
 * scattered; always inside the street's district and never two on one spot. The street is the one whose centre is
 * nearest within the district.
 */
export function placeStations(reference: Reference, count: number, random: Random): DemoPlace[] {
  const streets = reference.streets.filter((street): street is PlacedStreet => street.centre !== null)
  const byDistrict = new Map<string, PlacedStreet[]>()
  for (const street of streets)
    byDistrict.set(street.districtCode, [...(byDistrict.get(street.districtCode) ?? []), street])
  const areas = createAreaIndex({ districts: reference.districts, streets: [] })
  const taken = new Set<string>()
  const places: DemoPlace[] = []

  for (const { street, share } of shareOut(streets, byDistrict, reference.landmarks, count)) {
    const neighbours = byDistrict.get(street.districtCode)!
    const spread = spreadOf(street, neighbours)
    const clusters = shoppingStreets(street, spread, Math.min(60, Math.max(3, Math.round(share / 4))), random)
    for (let i = 0; i < share; i++) {
      const scattered = random.chance(0.25)
      const point = untilFree(street, taken, areas, (shrink) =>
        scattered
          ? around(street.centre, spread * 0.6 * shrink, random)
          : along(random.pick(clusters), shrink, random),
      )
      places.push({ point, street: nearestStreet(point, neighbours) })
    }
  }
  return places
}

interface Share {
  street: PlacedStreet
  share: number
}

/** Stations per street: largest remainders, so that the shares add up to `count` exactly. */
function shareOut(
  streets: PlacedStreet[],
  byDistrict: Map<string, PlacedStreet[]>,
  landmarks: Landmark[],
  count: number,
): Share[] {
  const busy = landmarksPerStreet(byDistrict, landmarks)
  const inDistrict = new Map<string, number>()
  const own = streets.map((street) => {
    const kind = TOWNSHIP_WEIGHT.find(([suffix]) => street.name.endsWith(suffix))?.[1] ?? PARK_WEIGHT
    const weight = kind * (1 + 0.15 * (busy.get(street.code) ?? 0))
    inDistrict.set(street.districtCode, (inDistrict.get(street.districtCode) ?? 0) + weight)
    return weight
  })
  const weights = streets.map(
    (street, i) => (DISTRICT_WEIGHT[street.districtCode]! * own[i]!) / inDistrict.get(street.districtCode)!,
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (weight / total) * count)
  const shares = exact.map(Math.floor)
  const missing = count - shares.reduce((sum, share) => sum + share, 0)
  exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
    .slice(0, missing)
    .forEach(({ index }) => shares[index]!++)
  return streets.map((street, i) => ({ street, share: shares[i]! }))
}

function landmarksPerStreet(
  byDistrict: Map<string, PlacedStreet[]>,
  landmarks: Landmark[],
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const landmark of landmarks) {
    const { code } = nearestStreet(landmark, byDistrict.get(landmark.districtCode)!)
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return counts
}

function nearestStreet(point: LonLat, streets: PlacedStreet[]): PlacedStreet {
  let nearest = streets[0]!
  for (const street of streets)
    if (metres(point, street.centre) < metres(point, nearest.centre)) nearest = street
  return nearest
}

function metres(a: LonLat, b: LonLat): number {
  const x = (a.lon - b.lon) * METRES_PER_LON
  const y = (a.lat - b.lat) * METRES_PER_LAT
  return Math.sqrt(x * x + y * y)
}

/** Two thirds of the way to the next centre: streets downtown are small, towns in the hills lie far apart. */
function spreadOf(street: PlacedStreet, neighbours: PlacedStreet[]): number {
  const next = neighbours.reduce(
    (least, other) => (other === street ? least : Math.min(least, metres(street.centre, other.centre))),
    Infinity,
  )
  return Math.min(WIDEST_M, Math.max(NARROWEST_M, next * 0.66))
}

/** Made-up straight streets of 300 m to 1.2 km; downtown Beijing runs north–south and east–west, and so do most of these. */
function shoppingStreets(street: PlacedStreet, spread: number, count: number, random: Random): Cluster[] {
  return Array.from({ length: count }, () => {
    const a = around(street.centre, spread * 0.7, random)
    const length = random.between(300, 1_200)
    const slant = random.bell() * 0.08
    const [east, north] = random.chance(0.5) ? [length, length * slant] : [length * slant, length]
    return { a, b: moved(a, east, north) }
  })
}

function along({ a, b }: Cluster, shrink: number, random: Random): LonLat {
  const t = random.next() * shrink
  const onStreet = { lon: a.lon + (b.lon - a.lon) * t, lat: a.lat + (b.lat - a.lat) * t }
  return around(onStreet, 18, random)
}

function around(centre: LonLat, metresSpread: number, random: Random): LonLat {
  return moved(centre, random.bell() * metresSpread, random.bell() * metresSpread)
}

function moved(from: LonLat, eastM: number, northM: number): LonLat {
  return { lon: from.lon + eastM / METRES_PER_LON, lat: from.lat + northM / METRES_PER_LAT }
}

/** Draws until the point is inside the district and free; each try stays closer, and the last ones hug the centre. */
function untilFree(
  street: PlacedStreet,
  taken: Set<string>,
  areas: ReturnType<typeof createAreaIndex>,
  draw: (shrink: number) => LonLat,
): LonLat {
  for (let attempt = 0, shrink = 1; attempt < 400; attempt++, shrink *= 0.97) {
    const drawn = draw(shrink)
    const pull = attempt < 10 ? 0 : 1 - shrink
    const point = {
      lon: round6(drawn.lon + (street.centre.lon - drawn.lon) * pull),
      lat: round6(drawn.lat + (street.centre.lat - drawn.lat) * pull),
    }
    const spot = `${point.lon} ${point.lat}`
    if (taken.has(spot) || areas.locate(point.lon, point.lat).districtCode !== street.districtCode) continue
    taken.add(spot)
    return point
  }
  throw new Error(`No free spot for a demo station in ${street.name}: its centre must lie in its district.`)
}

const round6 = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
