import type { Knex } from 'knex'
import type { ClientBase } from 'pg'
import type { ImportOptions, ImportSummary, Outcome, RowProblem } from './roster.ts'
import type { KnownPlace, ReferenceData, UnionEntry } from './thread-messages.ts'

export type JobStatus = 'queued' | 'running' | 'checked' | 'committing' | 'committed' | 'failed'

export interface ImportJob {
  id: string
  fileName: string
  /** Name of the list. */
  source: string
  options: ImportOptions
  status: JobStatus
  progress: { phase?: 'reading' | 'comparing' | 'writing' | 'done'; rows?: number; total?: number | null }
  summary: ImportSummary | null
  /** What was recognised in the file, vanished stations, pairs to decide, whether demo stations are present. */
  notes: Record<string, unknown>
  error: string | null
  checkedVersion: number | null
  createdBy: string
  createdAt: string
  finishedAt: string | null
  committedBy: string | null
  committedAt: string | null
}

const beijing = (column: string) =>
  `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')`

const JOB = `
  j.id, j.file_name as "fileName", j.source, j.options, j.status, j.progress - 'at' as progress, j.summary, j.notes,
  j.error, j.checked_version::integer as "checkedVersion", j.created_by as "createdBy",
  ${beijing('j.created_at')} as "createdAt", ${beijing('j.finished_at')} as "finishedAt",
  j.committed_by as "committedBy", ${beijing('j.committed_at')} as "committedAt"`

export async function jobById(knex: Knex, id: string): Promise<ImportJob | null> {
  const { rows } = await knex.raw<{ rows: ImportJob[] }>(`select ${JOB} from import_job j where j.id = ?`, [
    id,
  ])
  return rows[0] ?? null
}

/** Newest first. */
export async function recentJobs(knex: Knex, limit: number): Promise<ImportJob[]> {
  const { rows } = await knex.raw<{ rows: ImportJob[] }>(
    `select ${JOB} from import_job j order by j.created_at desc limit ?`,
    [limit],
  )
  return rows
}

export interface ImportedRow {
  /** Row of the sheet; negative for vanished stations, which have none. */
  row: number
  outcome: Outcome
  /** The registry's code, once there is one. */
  code: string | null
  name: string | null
  address: string | null
  unlocated: boolean
  otherDistrict: boolean
  suspicious: boolean
  /** Its station was closed as vanished from an earlier version of the list. */
  returned: boolean
  problems: RowProblem[]
  /** Column of table station → new value; null unless updated. */
  changes: Record<string, unknown> | null
}

/** Filters of a job's rows: an outcome, one of the marks, or all rows about which something is to be said. */
export type RowFilter = Outcome | 'unlocated' | 'otherDistrict' | 'suspicious' | 'returned' | 'problems'

const FILTERS: Partial<Record<RowFilter, string>> = {
  unlocated: 'r.unlocated',
  otherDistrict: 'r.other_district',
  suspicious: 'r.suspicious',
  returned: 'r.returned',
  problems: `r.problems <> '[]'`,
}

/** @param after the last row number of the page before; vanished stations (negative numbers) come first */
export async function rowsOfJob(
  knex: Knex,
  id: string,
  filter: RowFilter | null,
  after: number | null,
  limit: number,
): Promise<ImportedRow[]> {
  const mark = filter ? FILTERS[filter] : undefined
  const { rows } = await knex.raw<{ rows: ImportedRow[] }>(
    `select r.row_number as row, r.outcome, coalesce(s.code, r.code) as code,
            coalesce(r.facts ->> 'name', s.name) as name, coalesce(r.facts ->> 'address', s.address) as address,
            r.unlocated, r.other_district as "otherDistrict", r.suspicious, r.returned, r.problems, r.changes
     from import_row r
     left join station s on s.id = r.station_id
     where r.job_id = :id and r.row_number > :after ${filter ? `and ${mark ?? 'r.outcome = :filter'}` : ''}
     order by r.row_number limit :limit`,
    { id, after: after ?? -2_147_483_648, filter, limit },
  )
  return rows
}

/** Reference data for the reading thread. Text of polygons is parsed by the driver once a job. */
export async function referenceData(knex: Knex): Promise<ReferenceData> {
  const [districts, streets, communities, unions] = await Promise.all([
    knex.raw<{ rows: ReferenceData['districts'] }>(
      `select d.code, d.name, st_asgeojson(d.geom, 7)::json as geometry from district d order by d.code`,
    ),
    knex.raw<{ rows: ReferenceData['streets'] }>(
      `select s.code, s.name, s.district_code as "districtCode", st_asgeojson(s.geom, 7)::json as geometry
       from street s order by s.code`,
    ),
    knex.raw<{ rows: ReferenceData['communities'] }>(
      `select c.code, c.name, c.street_code as "streetCode" from community c order by c.code`,
    ),
    knex.raw<{ rows: UnionEntry[] }>(
      `select u.code, u.name, u.level, u.district_code as "districtCode", u.street_code as "streetCode" from unions u order by u.code`,
    ),
  ])
  return {
    districts: districts.rows,
    streets: streets.rows,
    communities: communities.rows,
    unions: unions.rows,
  }
}

/** A page of located stations for the duplicate search, in the order of their ids. */
export async function knownPlaces(
  client: ClientBase,
  source: string,
  after: number,
  limit: number,
): Promise<KnownPlace[]> {
  const { rows } = await client.query<{ places: KnownPlace[] }>(
    `select coalesce(json_agg(json_build_array(p.id, p.name_key, st_x(p.point), st_y(p.point), p.own_id, p.own_address)), '[]') as places
     from (
       select s.id, s.name_key, s.point,
              case when s.source = $1 then s.source_id end as own_id,
              case when s.source = $1 then s.address_key end as own_address
       from station s
       where s.id > $2 and s.point is not null and not s.synthetic and s.lifecycle <> 'closed' and s.merged_into is null
       order by s.id limit $3
     ) as p`,
    [source, after, limit],
  )
  return rows[0]!.places
}

export async function hasDemoStations(knex: Knex): Promise<boolean> {
  const { rows } = await knex.raw<{ rows: { demo: boolean }[] }>(
    `select exists (select from station s where s.synthetic) as demo`,
  )
  return rows[0]!.demo
}

export interface DuplicateSide {
  code: string
  name: string
  address: string | null
  source: string
  lifecycle: string
  lon: number | null
  lat: number | null
}

export interface DuplicatePair {
  id: number
  reason: string
  distanceM: number | null
  /** The older entry. */
  station: DuplicateSide
  other: DuplicateSide
  decision: 'same' | 'different' | null
  decidedBy: string | null
  decidedAt: string | null
  note: string | null
}

const side = (alias: string) => `json_build_object('code', ${alias}.code, 'name', ${alias}.name,
  'address', ${alias}.address, 'source', ${alias}.source, 'lifecycle', ${alias}.lifecycle,
  'lon', st_x(${alias}.point), 'lat', st_y(${alias}.point))`

/** Pairs by id; the undecided ones unless `decided`. */
export async function duplicatePairs(
  knex: Knex,
  query: { id?: number; decided: boolean; after: number; limit: number },
): Promise<DuplicatePair[]> {
  const { rows } = await knex.raw<{ rows: DuplicatePair[] }>(
    `select p.id::integer as id, p.reason, p.distance_m as "distanceM", ${side('a')} as station, ${side('b')} as other,
            p.decision, p.decided_by as "decidedBy", ${beijing('p.decided_at')} as "decidedAt", p.note
     from duplicate_pair p
     join station a on a.id = p.station_id
     join station b on b.id = p.other_id
     where ${query.id === undefined ? `p.id > :after and (p.decision is not null) = :decided` : 'p.id = :id'}
     order by p.id limit :limit`,
    { ...query, id: query.id ?? null },
  )
  return rows
}
