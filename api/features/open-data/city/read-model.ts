import type { Knex } from 'knex'

/** One consistent look at the registry: everything that changed after a version, up to the version then committed. */
export interface ChangesPage {
  /** The version that this very look saw. */
  version: number
  /** Whoever holds an earlier version may hold what a restored backup took back. */
  resumedAt: number
  /** JSON of `CityRow[]`, by id; made by the database and passed on unread. */
  json: string
  rows: number
  lastId: number
}

/** A station as the database delivers it; a merged one is only named. */
const ROW = `
  case when s.merged_into is not null
  then json_build_object('id', s.id, 'merged', true, 'code', s.code, 'changedMs', ${changedMs()})
  else json_build_object(
    'id', s.id, 'merged', false, 'changedMs', ${changedMs()},
    'code', s.code, 'name', s.name, 'aliases', s.aliases, 'kind', s.kind, 'hostKind', s.host_kind,
    'audience', s.audience, 'lon', st_x(s.point), 'lat', st_y(s.point),
    'district', case when d.code is not null then json_build_object('code', d.code, 'name', d.name) end,
    'street', case when t.code is not null then json_build_object('code', t.code, 'name', t.name) end,
    'address', s.address, 'access', s.access, 'accessNote', s.access_note, 'facilities', s.facilities,
    'hours', s.hours, 'lifecycle', s.lifecycle, 'lifecycleReason', s.lifecycle_reason,
    'confirmed', s.confirmed, 'synthetic', s.synthetic) end`

function changedMs(): string {
  return 'floor(extract(epoch from s.updated_at) * 1000)::bigint'
}

/**
 * Stations changed after version `since` with ids after `afterId`. One statement sees one state of the database, and
 * versions are taken in the order of the commits: a page with fewer than `limit` rows that began at id 0 holds
 * exactly what lies between `since` and `version`.
 */
export async function changesSince(
  knex: Knex,
  since: number,
  afterId: number,
  limit: number,
): Promise<ChangesPage> {
  const { rows } = await knex.raw<{
    rows: { version: string; resumed_at: string; json: string; rows: string; last_id: string }[]
  }>(
    `select v.version, v.resumed_at, p.json, p.rows, p.last_id
     from data_version v
     cross join (
       select coalesce(json_agg(c.row), '[]')::text as json, count(*) as rows, coalesce(max(c.id), ?) as last_id
       from (select s.id, ${ROW} as row
             from station s
             left join district d on d.code = s.district_code
             left join street t on t.code = s.street_code
             where s.data_version > ? and s.id > ?
             order by s.id limit ?) c) p`,
    [afterId, since, afterId, limit],
  )
  const [page] = rows
  return {
    version: Number(page!.version),
    resumedAt: Number(page!.resumed_at),
    json: page!.json,
    rows: Number(page!.rows),
    lastId: Number(page!.last_id),
  }
}
