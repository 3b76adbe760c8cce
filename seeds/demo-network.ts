import { parseHours } from '../api/features/hours/parse.ts'
import type { Hours } from '../api/features/hours/hours.ts'
import { DEMO_CODE_PREFIX, type StationFacts } from '../api/features/stations/station.ts'
import {
  drawAccess,
  drawAudience,
  drawConfirmed,
  drawFacilities,
  drawHaves,
  drawInvested,
  drawLifecycle,
} from './demo/facts.ts'
import { drawHost, numeral, type Host } from './demo/hosts.ts'
import { drawHoursKind, drawHoursText } from './demo/hours.ts'
import { placeStations, type DemoPlace } from './demo/places.ts'
import { createRandom, type Random } from './demo/random.ts'
import { loadReference, type CommunityRow, type Reference } from './reference.ts'
import { DEVELOPMENT_AREA_UNION } from './union-tree.ts'

/** A made-up station. Hours are text as a list has them: `demoFacts` reads them. */
export interface DemoStation extends Omit<StationFacts, 'hours'> {
  /** `YS` and six digits, in the order of generation. */
  code: string
  hoursText: string | null
}

export const DEMO_COUNT = 9_200
export const DEMO_SOURCE = 'demo'
const DEMO_SEED = 20_220_831

/**
 * The demo network: made-up stations over the real districts, streets and communities of Beijing, spread as a city
 * spreads. The same options give the same stations on every machine. Nobody's data: every address says 演示 and every
 * station is `synthetic`.
 *
 * @param options.count how many, default 9,200; 200,000 take a few seconds
 * @param options.seed another city altogether
 */
export function generateDemoNetwork(options: { count?: number; seed?: number } = {}): DemoStation[] {
  const { count = DEMO_COUNT, seed = DEMO_SEED } = options
  const reference = loadReference()
  const random = createRandom(seed)
  const namer = createNamer(reference)
  return placeStations(reference, count, random).map((place, index) =>
    makeStation(place, `${DEMO_CODE_PREFIX}${String(index + 1).padStart(6, '0')}`, namer, random),
  )
}

const hoursOfText = new Map<string, Hours>()

/** The station as the registry takes it. Few distinct hours texts exist, each is read once. */
export function demoFacts(station: DemoStation): StationFacts {
  const { code: _code, hoursText, ...facts } = station
  if (hoursText === null) return { ...facts, hours: null }
  let hours = hoursOfText.get(hoursText)
  if (!hours) {
    hours = { ...parseHours(hoursText), source: DEMO_SOURCE }
    hoursOfText.set(hoursText, hours)
  }
  return { ...facts, hours }
}

function makeStation(place: DemoPlace, code: string, namer: Namer, random: Random): DemoStation {
  const { street, point } = place
  const hoursKind = drawHoursKind(random)
  const hoursText = drawHoursText(hoursKind, random)
  const host = drawHost(hoursKind, random)
  const naming = namer(host, place, random)
  const audience = drawAudience(random)
  const life = drawLifecycle(random)
  const unionCode = drawUnion(place, host, random)
  return {
    code,
    ...naming,
    kind: host.stationKind,
    audience,
    hostKind: host.kind,
    hostBrand: host.brand,
    owner: null,
    operator: host.brand,
    unionCode,
    position: {
      ...point,
      sourceDatum: 'wgs84',
      sourceLon: point.lon,
      sourceLat: point.lat,
      accuracyM: random.pick([5, 10, 10, 20, 30]),
    },
    districtCode: street.districtCode,
    streetCode: street.code,
    ...drawAccess(audience, random),
    facilities: drawFacilities(host.kind, random),
    hoursText,
    ...life,
    investedCny: drawInvested(life.lifecycle, random),
    haves: drawHaves(life.lifecycle, random),
    confirmed: drawConfirmed(hoursText !== null, random),
    source: DEMO_SOURCE,
    sourceId: code,
    synthetic: true,
  }
}

/** Exactly one union answers: mostly the street's, at times the district's or the trade's. */
function drawUnion({ street }: DemoPlace, host: Host, random: Random): string {
  const draw = random.next()
  if (street.name === '北京经济技术开发区') return DEVELOPMENT_AREA_UNION
  if (draw < 0.08) return `U${street.districtCode}`
  if (draw < 0.16 && host.trade) return host.trade
  return `U${street.code}`
}

type Naming = Pick<StationFacts, 'name' | 'aliases' | 'address' | 'communityCode'>
type Namer = (host: Host, place: DemoPlace, random: Random) => Naming

/** Names and addresses; numbers run per street, so that no two stations there share one. */
function createNamer(reference: Reference): Namer {
  const districtName = new Map(reference.districts.map((d) => [d.code, d.name]))
  const communities = communitiesByStreet(reference.communities)
  const counters = new Map<string, number>()
  const nextOf = (key: string): number => {
    const n = (counters.get(key) ?? 0) + 1
    counters.set(key, n)
    return n
  }

  return (host, { street }, random) => {
    const names = communities.get(street.code) ?? []
    const community = names.length > 0 ? random.pick(names) : undefined
    const place = shortStreetName(street.name)
    const usable = community ? host.names : host.names.filter((name) => !name.includes('{community}'))
    const pattern = random.pick(usable.length > 0 ? usable : ['{place}{nth}号暖心驿站'])
    const nth = numeral(nextOf(`${street.code} ${pattern}`))
    const fill = (text: string): string =>
      text
        .replace('{place}', place)
        .replace('{nth}', nth)
        .replace('{community}', community?.short ?? place)
    const byCommunity = pattern.includes('{community}')
    const name = fill(pattern)
    const again = byCommunity ? nextOf(`${street.code} ${name}`) : 1
    return {
      name: again === 1 ? name : `${name}（${again}号点）`,
      aliases: host.aliases.length > 0 && random.chance(0.45) ? [fill(random.pick(host.aliases))] : [],
      address: `${districtName.get(street.districtCode)}${street.name}（演示）${nextOf(street.code)}号`,
      communityCode: byCommunity ? community!.code : null,
    }
  }
}

interface ShortCommunity {
  code: string
  short: string
}

/** Communities under the name that people use: 多福巷社区居委会 → 多福巷. Those that are only administrative stay out. */
function communitiesByStreet(communities: readonly CommunityRow[]): Map<string, ShortCommunity[]> {
  const byStreet = new Map<string, ShortCommunity[]>()
  for (const { code, name, streetCode } of communities) {
    const short = name.replace(/(社区|村)?(居民委员会|村民委员会|居委会|村委会)$/u, '').replace(/社区$/u, '')
    if (short.length < 2 || short.length > 8 || /虚拟|筹备|园区|管委会/u.test(short)) continue
    byStreet.set(streetCode, [...(byStreet.get(streetCode) ?? []), { code, short }])
  }
  return byStreet
}

/** 朝阳门街道 → 朝阳门, 北京经济技术开发区 → 经济技术开发区, 长哨营满族乡 → 长哨营 */
function shortStreetName(name: string): string {
  return name.replace(/^中关村国家自主创新示范区|^北京/u, '').replace(/(满族|回族)?(街道|地区|镇|乡)$/u, '')
}
