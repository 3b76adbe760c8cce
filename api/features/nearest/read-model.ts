import type { Knex } from 'knex'
import type { ClientBase } from 'pg'

/** The version of the registry that is committed now; it rises with every statement that changes a station. */
export async function currentDataVersion(knex: Knex): Promise<number> {
  const { rows } = await knex.raw<{ rows: { version: string }[] }>('select v.version from data_version v')
  return Number(rows[0]!.version)
}

export interface Page {
  /** JSON of `BuilderRow[]`. */
  json: string
  rows: number
  /** Continue after this one. */
  last: ChangePlace
}

/** A place in the order of changes. */
export interface ChangePlace {
  dataVersion: number
  id: number
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
 * Stations in the order of changes, in pages. Versions are taken in the order of the commits: whoever first reads the
 * version and then all pages has missed nothing up to that version. A station that changes meanwhile moves to the end.
 */
export async function changedStations(client: ClientBase, after: ChangePlace, limit: number): Promise<Page> {
  const { rows } = await client.query<{
    json: string
    rows: string
    last_version: string | null
    last_id: string | null
  }>(
    `select coalesce(json_agg(p.row), '[]')::text as json, count(*) as rows,
            max(p.data_version) as last_version,
            (array_agg(p.id order by p.data_version desc, p.id desc))[1] as last_id
     from (select s.id, s.data_version, ${ROW} as row from station s
           where (s.data_version, s.id) > ($1, $2)
           order by s.data_version, s.id limit $3) p`,
    [after.dataVersion, after.id, limit],
  )
  const page = rows[0]!
  const last =
    page.last_id === null ? after : { dataVersion: Number(page.last_version), id: Number(page.last_id) }
  return { json: page.json, rows: Number(page.rows), last }
}
