import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import express from 'express'
import { PbfReader } from 'pbf'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeCity } from '../../api/features/open-data/city/city-file.ts'
import { createCityIndex, nearestInCity } from '../../api/features/open-data/city/city-index.ts'
import {
  withUpdates,
  type CityStation,
  type CityUpdates,
} from '../../api/features/open-data/city/city-station.ts'
import { cityRoutes } from '../../api/features/open-data/city/routes.ts'
import { createCity, type CityService } from '../../api/features/open-data/city/service.ts'
import { tileRoutes } from '../../api/features/open-data/tiles/routes.ts'
import { createTiles, type TilesService } from '../../api/features/open-data/tiles/service.ts'
import { answerNearest } from '../../api/features/nearest/service.ts'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import { ACCESS_TYPES } from '../../api/features/stations/station.ts'
import { setAuthor } from '../../api/features/stations/store.ts'
import { problemHandler } from '../../api/http/problem.ts'
import { createRandom } from '../../seeds/demo/random.ts'
import { startTestService, type TestService } from '../support/service.ts'

let service: TestService
let city: CityService
let tiles: TilesService
let url: string
let stopServer: () => Promise<unknown>

beforeAll(async () => {
  service = await startTestService({ demoStations: 9200 })
  const { knex, nearest, calendar, config } = service.services
  const { follower } = nearest
  const onError = (error: unknown) => console.error(error)
  city = createCity({ knex, follower, calendar, onError, quietMs: 50, mostStations: 30_000 })
  tiles = createTiles({ follower, bbox: config.region.bbox, onError })
  const app = express()
  app.use('/api/stations', cityRoutes(city))
  app.use('/tiles', tileRoutes(tiles, config))
  app.use(problemHandler(pino({ level: 'error' })))
  const server = createServer(app)
  // Comparing thousands of answers takes longer than the usual five seconds, and no connection should break over it.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stopServer = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
})

afterAll(async () => {
  await stopServer?.()
  await tiles?.stop()
  await city?.stop()
  await service?.stop()
})

const get = (path: string, headers: Record<string, string> = {}, redirect: RequestRedirect = 'manual') =>
  fetch(`${url}${path}`, { headers, redirect })

async function until<T>(look: () => Promise<T> | T, enough: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look()
    if (enough(seen)) return seen
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Changes stations as a writer would: one statement is one data version. */
async function change(sql: string, values: readonly unknown[] = []): Promise<void> {
  await service.services.knex.transaction(async (trx) => {
    await setAuthor(trx, { actor: 'tester', reason: 'test' })
    await trx.raw(sql, values as string[])
  })
}

async function committedVersion(): Promise<number> {
  const { rows } = await service.services.knex.raw('select v.version from data_version v')
  return Number(rows[0].version)
}

/** The service has heard of everything that is committed; then its answers leave nothing out. */
async function settled(): Promise<number> {
  const version = await committedVersion()
  return until(
    () => service.services.nearest.dataVersion,
    (heard) => heard === version,
  )
}

const cityNow = async () => decodeCity(await (await get('/api/stations/city')).text())
const updatesSince = async (since: number): Promise<CityUpdates> =>
  (await (await get(`/api/stations/updates?since=${since}`)).json()) as CityUpdates
const byCode = (a: CityStation, b: CityStation) => (a.code < b.code ? -1 : 1)

describe('the city file', () => {
  // The demo network is the same on every machine, and so is the file.
  it.each([
    ['br', 125_000],
    ['gzip', 137_000],
  ])('brings 9,200 stations well below 150 kB by %s', async (encoding, most) => {
    const answer = await get('/api/stations/city', { 'Accept-Encoding': encoding })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(Number(answer.headers.get('content-length'))).toBeLessThan(most)
    expect(decodeCity(await answer.text()).stations).toHaveLength(9200)
  })

  it('takes less than 150 kB of whoever compresses it in the ordinary way, too', async () => {
    expect(gzipSync((await city.current()).plain, { level: 9 }).length).toBeLessThan(145_000)
  })

  it('comes in the encoding that is asked for, the same text each time', async () => {
    const file = await city.current()
    expect(brotliDecompressSync(file.brotli).equals(file.plain)).toBe(true)
    expect(gunzipSync(file.gzip).equals(file.plain)).toBe(true)
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await get('/api/stations/city', { 'Accept-Encoding': encoding })
      expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
      expect(answer.headers.get('vary')).toContain('Accept-Encoding')
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(Buffer.from(await answer.arrayBuffer()).equals(file.plain)).toBe(true)
    }
  })

  it('is immutable under its version, and revalidated under its plain name', async () => {
    const current = await get('/api/stations/city')
    expect(current.headers.get('cache-control')).toBe('no-cache')
    const address = current.headers.get('content-location')!
    const versioned = await get(address)
    expect(versioned.status).toBe(200)
    expect(versioned.headers.get('cache-control')).toContain('immutable')
    expect(await versioned.text()).toBe(await current.text())
    const again = await get('/api/stations/city', { 'If-None-Match': current.headers.get('etag')! })
    expect(again.status).toBe(304)
  })

  it('leads from a version that is gone to the current one, and refuses what is no version', async () => {
    const gone = await get('/api/stations/city/0-0123456789')
    expect([gone.status, gone.headers.get('location')]).toEqual([307, '/api/stations/city'])
    const wrong = await get('/api/stations/city/newest')
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  })

  it('answers 3,000 random questions as the server does', async () => {
    const { nearest } = service.services
    const live = nearest.follower.live()!
    const offline = createCityIndex(await cityNow())
    expect(offline.stations).toHaveLength(nearest.stations)
    const random = createRandom(7)
    const some = <T>(list: readonly T[], most: number) =>
      random.chance(0.5) ? [] : Array.from({ length: random.between(1, most) }, () => random.pick(list))
    for (let i = 0; i < 3000; i++) {
      const place = { lon: 115.9 + random.next() * 0.9, lat: 39.6 + random.next() * 0.7 }
      const nowMs = Date.parse('2026-09-21T00:00:00+08:00') + random.between(0, 30 * 24 * 60) * 60_000
      const question = {
        open: random.pick([null, 'now' as const, nowMs + 3_600_000]),
        facilities: some(FACILITIES, 3),
        access: some(ACCESS_TYPES, 3),
        audience: [],
      }
      const limit = random.between(1, 30)
      const maxDistance = random.chance(0.2) ? random.between(0, 5000) : null
      const language = random.pick(['zh' as const, 'en' as const])
      const server = JSON.parse(
        answerNearest(
          live,
          {
            ...place,
            ...question,
            open: question.open ?? undefined,
            limit,
            maxDistance: maxDistance ?? undefined,
          },
          nowMs,
          () => language,
        ).toString(),
      )
      for (const { properties } of server.features) {
        properties.confirmedAt = properties.confirmedAt?.slice(0, 10) ?? null
      }
      const answer = nearestInCity(offline, place, question, { limit, maxDistance, nowMs, language })
      expect(answer).toEqual({ ...server, dataVersion: answer.dataVersion })
    }
  })
})

describe('what changed since a version', () => {
  it('is nothing at the current version, and everything anew from another registry', async () => {
    const dataVersion = await settled()
    expect(await updatesSince(dataVersion)).toMatchObject({
      from: dataVersion,
      to: dataVersion,
      full: false,
      changed: [],
      removed: [],
    })
    expect(await updatesSince(dataVersion + 1000)).toMatchObject({ full: true, changed: [], removed: [] })
    expect(await updatesSince(0)).toMatchObject({ full: true, changed: [] })
  })

  it('refuses a version that is none', async () => {
    for (const query of ['', '?since=yesterday', '?since=-1', '?since=1&since=2', '?since=1&until=2']) {
      expect((await get(`/api/stations/updates${query}`)).status, query).toBe(400)
    }
  })

  it('makes of an old copy exactly the new file, with names, closings, moves and mergers', async () => {
    const before = await cityNow()
    await change(`update station set name = '改名的驿站', aliases = '{旧名}' where code = 'YS000001'`)
    await change(`update station set lifecycle = 'closed', lifecycle_reason = '搬迁' where code = 'YS000002'`)
    await change(
      `update station set point = st_setsrid(st_makepoint(116.12345678901, 39.9), 4326) where code = 'YS000003'`,
    )
    await change(
      `update station set merged_into = (select id from station where code = 'YS000005') where code = 'YS000004'`,
    )
    await settled()
    const updates = await updatesSince(before.dataVersion)
    expect(updates.removed).toEqual(['YS000004'])
    expect(updates.changed.map(({ code }) => code).sort()).toEqual(['YS000001', 'YS000002', 'YS000003'])
    const after = await until(cityNow, ({ dataVersion }) => dataVersion === updates.to)
    expect(withUpdates(before.stations, updates)).toEqual([...after.stations].sort(byCode))
    expect(after.stations.find(({ code }) => code === 'YS000003')).toMatchObject({
      lon: 116.12345678901,
      lat: 39.9,
    })
    // The file before is still there for whoever has just been told its address.
    expect(city.kept((await city.current()).version)).not.toBeNull()
  })

  it('misses nothing while several writers commit', async () => {
    const now = await settled()
    const before = await until(cityNow, ({ dataVersion }) => dataVersion === now)
    let stations = before.stations
    let at = before.dataVersion
    let writing = true
    const writers = [1, 2, 3].map(async (writer) => {
      for (let i = 0; i < 12; i++) {
        await change(`update station set name = ? where code = ?`, [
          `写手${writer}第${i}次`,
          `YS00${1000 + ((writer * 7 + i * 3) % 40)}`,
        ])
      }
    })
    const reader = (async () => {
      do {
        const updates = await updatesSince(at)
        expect(updates.from).toBe(at)
        expect(updates.to).toBeGreaterThanOrEqual(at)
        stations = withUpdates(stations, updates)
        at = updates.to
      } while (writing)
    })()
    await Promise.all(writers)
    writing = false
    await reader
    const last = await settled()
    expect(last).toBe(before.dataVersion + 36)
    const after = await until(cityNow, ({ dataVersion }) => dataVersion === last)
    stations = withUpdates(stations, await updatesSince(at))
    expect(stations).toEqual([...after.stations].sort(byCode))
  })

  it('says so when the registry has grown beyond one file', async () => {
    const { knex, nearest, calendar } = service.services
    const small = createCity({ knex, follower: nearest.follower, calendar, mostStations: 100 })
    await expect(small.current()).rejects.toMatchObject({ status: 404 })
    expect(small.fits()).toBe(false)
    // Whoever still keeps an earlier file is sent to the whole one, and so learns it.
    expect(JSON.parse(String(await small.updates(nearest.dataVersion)))).toMatchObject({
      full: true,
      changed: [],
    })
    await small.stop()
  })
})

describe('vector tiles over HTTP', () => {
  const tileJson = async (query = '', headers = {}) =>
    (await get(`/tiles/stations.json${query}`, headers)).json()
  const addressOf = (json: { tiles: string[] }, z: number, x: number, y: number) =>
    json.tiles[0]!.replace('{z}', `${z}`).replace('{x}', `${x}`).replace('{y}', `${y}`)

  it('are described by a TileJSON that is true', async () => {
    const json = await tileJson()
    expect(json).toMatchObject({
      tilejson: '3.0.0',
      minzoom: 0,
      maxzoom: 16,
      attribution:
        '演示数据,不是真实驿站 · <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>',
      synthetic: true,
    })
    expect(json.tiles[0]).toMatch(`${url}/tiles/`)
    const { lon, lat } = service.services.nearest.follower.live()!.snapshot.index
    expect(json.bounds).toEqual([Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)])
    const answer = await fetch(addressOf(json, 0, 0, 0))
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(answer.headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile')
    const { layers } = new VectorTile(new PbfReader(await answer.arrayBuffer()))
    const described = new Map(json.vector_layers.map((layer: { id: string }) => [layer.id, layer]))
    for (const [name, layer] of Object.entries(layers)) {
      const { fields } = described.get(name) as { fields: object }
      expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(layer.feature(0).properties)))
    }
  })

  it('carry wishes from the TileJSON to each tile', async () => {
    const all = new VectorTile(
      new PbfReader(await (await fetch(addressOf(await tileJson(), 0, 0, 0))).arrayBuffer()),
    )
    const json = await tileJson('?facilities=toilet,aed&access=free')
    expect(json.tiles[0]).toContain('?facilities=aed,toilet&access=free')
    const few = new VectorTile(new PbfReader(await (await fetch(addressOf(json, 0, 0, 0))).arrayBuffer()))
    const count = (tile: VectorTile) => tile.layers['clusters']!.feature(0).properties['count'] as number
    expect(count(few)).toBeLessThan(count(all))
    expect(few.layers['clusters']!.feature(0).properties).toHaveProperty('usable_yes')
  })

  it('are addressed by the instant that "now" is, the same one for five minutes and for any order of wishes', async () => {
    const before = Date.now()
    const one = await tileJson('?open=now&facilities=toilet,aed')
    const other = await tileJson('?facilities=aed,toilet&open=now')
    const query = new URL(one.tiles[0]).searchParams
    const instant = Date.parse(query.get('open')!)
    expect(instant % 300_000).toBe(0)
    expect(before - instant).toBeLessThan(300_000)
    // Unless the five minutes ended just between the two.
    if (Math.floor(before / 300_000) === Math.floor(Date.now() / 300_000))
      expect(other.tiles).toEqual(one.tiles)
    expect([200, 204]).toContain((await fetch(addressOf(one, 10, 843, 388))).status)
    const cluster = new VectorTile(
      new PbfReader(await (await fetch(addressOf(await tileJson('?at=now'), 0, 0, 0))).arrayBuffer()),
    ).layers['clusters']!.feature(0).properties as Record<string, number>
    expect(cluster['open']! + cluster['closed']! + cluster['unknown']!).toBe(cluster['count'])
  })

  it('are empty with 204, compressed where it pays, and the same bytes every time', async () => {
    const json = await tileJson()
    expect((await fetch(addressOf(json, 10, 0, 0))).status).toBe(204)
    const path = new URL(addressOf(json, 11, 1686, 776)).pathname
    const bodies = await Promise.all(
      ['gzip', 'identity', 'gzip'].map(async (encoding) => {
        const answer = await get(path, { 'Accept-Encoding': encoding })
        expect(answer.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null)
        return Buffer.from(await answer.arrayBuffer())
      }),
    )
    expect(bodies[1]).toEqual(bodies[0])
    expect(bodies[2]).toEqual(bodies[0])
  })

  it('refuse addresses that are none', async () => {
    const { version } = await tiles.current()
    for (const [place, query] of [
      ['17/0/0', ''],
      ['3/8/0', ''],
      ['3/0/8', ''],
      ['a/0/0', ''],
      ['-1/0/0', ''],
      ['3/1.5/0', ''],
      ['3/1/1', '?open=now'],
      ['3/1/1', '?facilities=sauna'],
      ['3/1/1', '?bbox=1,2,3,4'],
      ['3/1/1', '?access=free&access=scan'],
      ['3/1/1', '?at=2026-10-08T22:00:00%2B08:00&open=2026-10-08T22:00:00%2B08:00'],
    ]) {
      const answer = await get(`/tiles/${version}/stations/${place}.mvt${query}`)
      expect([answer.status, place, query]).toEqual([400, place, query])
    }
    expect((await get('/tiles/latest/stations/0/0/0.mvt')).status).toBe(400)
  })

  it('lead from a version that is gone to the current tile with the same wishes', async () => {
    const gone = await get('/tiles/0-0123456789/stations/3/6/3.mvt?access=free')
    expect([gone.status, gone.headers.get('location')]).toEqual([
      307,
      '/tiles/current/stations/3/6/3.mvt?access=free',
    ])
    const current = await get(gone.headers.get('location')!)
    expect([current.status, current.headers.get('cache-control')]).toEqual([200, 'no-cache'])
  })

  it('follow the registry under a new version, and keep the one before', async () => {
    const before = await tiles.current()
    await change(
      `update station set point = st_setsrid(st_makepoint(116.4, 39.91), 4326) where code = 'YS000010'`,
    )
    const after = await until(
      () => tiles.current(),
      ({ version }) => version !== before.version,
    )
    expect(after.dataVersion).toBeGreaterThan(before.dataVersion)
    expect(tiles.kept(before.version)).toBe(before)
  })
})
