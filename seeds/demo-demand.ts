import { cellsToMultiPolygon, cellToLatLng, gridDisk, latLngToCell } from 'h3-js'
import { parseHours } from '../api/features/hours/parse.ts'
import type { Hours } from '../api/features/hours/hours.ts'
import type { HeadCounts, WorkerGroup } from '../api/features/coverage/model.ts'
import {
  insertLayer,
  insertModel,
  type AreaToStore,
  type SiteToStore,
} from '../api/features/coverage/store.ts'
import { createAreaIndex, type AreaIndex } from '../api/features/places/areas.ts'
import type { LonLat } from '../api/features/stations/station.ts'
import type { Database } from '../db/database.ts'
import { createRandom, type Random } from './demo/random.ts'
import { loadReference, type StreetRow } from './reference.ts'

export const DEMO_DEMAND_SOURCE = 'demo'
const DEMO_SEED = 20_220_901

type PlacedStreet = StreetRow & { centre: LonLat }

export interface DemoDemand {
  sites: SiteToStore[]
  /** Outdoor workers along the streets, by street. */
  workers: AreaToStore[]
  residents: AreaToStore[]
}

/** Metres of one degree at 40° N: a demo needs no better. */
const METRES_PER_LON = 85_300
const METRES_PER_LAT = 111_000

/** By the ending of its name: residents of a street in thousands, and how far around its centre they live. */
const TOWNSHIPS: [suffix: string, leastThousands: number, mostThousands: number, builtUpM: number][] = [
  ['街道', 35, 115, 1_500],
  ['地区', 25, 95, 2_200],
  ['镇', 12, 60, 2_000],
  ['乡', 2, 12, 1_000],
]
const OTHER: (typeof TOWNSHIPS)[number] = ['', 3, 15, 1_500]

interface SiteKind {
  name: string
  group: WorkerGroup
  heads: [least: number, most: number]
  hours: string | null
  /** How likely a street of a hundred thousand has a further one, five times over. */
  odds: number
}

const SITE_KINDS: SiteKind[] = [
  { name: '快递网点', group: 'courier', heads: [12, 60], hours: '每天 07:00-21:00', odds: 0.6 },
  { name: '外卖站点', group: 'rider', heads: [20, 110], hours: '每天 09:00-23:00', odds: 0.5 },
  { name: '环卫场站', group: 'cleaner', heads: [15, 80], hours: '每天 04:30-20:00', odds: 0.35 },
  { name: '出租车停靠点', group: 'driver', heads: [8, 40], hours: '24小时', odds: 0.25 },
  { name: '建筑工地', group: 'construction', heads: [30, 220], hours: '每天 06:30-18:30', odds: 0.25 },
  { name: '批发市场', group: 'truck_driver', heads: [10, 70], hours: null, odds: 0.12 },
]

/** Outdoor workers of a street per thousand residents, by group. */
const WORKER_SHARE: [group: WorkerGroup, perThousand: number][] = [
  ['courier', 2.2],
  ['rider', 4.1],
  ['cleaner', 3.4],
  ['driver', 2.6],
  ['traffic_police', 0.5],
]

/**
 * Made-up demand over the real streets of Beijing: sites near the centres, and numbers for the built-up part around
 * each. The same on every machine; nobody's figures.
 */
export function generateDemoDemand(seed = DEMO_SEED): DemoDemand {
  const reference = loadReference()
  const random = createRandom(seed)
  const areas = createAreaIndex({ districts: reference.districts, streets: [] })
  const streets = reference.streets.filter((street): street is PlacedStreet => street.centre !== null)
  const outside = parseHours('每天 06:00-22:00')
  const demand: DemoDemand = { sites: [], workers: [], residents: [] }
  for (const street of streets) {
    const [, least, most, builtUpM] = TOWNSHIPS.find(([suffix]) => street.name.endsWith(suffix)) ?? OTHER
    const residents = random.between(least * 10, most * 10) * 100
    const neighbours = streets.filter(({ districtCode }) => districtCode === street.districtCode)
    const area = {
      name: `演示:${street.name}建成区`,
      districtCode: street.districtCode,
      streetCode: street.code,
      geometry: builtUp(street, neighbours, builtUpM, areas),
    }
    const workers: HeadCounts = {}
    for (const [group, perThousand] of WORKER_SHARE) {
      workers[group] = Math.round((residents / 1000) * perThousand * (0.6 + 0.8 * random.next()))
    }
    demand.residents.push({ ...area, groups: { resident: residents }, hours: null })
    demand.workers.push({ ...area, groups: workers, hours: outside })
    demand.sites.push(...sitesOf(street, residents, builtUpM, areas, random))
  }
  return demand
}

/** Hexagons around the centre that lie in its district and are nearer to it than to any other centre. */
function builtUp(street: PlacedStreet, neighbours: PlacedStreet[], withinM: number, areas: AreaIndex) {
  const own = latLngToCell(street.centre.lat, street.centre.lon, 8)
  const cells = gridDisk(own, 4).filter((cell) => {
    if (cell === own) return true
    const [lat, lon] = cellToLatLng(cell)
    const away = metres({ lon, lat }, street.centre)
    if (away > withinM || areas.locate(lon, lat).districtCode !== street.districtCode) return false
    return neighbours.every((other) => other === street || metres({ lon, lat }, other.centre) >= away)
  })
  return { type: 'MultiPolygon' as const, coordinates: cellsToMultiPolygon(cells, true) }
}

function sitesOf(
  street: PlacedStreet,
  residents: number,
  spreadM: number,
  areas: AreaIndex,
  random: Random,
): SiteToStore[] {
  const sites: SiteToStore[] = []
  for (const { name, group, heads, hours, odds } of SITE_KINDS) {
    for (let i = 1; i <= 5; i++) {
      if (!random.chance(odds * Math.min(1, residents / 100_000))) continue
      const point = near(street.centre, spreadM, random)
      if (areas.locate(point.lon, point.lat).districtCode !== street.districtCode) continue
      sites.push({
        name: `演示:${street.name}${name}${i}`,
        ...point,
        sourceDatum: 'wgs84',
        sourceLon: point.lon,
        sourceLat: point.lat,
        address: null,
        unionName: null,
        districtCode: street.districtCode,
        streetCode: street.code,
        groups: { [group]: random.between(...heads) },
        hours: hours === null ? null : hoursOf(hours),
      })
    }
  }
  return sites
}

const read = new Map<string, Hours>()

function hoursOf(text: string): Hours {
  const known = read.get(text) ?? { ...parseHours(text), source: DEMO_DEMAND_SOURCE }
  read.set(text, known)
  return known
}

function metres(a: LonLat, b: LonLat): number {
  const x = (a.lon - b.lon) * METRES_PER_LON
  const y = (a.lat - b.lat) * METRES_PER_LAT
  return Math.sqrt(x * x + y * y)
}

function near(centre: LonLat, spreadM: number, random: Random): LonLat {
  const round6 = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  return {
    lon: round6(centre.lon + (random.bell() * spreadM * 0.5) / METRES_PER_LON),
    lat: round6(centre.lat + (random.bell() * spreadM * 0.5) / METRES_PER_LAT),
  }
}

/** What two districts say that they counted themselves. */
const DEMO_HEAD_COUNTS = { '110106': 42_000, '110112': 39_500 }

/**
 * Writes the demo demand, all of it or nothing, with two models: outdoor workers (the default one) and residents.
 * Needs the reference data. Does nothing when there is a synthetic layer already.
 *
 * @returns how many sites were written
 */
export async function seedDemoDemand(
  db: Pick<Database, 'knex'>,
  { onProgress = () => undefined }: { onProgress?: (message: string) => void } = {},
): Promise<number> {
  const present = await db.knex('demand_layer as l').where('l.synthetic', true).first('l.id')
  if (present) return 0
  const { sites, workers, residents } = generateDemoDemand()
  const about = { year: 2026, source: DEMO_DEMAND_SOURCE, synthetic: true, createdBy: 'demo' }
  await db.knex.transaction(async (trx) => {
    const layer = (name: string, content: { sites: SiteToStore[] } | { areas: AreaToStore[] }) =>
      insertLayer(trx, {
        ...about,
        name,
        kind: 'sites' in content ? 'sites' : 'areas',
        sites: [],
        areas: [],
        ...content,
      })
    const siteLayer = await layer('演示:快递、外卖、环卫等站点', { sites })
    const workerLayer = await layer('演示:各街道户外劳动者', { areas: workers })
    const residentLayer = await layer('演示:各街道常住人口', { areas: residents })
    const [anyDefault] = await trx('coverage_model as m').where('m.is_default', true).select('m.id')
    const model = (name: string, ids: number[], isDefault: boolean, headCounts = {}) =>
      insertModel(
        trx,
        { name, grid: 9, year: 2026, layers: ids.map((id) => ({ id, weight: 1 })), headCounts, isDefault },
        'demo',
      )
    await model('演示:户外劳动者', [siteLayer, workerLayer], !anyDefault, DEMO_HEAD_COUNTS)
    await model('演示:常住人口', [residentLayer], false)
  })
  onProgress(`Demo demand: ${sites.length} sites and ${workers.length} streets written`)
  return sites.length
}
