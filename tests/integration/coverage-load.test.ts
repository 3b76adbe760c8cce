import { request as httpRequest, type ClientRequest } from 'node:http'
import request from 'supertest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { seedDemo, seedReference } from '../../seeds/load.ts'
import { startCoverageService, STAFF, type CoverageTestService } from '../support/coverage.ts'

let service: CoverageTestService
beforeAll(async () => {
  service = await startCoverageService(
    async ({ db }) => {
      await seedReference(db)
      await seedDemo(db, { count: 1500 })
      await seedDemoDemand(db)
    },
    () => Date.parse('2026-06-10T15:20:00+08:00'),
  )
  // The model is on the grid from here on.
  await get('').expect(200)
})
afterAll(async () => {
  await service.stop()
  expect(service.errors).toEqual([])
})

/** Ends whatever a test left under way. */
afterEach(async () => {
  const { body } = await get('/runs?limit=100').set(STAFF)
  for (const { id, status } of body.items as { id: string; status: string }[]) {
    if (status === 'queued' || status === 'running')
      await request(service.url).delete(`/api/coverage/runs/${id}`).set(STAFF)
  }
  await expect.poll(() => service.coverage.runCounts.open, { timeout: 60_000 }).toBe(0)
})

const get = (path: string) => request(service.url).get(`/api/coverage${path}`)
const counts = () => ({ ...service.coverage.runCounts })
const runRows = async () => Number((await service.test.db.knex('coverage_run').count())[0]!.count)
/** A week of its own for each number. */
const week = (n: number) => `/week?reach=${300 + n}`

/** Asks and can leave. */
function asker(path: string): { sent: ClientRequest; status: Promise<number | 'left'> } {
  const sent = httpRequest(`${service.url}/api/coverage${path}`, { agent: false })
  const status = new Promise<number | 'left'>((resolve) => {
    sent.on('response', (res) => res.resume().on('end', () => resolve(res.statusCode!)))
    sent.on('error', () => resolve('left'))
  })
  sent.end()
  return { sent, status }
}

const underWay = (open: number) =>
  expect.poll(() => service.coverage.runCounts.open, { timeout: 30_000, interval: 5 }).toBe(open)

describe('weeks of coverage that many ask for', () => {
  it('are counted once for all who ask the same at once, in whatever order they name their wishes', async () => {
    const [before, rows] = [counts(), await runRows()]
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        get(`/week?facilities=${i % 2 ? 'toilet,wifi' : 'wifi,toilet'}&hour=${i}&wait=60`),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1)
    expect(counts()).toEqual({ ...before, done: before.done + 1 })
    expect(await runRows()).toBe(rows + 1)
  })

  it('are given up when the last asker has left, and go on for one who stays', async () => {
    const before = counts()
    // The first is being counted, so that the others wait.
    const first = asker(`${week(1)}&wait=60`)
    await underWay(1)
    const [leaves, leavesToo, stays] = [2, 3, 3].map((n) => asker(`${week(n)}&wait=60`))
    await underWay(3)
    leaves!.sent.destroy()
    leavesToo!.sent.destroy()
    await expect.poll(() => counts().cancelled).toBe(before.cancelled + 1)
    expect(await stays!.status).toBe(200)
    expect(await first.status).toBe(200)
    expect(counts()).toMatchObject({ done: before.done + 2, cancelled: before.cancelled + 1, open: 0 })
    const { body } = await get('/runs?limit=3').set(STAFF)
    expect(body.items.filter((run: { status: string }) => run.status === 'cancelled')).toMatchObject([
      { error: '没有人再等这次计算,已取消。' },
    ])
  })

  it('are given up also while they are counted', async () => {
    const before = counts()
    const only = asker(`${week(5)}&facilities=water&wait=60`)
    const running = async () => (await get('/runs?limit=1').set(STAFF)).body.items[0].status === 'running'
    await expect.poll(running, { interval: 5 }).toBe(true)
    only.sent.destroy()
    await underWay(0)
    expect(counts()).toEqual({ ...before, cancelled: before.cancelled + 1 })
    // Who asks the same afterwards gets an answer, not the old run's end.
    await get(`${week(5)}&facilities=water&wait=60`).expect(200)
  })

  it('that were promised go on when the asker has gone for a while', async () => {
    const { status, body } = await get(`${week(6)}&wait=0`)
    expect(status).toBe(202)
    await expect
      .poll(async () => (await get(`/runs/${body.run.id}`)).body.status, { timeout: 60_000 })
      .toBe('done')
    await get(`${week(6)}&wait=0`).expect(200)
  })

  it('are refused with a sentence and a time to come back when too many wait, and each gets some answer', async () => {
    const before = counts()
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => get(`${week(100 + n)}&wait=0`)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(20)
    expect(statuses.filter((status) => status === 503)).toHaveLength(40)
    expect(counts().refused).toBe(before.refused + 40)
    const refused = answers.find(({ status }) => status === 503)!
    expect(refused.type).toBe('application/problem+json')
    expect(refused.headers['retry-after']).toBe('30')
    expect(refused.body).toMatchObject({ status: 503, detail: '正在排队的计算太多,请稍后再试。' })
    // One that is cancelled makes room at once, though others are before it.
    const last = answers.filter(({ status }) => status === 202).at(-1)!
    await request(service.url).delete(`/api/coverage/runs/${last.body.run.id}`).set(STAFF).expect(202)
    await expect.poll(() => service.coverage.runCounts.open, { timeout: 30_000 }).toBeLessThan(20)
    await get(`${week(200)}&wait=0`).expect(202)
  })
})

describe('single answers that many ask for', () => {
  it('are refused above what can be counted soon, and given again afterwards', async () => {
    const answers = await Promise.all(Array.from({ length: 120 }, (_, n) => get(`?reach=${500 + n}&hour=20`)))
    const refused = answers.filter(({ status }) => status === 503)
    expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(120)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(40)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]!.headers['retry-after']).toBe('2')
    expect(refused[0]!.type).toBe('application/problem+json')
    await get('?reach=777&hour=20').expect(200)
  })
})
