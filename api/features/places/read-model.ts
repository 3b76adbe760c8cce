import type { Knex } from 'knex'
import type { MultiPolygon } from 'geojson'

export interface DistrictArea {
  code: string
  name: string
  pinyin: string
  /** WGS-84. */
  geometry: MultiPolygon
  label: { lon: number; lat: number }
}

export interface StreetArea {
  code: string
  name: string
  pinyin: string
  districtCode: string
  /** Null until a street layer with it has been imported. */
  geometry: MultiPolygon | null
  /** The same for a map of the whole city: good to about 20 m. */
  outline: MultiPolygon | null
  source: string | null
  /** A point inside the outline, else the approximate centre; null where nobody could place it. */
  centre: { lon: number; lat: number } | null
}

export interface Areas {
  districts: DistrictArea[]
  streets: StreetArea[]
  communities: { code: string; name: string; streetCode: string }[]
}

const pointOf = (lon: unknown, lat: unknown) =>
  typeof lon === 'number' && typeof lat === 'number' ? { lon, lat } : null

/** All divisions in code order, with the polygons that are there. WGS-84 degrees with 6 decimals (0.1 m). */
export async function loadAreas(knex: Knex): Promise<Areas> {
  type Rows = { rows: Record<string, never>[] }
  const districts = await knex.raw<Rows>(`
    select d.code, d.name, d.pinyin, st_asgeojson(d.geom, 6)::json as geometry,
           st_x(d.label) as lon, st_y(d.label) as lat
    from district d order by d.code`)
  const streets = await knex.raw<Rows>(`
    select t.code, t.name, t.pinyin, t.district_code, t.geom_source, st_asgeojson(t.geom, 6)::json as geometry,
           st_asgeojson(st_multi(st_simplifypreservetopology(t.geom, 0.0002)), 5)::json as outline,
           st_x(coalesce(p.inside, t.centre)) as lon, st_y(coalesce(p.inside, t.centre)) as lat
    from street t cross join lateral (select st_pointonsurface(t.geom) as inside) p order by t.code`)
  const communities = await knex.raw<Rows>(`
    select c.code, c.name, c.street_code as "streetCode" from community c order by c.code`)
  return {
    districts: districts.rows.map((d) => ({
      code: d.code!,
      name: d.name!,
      pinyin: d.pinyin!,
      geometry: d.geometry!,
      label: pointOf(d.lon, d.lat)!,
    })),
    streets: streets.rows.map((t) => ({
      code: t.code!,
      name: t.name!,
      pinyin: t.pinyin!,
      districtCode: t.district_code!,
      geometry: t.geometry ?? null,
      outline: t.outline ?? null,
      source: t.geom_source ?? null,
      centre: pointOf(t.lon, t.lat),
    })),
    communities: communities.rows.map(({ code, name, streetCode }) => ({
      code: code!,
      name: name!,
      streetCode: streetCode!,
    })),
  }
}

/** What a search for places needs of a station; `found` is false for one that a worker may not be sent to. */
export interface StationPlaceRow {
  id: number
  found: boolean
  code: string
  name: string
  aliases: string[]
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
  lon: number
  lat: number
}

/** A place in the order of changes. */
export interface ChangePlace {
  dataVersion: number
  id: number
}

export interface StationPlacesPage {
  /** JSON of `StationPlaceRow[]`, made by the database and passed on unread: parsing it is the thread's work. */
  json: string
  rows: number
  /** Continue after this one. */
  last: ChangePlace
}

/** Stations after a place in the order of changes, so that a reader who goes on from the last row misses none. */
export async function changedStationPlaces(
  knex: Knex,
  after: ChangePlace,
  limit: number,
): Promise<StationPlacesPage> {
  const { rows } = await knex.raw<{
    rows: { json: string; rows: string; last_version: string | null; last_id: string | null }[]
  }>(
    `select coalesce(json_agg(p.row), '[]')::text as json, count(*) as rows,
            max(p.data_version) as last_version,
            (array_agg(p.id order by p.data_version desc, p.id desc))[1] as last_id
     from (
       select s.id, s.data_version, json_build_object(
         'id', s.id, 'code', s.code, 'name', s.name, 'aliases', s.aliases, 'districtCode', s.district_code,
         'streetCode', s.street_code, 'communityCode', s.community_code, 'lon', st_x(s.point), 'lat', st_y(s.point),
         'found', s.lifecycle = 'open' and s.audience <> 'internal' and s.merged_into is null
                  and s.point is not null) as row
       from station s
       where (s.data_version, s.id) > (?, ?)
       order by s.data_version, s.id limit ?) p`,
    [after.dataVersion, after.id, limit],
  )
  const page = rows[0]!
  const last =
    page.last_id === null ? after : { dataVersion: Number(page.last_version), id: Number(page.last_id) }
  return { json: page.json, rows: Number(page.rows), last }
}
