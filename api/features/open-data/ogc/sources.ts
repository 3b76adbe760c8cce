import { FACILITIES } from '../../stations/facilities.ts'
import { HAVES } from '../../stations/station.ts'
import type { CollectionId } from './collections.ts'
import type { Box } from './place-and-time.ts'

/** Where a collection comes from in the database: SQL only, each text a constant of ours. */
export interface Source {
  from: string
  where: string
  /** Unique, never null, ASCII capitals and digits: the order of pages and the feature's id. */
  key: string
  /** The geometry column. */
  shape: string
  /** Columns `lon` and `lat` of the point for tables, and `outline` (GeoJSON text) where features are areas. */
  geometry: readonly string[]
  /** Condition that the feature touches a box, and its parameters. */
  boxSql: string
  inBox(box: Box): number[]
  /** Property → expression, for selecting and for filtering alike, so that both always agree. */
  properties: Readonly<Record<string, string>>
}

const facility = (id: string): string => `
  case when s.facilities -> '${id}' ->> 'state' = 'yes' and s.facilities -> '${id}' ->> 'condition' = 'broken'
       then 'broken' else coalesce(s.facilities -> '${id}' ->> 'state', 'unknown') end`

const have = (id: string): string => `coalesce(s.haves -> '${id}' ->> 'state', 'unknown')`

const confirmed = (group: string): string => `(s.confirmed ->> '${group}')::timestamptz`

const stations: Source = {
  // Only outer joins on unique keys: a count drops those that it does not need.
  from: `station s
    left join unions u on u.code = s.union_code
    left join district d on d.code = s.district_code
    left join street t on t.code = s.street_code
    left join community c on c.code = s.community_code`,
  // An entry that doubles another is not a station of its own.
  where: 's.point is not null and s.merged_into is null',
  key: 's.code',
  shape: 's.point',
  geometry: ['st_x(s.point) as lon', 'st_y(s.point) as lat', 's.hours as hours'],
  // && can use an index but rounds outwards to single precision; the comparison is exact.
  boxSql: `(s.point && st_makeenvelope(?, ?, ?, ?, 4326)
    and st_x(s.point) between ? and ? and st_y(s.point) between ? and ?)`,
  inBox: ([west, south, east, north]) => [west, south, east, north, west, east, south, north],
  properties: {
    code: 's.code',
    name: 's.name',
    aliases: `nullif(array_to_string(s.aliases, '; '), '')`,
    kind: 's.kind',
    audience: 's.audience',
    hostKind: 's.host_kind',
    hostBrand: 's.host_brand',
    operator: 's.operator',
    unionCode: 's.union_code',
    union: 'u.name',
    address: 's.address',
    districtCode: 's.district_code',
    district: 'd.name',
    streetCode: 's.street_code',
    street: 't.name',
    communityCode: 's.community_code',
    community: 'c.name',
    lifecycle: 's.lifecycle',
    lifecycleSince: 's.lifecycle_since',
    lifecycleReason: 's.lifecycle_reason',
    access: 's.access',
    accessNote: 's.access_note',
    hoursListed: `s.hours ->> 'raw'`,
    ...Object.fromEntries(FACILITIES.map((id) => [`facility_${id}`, facility(id)])),
    ...Object.fromEntries(HAVES.map((id) => [`have_${id}`, have(id)])),
    confirmedLocation: confirmed('location'),
    confirmedHours: confirmed('hours'),
    confirmedFacilities: confirmed('facilities'),
    confirmedAccess: confirmed('access'),
    confirmedAt: `greatest(${['location', 'hours', 'facilities', 'access'].map(confirmed).join(', ')})`,
    updatedAt: 's.updated_at',
    accuracyM: 's.accuracy_m',
    version: 's.version',
    synthetic: 's.synthetic',
  },
}

const areaBox = (shape: string) => ({
  // The envelope of two corners, because a box without width or height is no valid polygon.
  boxSql: `st_intersects(${shape},
    st_setsrid(st_envelope(st_collect(st_makepoint(?, ?), st_makepoint(?, ?))), 4326))`,
  inBox: (box: Box) => [...box],
})

const districts: Source = {
  from: 'district d',
  where: 'true',
  key: 'd.code',
  shape: 'd.geom',
  geometry: ['st_x(d.label) as lon', 'st_y(d.label) as lat', 'st_asgeojson(d.geom, 15) as outline'],
  ...areaBox('d.geom'),
  properties: { code: 'd.code', name: 'd.name', pinyin: 'd.pinyin' },
}

const streets: Source = {
  from: 'street t join district d on d.code = t.district_code',
  where: 't.geom is not null',
  key: 't.code',
  shape: 't.geom',
  geometry: ['st_x(t.centre) as lon', 'st_y(t.centre) as lat', 'st_asgeojson(t.geom, 15) as outline'],
  ...areaBox('t.geom'),
  properties: {
    code: 't.code',
    name: 't.name',
    pinyin: 't.pinyin',
    districtCode: 't.district_code',
    district: 'd.name',
  },
}

export const SOURCES: Record<CollectionId, Source> = { stations, districts, streets }
