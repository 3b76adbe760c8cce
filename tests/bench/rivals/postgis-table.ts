/**
 * A table of stations as PostGIS searches it best: a geography point, a boolean column for each facility and for "open
 * now" (nobody pays here for keeping that true from minute to minute), and an index for the order.
 */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyLine } from '../../../db/copy-text.ts'
import type { LiveIndex } from '../../../api/features/nearest/follower.ts'
import { nearestQuery, type NearestQuery } from '../../../api/features/nearest/schemas.ts'
import { FACILITIES } from '../../../api/features/stations/facilities.ts'
import { storedStations, type StoredStation } from './stored-stations.ts'

/** The ordinary `pg` driver, from a pool. */
export interface PgConnections {
  connect(): Promise<PoolClient>
  query(query: QueryConfig): Promise<QueryResult>
  /** Statements may be prepared by name: not with the embedded database's one session. */
  prepared: boolean
}

/** What a rival keeps of a station beside what it is searched by. */
export interface Kept {
  table: string
  /** SQL name and type. */
  columns: Record<string, string>
  values(station: StoredStation): (string | number | boolean | null)[]
  /** SQL around the query for the nearest stations: the columns above, `access`, `lon`, `lat` and `metres`. */
  answer(nearest: string): string
}

const tableOf = ({ table, columns }: Kept) => `
  drop table if exists ${table};
  create table ${table} (
    point geography(Point, 4326) not null,
    access text not null,
    open_now boolean not null,
    ${[...FACILITIES.map((id) => `${id} boolean not null`), ...Object.entries(columns).map((c) => c.join(' '))].join(', ')}
  )`
// A smaller index for the wish that most have; the planner takes it where it fits.
const indexesOf = ({ table }: Kept) => `
  create index ${table}_point on ${table} using gist (point);
  create index ${table}_toilet on ${table} using gist (point) where toilet;
  create index ${table}_open on ${table} using gist (point) where open_now;
  create index ${table}_open_toilet on ${table} using gist (point) where open_now and toilet;
  analyze ${table}`

export async function fillTable(connections: PgConnections, kept: Kept, live: LiveIndex): Promise<void> {
  const client = await connections.connect()
  try {
    await client.query(tableOf(kept))
    const lines = function* () {
      for (const station of storedStations(live, Date.now())) {
        const point = `SRID=4326;POINT(${station.lon} ${station.lat})`
        const offered = FACILITIES.map((id) => station.facilities.includes(id))
        yield copyLine([point, station.access, station.openNow, ...offered, ...kept.values(station)])
      }
    }
    await pipeline(Readable.from(lines()), client.query(copyFrom(`copy ${kept.table} from stdin`)))
    await client.query(indexesOf(kept))
  } finally {
    client.release()
  }
}

const statements = new Map<string, { name: string; text: string }>()

/** One prepared statement for each combination of wishes, so that each is planned for what it is. */
function statement(kept: Kept, query: NearestQuery): { name: string; text: string } {
  const { open, facilities = [], access = [] } = query
  const wishes: string[] = [...facilities]
  if (open !== undefined) wishes.push('open_now')
  if (access.length > 0) wishes.push(`access in (${access.map((type) => `'${type}'`).join(', ')})`)
  const where = wishes.length > 0 ? `where ${wishes.join(' and ')}` : ''
  const text = kept.answer(`
    select st_x(b.point::geometry) as lon, st_y(b.point::geometry) as lat, b.access,
           ${Object.keys(kept.columns).join(', ')}, st_distance(b.point, st_makepoint($1, $2)::geography) as metres
    from ${kept.table} b ${where}
    order by b.point <-> st_makepoint($1, $2)::geography
    limit $3`)
  const known = statements.get(text)
  if (known) return known
  const fresh = { name: `nearest ${statements.size}`, text }
  statements.set(text, fresh)
  return fresh
}

export async function askTable<Row>(
  connections: PgConnections,
  kept: Kept,
  query: NearestQuery,
): Promise<Row[]> {
  const { name, text } = statement(kept, query)
  const values = [query.lon, query.lat, query.limit]
  const { rows } = await connections.query(connections.prepared ? { name, text, values } : { text, values })
  return rows as Row[]
}

/** The index that the plan of this question goes by, or null for a plan that reads and sorts. */
export async function indexUsed(
  connections: PgConnections,
  kept: Kept,
  query: Record<string, string>,
): Promise<string | null> {
  const asked = nearestQuery.parse(query)
  const text = statement(kept, asked)
    .text.replaceAll('$1', String(asked.lon))
    .replaceAll('$2', String(asked.lat))
    .replaceAll('$3', String(asked.limit))
  const { rows } = await connections.query({ text: `explain (costs off) ${text}` })
  const plan = rows.map((row) => (row as Record<string, string>)['QUERY PLAN']).join('\n')
  return /Order By/.test(plan) ? (/Index Scan using (\w+)/.exec(plan)?.[1] ?? null) : null
}
