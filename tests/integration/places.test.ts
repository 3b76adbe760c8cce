import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import express from 'express'
import type { FeatureCollection, MultiPolygon } from 'geojson'
import pino from 'pino'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeRoutes } from '../../api/features/places/routes.ts'
import type { StreetLayer } from '../../api/features/places/schemas.ts'
import { createPlaces, type PlacesService } from '../../api/features/places/service.ts'
import { problemHandler } from '../../api/http/problem.ts'
import { requireStaff } from '../../api/http/staff.ts'
import { seedReference } from '../../seeds/load.ts'
import { loadReference } from '../../seeds/reference.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const LAYER = fileURLToPath(
  new URL('../../../shared/data/boundaries/beijing_331_townships_wgs84.geojson', import.meta.url),
)
const absent = existsSync(LAYER) ? '' : ': ABSENT, skipped'
const TOKEN = 'a-token-for-this-test'

let test: TestDatabase
let places: PlacesService
let server: Server
let url: string
const errors: unknown[] = []

beforeAll(async () => {
  test = await createTestDatabase()
  await seedReference(test.db)
  places = await createPlaces(test.db, {
    landmarks: loadReference().landmarks,
    onError: (e) => errors.push(e),
  })
  const app = express()
  app.use('/api', placeRoutes(places, requireStaff(new Map([[TOKEN, '王工']]))))
  app.use(problemHandler(pino({ level: 'silent' })))
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  test.db.announce(url)
})

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await places.close()
  await test.drop()
  expect(errors).toEqual([])
})

const square = (lon: number, lat: number, size = 0.004): number[][] => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
]
const layerOf = (...features: { name: string; district: string; ring: number[][] }[]): StreetLayer => ({
  type: 'FeatureCollection',
  features: features.map(({ ring, ...properties }) => ({
    type: 'Feature',
    properties,
    geometry: { type: 'Polygon', coordinates: [ring] },
  })),
})
const post = (layer: object, token = TOKEN) =>
  request(url).post('/api/layers/streets?source=test').set('Authorization', `Bearer ${token}`).send(layer)
const inHaidian = square(116.3, 39.97)

async function addStation(columns: { code: string; name: string; audience?: string }): Promise<void> {
  await test.db.knex.transaction(async (trx) => {
    await trx.raw(`select set_config('app.actor', 'test', true)`)
    await trx.raw(
      `insert into station (code, name, kind, audience, host_kind, union_code, access, lifecycle, source, synthetic,
                            name_key, address_key, point, source_datum, source_lon, source_lat)
       select ?, ?, 'warm_station', ?, 'unknown', u.code, 'unknown', 'open', 'test', false, ?, '',
              st_setsrid(st_makepoint(116.3, 39.97), 4326), 'wgs84', 116.3, 39.97
       from unions u where u.level = 'city'`,
      [columns.code, columns.name, columns.audience ?? 'outdoor', columns.name],
    )
  })
}

describe('places over HTTP', () => {
  it('finds places by pinyin', async () => {
    await places.settled()
    const { body } = await request(url).get('/api/places').query({ q: 'zhongguancun', limit: 3 }).expect(200)
    expect(body.items).toHaveLength(3)
    expect(body.items[0]).toMatchObject({
      kind: 'street',
      name: '中关村街道',
      detail: '海淀区',
      approximate: true,
    })
  })

  it('follows committed stations by themselves, and shows only those that a worker may be sent to', async () => {
    await addStation({ code: 'BJ000901', name: '独一无二驿站' })
    await addStation({ code: 'BJ000902', name: '独一无二内部休息室', audience: 'internal' })
    await expect
      .poll(async () => (await places.search('独一无二', 5)).map((p) => p.code), { timeout: 10_000 })
      .toEqual(['BJ000901'])
    await places.settled()
    expect(await places.search('duyiwuer', 5)).toMatchObject([{ kind: 'station', lon: 116.3, lat: 39.97 }])
  })

  it('names district and street at a point, and keeps nothing of it', async () => {
    const { body, headers } = await request(url).get('/api/places/at?lon=116.31&lat=39.98').expect(200)
    expect(body).toEqual({ district: { code: '110108', name: '海淀区' }, street: null })
    expect(headers['cache-control']).toBe('no-store')
    const outside = await request(url).get('/api/places/at?lon=2.35&lat=48.85').expect(200)
    expect(outside.body).toEqual({ district: null, street: null })
  })

  it.each([
    ['/api/places', 'q'],
    ['/api/places?q=%20', 'q'],
    [`/api/places?q=${'x'.repeat(65)}`, 'q'],
    ['/api/places?q=a&q=b', 'q'],
    ['/api/places?q=a&limit=0', 'limit'],
    ['/api/places?q=a&size=5', 'size'],
    ['/api/places/at?lon=116', 'lat'],
    ['/api/places/at?lon=116&lat=x', 'lat'],
    ['/api/places/at?lon=1e2&lat=39', 'lon'],
  ])('answers %s with a sentence about %s', async (path, field) => {
    const { body } = await request(url)
      .get(path)
      .expect(400)
      .expect('Content-Type', /problem\+json/)
    expect(body.errors.map((e: { field: string }) => e.field)).toContain(field)
  })

  it('serves the districts as GeoJSON that can be revalidated', async () => {
    const { body, headers } = await request(url).get('/api/map/districts').expect(200)
    expect(headers['content-type']).toContain('application/geo+json')
    expect(body.features).toHaveLength(16)
    expect(body.features[0]).toMatchObject({ id: '110101', properties: { code: '110101', name: '东城区' } })
    await request(url).get('/api/map/districts').set('If-None-Match', headers.etag!).expect(304)
  })

  it('has no street outlines before a layer was imported', async () => {
    const { body } = await request(url).get('/api/map/streets').expect(200)
    expect(body).toEqual({ type: 'FeatureCollection', features: [] })
  })
})

describe('a street layer that cannot be used', () => {
  const refused = async (layer: object, sentence: RegExp) => {
    const { body } = await post(layer).expect(422)
    expect(body.errors[0].message).toMatch(sentence)
    expect(places.streetsLayer().body).toBe('{"type":"FeatureCollection","features":[]}')
  }
  const street = { name: '海淀街道', district: '海淀区' }

  it('needs a staff token', async () => {
    await post(layerOf({ ...street, ring: inHaidian }), 'wrong').expect(401)
  })

  it('is refused whole when one polygon crosses itself', async () => {
    const [a, b, c, d] = inHaidian
    await refused(
      layerOf(
        { name: '中关村街道', district: '海淀区', ring: square(116.32, 39.97) },
        { ...street, ring: [a!, c!, b!, d!, a!] },
      ),
      /第 2 个面「海淀区海淀街道」的边界自相交/,
    )
  })

  it('is refused when a ring is open or too short', async () => {
    await refused(layerOf({ ...street, ring: inHaidian.slice(0, 4) }), /没有闭合/)
    await refused(layerOf({ ...street, ring: [inHaidian[0]!, inHaidian[1]!, inHaidian[0]!] }), /只有 3 个点/)
  })

  it('is refused when longitude and latitude are swapped', async () => {
    await refused(layerOf({ ...street, ring: inHaidian.map(([lon, lat]) => [lat!, lon!]) }), /经纬度写反了/)
  })

  it('is refused when a polygon lies outside its district', async () => {
    await refused(layerOf({ ...street, ring: square(116.6, 39.9) }), /只有 0% 的顶点在海淀区内/)
    await refused(layerOf({ ...street, ring: square(2.35, 48.85) }), /只有 0% 的顶点在海淀区内/)
  })

  it.each([
    ['no features', { type: 'FeatureCollection', features: [] }],
    [
      'a point',
      {
        type: 'FeatureCollection',
        features: [
          { type: 'Feature', properties: street, geometry: { type: 'Point', coordinates: [116, 40] } },
        ],
      },
    ],
    [
      'no names',
      {
        type: 'FeatureCollection',
        features: [
          { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [inHaidian] } },
        ],
      },
    ],
    ['not a layer', { hello: 1 }],
  ])('is refused as a bad request: %s', async (_case, layer) => {
    await post(layer)
      .expect(400)
      .expect('Content-Type', /problem\+json/)
  })
})

describe('a street layer that is taken', () => {
  it('lists what it cannot match and writes the rest', async () => {
    const { body } = await post(
      layerOf(
        { name: '海淀街道', district: '海淀区', ring: inHaidian },
        { name: '四季青镇', district: '海淀区', ring: square(116.26, 39.95) },
        { name: '海淀街道', district: '海淀区', ring: square(116.31, 39.98) },
        { name: '无名街道', district: '海淀区', ring: inHaidian },
        { name: '回龙观镇', district: '昌平区', ring: square(116.33, 40.07) },
        { name: '卢沟桥街道', district: '丰台区', ring: square(116.26, 39.87) },
        { name: '甲街道', district: '天河区', ring: inHaidian },
      ),
    ).expect(200)
    expect(body).toMatchObject({ source: 'test', polygons: 7, matched: 2 })
    expect(body.unmatched.map((u: { row: number; reason: string }) => [u.row, u.reason])).toEqual([
      [3, 'second-outline'],
      [4, 'unknown-name'],
      [5, 'divided'],
      [6, 'redrawn'],
      [7, 'unknown-district'],
    ])
    expect(body.unmatched[2].message).toBe(
      '第 5 个面「昌平区回龙观镇」:已拆分为回龙观街道、龙泽园街道、史各庄街道,旧边界不属于其中任何一个。',
    )
    expect(places.at({ lon: 116.302, lat: 39.972 }).street).toMatchObject({ name: '海淀街道' })
    const [row] = await test.db.knex('street').where({ name: '海淀街道' }).select('geom_source')
    expect(row.geom_source).toMatch(/^test \(王工, \d{4}-\d\d-\d\d\)$/)
  })

  it('takes the place of what its districts had before', async () => {
    await post(layerOf({ name: '中关村街道', district: '海淀区', ring: square(116.32, 39.97) })).expect(200)
    expect(places.at({ lon: 116.302, lat: 39.972 }).street).toBeNull()
    expect(places.at({ lon: 116.322, lat: 39.972 }).street).toMatchObject({ name: '中关村街道' })
  })

  it('is taken by the command line, beside the running service too, which then knows it', async () => {
    const file = join(test.dataDir, 'layer.geojson')
    await writeFile(
      file,
      JSON.stringify(layerOf({ name: '清河街道', district: '海淀区', ring: square(116.33, 40.02) })),
    )
    const run = promisify(execFile)
    const { stdout } = await run(
      process.execPath,
      ['--import', 'tsx', 'api/features/places/command.ts', file, '--source', 'by command', '--json'],
      {
        cwd: PROJECT,
        env: {
          ...process.env,
          DATA_DIR: test.dataDir,
          DATABASE_URL: test.url ?? '',
          STAFF_TOKENS: `王工:${TOKEN}`,
        },
      },
    )
    expect(JSON.parse(stdout)).toMatchObject({ polygons: 1, matched: 1, unmatched: [] })
    await expect
      .poll(() => places.at({ lon: 116.332, lat: 40.022 }).street?.name, { timeout: 10_000 })
      .toBe('清河街道')
  })
})

describe.skipIf(absent)(
  `the real layer of 331 townships (needs ../shared/data beside the checkout${absent})`,
  () => {
    const read = () => JSON.parse(readFileSync(LAYER, 'utf8')) as FeatureCollection<MultiPolygon>

    it('matches all but the towns that were renamed away, divided or redrawn, and says which', async () => {
      const { body } = await post(read()).expect(200)
      expect(body.polygons).toBe(331)
      const by = (reason: string) =>
        body.unmatched
          .filter((u: { reason: string }) => u.reason === reason)
          .map((u: { name: string }) => u.name)
      expect(by('unknown-district')).toEqual([])
      expect(by('second-outline')).toEqual([])
      expect(by('unknown-name')).toEqual(['国家新媒体产业基地'])
      expect(by('divided').sort()).toEqual(['南苑镇', '卢沟桥镇', '回龙观镇', '花乡镇'].sort())
      expect(body.matched + body.unmatched.length).toBe(331)
      expect(body.matched).toBeGreaterThanOrEqual(295)
    })

    it('then knows the street at well-known points', () => {
      const at = (lon: number, lat: number) => {
        const { district, street } = places.at({ lon, lat })
        return `${district?.name} ${street?.name}`
      }
      expect(at(116.3265, 40.003)).toBe('海淀区 清华园街道')
      expect(at(116.3974, 39.916)).toBe('东城区 东华门街道')
      expect(at(116.461, 39.909)).toBe('朝阳区 建外街道')
    })

    it('draws it in outlines fit for a page', async () => {
      const { body } = await request(url).get('/api/map/streets').expect(200)
      expect(body.features.length).toBeGreaterThanOrEqual(295)
      expect(places.streetsLayer().body.length).toBeLessThan(1_500_000)
    })
  },
)
