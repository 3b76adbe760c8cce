import type { Knex } from 'knex'

/** The version of the registry that is committed now; it rises with every statement that changes a station. */
export async function currentDataVersion(knex: Knex): Promise<number> {
  const { rows } = await knex.raw<{ rows: { version: string }[] }>('select v.version from data_version v')
  return Number(rows[0]!.version)
}

export interface Page {
  /** JSON of `BuilderRow[]`, made by the database and passed on unread: parsing it is the builder's work. */
  json: string
  rows: number
  /** Continue after this one. */
  lastId: number
}

/** A merged station lives on in the one that it was merged into. */
const SEARCHABLE = `(s.lifecycle = 'open' and s.audience <> 'internal' and s.merged_into is null
  and st_x(s.point) is not null)`

const ROW = `
  case when ${SEARCHABLE} then json_build_object(
    'id', s.id, 'searchable', true, 'code', s.code, 'name', s.name,
    'lon', st_x(s.point), 'lat', st_y(s.point), 'kind', s.kind, 'hostKind', s.host_kind,
    'audience', s.audience, 'districtCode', s.district_code, 'address', s.address,
    'access', s.access, 'accessNote', s.access_note, 'facilities', s.facilities, 'hours', s.hours,
    'confirmed', s.confirmed, 'synthetic', s.synthetic)
  else json_build_object('id', s.id, 'searchable', false) end`

/**
 * Stations changed after version `since`, in pages by id. Versions are taken in the order of the commits: whoever first
 * reads the version and then all pages has missed nothing up to that version.
 */
export async function changedStations(
  knex: Knex,
  since: number,
  afterId: number,
  limit: number,
): Promise<Page> {
  const { rows } = await knex.raw<{ rows: { json: string; rows: string; last_id: string | null }[] }>(
    `select coalesce(json_agg(p.row), '[]')::text as json, count(*) as rows, max(p.id) as last_id
     from (select s.id, ${ROW} as row from station s
           where s.data_version > ? and s.id > ?
           order by s.id limit ?) p`,
    [since, afterId, limit],
  )
  const [page] = rows
  return { json: page!.json, rows: Number(page!.rows), lastId: Number(page!.last_id ?? afterId) }
}
