/** Whom the coverage is counted for: layers of demand, and the named models that combine them. */
import type { MultiPolygon, Polygon } from 'geojson'
import type { Hours } from '../hours/hours.ts'

/** Groups of workers that surveys count, and two for statistics of whole areas. */
export const WORKER_GROUPS = [
  'courier',
  'rider',
  'cleaner',
  'driver',
  'truck_driver',
  'traffic_police',
  'construction',
  'housekeeper',
  'carer',
  'mall_staff',
  'estate_agent',
  'security_guard',
  'other',
  'worker',
  'resident',
] as const
export type WorkerGroup = (typeof WORKER_GROUPS)[number]

export const GROUP_LABELS: Record<WorkerGroup, { zh: string; en: string }> = {
  courier: { zh: '快递员', en: 'Couriers' },
  rider: { zh: '外卖骑手', en: 'Delivery riders' },
  cleaner: { zh: '环卫工人', en: 'Street cleaners' },
  driver: { zh: '网约车和出租车司机', en: 'Taxi and ride-hailing drivers' },
  truck_driver: { zh: '货车司机', en: 'Truck drivers' },
  traffic_police: { zh: '交警和协管员', en: 'Traffic police and wardens' },
  construction: { zh: '建筑工人', en: 'Construction workers' },
  housekeeper: { zh: '家政服务员', en: 'Housekeepers' },
  carer: { zh: '护工护理员', en: 'Carers' },
  mall_staff: { zh: '商场信息员', en: 'Mall staff' },
  estate_agent: { zh: '房产中介员', en: 'Estate agents' },
  security_guard: { zh: '保安员', en: 'Security guards' },
  other: { zh: '其他户外劳动者', en: 'Other outdoor workers' },
  worker: { zh: '就业人口', en: 'People at work' },
  resident: { zh: '常住人口', en: 'Residents' },
}

/** Head-counts: whole people, never individuals. */
export type HeadCounts = Partial<Record<WorkerGroup, number>>

/** More than this at one site, or in one area, is a slip of the pen. */
export const MOST_AT_SITE = 100_000
export const MOST_IN_AREA = 5_000_000

/** What is counted: people, or square kilometres where nobody has counted people. */
export type Unit = 'people' | 'km2'

/**
 * Amounts are added up as whole numbers, so that sums agree to the last digit: thousandths of a person, or square
 * metres. Answers round every street to `step` of these and add the rounded streets up.
 */
export const UNIT_SCALE: Record<Unit, { perUnit: number; step: number }> = {
  people: { perUnit: 1000, step: 1000 },
  km2: { perUnit: 1_000_000, step: 10_000 },
}

/** H3 resolutions of the grid: hexagons of about 0.75 km² (8) or 0.11 km² (9), over Beijing a little less. */
export const GRID_RESOLUTIONS = [8, 9] as const
export type GridResolution = (typeof GRID_RESOLUTIONS)[number]

export type LayerKind = 'sites' | 'areas'

/** A list of demand sites, or polygons that carry numbers, as one source delivered it. */
export interface DemandLayer {
  id: number
  name: string
  kind: LayerKind
  /** The year that it speaks of; null when its source does not say. */
  year: number | null
  source: string
  synthetic: boolean
  /** How many sites or polygons. */
  rows: number
  /** Head-counts of all of it by group. */
  groups: HeadCounts
  createdAt: string
}

export interface WeightedLayer {
  id: number
  /** Each head counts as so many people: 0.4 takes four in ten residents. */
  weight: number
}

/** A named way of counting: which layers with which weights on which grid. */
export interface CoverageModel {
  id: string
  name: string
  grid: GridResolution
  year: number | null
  layers: readonly WeightedLayer[]
  /** District code → the district's own head-count, to be set against the model's sum. */
  headCounts: Readonly<Record<string, number>>
  /** The one that answers when a question names none. */
  isDefault: boolean
  /** Rises with each change of the model. */
  version: number
}

/** Counts area; there always, and the default for as long as there is no other model. */
export const AREA_MODEL: CoverageModel = {
  id: 'area',
  name: '按面积',
  grid: 9,
  year: null,
  layers: [],
  headCounts: {},
  isDefault: false,
  version: 1,
}

/** A place where people set out from or work at: a depot, a market, a yard. */
export interface DemandSite {
  name: string
  /** WGS-84 degrees. */
  lon: number
  lat: number
  districtCode: string | null
  streetCode: string | null
  groups: HeadCounts
  /** When its people are outside; null when nobody said: then they are counted at every hour. */
  hours: Hours | null
}

/** A polygon that carries numbers, spread over the grid by area. */
export interface DemandArea {
  name: string
  districtCode: string | null
  streetCode: string | null
  groups: HeadCounts
  hours: Hours | null
  /** WGS-84. */
  geometry: Polygon | MultiPolygon
}

export interface LayerContent {
  weight: number
  sites: readonly DemandSite[]
  areas: readonly DemandArea[]
}
