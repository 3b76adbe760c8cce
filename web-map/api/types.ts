/**
 * What crosses the wire, as the page reads it: from the API's own document (`schema.ts`, written by `npm run openapi`).
 * Distances are metres, positions WGS-84 degrees with longitude first, instants ISO 8601.
 */
import type { CityHours } from '../../api/features/open-data/city/city-station.ts'
import type { LonLat } from '../../api/features/stations/station.ts'
import type { components } from './schema.ts'

type Schemas = components['schemas']

export type BBox = readonly [west: number, south: number, east: number, north: number]

export type NearbyProperties = Schemas['NearbyProperties']
export type NearbyFeature = Schemas['NearbyFeature']
/** Of a place (`NearestAnswer`) or of an area (`WithinAnswer`): what only one of them says is absent in the other. */
export type NearbyAnswer = Pick<Schemas['NearestAnswer'], 'type' | 'features'> &
  Partial<Schemas['NearestAnswer']> &
  Partial<Omit<Schemas['WithinAnswer'], 'type' | 'features'>>
export type StationDetail = Schemas['Station']
export type PlaceHit = Schemas['Place']
export type PlaceAt = Schemas['PlaceAt']
export type BasemapConfig = Schemas['BasemapConfig']
export type AppConfig = Schemas['PageConfig']

export type CoverageAnswer = Schemas['CoverageAnswer']
/** Figures of the city or of an area. */
export type Counts = Pick<CoverageAnswer, 'people' | 'covered' | 'within'>
export type CoverageQuestion = Schemas['CoverageQuestion']
export type CoverageModels = Schemas['CoverageModels']
export type CoverageSnapshots = Schemas['CoverageSnapshots']
export type CoverageComparison = Schemas['CoverageComparison']
export type ComparedFrame = Schemas['ComparedFrame']
export type Change = Schemas['Change']
export type WeekAnswer = Schemas['CoverageWeek']
/** Values by hour of the week; 0 is Monday 00:00. */
export type Strip = Pick<WeekAnswer, 'people' | 'pessimist' | 'optimist'>
export type WeekUnderWay = Schemas['CoverageWeekUnderWay']
export type Desert = Schemas['Desert']
export type CoverageDetails = Schemas['CoverageDetails']
export type CoverageCell = Schemas['CoverageCell']
export type SoleStation = Schemas['SoleStation']
export type WorstCell = Schemas['WorstCell']

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
