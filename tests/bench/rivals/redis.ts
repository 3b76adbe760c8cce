/**
 * The nearest search on Redis: GEOSEARCH for the order, HMGET for the answers. GEOSEARCH cannot filter, so a question
 * with wishes takes more than are wanted, reads their facts and throws most away; and it needs a radius, which is
 * doubled until there are enough.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { RequestHandler } from 'express'
import { Redis } from 'ioredis'
import type { LiveIndex } from '../../../api/features/nearest/follower.ts'
import { nearestQuery, type NearestQuery } from '../../../api/features/nearest/schemas.ts'
import { FACILITIES } from '../../../api/features/stations/facilities.ts'
import { ACCESS_TYPES } from '../../../api/features/stations/station.ts'
import { endProcess } from '../child.ts'
import { freePort } from '../postgres.ts'
import { COLLECTION_HEAD, storedStations } from './stored-stations.ts'
import { send } from './postgis.ts'

const BINARIES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server']

/** A server of our own without persistence; null where there is no `redis-server`. */
export async function startRedis(): Promise<{ port: number; pid: number; stop(): Promise<void> } | null> {
  const binary = BINARIES.find((path) => existsSync(path))
  if (!binary) return null
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn(binary, args, { stdio: 'ignore', cwd: '/' })
  process.once('exit', () => server.kill())
  return { port, pid: server.pid!, stop: () => endProcess(server) }
}

const POINTS = 'stations'
const FEATURES = 'features'
const FACTS = 'facts'
/** Farther than any place of the region lies from any other. */
const FARTHEST_KM = 400
/** How many times what is wanted is taken at first where wishes throw some away. */
const OVERFETCH = 4

export interface RedisStations {
  client: Redis
  /** Radius in kilometres to start with, by how dense the network is. */
  startKm: number
}

export async function loadRedis(port: number, live: LiveIndex): Promise<RedisStations> {
  const client = new Redis({ port, host: '127.0.0.1', enableAutoPipelining: true })
  await client.flushall()
  let batch = client.pipeline()
  let queued = 0
  for (const { row, lon, lat, head, tail, facilities, access, openNow } of storedStations(live, Date.now())) {
    batch.geoadd(POINTS, lon, lat, String(row))
    batch.hset(FEATURES, String(row), `${head}\n${tail}`)
    batch.hset(FACTS, String(row), factsOf(openNow, facilities, access))
    if (++queued % 2000 === 0) {
      await batch.exec()
      batch = client.pipeline()
    }
  }
  await batch.exec()
  return { client, startKm: 150 / Math.sqrt(live.snapshot.index.size) }
}

/** A bit for "open now", the access types, the facilities. */
function factsOf(open: boolean, facilities: readonly string[], access: string): string {
  let mask = open ? 1 : 0
  mask |= 2 << (ACCESS_TYPES as readonly string[]).indexOf(access)
  for (const id of facilities) mask |= 1 << ((FACILITIES as readonly string[]).indexOf(id) + 8)
  return String(mask)
}

type Hit = [member: string, metres: string]

async function around(
  { client }: RedisStations,
  query: NearestQuery,
  km: number,
  count: number,
): Promise<Hit[]> {
  const { lon, lat } = query
  return (await client.geosearch(
    POINTS,
    'FROMLONLAT',
    lon,
    lat,
    'BYRADIUS',
    km * 1000,
    'm',
    'ASC',
    'COUNT',
    count,
    'WITHDIST',
  )) as Hit[]
}

async function usable(
  { client }: RedisStations,
  { open, facilities = [], access = [] }: NearestQuery,
  hits: Hit[],
) {
  if (hits.length === 0) return hits
  const ways = access.reduce((mask, type) => mask | (2 << ACCESS_TYPES.indexOf(type)), 0)
  const needs = facilities.reduce((mask, id) => mask | (1 << (FACILITIES.indexOf(id) + 8)), open ? 1 : 0)
  const facts = await client.hmget(FACTS, ...hits.map(([member]) => member))
  return hits.filter((_, i) => {
    const mask = Number(facts[i])
    return (mask & needs) === needs && (ways === 0 || (mask & ways) !== 0)
  })
}

async function search(stations: RedisStations, query: NearestQuery): Promise<Hit[]> {
  const wishes = query.open !== undefined || (query.facilities ?? query.access ?? []).length > 0
  let count = wishes ? query.limit * OVERFETCH : query.limit
  let km = wishes ? stations.startKm * 2 : stations.startKm
  for (;;) {
    const hits = await around(stations, query, km, count)
    const fit = wishes ? await usable(stations, query, hits) : hits
    if (fit.length >= query.limit) return fit.slice(0, query.limit)
    const farther = hits.length < count
    if (farther && km > FARTHEST_KM) return fit
    if (farther) km *= 2
    else count *= 4
  }
}

const GAP = 0x0a
const HEAD = Buffer.from(COLLECTION_HEAD)
const COMMA = Buffer.from(',')
const END = Buffer.from(']}')

export function redisRoute(stations: RedisStations): RequestHandler {
  return async (req, res) => {
    const query = nearestQuery.parse(req.query)
    const hits = await search(stations, query)
    const features = await stations.client.hmgetBuffer(FEATURES, ...hits.map(([member]) => member))
    // Bytes to bytes: turning them to text and back would cost Redis a fifth.
    const parts: Buffer[] = [HEAD]
    hits.forEach(([, distance], i) => {
      const metres = Number(distance)
      const feature = features[i]!
      const gap = feature.indexOf(GAP)
      const minutes = Math.ceil((metres * 1.3) / 69)
      if (i > 0) parts.push(COMMA)
      parts.push(feature.subarray(0, gap))
      parts.push(Buffer.from(`${metres.toFixed(1)},"walkMinutes":${minutes}`, 'latin1'))
      parts.push(feature.subarray(gap + 1))
    })
    parts.push(END)
    send(res, Buffer.concat(parts))
  }
}
