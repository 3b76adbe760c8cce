import type { HostKind, StationKind } from '../../api/features/stations/station.ts'
import { INDUSTRIAL_UNIONS } from '../union-tree.ts'
import type { HoursKind } from './hours.ts'
import type { Random } from './random.ts'

/** What stands at the place: how often, when it tends to be open, and how such stations are called. */
export interface Host {
  kind: HostKind
  /** Share of all hosts, in percent; the estate agencies' is that of the real city. */
  share: number
  brand: string | null
  /** `{place}` is the street's short name, `{community}` a community of the street, `{nth}` a running numeral. */
  names: readonly string[]
  aliases: readonly string[]
  stationKind: StationKind
  /** Kinds of hours that this host has more often (> 1) or less often (< 1) than others. */
  leaning: Partial<Record<HoursKind, number>>
  /** The city-wide trade union that now and then answers for the station instead of the street's. */
  trade: string | null
}

const OFFICE: Host['leaning'] = { longer: 0.2, all_day: 0.3, overnight: 0.1, daily: 0.5 }
const SHOP: Host['leaning'] = { weekdays: 0.2, weekdays_noon_break: 0.2, all_day: 0.4, longer: 2 }

const host = (kind: HostKind, share: number, rest: Partial<Host> & Pick<Host, 'names'>): Host => ({
  kind,
  share,
  brand: null,
  aliases: [],
  stationKind: 'warm_station',
  leaning: {},
  trade: null,
  ...rest,
})

export const HOSTS: readonly Host[] = [
  host('estate_agency', 16, {
    brand: '链家',
    names: ['{place}链家{nth}店暖心驿站', '链家{community}店暖心驿站'],
    aliases: ['链家{place}{nth}店', '{place}爱心驿站'],
    leaning: { ...SHOP, weekdays: 0.1, daily: 3, overnight: 0 },
    trade: INDUSTRIAL_UNIONS.services.code,
  }),
  host('supermarket', 12, {
    names: ['{place}便民超市{nth}店暖心驿站', '{community}生鲜超市暖心驿站', '{place}{nth}便利店暖心驿站'],
    aliases: ['{place}爱心驿站'],
    leaning: SHOP,
    trade: INDUSTRIAL_UNIONS.services.code,
  }),
  host('bank', 8, {
    brand: '建设银行',
    names: ['建设银行{place}{nth}支行劳动者港湾', '建设银行{community}支行暖心驿站'],
    aliases: ['劳动者港湾'],
    leaning: { ...OFFICE, all_day: 0, weekdays_noon_break: 1.5 },
    trade: INDUSTRIAL_UNIONS.finance.code,
  }),
  host('bank', 7, {
    brand: '工商银行',
    names: ['工商银行{place}{nth}支行工行驿站', '工商银行{community}支行暖心驿站'],
    aliases: ['工行驿站'],
    leaning: { ...OFFICE, all_day: 0, weekdays_noon_break: 1.5 },
    trade: INDUSTRIAL_UNIONS.finance.code,
  }),
  host('petrol_station', 6, {
    names: ['{place}第{nth}加油站暖心驿站', '{place}第{nth}加油站司机之家'],
    aliases: ['司机之家'],
    leaning: {
      all_day: 8,
      longer: 2,
      overnight: 1.5,
      weekdays: 0,
      weekdays_noon_break: 0,
      daily_noon_break: 0,
    },
    trade: INDUSTRIAL_UNIONS.transport.code,
  }),
  host('courier_depot', 10, {
    names: ['{place}快递{nth}站小哥驿站', '{community}快递网点暖心驿站', '{place}邮政第{nth}支局暖新驿站'],
    aliases: ['小哥驿站', '暖新驿站'],
    leaning: { overnight: 3, longer: 2, all_day: 1.2, weekdays: 0.1, weekdays_noon_break: 0.1 },
    trade: INDUSTRIAL_UNIONS.transport.code,
  }),
  host('party_centre', 13, {
    names: ['{community}党群服务中心暖心驿站', '{place}党群服务{nth}站暖心驿站'],
    aliases: ['{place}户外劳动者服务站点'],
    leaning: OFFICE,
  }),
  host('union_premises', 10, {
    names: ['{place}工会服务{nth}站', '{place}户外劳动者暖心驿站（{nth}号）', '{place}职工之家{nth}站'],
    aliases: ['{place}工会驿站', '{place}暖心驿站'],
    stationKind: 'union_station',
    leaning: { all_day: 2.5, longer: 1.2 },
  }),
  host('community_centre', 7, {
    names: ['{community}居民活动站暖心驿站', '{community}便民服务站暖心驿站'],
    aliases: ['{community}爱心驿站'],
    leaning: OFFICE,
  }),
  host('restaurant', 4, {
    names: ['{place}早餐店{nth}号爱心驿站', '{place}家常菜馆{nth}店暖心驿站'],
    leaning: { ...SHOP, overnight: 2 },
    trade: INDUSTRIAL_UNIONS.services.code,
  }),
  host('park', 2, {
    names: ['{place}口袋公园{nth}号暖心驿站'],
    leaning: { seasonal: 12, weekdays: 0.2, weekdays_noon_break: 0 },
  }),
  host('hospital', 1.5, {
    names: ['{place}社区卫生服务{nth}站暖心驿站'],
    leaning: OFFICE,
    trade: INDUSTRIAL_UNIONS.health.code,
  }),
  host('government', 1.5, {
    names: ['{place}政务服务{nth}厅暖心驿站'],
    stationKind: 'service_centre',
    leaning: { ...OFFICE, all_day: 0 },
  }),
  host('company', 2, {
    names: ['{place}物业服务{nth}处暖心驿站', '{place}环卫{nth}班组暖心驿站'],
    stationKind: 'staff_home',
    leaning: { overnight: 1.5 },
  }),
]

/** A host for a station with such hours: banks are not open at night, petrol stations are. */
export function drawHost(hours: HoursKind, random: Random): Host {
  return random.weighted(HOSTS, WEIGHTS[hours] ?? weightsFor(hours))
}

const WEIGHTS: Partial<Record<HoursKind, number[]>> = {}

function weightsFor(hours: HoursKind): number[] {
  return (WEIGHTS[hours] = HOSTS.map((each) => each.share * (each.leaning[hours] ?? 1)))
}

const DIGITS = '零一二三四五六七八九'

/** 1 → 一, 12 → 十二, 120 → 120: shops count in words while it is short. */
export function numeral(n: number): string {
  if (n >= 100) return String(n)
  if (n < 10) return DIGITS[n]!
  const tens = Math.floor(n / 10)
  return `${tens === 1 ? '' : DIGITS[tens]}十${n % 10 === 0 ? '' : DIGITS[n % 10]}`
}
