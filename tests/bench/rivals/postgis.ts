/**
 * The nearest search as PostGIS does it best: one table with a geography point, a boolean column for each facility and
 * for "open now", ready-made answers, and an index for the order. It has the easier question: only surely usable
 * stations, and nobody pays here for keeping "open now" true from minute to minute.
 */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import type { RequestHandler, Response } from 'express'
import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyLine } from '../../../db/copy-text.ts'
import type { LiveIndex } from '../../../api/features/nearest/follower.ts'
import { endTogether } from '../../../api/http/end-together.ts'
import { nearestQuery, type NearestQuery } from '../../../api/features/nearest/schemas.ts'
import { FACILITIES } from '../../../api/features/stations/facilities.ts'
import { COLLECTION_HEAD, storedStations } from './stored-stations.ts'

/** The ordinary `pg` driver, from a pool. */
export interface PgConnections {
  connect(): Promise<PoolClient>
  query(query: QueryConfig): Promise<QueryResult>
  /** Statements may be prepared by name: not with the embedded database's one session. */
  prepared: boolean
}

const SCHEMA = `
  drop table if exists bench_station;
  create table bench_station (
    id integer primary key,
    point geography(Point, 4326) not null,
    head text not null,
    tail text not null,
    access text not null,
    open_now boolean not null,
    ${FACILITIES.map((id) => `${id} boolean not null`).join(', ')}
  )`
// A smaller index for the wish that most have; the planner takes it where it fits.
const INDEXES = `
  create index bench_station_point on bench_station using gist (point);
  create index bench_station_toilet on bench_station using gist (point) where toilet;
  create index bench_station_open on bench_station using gist (point) where open_now;
  create index bench_station_open_toilet on bench_station using gist (point) where open_now and toilet;
  analyze bench_station`

export async function loadPostgis(connections: PgConnections, live: LiveIndex): Promise<void> {
  const client = await connections.connect()
  try {
    await client.query(SCHEMA)
    const lines = function* () {
      for (const station of storedStations(live, Date.now())) {
        const point = `SRID=4326;POINT(${station.lon} ${station.lat})`
        yield copyLine([
          station.row,
          point,
          station.head,
          station.tail,
          station.access,
          station.openNow,
          ...FACILITIES.map((id) => station.facilities.includes(id)),
        ])
      }
    }
    await pipeline(Readable.from(lines()), client.query(copyFrom('copy bench_station from stdin')))
    await client.query(INDEXES)
  } finally {
    client.release()
  }
}

const statements = new Map<string, { name: string; text: string }>()

/** One prepared statement for each combination of wishes, so that each is planned for what it is. */
function statement({ open, facilities = [], access = [] }: NearestQuery): { name: string; text: string } {
  const wishes: string[] = [...facilities]
  if (open !== undefined) wishes.push('open_now')
  if (access.length > 0) wishes.push(`access in (${access.map((type) => `'${type}'`).join(', ')})`)
  const where = wishes.length > 0 ? `where ${wishes.join(' and ')}` : ''
  const known = statements.get(where)
  if (known) return known
  const fresh = { name: `nearest ${statements.size}`, text: searchText(where) }
  statements.set(where, fresh)
  return fresh
}

/** The database joins the features itself: one value costs less than twenty rows. */
const searchText = (where: string): string => `
  select string_agg(
    f.head || round(f.metres::numeric, 1) || ',"walkMinutes":' || ceil(f.metres * 1.3 / 69) || f.tail, ',') as features
  from (
    select b.head, b.tail, st_distance(b.point, st_makepoint($1, $2)::geography) as metres
    from bench_station b ${where}
    order by b.point <-> st_makepoint($1, $2)::geography
    limit $3
  ) f`

export function postgisRoute(connections: PgConnections): RequestHandler {
  return async (req, res) => {
    const query = nearestQuery.parse(req.query)
    const { name, text } = statement(query)
    const values = [query.lon, query.lat, query.limit]
    const { rows } = await connections.query(connections.prepared ? { name, text, values } : { text, values })
    const { features } = rows[0] as { features: string | null }
    send(res, Buffer.from(`${COLLECTION_HEAD}${features ?? ''}]}`))
  }
}

/** The index that the plan of this question goes by, or null for a plan that reads and sorts. */
export async function indexUsed(
  connections: PgConnections,
  query: Record<string, string>,
): Promise<string | null> {
  const asked = nearestQuery.parse(query)
  const text = statement(asked)
    .text.replaceAll('$1', String(asked.lon))
    .replaceAll('$2', String(asked.lat))
    .replaceAll('$3', String(asked.limit))
  const { rows } = await connections.query({ text: `explain (costs off) ${text}` })
  const plan = rows.map((row) => (row as Record<string, string>)['QUERY PLAN']).join('\n')
  return /Order By/.test(plan) ? (/Index Scan using (\w+)/.exec(plan)?.[1] ?? null) : null
}

export function send(res: Response, body: Buffer): void {
  res.setHeader('Content-Type', 'application/geo+json; charset=utf-8')
  res.setHeader('Content-Length', body.length)
  res.setHeader('Cache-Control', 'no-store')
  endTogether(res, body)
}
