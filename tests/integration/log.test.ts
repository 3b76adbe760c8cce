import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../api/log.ts'
import { logLines } from '../support/log-lines.ts'
import { seedSmallNetwork } from '../support/small-network.ts'
import { STAFF, STAFF_TOKEN, startTestService, type TestService } from '../support/service.ts'

const log = logLines()
let service: TestService
beforeAll(async () => {
  // At this level every request is told of.
  service = await startTestService({ env: { LOG_LEVEL: 'debug', TRUST_PROXY: 'on' }, logTo: log })
  await seedSmallNetwork(service)
})
afterAll(() => service.stop())
beforeEach(() => log.clear())

const ask = () => request(service.url)
const settled = (lines: number) => expect.poll(() => log.lines().length).toBeGreaterThanOrEqual(lines)

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('a line of the log', () => {
  it('has the id, the method, the route, the status and the duration of a request', async () => {
    await ask().get('/api/stations/nearest?lon=116.4&lat=39.92').expect(200)
    await settled(1)
    const [line] = log.lines()
    expect(line).toMatchObject({
      level: 20,
      msg: 'request',
      method: 'GET',
      route: '/api/stations/nearest',
      status: 200,
    })
    expect(line!.requestId).toMatch(UUID)
    expect(line!.ms).toBeGreaterThanOrEqual(0)
    expect(Object.keys(line!).sort()).toEqual(
      ['hostname', 'level', 'method', 'ms', 'msg', 'pid', 'requestId', 'route', 'status', 'time'].sort(),
    )
  })

  it('comes for what changes something or was refused also when reads are not told of', async () => {
    const quietLog = logLines()
    const quiet = await startTestService({ env: { LOG_LEVEL: 'info' }, logTo: quietLog })
    try {
      await request(quiet.url).get('/healthz').expect(200)
      await request(quiet.url).get('/api/stations/nearest?lon=116.4&lat=39.92').expect(200)
      await request(quiet.url).post('/api/imports').expect(401)
      await request(quiet.url).get('/api/nothing').expect(404)
      await expect.poll(() => quietLog.lines().length).toBe(2)
      expect(quietLog.lines().map((line) => [line.method, line.route, line.status])).toEqual([
        ['POST', '/api/imports', 401],
        ['GET', 'unknown', 404],
      ])
    } finally {
      await quiet.stop()
    }
  })

  it('never holds a position, a query, an address or a token, wherever the request carried it', async () => {
    const [lon, lat] = ['116.391357', '39.905724']
    const secrets = [lon, lat, STAFF_TOKEN, 'hunter2', '192.0.2.77', '203.0.113.9', '张三', '13800138000']
    const headers = {
      'X-Position': `${lon},${lat}`,
      'X-Request-Id': `${lon},${lat}`,
      Referer: `http://example.org/?lon=${lon}&lat=${lat}`,
      'User-Agent': `hunter2 ${lon}`,
      Cookie: `place=${lon},${lat}`,
      'X-Forwarded-For': '192.0.2.77, 203.0.113.9',
      Authorization: `Bearer ${STAFF_TOKEN}`,
    }
    const encoded = encodeURIComponent('张三 13800138000')
    const targets: [method: 'get' | 'post' | 'patch' | 'delete', path: string][] = [
      ['get', `/api/stations/nearest?lon=${lon}&lat=${lat}`],
      ['get', `/api/stations/nearest?lon=${lat}&lat=${lon}`],
      ['get', `/api/stations/within?bbox=${lon},${lat},116.5,40`],
      ['get', `/api/places?q=${encoded}`],
      ['get', `/api/stations/${lon}`],
      ['get', `/api/${lon}/${lat}?token=hunter2`],
      ['get', `/ogc/collections/stations/items?bbox=${lon},${lat},116.5,40&name=${encoded}`],
      ['get', `/ogc/collections/${encoded}/items/${lon}`],
      ['get', `/tiles/${lon}/stations/1/2/3.mvt`],
      ['get', `/stations/${encoded}?lon=${lon}`],
      ['get', `/metrics?token=hunter2`],
      ['patch', `/api/stations/hunter2?lon=${lon}`],
      ['post', `/api/imports?token=hunter2`],
      ['post', `/api/coverage/snapshots`],
      ['delete', `/api/coverage/runs/hunter2`],
    ]
    const body = { name: '张三', phone: '13800138000', position: [Number(lon), Number(lat)] }
    for (const [method, path] of targets) {
      const sent = ask()[method](path).set(headers)
      await (method === 'post' || method === 'patch' ? sent.send(body) : sent)
    }
    await ask()
      .post('/api/coverage/models')
      .set(headers)
      .type('json')
      .send(`{"lon":${lon},hunter2`)
      .expect(400)
    await settled(targets.length + 1)
    const text = log.text()
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    expect(text).not.toMatch(/\?|%E5|127\.0\.0\.1/)
  })

  it('bears the id that a trusted proxy gave, if it looks like one', async () => {
    const id = 'a3f1c2d4e5b60718293a4b5c6d7e8f90'
    const { body, headers } = await ask().get('/api/nothing').set('X-Request-Id', id).expect(404)
    expect([body.requestId, headers['x-request-id']]).toEqual([id, id])
    await settled(1)
    expect(log.lines()[0]!.requestId).toBe(id)
  })
})

describe('a fault', () => {
  it('is logged once, with the id that the answer bears, and the answer tells nothing of its insides', async () => {
    const { knex } = service.services
    await knex.raw('alter table coverage_snapshot rename to coverage_snapshot_away')
    let answer: request.Response
    try {
      answer = await ask().get('/api/coverage/snapshots').set(STAFF)
    } finally {
      await knex.raw('alter table coverage_snapshot_away rename to coverage_snapshot')
    }
    expect(answer.status).toBe(500)
    expect(JSON.stringify(answer.body)).not.toMatch(/coverage_snapshot|select/)
    await settled(1)
    const errors = log.lines().filter(({ level }) => level >= 40)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      level: 50,
      msg: 'request failed',
      status: 500,
      route: '/api/coverage/snapshots',
    })
    expect(errors[0]!.err).toMatchObject({ code: '42P01' })
    expect(errors[0]!.err!.stack).toMatch(/^\s+at /)
    expect(errors[0]!.requestId).toBe(answer.body.requestId)
    expect(answer.headers['x-request-id']).toBe(answer.body.requestId)
  })

  it('of the database is told without the values that it quotes', async () => {
    const { knex } = service.services
    const lines = logLines()
    const written = createLog('error', lines)
    const failures = [
      knex.raw('select cast(? as float8)', ['116.391357 张三']),
      knex.raw('insert into unions (code, name, level) values (?, ?, ?)', ['U9', '张三', '116.391357']),
      knex.raw('insert into district (code, name, pinyin) values (?, ?, null)', ['张三', '116.391357']),
    ]
    for (const failure of failures) {
      const error = await failure.then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).toBeInstanceOf(Error)
      written.error({ err: new Error('told', { cause: error }) }, 'failed')
      written.error({ err: error }, 'failed')
    }
    expect(lines.lines()).toHaveLength(2 * failures.length)
    expect(lines.text()).not.toMatch(/张三|116\.39/)
    expect(lines.text()).toMatch(/"code":"22P02"/)
  })

  it.each([
    ['of JSON that cannot be read', () => JSON.parse('{"lon":116.391357,张三')],
    ['of an address that is none', () => new URL('geo:116.391357//张三', 'nowhere')],
  ])('%s is told without quoting it', (_what, fail) => {
    const lines = logLines()
    try {
      fail()
    } catch (error) {
      createLog('error', lines).error({ err: error }, 'failed')
    }
    expect(lines.lines()).toHaveLength(1)
    expect(lines.text()).not.toMatch(/张三|116\.39/)
  })
})
