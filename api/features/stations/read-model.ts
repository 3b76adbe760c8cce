import type { Knex } from 'knex'
import { beijingIso } from '../hours/beijing-time.ts'
import type { StationListQuery } from './schemas.ts'
import { NOT_CONFIRMED, type Datum, type Station, type StationPosition } from './station.ts'

/** A station with the names behind its codes, as screens and lists show it. */
export interface StationView extends Station {
  district: NamedCode | null
  street: NamedCode | null
  community: NamedCode | null
  union: NamedCode
  /** Facts that cannot both be true, waiting for a person. */
  findings: { kind: string; message: string; foundAt: string }[]
}

export interface NamedCode {
  code: string
  name: string
}

const COLUMNS = `
  s.id::int, s.code, s.name, s.aliases, s.kind, s.audience, s.host_kind as "hostKind", s.host_brand as "hostBrand",
  s.owner, s.operator, s.union_code as "unionCode", u.name as "unionName", s.address,
  s.district_code as "districtCode", d.name as "districtName",
  s.street_code as "streetCode", t.name as "streetName",
  s.community_code as "communityCode", c.name as "communityName",
  st_x(s.point) as lon, st_y(s.point) as lat, s.source_datum as "sourceDatum", s.source_lon as "sourceLon",
  s.source_lat as "sourceLat", s.accuracy_m as "accuracyM",
  s.access, s.access_note as "accessNote", s.facilities, s.hours, s.lifecycle,
  s.lifecycle_since::text as "lifecycleSince", s.lifecycle_reason as "lifecycleReason",
  s.invested_cny as "investedCny", s.haves, s.confirmed, s.source, s.source_id as "sourceId", s.synthetic,
  m.code as "mergedIntoCode", s.version, s.created_at as "createdAt", s.updated_at as "updatedAt",
  (select coalesce(jsonb_agg(jsonb_build_object('kind', f.kind, 'message', f.message, 'foundAt', f.found_at)
                             order by f.id), '[]')
   from station_finding f where f.station_id = s.id and f.resolved_at is null) as findings`

const TABLES = `
  station s
  join unions u on u.code = s.union_code
  left join district d on d.code = s.district_code
  left join street t on t.code = s.street_code
  left join community c on c.code = s.community_code
  left join station m on m.id = s.merged_into`

type Row = Omit<
  StationView,
  'position' | 'district' | 'street' | 'community' | 'union' | 'createdAt' | 'updatedAt'
> & {
  unionName: string
  districtName: string | null
  streetName: string | null
  communityName: string | null
  lon: number | null
  lat: number | null
  sourceDatum: Datum | null
  sourceLon: number | null
  sourceLat: number | null
  accuracyM: number | null
  createdAt: Date
  updatedAt: Date
}

const named = (code: string | null, name: string | null): NamedCode | null =>
  code === null || name === null ? null : { code, name }

function position(row: Row): StationPosition | null {
  const { lon, lat, sourceDatum, sourceLon, sourceLat, accuracyM } = row
  if (lon === null || lat === null || sourceDatum === null || sourceLon === null || sourceLat === null) {
    return null
  }
  return { lon, lat, sourceDatum, sourceLon, sourceLat, accuracyM }
}

function toView(row: Row): StationView {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    aliases: row.aliases,
    kind: row.kind,
    audience: row.audience,
    hostKind: row.hostKind,
    hostBrand: row.hostBrand,
    owner: row.owner,
    operator: row.operator,
    unionCode: row.unionCode,
    union: { code: row.unionCode, name: row.unionName },
    address: row.address,
    position: position(row),
    districtCode: row.districtCode,
    streetCode: row.streetCode,
    communityCode: row.communityCode,
    district: named(row.districtCode, row.districtName),
    street: named(row.streetCode, row.streetName),
    community: named(row.communityCode, row.communityName),
    access: row.access,
    accessNote: row.accessNote,
    facilities: row.facilities,
    hours: row.hours,
    lifecycle: row.lifecycle,
    lifecycleSince: row.lifecycleSince,
    lifecycleReason: row.lifecycleReason,
    investedCny: row.investedCny,
    haves: row.haves,
    confirmed: { ...NOT_CONFIRMED, ...row.confirmed },
    source: row.source,
    sourceId: row.sourceId,
    synthetic: row.synthetic,
    mergedIntoCode: row.mergedIntoCode,
    version: row.version,
    createdAt: beijingIso(row.createdAt.getTime()),
    updatedAt: beijingIso(row.updatedAt.getTime()),
    findings: row.findings,
  }
}

export async function stationByCode(knex: Knex, code: string): Promise<StationView | null> {
  const { rows } = await knex.raw<{ rows: Row[] }>(`select ${COLUMNS} from ${TABLES} where s.code = ?`, [
    code,
  ])
  return rows[0] ? toView(rows[0]) : null
}

/** Sort name → column and its SQL type for the cursor. The code breaks ties, so every order is total. */
const SORT_COLUMNS = {
  code: { column: 's.code', type: 'text' },
  name: { column: 's.name', type: 'text' },
  updatedAt: { column: 's.updated_at', type: 'timestamptz' },
} as const

export interface PageCursor {
  /** The sorted value and the code of the last row of the page before; the value as PostgreSQL prints it. */
  value: string
  code: string
}

export interface StationPage {
  items: StationView[]
  next: PageCursor | null
  /** How many stations fulfil the filters, on all pages together. */
  total: number
}

function filters(query: StationListQuery): { sql: string; bindings: (string | boolean)[] } {
  const clauses: string[] = []
  const bindings: (string | boolean)[] = []
  const add = (sql: string, ...values: (string | boolean)[]) => {
    clauses.push(sql)
    bindings.push(...values)
  }
  if (query.district) add('s.district_code = ?', query.district)
  if (query.street) add('s.street_code = ?', query.street)
  if (query.union) add('s.union_code = ?', query.union)
  if (query.lifecycle) add('s.lifecycle = ?', query.lifecycle)
  if (query.kind) add('s.kind = ?', query.kind)
  if (query.access) add('s.access = ?', query.access)
  if (query.facility) {
    add(
      `s.facilities -> ? ->> 'state' = 'yes' and s.facilities -> ? ->> 'condition' is distinct from 'broken'`,
      query.facility,
      query.facility,
    )
  }
  if (query.located !== undefined) add(query.located ? 's.point is not null' : 's.point is null')
  if (query.synthetic !== undefined) add('s.synthetic = ?', query.synthetic)
  if (query.findings !== undefined) {
    add(
      `exists (select from station_finding f where f.station_id = s.id and f.resolved_at is null) = ?`,
      query.findings,
    )
  }
  if (query.q) {
    const part = `%${query.q.replace(/[\\%_]/g, '\\$&')}%`
    add(
      `(s.name ilike ? or s.code ilike ? or s.address ilike ?
        or exists (select from unnest(s.aliases) a where a ilike ?))`,
      ...[part, part, part, part],
    )
  }
  return { sql: clauses.length > 0 ? clauses.join(' and ') : 'true', bindings }
}

export async function stationPage(
  knex: Knex,
  query: StationListQuery,
  after: PageCursor | null,
): Promise<StationPage> {
  const descending = query.sort.startsWith('-')
  const sort = SORT_COLUMNS[query.sort.replace('-', '') as keyof typeof SORT_COLUMNS]
  const where = filters(query)
  const direction = descending ? 'desc' : 'asc'
  const start = after ? `and (${sort.column}, s.code) ${descending ? '<' : '>'} (?::${sort.type}, ?)` : ''
  const { rows } = await knex.raw<{ rows: (Row & { sortValue: string })[] }>(
    `select ${COLUMNS}, ${sort.column}::text as "sortValue" from ${TABLES}
     where ${where.sql} ${start}
     order by ${sort.column} ${direction}, s.code ${direction}
     limit ?`,
    [...where.bindings, ...(after ? [after.value, after.code] : []), query.limit + 1],
  )
  const counted = await knex.raw<{ rows: { total: string }[] }>(
    `select count(*) as total from station s where ${where.sql}`,
    where.bindings,
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(toView),
    next: rows.length > query.limit && last ? { value: last.sortValue, code: last.code } : null,
    total: Number(counted.rows[0]!.total),
  }
}

export interface HistoryEntry {
  version: number
  at: string
  actor: string
  action: 'created' | 'updated'
  reason: string | null
  /** Column → [before, after]. */
  changes: Record<string, [unknown, unknown]>
}

/** Newest first. */
export async function stationHistory(knex: Knex, stationId: number): Promise<HistoryEntry[]> {
  const rows = await knex('station_history as h')
    .select('h.version', 'h.at', 'h.actor', 'h.action', 'h.reason', 'h.changes')
    .where('h.station_id', stationId)
    .orderBy('h.id', 'desc')
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** The union that answers for a place by default: the street's, else the district's, else the city's. */
export async function defaultUnion(
  knex: Knex,
  districtCode: string | null,
  streetCode: string | null,
): Promise<string> {
  const { rows } = await knex.raw<{ rows: { code: string }[] }>(
    `select u.code from unions u
     where u.street_code = ? or (u.level = 'district' and u.district_code = ?) or u.level = 'city'
     -- 经开区 has a district's union for what is a street in the divisions, so the street decides, not the level.
     order by u.street_code is null, u.district_code is null
     limit 1`,
    [streetCode, districtCode],
  )
  return rows[0]!.code
}

export interface RegistryCounts {
  stations: number
  synthetic: number
}

export async function registryCounts(knex: Knex): Promise<RegistryCounts> {
  const { rows } = await knex.raw<{ rows: { stations: string; synthetic: string }[] }>(
    `select count(*) as stations, count(*) filter (where synthetic) as synthetic from station`,
  )
  return { stations: Number(rows[0]!.stations), synthetic: Number(rows[0]!.synthetic) }
}
