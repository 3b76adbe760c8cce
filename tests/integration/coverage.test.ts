import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { areaOfOutline } from '../../api/features/coverage/grid.ts'
import { INTERRUPTED } from '../../api/features/coverage/run-problems.ts'
import { setAuthor } from '../../api/features/stations/store.ts'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { seedDemo, seedReference } from '../../seeds/load.ts'
import { loadReference } from '../../seeds/reference.ts'
import { startCoverageService, STAFF, type CoverageTestService } from '../support/coverage.ts'

const STATIONS = 1500
/** A Wednesday afternoon of an ordinary week. */
const NOW = Date.parse('2026-06-10T15:20:00+08:00')

let service: CoverageTestService
const get = (path: string) => request(service.url).get(`/api/coverage${path}`)

beforeAll(async () => {
  service = await startCoverageService(
    async ({ db }) => {
      await seedReference(db)
      await seedDemo(db, { count: STATIONS })
      await seedDemoDemand(db)
    },
    () => NOW,
  )
})

afterAll(async () => {
  await service.stop()
  expect(service.errors).toEqual([])
})

interface Part {
  code: string | null
  districtCode?: string
  people: number
  covered: { pessimist: number; optimist: number }
}
const sum = (parts: Part[], of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0)

describe('GET /api/coverage', () => {
  it('answers the default model for this hour within 500 m when nothing is asked, and says how it counted', async () => {
    const { status, body, headers } = await get('')
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toMatchObject({
      model: { name: '演示:户外劳动者', grid: 9, year: 2026 },
      dataVersion: service.nearest.dataVersion,
      question: {
        hour: 63,
        at: '2026-06-10T15:00:00+08:00',
        weekOf: '2026-06-08',
        holiday: 'off',
        reachM: 500,
      },
      unit: 'people',
      synthetic: true,
      notice: '演示数据:人数和驿站都是虚构的。',
      method: 'straight-line × 1.3 at 1.15 m/s',
      computedAt: '2026-06-10T15:20:00+08:00',
    })
    expect(body.people).toBeGreaterThan(100_000)
    expect(body.covered.pessimist).toBeLessThan(body.covered.optimist)
    expect(body.ages.hoursKnown).toBeLessThan(body.ages.stations)
  })

  it('gives districts and streets that add up, most people uncovered first', async () => {
    const { body } = await get('?hour=166&facilities=toilet&reach=10min&mode=ebike')
    expect(body.question).toMatchObject({ mode: 'ebike', minutes: 10, reachM: 1938.5 })
    expect(body.districts).toHaveLength(16)
    for (const figure of [
      (p: Part) => p.people,
      (p: Part) => p.covered.pessimist,
      (p: Part) => p.covered.optimist,
    ]) {
      expect(sum(body.districts, figure)).toBe(figure(body))
      for (const district of body.districts as Part[]) {
        const streets = (body.streets as Part[]).filter(({ districtCode }) => districtCode === district.code)
        expect(sum(streets, figure)).toBe(figure(district))
      }
    }
    const uncovered = (body.districts as Part[]).map(({ people, covered }) => people - covered.pessimist)
    expect(uncovered).toEqual([...uncovered].sort((a, b) => b - a))
  })

  it('sets a district’s own head-count against the model’s sum, whoever is outside and whoever is asked about', async () => {
    const { rows } = await service.test.db.knex.raw<{ rows: { heads: string }[] }>(
      `select sum(e.value::numeric) as heads from (
         select s.groups, s.district_code from demand_site s
         union all select a.groups, a.district_code from demand_area a) d
       cross join lateral jsonb_each_text(d.groups) e where d.district_code = '110112'
         and e.key not in ('resident')`,
    )
    const heads = Number(rows[0]!.heads)
    const answers = await Promise.all(['?hour=14', '?hour=3', '?hour=14&group=rider'].map((q) => get(q)))
    const districts = answers.map(({ body }) => body.districts.find(({ code }: Part) => code === '110112'))
    for (const own of districts) {
      // Each street rounds by half a person at most.
      expect(Math.abs(own.modelSum - heads)).toBeLessThan(20)
      expect(own.headCount).toBe(39_500)
      expect(own.difference).toBe(own.modelSum - 39_500)
    }
    const [noon, night, riders] = districts
    expect(night.people).toBeLessThan(noon.people)
    expect(riders.people).toBeLessThan(noon.people)
  })

  it('has no sum of people to set against where area is counted', async () => {
    const { body } = await get('?model=area&hour=14')
    expect(body.districts[0]).toMatchObject({ modelSum: null, headCount: null, difference: null })
  })

  it('goes by the calendar at an instant, and by rest days with holiday=on', async () => {
    // Dragon-boat day 2026 is a Friday off; the same hour of an ordinary Friday differs.
    const [off, asIf, ordinary] = await Promise.all([
      get('?at=2026-06-19T10:00:00%2B08:00'),
      get('?hour=106&holiday=on'),
      get('?hour=106'),
    ])
    expect(off.body.covered).toEqual(asIf.body.covered)
    expect(off.body.covered.pessimist).toBeLessThan(ordinary.body.covered.pessimist)
  })

  it('counts area and says so for a model without layers', async () => {
    const { body } = await get('?model=area&hour=14')
    expect(body.unit).toBe('km2')
    expect(body.notice).toContain('按面积')
    const whole = loadReference().districts.reduce(
      (total, { geometry }) => total + areaOfOutline(geometry),
      0,
    )
    expect(body.people).toBeCloseTo(whole / 1e6, 0)
    // PostGIS's own area of the same outlines, on the spheroid.
    const { rows } = await service.test.db.knex.raw<{ rows: { km2: number }[] }>(
      `select sum(st_area(d.geom::geography)) / 1e6 as km2 from district d`,
    )
    expect(body.people / rows[0]!.km2).toBeCloseTo(1, 5)
  })

  it.each([
    ['reach=0', 'reach'],
    ['reach=1000000000', 'reach'],
    ['reach=-5', 'reach'],
    ['hour=24:00', 'hour'],
    ['hour=168', 'hour'],
    ['hour=1.5', 'hour'],
    ['hour=3&at=2026-06-19T10:00:00%2B08:00', 'hour'],
    ['at=yesterday', 'at'],
    ['facilities=pool', 'facilities'],
    ['group=astronauts', 'group'],
    ['mode=walk', 'mode'],
    ['holiday=maybe', 'holiday'],
    ['hour=1&hour=2', 'hour'],
    ['colour=red', 'colour'],
  ])('refuses %s with a sentence about %s', async (query, field) => {
    const { status, body, type } = await get(`?${query}`)
    expect(status).toBe(400)
    expect(type).toBe('application/problem+json')
    expect(body.errors[0].field).toBe(field)
    expect(body.errors[0].message).toMatch(/[。)]|[a-z一-龥]/)
  })

  it('answers 404 for a model that is not there', async () => {
    const { status, body } = await get('?model=4711')
    expect([status, body.detail]).toEqual([404, '没有编号为 4711 的覆盖模型。'])
  })
})

describe('GET /api/coverage/week', () => {
  it('gives 168 values whose hours equal the single answers', async () => {
    const { status, body } = await get('/week?facilities=toilet&wait=60')
    expect(status).toBe(200)
    for (const list of [body.people, body.pessimist, body.optimist]) expect(list).toHaveLength(168)
    for (const hour of [0, 14, 61, 166]) {
      const single = (await get(`?facilities=toilet&hour=${hour}`)).body
      expect([body.people[hour], body.pessimist[hour], body.optimist[hour]]).toEqual([
        single.people,
        single.covered.pessimist,
        single.covered.optimist,
      ])
    }
    expect(body.deserts.night.length).toBeGreaterThan(0)
    const run = (await get(`/runs/${body.runId}`)).body
    expect(run).toMatchObject({ status: 'done', hoursDone: 168, dataVersion: body.dataVersion, error: null })
  })

  it('gives the strip of one district, with its streets', async () => {
    const { body } = await get('/week?facilities=toilet&area=110105&wait=60')
    expect(body.area).toEqual({ code: '110105', name: '朝阳区' })
    const single = (await get('?facilities=toilet&hour=100')).body
    const district = single.districts.find(({ code }: Part) => code === '110105')
    expect(body.pessimist[100]).toBe(district.covered.pessimist)
    expect(body.streets.length).toBeGreaterThan(30)
    expect(
      sum(
        body.streets.map((s: { people: number[] }) => ({ people: s.people[100] })),
        (p) => p.people,
      ),
    ).toBe(district.people)
    expect((await get('/week?facilities=toilet&area=999999&wait=60')).status).toBe(404)
  })

  it('names its run while it is under way, and can be cancelled by staff', async () => {
    const first = await get('/week?model=area&wait=0')
    expect(first.status).toBe(202)
    const { id } = first.body.run
    const again = await get('/week?model=area&wait=0')
    expect(again.body.run.id).toBe(id)
    expect((await request(service.url).delete(`/api/coverage/runs/${id}`)).status).toBe(401)
    expect((await request(service.url).delete(`/api/coverage/runs/${id}`).set(STAFF)).status).toBe(202)
    await expect
      .poll(async () => (await get(`/runs/${id}`)).body.status, { timeout: 30_000 })
      .toBe('cancelled')
    expect((await request(service.url).delete(`/api/coverage/runs/${id}`).set(STAFF)).status).toBe(409)
  })

  async function modelWithRun(name: string): Promise<{ model: string; run: string }> {
    const layer = (await request(service.url).get('/api/coverage/demand').set(STAFF)).body.items[0]
    const created = await request(service.url)
      .post('/api/coverage/models')
      .set(STAFF)
      .send({ name, grid: 8, layers: [{ id: layer.id, weight: 2 }] })
    expect(created.status).toBe(201)
    const { run } = (await get(`/week?model=${created.body.id}&wait=0`)).body
    return { model: created.body.id, run: run.id }
  }
  const GONE = '计算途中模型被删除,结果作废。'

  it('a model deleted while its week is counted stops the run with a sentence', async () => {
    const { model, run } = await modelWithRun('要删的')
    expect((await request(service.url).delete(`/api/coverage/models/${model}`).set(STAFF)).status).toBe(204)
    await expect
      .poll(async () => (await get(`/runs/${run}`)).body, { timeout: 30_000 })
      .toMatchObject({ status: 'cancelled', error: GONE })
    expect((await get(`?model=${model}`)).status).toBe(404)
  })

  it('a model deleted by another process meanwhile makes the finished week void', async () => {
    const { model, run } = await modelWithRun('别处删的')
    await service.test.db.knex('coverage_model').where({ id: model }).delete()
    await expect
      .poll(async () => (await get(`/runs/${run}`)).body, { timeout: 30_000 })
      .toMatchObject({ status: 'failed', error: GONE })
  })

  it('after a restart in the middle the run says that it must be run again', async () => {
    const { run } = (await get('/week?facilities=wifi&wait=0')).body
    await service.restart()
    // A server's runs may belong to another process: they count as lost after two minutes of silence.
    if (service.test.db.kind === 'server') {
      await service.test.db
        .knex('coverage_run')
        .where({ id: run.id })
        .update({ updated_at: new Date(NOW - 86_400_000) })
      await service.restart()
    }
    expect((await get(`/runs/${run.id}`)).body).toMatchObject({
      status: 'interrupted',
      error: INTERRUPTED.zh,
    })
    const again = await get('/week?facilities=wifi&wait=60')
    expect([again.status, again.body.people.length]).toEqual([200, 168])
  })

  it('a roster that comes in the middle: the week is of the version that it began with, and names it', async () => {
    const before = service.nearest.dataVersion
    const hours = [0, 62, 110, 167]
    const singles = () => Promise.all(hours.map((hour) => get(`?facilities=umbrella&hour=${hour}`)))
    const figures = ({ body }: { body: Part }) => [body.people, body.covered.pessimist, body.covered.optimist]
    const old = (await singles()).map(figures)
    const counting = get('/week?facilities=umbrella&wait=60').then((answer) => answer)
    // Counting has begun: from now on the version stands.
    const hoursDone = async () => (await get('/week?facilities=umbrella&wait=0')).body.run?.hoursDone ?? 168
    await expect.poll(hoursDone, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0)
    await service.test.db.knex.transaction(async (trx) => {
      await setAuthor(trx, { actor: 'test', reason: '名单' })
      await trx('station').where('code', '<', 'YS000200').update({ hours: null })
    })
    await expect.poll(() => service.nearest.dataVersion).toBeGreaterThan(before)
    // Another question in the middle is answered by the new version, and hands it to the thread.
    expect((await singles()).map(({ body }) => body.dataVersion)).toEqual(
      hours.map(() => service.nearest.dataVersion),
    )
    const { body } = await counting
    expect(body.dataVersion).toBe(before)
    expect(hours.map((hour) => [body.people[hour], body.pessimist[hour], body.optimist[hour]])).toEqual(old)
    expect((await get(`/runs/${body.runId}`)).body).toMatchObject({ status: 'done', dataVersion: before })
    const fresh = (await get('/week?facilities=umbrella&wait=60')).body
    expect(fresh.dataVersion).toBe(service.nearest.dataVersion)
    expect(fresh.pessimist).not.toEqual(body.pessimist)
  })
})

describe('below street level', () => {
  it.each([
    '/cells',
    '/details',
    '/snapshots',
    '/runs',
    '/demand',
    '/cell/8931aa55343ffff',
    '/export.csv?level=cells',
  ])('%s is for staff', async (path) => {
    expect((await get(path)).status).toBe(401)
  })

  it('cells come as one binary whose people add up to the answer', async () => {
    const { body, type } = await get('/cells?hour=62')
      .set(STAFF)
      .buffer()
      .parse((res, done) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('end', () => done(null, Buffer.concat(chunks)))
      })
    expect(type).toBe('application/vnd.warm-heart.coverage-cells')
    const bytes = body as Buffer
    expect(bytes.toString('latin1', 0, 4)).toBe('WHCC')
    const length = bytes.readUInt32LE(4)
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length))
    expect(header.columns).toEqual(['h3', 'people', 'pessimist', 'optimist'])
    const n = header.cells as number
    expect(bytes.length).toBe(8 + length + n * 20)
    expect((8 + length) % 8).toBe(0)
    let people = 0
    for (let i = 0; i < n; i++) people += bytes.readFloatLE(8 + length + 8 * n + 4 * i)
    const single = (await get('?hour=62')).body
    const sites = (await request(service.url).get('/api/coverage/export.csv?hour=62&level=sites').set(STAFF))
      .text
    const atSites = sites
      .split('\r\n')
      .slice(1, -1)
      .reduce((total, line) => total + Number(line.split(',')[6]), 0)
    expect(Math.abs(people + atSites - single.people)).toBeLessThan(200)
  })

  it('a cell is explained in a sentence, in the reader’s language', async () => {
    const details = (await get('/details?hour=164&facilities=toilet&limit=3').set(STAFF)).body
    expect(details.worstCells).toHaveLength(3)
    expect(details.soleStations[0].code).toMatch(/^YS\d{6}$/)
    expect(details.sites[0].distanceM).toBeDefined()
    const { h3 } = details.worstCells[0]
    const zh = (await get(`/cell/${h3}?hour=164&facilities=toilet`).set(STAFF)).body
    expect(zh.sentence).toMatch(/^最近的确定开放且有厕所的驿站在 [\d.]+ (米|公里)外\(.+\);更近的站里,.+。$/)
    expect(zh.nearest.distanceM).toBeGreaterThan(500)
    const en = (
      await get(`/cell/${h3}?hour=164&facilities=toilet`).set({ ...STAFF, 'Accept-Language': 'en' })
    ).body
    expect(en.sentence).toMatch(/^The nearest station surely open with toilet is /)
    expect((await get(`/cell/8831aa5535fffff`).set(STAFF)).status).toBe(400)
  })
})

describe('exports and comparisons', () => {
  it.each(['csv', 'xlsx', 'geojson'])('.%s says how it came about', async (format) => {
    const { status, headers, text, body } = await get(`/export.${format}?hour=14`).buffer()
    expect(status).toBe(200)
    expect(headers['content-disposition']).toContain(`.${format}`)
    if (format === 'csv') {
      const [titles, city] = text.split('\r\n')
      expect(titles).toContain('数据版本')
      expect(city).toContain('全市')
    }
    if (format === 'geojson') {
      const collection = JSON.parse(text ?? JSON.stringify(body))
      expect(collection.coverage.dataVersion).toBe(service.nearest.dataVersion)
      expect(collection.features).toHaveLength(16)
    }
  })

  it('a kept answer is compared with the present: what got better, for whom', async () => {
    const kept = await request(service.url)
      .post('/api/coverage/snapshots')
      .set(STAFF)
      .send({ name: '之前', question: { hour: '14', facilities: 'toilet' } })
    expect(kept.status).toBe(201)
    await service.test.db.knex.transaction(async (trx) => {
      await setAuthor(trx, { actor: 'test', reason: '全部延长' })
      await trx.raw(
        `update station set facilities = jsonb_set(facilities, '{toilet}', '{"state":"yes"}') where district_code = '110105'`,
      )
    })
    const { dataVersion } = kept.body.answer
    await expect.poll(() => service.nearest.dataVersion).toBeGreaterThan(dataVersion)
    const { body } = await get(`/compare?hour=14&facilities=toilet&before=${kept.body.id}`)
    expect(body.before.dataVersion).toBe(dataVersion)
    expect(body.after.dataVersion).toBe(service.nearest.dataVersion)
    expect(body.city.verdict).toBe('better')
    expect(body.districts[0]).toMatchObject({ code: '110105', verdict: 'better' })
    expect(body.groups.every(({ change }: { change: { pessimist: number } }) => change.pessimist > 0)).toBe(
      true,
    )
    const unlike = await get(`/compare?hour=14&before=${kept.body.id}`)
    expect([unlike.status, unlike.body.errors[0].field]).toEqual([409, 'facilities'])
    expect((await get('/compare?before=999999')).status).toBe(404)
  })
})
