import { request as httpRequest } from 'node:http'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../api/openapi/operations.ts'
import { seedSmallNetwork } from '../support/small-network.ts'
import { STAFF, startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  await seedSmallNetwork(service)
})
afterAll(() => service.stop())

const get = (path: string) => request(service.url).get(path)
const metrics = async () => (await get('/metrics').expect(200)).text

interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** Strictly: a line that is no sample in Prometheus' text format fails the test. */
function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
      if (!match) throw new Error(`not a sample: ${line}`)
      const labels = [...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)]
      return {
        name: match[1]!,
        labels: Object.fromEntries(labels.map((label) => [label[1]!, label[2]!])),
        value: match[3] === '+Inf' ? Infinity : Number(match[3]),
      }
    })
}

const samples = async () => samplesOf(await metrics())
const valueOf = (all: Sample[], name: string, labels: Record<string, string> = {}) =>
  all.find((s) => s.name === name && Object.entries(labels).every(([key, value]) => s.labels[key] === value))
    ?.value

/** Any method and any target, as it is. */
function send(method: string, path: string): Promise<number> {
  const { port } = new URL(service.url)
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, method, path, agent: false }, (res) => {
      res.resume()
      res.on('end', () => resolve(res.statusCode!))
      res.on('error', reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}

const SERIES = 'http_request_duration_seconds'

describe('the metrics', () => {
  it('count requests and their durations by method, route pattern and status class', async () => {
    const labels = { method: 'GET', route: '/api/stations/nearest', status: '2xx' }
    const before = valueOf(await samples(), `${SERIES}_count`, labels) ?? 0
    for (let i = 0; i < 7; i++) await get(`/api/stations/nearest?lon=116.4${i}&lat=39.92`).expect(200)
    await get('/api/stations/nearest?lon=abc').expect(400)
    const after = await samples()
    expect(valueOf(after, `${SERIES}_count`, labels)).toBe(before + 7)
    expect(valueOf(after, `${SERIES}_count`, { ...labels, status: '4xx' })).toBeGreaterThanOrEqual(1)
    const buckets = after.filter(
      (s) => s.name === `${SERIES}_bucket` && s.labels.route === labels.route && s.labels.status === '2xx',
    )
    const counts = buckets.map((s) => s.value)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(buckets.at(-1)).toMatchObject({ labels: { le: '+Inf' }, value: before + 7 })
    expect(valueOf(after, `${SERIES}_sum`, labels)).toBeGreaterThan(0)
  })

  it('tell of the index, the pool, imports, coverage, the event loop and the process', async () => {
    const all = await samples()
    expect(valueOf(all, 'station_index_stations')).toBe(service.services.nearest.stations)
    expect(valueOf(all, 'station_index_data_version')).toBe(service.services.nearest.dataVersion)
    expect(valueOf(all, 'station_index_age_seconds')).toBeLessThan(60)
    expect(valueOf(all, 'database_pool_max')).toBe(10)
    expect(valueOf(all, 'database_pool_connections', { state: 'used' })).toBeGreaterThanOrEqual(0)
    expect(valueOf(all, 'database_pool_connections', { state: 'idle' })).toBeGreaterThanOrEqual(0)
    for (const name of ['database_pool_waiting', 'import_jobs_open', 'coverage_runs_open'])
      expect(valueOf(all, name), name).toBe(0)
    for (const outcome of ['checked', 'failed', 'committed'])
      expect(valueOf(all, 'import_jobs_total', { outcome }), outcome).toBe(0)
    for (const outcome of ['done', 'failed', 'cancelled', 'refused'])
      expect(valueOf(all, 'coverage_runs_total', { outcome }), outcome).toBe(0)
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      expect(valueOf(all, name), name).toBeGreaterThan(0)
    // The one that reads them.
    expect(valueOf(all, 'http_requests_open')).toBe(1)
  })

  it('count what became of a roster', async () => {
    const roster = Buffer.from('名称,地址\n驿站甲,海淀区花园路1号\n')
    const { body: job } = await request(service.url)
      .post('/api/imports')
      .set(STAFF)
      .field('district', '海淀区')
      .attach('file', roster, '名单.csv')
      .expect(202)
    await service.services.imports.finished(job.id)
    await request(service.url).post(`/api/imports/${job.id}/commit`).set(STAFF).send({}).expect(200)
    const bad = await request(service.url)
      .post('/api/imports')
      .set(STAFF)
      .attach('file', Buffer.from('no,columns\n1,2\n'), '坏名单.csv')
    await service.services.imports.finished(bad.body.id)
    const all = await samples()
    const total = (outcome: string) => valueOf(all, 'import_jobs_total', { outcome })
    expect([total('checked'), total('committed'), total('failed')]).toEqual([1, 1, 1])
    expect(valueOf(all, 'import_jobs_open')).toBe(0)
  })

  it('fold whatever paths and methods are asked into a bounded set of labels that hold nothing of them', async () => {
    const odd = [
      '/api/stations/nearest/116.391300',
      '/api/stations/BJ999999',
      '/API/StationS/NEAREST?lon=116.391300&lat=39.905500',
      '/api/116.391300',
      '/api/imports/not-a-uuid/rows?token=hunter2hunter2hunter2',
      '/ogc/collections/hunter2/items/116.391300',
      '/ogc/116.391300/39.905500',
      '/tiles/hunter2/stations/1/116391300/2.mvt',
      '/%E0%A4%A',
      '/..%2f..%2fetc/hunter2',
      '/a"b\\c\n'.replace('\n', '%0A'),
      '/{route="x"}',
      '/stations/hunter2',
      '/assets/hunter2.js',
      '*',
      'http://[/hunter2',
    ]
    for (const path of odd) for (const method of ['GET', 'PROPFIND', 'PATCH']) await send(method, path)
    const first = await samples()
    for (let i = 0; i < 300; i++) await send(i % 2 ? 'GET' : 'REPORT', `/api/hunter2-${i}/${i}?q=${i}`)
    const second = await samples()
    const ofRequests = (all: Sample[]) => all.filter((s) => s.name.startsWith(SERIES))
    const series = (all: Sample[]) => ofRequests(all).map((s) => JSON.stringify([s.name, s.labels]))
    // Reading the metrics is a series of its own; else 300 new addresses made none.
    const added = series(second).filter((one) => !series(first).includes(one))
    expect(added.filter((one) => !one.includes('/metrics'))).toEqual([])
    const patterns = new Set(ofRequests(second).map((s) => s.labels.route!))
    expect([...patterns].filter((p) => /hunter2|116|39\.9|BJ9|\?|etc/i.test(p))).toEqual([])
    expect(valueOf(second, `${SERIES}_count`, { route: 'unknown', method: 'GET' })).toBeGreaterThan(100)
    expect(new Set(ofRequests(second).map((s) => s.labels.method))).not.toContain('PROPFIND')
    expect(await metrics()).not.toMatch(/hunter2|116\.39|39\.90/)
  })

  it('name every route as its description does', async () => {
    const described = new Set(operations.map((o) => o.path.replace(/\{(\w+)\}/g, ':$1')))
    const named = new Set(service.services.metrics.requests.patterns())
    expect([...described].filter((path) => !named.has(path))).toEqual([])
    expect(
      [...named].filter((path) => !/^(\/(api|tiles|ogc|healthz|readyz|metrics)|page$|unknown$)/.test(path)),
    ).toEqual([])
  })

  it('count an asker who left before the end as aborted', async () => {
    const labels = { route: '/ogc/collections/:id/items', status: 'aborted' }
    const before = valueOf(await samples(), `${SERIES}_count`, labels) ?? 0
    const { port } = new URL(service.url)
    await new Promise<void>((resolve) => {
      const sent = httpRequest({ port, path: '/ogc/collections/districts/items?f=geojson', agent: false })
      sent.on('error', () => resolve())
      sent.on('close', () => resolve())
      sent.on('socket', (socket) => socket.once('connect', () => setImmediate(() => sent.destroy())))
      sent.end()
    })
    await expect.poll(async () => valueOf(await samples(), `${SERIES}_count`, labels) ?? 0).toBe(before + 1)
  })
})

describe('who may read the metrics', () => {
  it('is a program on this machine that does not come through a proxy', async () => {
    await get('/metrics')
      .expect(200)
      .expect('Content-Type', /^text\/plain; version=0\.0\.4/)
    for (const header of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])
      await get('/metrics')
        .set(header, '127.0.0.1')
        .expect(403)
        .expect('Content-Type', /problem\+json/)
  })

  it('is whoever has the token, once one is set', async () => {
    const token = 'metrics-token-for-tests'
    const guarded = await startTestService({ env: { METRICS_TOKEN: token } })
    try {
      const ask = () => request(guarded.url).get('/metrics')
      await ask()
        .expect(401)
        .expect('WWW-Authenticate', /Bearer/)
      await ask().set('Authorization', 'Bearer another-token-of-length').expect(401)
      await ask().set(STAFF).expect(401)
      await ask().set('Authorization', `Bearer ${token}`).set('X-Forwarded-For', '192.0.2.1').expect(200)
    } finally {
      await guarded.stop()
    }
  })
})
