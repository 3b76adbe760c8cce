import type { Hours } from '../hours/hours.ts'
import type { FacilityRecord, TriState } from './facilities.ts'

/** The four kinds that may become "most beautiful", and the rest. */
export const STATION_KINDS = [
  'warm_station',
  'union_station',
  'service_centre',
  'staff_home',
  'other',
] as const
export type StationKind = (typeof STATION_KINDS)[number]

/** Whom the station serves. Indoor staff lounges (`internal`) are recorded, but are not stations for outdoor workers. */
export const AUDIENCES = ['outdoor', 'mixed', 'internal', 'unknown'] as const
export type Audience = (typeof AUDIENCES)[number]

export const HOST_KINDS = [
  'estate_agency',
  'supermarket',
  'bank',
  'petrol_station',
  'courier_depot',
  'party_centre',
  'union_premises',
  'restaurant',
  'community_centre',
  'hospital',
  'park',
  'government',
  'company',
  'other',
  'unknown',
] as const
export type HostKind = (typeof HOST_KINDS)[number]

/** How one gets in. */
export const ACCESS_TYPES = ['free', 'ask_staff', 'door_code', 'scan', 'staff_only', 'unknown'] as const
export type AccessType = (typeof ACCESS_TYPES)[number]

/** reported → inspected → accepted → signed → open → suspended / closed. */
export const LIFECYCLES = [
  'reported',
  'inspected',
  'accepted',
  'signed',
  'open',
  'suspended',
  'closed',
] as const
export type Lifecycle = (typeof LIFECYCLES)[number]

export const HAVES = ['venue', 'sign', 'facilities', 'publicity', 'service', 'rules', 'effect'] as const
export type HaveId = (typeof HAVES)[number]

/** One of the seven haves as stated by a source; evidence comes with inspections. */
export interface HaveState {
  state: TriState
  /** Beijing date `YYYY-MM-DD` of the statement. */
  on?: string
  source?: string
}
export type HaveRecord = Partial<Record<HaveId, HaveState>>

/** The coordinate reference in which a position reached us. Stored points are always WGS-84. */
export const DATUMS = ['wgs84', 'gcj02', 'bd09'] as const
export type Datum = (typeof DATUMS)[number]

/** WGS-84 degrees (EPSG:4326), longitude first. */
export interface LonLat {
  lon: number
  lat: number
}

export interface StationPosition extends LonLat {
  /** Datum and coordinates as delivered, before conversion. */
  sourceDatum: Datum
  sourceLon: number
  sourceLat: number
  /** Radius in metres within which the entrance is believed to be; null when nobody said. */
  accuracyM: number | null
}

/** When each group of facts was last confirmed on the spot: ISO instants, null when never. */
export interface Confirmations {
  location: string | null
  hours: string | null
  facilities: string | null
  access: string | null
}

/** Everything about a station that somebody states; what a create, an update or an import row sets. */
export interface StationFacts {
  name: string
  aliases: string[]
  kind: StationKind
  audience: Audience
  hostKind: HostKind
  hostBrand: string | null
  owner: string | null
  operator: string | null
  /** The responsible union: exactly one. */
  unionCode: string
  address: string | null
  /** Null position: the station is *unlocated*, kept in a worklist and never given a made-up point. */
  position: StationPosition | null
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
  access: AccessType
  accessNote: string | null
  facilities: FacilityRecord
  /** Null when nobody has told us any hours. */
  hours: Hours | null
  lifecycle: Lifecycle
  /** Beijing date `YYYY-MM-DD`. */
  lifecycleSince: string | null
  lifecycleReason: string | null
  investedCny: number | null
  haves: HaveRecord
  confirmed: Confirmations
  /** Which list or person the facts came from, and the row's own identifier there. */
  source: string
  sourceId: string | null
  /** True for the demo network; every screen that shows it says 演示数据. */
  synthetic: boolean
}

export interface Station extends StationFacts {
  id: number
  /** Stable, printed on the sign and in the link `/s/CODE`; never reused. */
  code: string
  /** Set when a person decided that this entry doubles another: the link leads on to that one. */
  mergedIntoCode: string | null
  /** Rises by one with each change; the ETag. */
  version: number
  createdAt: string
  updatedAt: string
}

/** Registry codes are two letters and six digits, e.g. `BJ000123`; demo stations start with `YS` (演示). */
export const STATION_CODE = /^[A-Z]{2}\d{6}$/
export const DEMO_CODE_PREFIX = 'YS'

/** A worker may be sent there: open for business, meant for outdoor workers, with a real point. */
export function isSearchable(station: Pick<StationFacts, 'lifecycle' | 'audience' | 'position'>): boolean {
  return station.lifecycle === 'open' && station.audience !== 'internal' && station.position !== null
}

export const NOT_CONFIRMED: Confirmations = { location: null, hours: null, facilities: null, access: null }

/** The facts that apply when nobody states them: unknown, not no. */
export const UNSTATED: Omit<StationFacts, 'name' | 'unionCode' | 'source'> = {
  aliases: [],
  kind: 'warm_station',
  audience: 'outdoor',
  hostKind: 'unknown',
  hostBrand: null,
  owner: null,
  operator: null,
  address: null,
  position: null,
  districtCode: null,
  streetCode: null,
  communityCode: null,
  access: 'unknown',
  accessNote: null,
  facilities: {},
  hours: null,
  lifecycle: 'open',
  lifecycleSince: null,
  lifecycleReason: null,
  investedCny: null,
  haves: {},
  confirmed: NOT_CONFIRMED,
  sourceId: null,
  synthetic: false,
}
