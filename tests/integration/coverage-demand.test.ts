import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo, seedReference } from '../../seeds/load.ts'
import { startCoverageService, STAFF, type CoverageTestService } from '../support/coverage.ts'

const shared = (path: string) => fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
const TOWNSHIPS = shared('boundaries/beijing_331_townships_wgs84.geojson')
const RESIDENTS = shared('demand/beijing_331_township_population_worldpop.csv')
const absent = existsSync(TOWNSHIPS) && existsSync(RESIDENTS) ? '' : ': ABSENT, skipped'

let service: CoverageTestService

beforeAll(async () => {
  service = await startCoverageService(async ({ db }) => {
    await seedReference(db)
    await seedDemo(db, { count: 9200 })
  })
})

afterAll(async () => {
  await service.stop()
  expect(service.errors).toEqual([])
})

const upload = (csv: string, fields: Record<string, string> = {}, query = '') => {
  const post = request(service.url).post(`/api/coverage/demand/sites${query}`).set(STAFF)
  for (const [name, value] of Object.entries(fields)) void post.field(name, value)
  return post.attach('file', Buffer.from(csv), '通州摸底_2026.csv')
}
const model = async (name: string, ...ids: number[]) => {
  const layers = ids.map((id) => ({ id, weight: 1 }))
  const { body } = await request(service.url)
    .post('/api/coverage/models')
    .set(STAFF)
    .send({ name, grid: 8, layers })
  return body.id as string
}
const ask = async (query: string) => (await request(service.url).get(`/api/coverage?${query}`)).body

const HEAD = '名称,区,经度,纬度,快递员,外卖骑手人数,户外时间,年份'

describe('a list of demand sites', () => {
  it('becomes a layer: head-counts by group, hours outside, year, and places by the polygons', async () => {
    const csv = [
      HEAD,
      '新华网点,通州区,116.663,39.905,30,,每天 08:00-20:00,2026',
      '玉桥站,,116.671,39.889,12,45,,2026',
    ].join('\n')
    const { status, body } = await upload(csv, { datum: 'wgs84', source: '通州区总工会' })
    expect(status).toBe(201)
    expect(body.layer).toMatchObject({
      name: '通州摸底',
      kind: 'sites',
      year: 2026,
      source: '通州区总工会',
      rows: 2,
      groups: { courier: 42, rider: 45 },
    })
    const id = await model('通州', body.layer.id)
    const noon = await ask(`model=${id}&hour=12`)
    expect([noon.people, noon.districts[0].code, noon.unit]).toEqual([87, '110112', 'people'])
    // At three in the night those whose hours nobody stated are counted still.
    expect((await ask(`model=${id}&hour=3`)).people).toBe(57)
    expect((await ask(`model=${id}&hour=12&group=rider`)).people).toBe(45)
  })

  it('converts the datum that is declared, once', async () => {
    const row = '东关,116.397541,39.906901,10'
    const { body } = await upload(`名称,经度,纬度,快递员\n${row}`, { datum: 'gcj02' })
    const { rows } = await service.test.db.knex.raw(
      `select st_x(s.point) as lon, st_y(s.point) as lat, s.source_datum from demand_site s where s.layer_id = ?`,
      [body.layer.id],
    )
    expect(rows[0].lon).toBeCloseTo(116.3913, 4)
    expect(rows[0].lat).toBeCloseTo(39.9055, 4)
    expect(rows[0].source_datum).toBe('gcj02')
  })

  it.each([
    ['a negative head-count', '甲,,116.663,39.905,-5,,,', '不是人数'],
    ['half a person', '甲,,116.663,39.905,2.5,,,', '不是人数'],
    ['an absurd head-count', '甲,,116.663,39.905,5000000,,,', '多半是填错了'],
    ['no head-count', '甲,,116.663,39.905,,,,', '没有人数'],
    ['no place', '甲,通州区,,,5,,,', '没有坐标'],
    ['longitude and latitude exchanged', '甲,,39.905,116.663,5,,,', '填反了'],
    ['a place far away', '甲,,121.47,31.23,5,,,', '范围之外'],
    ['null island', '甲,,0,0,5,,,', '(0, 0)'],
    ['no name', ',,116.663,39.905,5,,,', '没有名称'],
  ])('refuses %s with a sentence that names the row', async (_, row, sentence) => {
    const { status, body } = await upload(`${HEAD}\n乙,,116.66,39.90,5,,,\n${row}`, { datum: 'wgs84' })
    expect(status).toBe(422)
    expect(body.errors[0].message).toContain('第 3 行')
    expect(body.errors[0].message).toContain(sentence)
  })

  it('refuses the same place twice, a missing datum, a list without head-counts and what is no table', async () => {
    const row = '甲,,116.663,39.905,5,,,'
    const twice = await upload(`${HEAD}\n${row}\n${row}`, { datum: 'wgs84' })
    expect(twice.body.errors[0].message).toContain('与第 2 行是同一个地点')
    const datum = await upload(`${HEAD}\n${row}`)
    expect([datum.status, datum.body.errors[0].message]).toEqual([
      422,
      expect.stringContaining('没有说明坐标系'),
    ])
    const heads = await upload('名称,经度,纬度\n甲,116.663,39.905', { datum: 'wgs84' })
    expect([heads.status, heads.body.detail]).toEqual([422, expect.stringContaining('没有人数列')])
    const empty = await upload('', { datum: 'wgs84' })
    expect([empty.status, empty.body.detail]).toEqual([422, expect.stringContaining('文件是空的')])
  })

  it('leaves bad rows out when told to, and lists them', async () => {
    const csv = `${HEAD}\n甲,,116.663,39.905,5,,,\n乙,,116.664,39.905,-1,,,`
    const { status, body } = await upload(csv, { datum: 'wgs84' }, '?leaveOut=true')
    expect([status, body.layer.rows, body.problems[0].row]).toEqual([201, 1, 3])
  })

  it('is for staff', async () => {
    expect((await request(service.url).post('/api/coverage/demand/sites')).status).toBe(401)
  })
})

const square = (west: number, south: number, size: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
})
const layer = (...features: [geometry: object, value: unknown, name?: string][]) => ({
  type: 'FeatureCollection',
  features: features.map(([geometry, value, name], i) => ({
    type: 'Feature',
    properties: { name: name ?? `面${i + 1}`, value },
    geometry,
  })),
})
const postLayer = (body: object, query = 'name=居民') =>
  request(service.url).post(`/api/coverage/demand/areas?${query}`).set(STAFF).send(body)

describe('a layer of polygons with numbers', () => {
  it('keeps its totals exactly', async () => {
    const { status, body } = await postLayer(
      layer([square(116.4, 39.9, 0.05), 66_523], [square(116.5, 40.4, 0.3), 17]),
    )
    expect([status, body.layer.groups, body.notes]).toEqual([201, { resident: 66_540 }, []])
    const answer = await ask(`model=${await model('居民', body.layer.id)}&hour=12`)
    expect(answer.people).toBeGreaterThanOrEqual(66_535)
    expect(answer.people).toBeLessThanOrEqual(66_545)
  })

  const bowTie = {
    type: 'Polygon',
    coordinates: [
      [
        [116.4, 39.9],
        [116.45, 39.95],
        [116.45, 39.9],
        [116.4, 39.95],
        [116.4, 39.9],
      ],
    ],
  }
  const open = { type: 'Polygon', coordinates: [square(116.4, 39.9, 0.1).coordinates[0]!.slice(0, 4)] }
  it.each([
    ['crosses itself', layer([bowTie, 5]), '自相交'],
    ['is not closed', layer([open, 5]), '没有闭合'],
    ['lies elsewhere', layer([square(121.4, 31.2, 0.1), 5]), '在本市内'],
    ['carries a negative number', layer([square(116.4, 39.9, 0.1), -1]), '负数'],
    ['carries an absurd number', layer([square(116.4, 39.9, 0.1), 1e9]), '多半是填错了'],
    ['carries no number', layer([square(116.4, 39.9, 0.1), '许多']), '应为数字'],
  ])('refuses one that %s, with a sentence', async (_, body, sentence) => {
    const answer = await postLayer(layer([square(116.3, 39.8, 0.01), 5]))
    expect(answer.status).toBe(201)
    const refused = await postLayer(body)
    expect(refused.status).toBe(422)
    expect(refused.body.errors[0].message).toContain(sentence)
  })

  it('takes polygons that overlap, counts both and says so', async () => {
    const { status, body } = await postLayer(
      layer([square(116.4, 39.9, 0.02), 100], [square(116.41, 39.9, 0.02), 50]),
    )
    expect([status, body.notes]).toEqual([
      201,
      ['「面1」与「面2」重叠(较小的一个有 50% 重叠),两个数都照计。'],
    ])
    const { people } = await ask(`model=${await model('重叠', body.layer.id)}&hour=12`)
    expect(Math.abs(people - 150)).toBeLessThanOrEqual(3)
  })

  it('a layer in use is not deleted, one that is not may be', async () => {
    const { body } = await postLayer(layer([square(116.4, 39.9, 0.02), 100]))
    const { id } = body.layer
    const used = await model('用着的', id)
    const remove = (path: string) => request(service.url).delete(`/api/coverage/${path}`).set(STAFF)
    expect((await remove(`demand/${id}`)).status).toBe(409)
    expect((await remove(`models/${used}`)).status).toBe(204)
    expect((await remove(`demand/${id}`)).status).toBe(204)
    expect((await remove(`demand/${id}`)).status).toBe(404)
  })

  it('models need layers that are there, and a name of their own', async () => {
    const create = (body: object) => request(service.url).post('/api/coverage/models').set(STAFF).send(body)
    expect((await create({ name: '无层', layers: [{ id: 9999 }] })).status).toBe(422)
    expect((await create({ name: '空的', layers: [], isDefault: true })).status).toBe(201)
    expect((await create({ name: '空的', layers: [] })).status).toBe(409)
    expect((await ask('')).model.name).toBe('空的')
  })
})

describe(`the real townships and their residents${absent}`, () => {
  it.skipIf(absent)('keep the sum of all residents, and give figures by district', async () => {
    const collection = JSON.parse(readFileSync(TOWNSHIPS, 'utf8'))
    const residents = readFileSync(RESIDENTS, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[3]))
    const total = residents.reduce((a, b) => a + b, 0)
    expect(total).toBe(20_755_648)
    for (const [i, feature] of collection.features.entries()) feature.properties.residents = residents[i]
    const query = `name=${encodeURIComponent('常住人口 WorldPop')}&value=residents&group=resident&year=2020`
    const { status, body } = await postLayer(collection, query)
    expect([status, body.layer?.groups]).toEqual([201, { resident: total }])
    const created = await request(service.url)
      .post('/api/coverage/models')
      .set(STAFF)
      .send({ name: '真实人口', grid: 9, layers: [{ id: body.layer.id, weight: 1 }] })
    const answer = await ask(`model=${created.body.id}&hour=166&facilities=toilet`)
    // Every street rounds by half a person at most.
    expect(Math.abs(answer.people - total)).toBeLessThan(answer.streets.length / 2)
    expect(answer.districts).toHaveLength(16)
    console.log(
      `${body.notes.length} overlaps, ${answer.streets.length} streets; Sunday 22:00, toilet, 500 m:`,
      JSON.stringify({ people: answer.people, covered: answer.covered, within: answer.within }),
    )
  })
})
