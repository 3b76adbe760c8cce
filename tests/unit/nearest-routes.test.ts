import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import express from 'express'
import pino from 'pino'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { parseHours } from '../../api/features/hours/parse.ts'
import { nearestRoutes } from '../../api/features/nearest/routes.ts'
import { answerNearest, answerWithin } from '../../api/features/nearest/service.ts'
import { expressClasses } from '../../api/http/express-fast.ts'
import { DEFAULT_LICENCE } from '../../api/http/licence.ts'
import { problemHandler } from '../../api/http/problem.ts'
import { beijing, calendar2026 } from '../support/hours.ts'
import { liveIndexOf, type BuiltStation } from '../support/nearest.ts'

const station = (id: number, facts: Partial<BuiltStation>): BuiltStation => ({
  id,
  code: `BJ${String(id).padStart(6, '0')}`,
  name: `暖心驿站${id}`,
  lon: 116.4,
  lat: 39.9,
  kind: 'warm_station',
  hostKind: 'bank',
  audience: 'outdoor',
  districtCode: null,
  address: null,
  access: 'free',
  accessNote: null,
  facilities: {},
  hours: null,
  confirmedAt: null,
  synthetic: false,
  ...facts,
})

const noon = beijing('2026-11-18 12:00')
const live = liveIndexOf(
  [
    station(1, { hours: parseHours('每天 8:00-20:00'), facilities: { toilet: { state: 'yes' } } }),
    station(2, { lat: 39.901 }),
    station(3, { lat: 39.95, hours: parseHours('24小时'), facilities: { toilet: { state: 'no' } } }),
  ],
  calendar2026,
)
const app = express()
app.set('query parser', 'simple')
app.use(
  nearestRoutes({
    nearest: {
      nearest: (query, language) => answerNearest(live, query, noon, language),
      within: (query) => answerWithin(live, query, noon),
    },
    config: { region: { name: '北京', bbox: [115.4, 39.4, 117.55, 41.1] }, licence: DEFAULT_LICENCE },
  }),
)
app.use(problemHandler(pino({ level: 'silent' })))
const get = (path: string, language = 'zh') => request(app).get(path).set('Accept-Language', language)
const codes = (body: { features: { id: string }[] }) => body.features.map((f) => f.id)
const HERE = 'lon=116.4&lat=39.9'

describe('GET /nearest', () => {
  it('answers a GeoJSON collection that no cache keeps', async () => {
    const answer = await get(`/nearest?${HERE}&open=now&facilities=toilet`).expect(200)
    expect(answer.headers['content-type']).toBe('application/geo+json; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.headers.etag).toBeUndefined()
    expect(codes(answer.body)).toEqual(['BJ000001', 'BJ000002'])
    expect(answer.body.features[0].properties).toMatchObject({
      distanceM: 0,
      walkMinutes: 0,
      usable: 'yes',
      openState: 'open',
      openUntil: '2026-11-18T20:00:00+08:00',
    })
    expect(answer.body.features[1].properties).toMatchObject({
      usable: 'maybe',
      openState: 'unknown',
      openUntil: null,
    })
  })

  it('answers for another moment when asked, also where the + of its offset came unescaped', async () => {
    for (const open of ['2026-11-18T22:00:00%2B08:00', '2026-11-18T22:00:00+08:00', '2026-11-18T14:00:00Z']) {
      const { body } = await get(`/nearest?${HERE}&open=${open}`).expect(200)
      expect(body.asOf).toBe('2026-11-18T22:00:00+08:00')
      expect(codes(body)).toEqual(['BJ000003', 'BJ000002'])
      expect(body.widened).toBe(true)
    }
  })

  it('says in the language of the reader that it widened, and what was given up', async () => {
    const zh = await get(`/nearest?${HERE}&facilities=aed&access=scan`)
    expect(zh.body).toMatchObject({ widened: true, notice: expect.stringContaining('进入方式') })
    expect(zh.body.features[0].properties.usable).toBe('no')
    const en = await get(`/nearest?${HERE}&facilities=aed&access=scan`, 'en')
    expect(en.body.notice).toContain('way of entry')
  })

  it.each([
    ['neither half of the position', '', ['lon', 'lat']],
    ['longitude without latitude', 'lon=116.4', ['lat']],
    ['latitude without longitude', 'lat=39.9', ['lon']],
    ['an empty half', 'lon=&lat=39.9', ['lon']],
    ['a position that is no number', 'lon=abc&lat=39.9', ['lon']],
    ['NaN and Infinity', 'lon=NaN&lat=Infinity', ['lon', 'lat']],
    ['hexadecimal and exponents', 'lon=0x74&lat=3.99e1', ['lon', 'lat']],
    ['a repeated parameter', `${HERE}&lon=116.5`, ['lon']],
    ['a repeated list', `${HERE}&facilities=toilet&facilities=water`, ['facilities']],
    ['an unknown parameter', `${HERE}&radius=5`, ['radius']],
    ['an unknown facility', `${HERE}&facilities=toilet,sauna`, ['facilities']],
    ['an empty facility', `${HERE}&facilities=toilet,`, ['facilities']],
    ['an unknown way of entry', `${HERE}&access=window`, ['access']],
    ['a moment without its offset', `${HERE}&open=2026-11-18T22:00:00`, ['open']],
    ['a moment that is not in the calendar', `${HERE}&open=2026-13-40T22:00:00Z`, ['open']],
    ['a limit of zero', `${HERE}&limit=0`, ['limit']],
    ['a limit beyond the most', `${HERE}&limit=101`, ['limit']],
    ['half a station', `${HERE}&limit=1.5`, ['limit']],
    ['a negative distance', `${HERE}&maxDistance=-1`, ['maxDistance']],
    ['several mistakes at once', `${HERE}&limit=x&access=window&a=1`, ['limit', 'access', 'a']],
    ['a place outside the region', 'lon=121.47&lat=31.23', ['lon', 'lat']],
    ['null island', 'lon=0&lat=0', ['lon', 'lat']],
  ])('refuses %s, naming what is wrong', async (_, query, fields) => {
    const { body, headers } = await get(`/nearest?${query}`).expect(400)
    expect(headers['content-type']).toMatch('application/problem+json')
    expect(body.errors.map((e: { field: string }) => e.field)).toEqual(fields)
    for (const error of body.errors) expect(error.message).toMatch(/\S/)
  })

  it('says so when longitude and latitude look exchanged', async () => {
    const { body } = await get('/nearest?lon=39.9&lat=116.4').expect(400)
    expect(body.detail).toContain('写反')
    expect(body.detail).toContain('lon=116.4&lat=39.9')
  })
})

describe('GET /within', () => {
  it('answers what lies in the frame and may fulfil the wishes, by code, without distances', async () => {
    const { body } = await get('/within?bbox=116.39,39.89,116.41,39.96&facilities=toilet').expect(200)
    expect(codes(body)).toEqual(['BJ000001', 'BJ000002'])
    expect(body).toMatchObject({ matched: 2, truncated: false })
    expect(body.features[0].properties).toMatchObject({ distanceM: null, walkMinutes: null, usable: 'yes' })
  })

  it('says how many there are when it shows fewer', async () => {
    const { body } = await get('/within?bbox=116.39,39.89,116.41,39.96&limit=1').expect(200)
    expect(codes(body)).toEqual(['BJ000001'])
    expect(body).toMatchObject({ matched: 3, truncated: true })
  })

  it.each([
    ['no frame', '', ['bbox']],
    ['three edges', 'bbox=1,2,3', ['bbox']],
    ['west east of east', 'bbox=117,39,116,40', ['bbox']],
    ['south north of north', 'bbox=116,40,117,39', ['bbox']],
    ['words', 'bbox=a,b,c,d', ['bbox']],
    ['a position', 'bbox=116,39,117,40&lon=116.4', ['lon']],
  ])('refuses %s', async (_, query, fields) => {
    const { body } = await get(`/within?${query}`).expect(400)
    expect(body.errors.map((e: { field: string }) => e.field)).toEqual(fields)
  })
})

describe('bodies that are written into used memory', () => {
  it('reach a slow reader as they were written, whatever is answered to others meanwhile', async () => {
    const server = createServer(expressClasses(app), app)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const paths = Array.from(
      { length: 400 },
      (_, i) => `/nearest?lon=116.${400 + (i % 50)}&lat=39.9&limit=${(i % 3) + 1}`,
    )
    const bodyOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()

    const slow = connect(port, '127.0.0.1')
    slow.pause()
    for (const [i, path] of paths.entries()) {
      const close = i === paths.length - 1 ? 'Connection: close\r\n' : ''
      slow.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${close}\r\n`)
    }
    const expected = []
    for (const path of paths) expected.push(await bodyOf(path))
    const parts: Buffer[] = []
    for await (const part of slow) parts.push(part as Buffer)
    const received = Buffer.concat(parts)
      .toString()
      .split(/HTTP\/1\.1 200 OK[^]*?\r\n\r\n/)
      .slice(1)
    expect(received).toHaveLength(expected.length)
    for (const [i, body] of received.entries()) expect(body).toBe(expected[i])
    await new Promise((done) => server.close(done))
  })
})
