/**
 * What crosses the wire, as the page reads it. Domain words come from the API's own pure modules; the shapes follow
 * the HTTP contract. Distances are metres, positions WGS-84 degrees with longitude first, instants ISO 8601.
 */
import type { OpenState } from '../../api/features/hours/evaluate.ts'
import type { FacilityRecord } from '../../api/features/stations/facilities.ts'
import type { CityHours } from '../../api/features/open-data/city/city-station.ts'
import type { StationDetail } from '../../api/features/stations/detail.ts'
import type { AccessType, LonLat } from '../../api/features/stations/station.ts'

export type BBox = readonly [west: number, south: number, east: number, north: number]

export interface NearbyProperties {
  code: string
  name: string
  kind: string
  hostKind: string
  address: string | null
  /** Null in an answer for an area: there is no point to measure from. */
  distanceM: number | null
  walkMinutes: number | null
  /** Against the wishes of the question: all known to be fulfilled, one known not to be, or neither. */
  usable: 'yes' | 'maybe' | 'no'
  openState: OpenState
  openUntil: string | null
  hoursText: string | null
  access: AccessType
  accessNote: string | null
  facilities: FacilityRecord
  confirmedAt: string | null
  synthetic: boolean
}

export interface NearbyFeature {
  type: 'Feature'
  id: string
  geometry: { type: 'Point'; coordinates: [lon: number, lat: number] }
  properties: NearbyProperties
}

export interface NearbyAnswer {
  type: 'FeatureCollection'
  features: NearbyFeature[]
  widened?: boolean
  reachM?: number
  notice?: string | null
  /** How many lie in the area in all; `truncated` when not all of them are in the answer. */
  matched?: number
  truncated?: boolean
  asOf?: string
  synthetic?: boolean
  attribution?: string
}

export interface NamedCode {
  code: string
  name: string
}

export type { StationDetail }

type FactsKeptOffline =
  | 'code'
  | 'name'
  | 'aliases'
  | 'kind'
  | 'audience'
  | 'hostKind'
  | 'address'
  | 'access'
  | 'accessNote'
  | 'facilities'
  | 'lifecycle'
  | 'lifecycleReason'
  | 'district'
  | 'street'
  | 'openState'
  | 'openUntil'
  | 'hoursText'
  | 'confirmedAt'
  | 'synthetic'

/** A station as its page shows it. What only the server knows is absent without a network: that is not "unknown". */
export type ShownStation = Pick<StationDetail, FactsKeptOffline> &
  Partial<Pick<StationDetail, 'community' | 'union' | 'sevenHaves' | 'confirmed' | 'lifecycleSince'>> & {
    position: LonLat | null
    hours: CityHours | null
  }

export interface PlaceHit {
  kind: 'district' | 'street' | 'community' | 'landmark' | 'station'
  name: string
  detail: string
  lon: number
  lat: number
  /** The point stands for a whole area. */
  approximate: boolean
  code?: string
}

export interface PlaceAt {
  district: NamedCode | null
  street: NamedCode | null
}

export interface BasemapConfig {
  kind: 'own' | 'tianditu' | 'pmtiles' | 'style'
  url: string | null
  key: string | null
  approvalNumber: string | null
  /** Whose map it is. */
  credit: string | null
}

export interface AppConfig {
  region: { name: string; bbox: BBox; centre: [lon: number, lat: number] }
  basemap: BasemapConfig
  demo: boolean
  stations: number
  dataVersion: number
}
