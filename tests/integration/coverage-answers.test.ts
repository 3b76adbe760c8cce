import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { seedDemo, seedReference } from '../../seeds/load.ts'
import { startCoverageService, STAFF, type CoverageTestService } from '../support/coverage.ts'

/** A Wednesday afternoon of an ordinary week. */
const NOW = Date.parse('2026-06-10T15:20:00+08:00')
const ASKED = 'hour=38&facilities=toilet&reach=800'

let service: CoverageTestService
/** Number of a kept answer to ASKED. */
let kept: number
let runId: string

beforeAll(async () => {
  service = await startCoverageService(
    async ({ db }) => {
      await seedReference(db)
      await seedDemo(db, { count: 600 })
      await seedDemoDemand(db)
    },
    () => NOW,
  )
  const { body } = await request(service.url)
    .post('/api/coverage/snapshots')
    .set(STAFF)
    .send({ name: '之前', question: { hour: '38', facilities: 'toilet', reach: '800' } })
  kept = body.id
  runId = (await get(`/week?${ASKED.replace('hour=38&', '')}&wait=60`)).body.runId
})

afterAll(async () => {
  await service.stop()
  expect(service.errors).toEqual([])
})

const get = (path: string) => request(service.url).get(`/api/coverage${path}`)

/** A whole file as bytes, whatever its type. */
async function bytes(path: string, staff = false): Promise<Buffer> {
  const asked = get(path)
    .buffer()
    .parse((res, done) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => done(null, Buffer.concat(chunks)))
    })
  const { status, body } = await (staff ? asked.set(STAFF) : asked)
  expect(status).toBe(200)
  return body as Buffer
}

/** Every cell of every sheet of a workbook, as text. */
async function workbookText(workbook: Buffer): Promise<string> {
  return JSON.stringify(await readWorkbook(workbook))
}

describe('what everybody may read', () => {
  const paths = () => [
    `?${ASKED}`,
    `?${ASKED}&group=courier`,
    `/week?${ASKED}&wait=60`,
    `/week?${ASKED}&area=110105&wait=60`,
    `/week?${ASKED}&area=110105001&wait=60`,
    `/compare?${ASKED}&before=${kept}`,
    '/models',
    `/runs/${runId}`,
    `/export.csv?${ASKED}`,
    `/export.geojson?${ASKED}`,
    `/export.xlsx?${ASKED}`,
  ]

  it('ends at streets: no site, no cell and no single station with the people that depend on it', async () => {
    const { rows } = await service.test.db.knex.raw<{ rows: { name: string; place: string }[] }>(
      `select s.name, st_x(s.point)::text || ',' || st_y(s.point)::text as place from demand_site s`,
    )
    expect(rows.length).toBeGreaterThan(100)
    for (const path of paths()) {
      const body = await bytes(path)
      const text = path.startsWith('/export.xlsx') ? await workbookText(body) : body.toString('utf8')
      expect(text.length).toBeGreaterThan(200)
      const told = rows.filter(({ name, place }) => text.includes(name) || text.includes(place))
      expect([path, told]).toEqual([path, []])
      // An H3 index of resolution 8 or 9 over Beijing.
      expect([path, /\b8[89]31a[0-9a-f]{10}\b/.exec(text)?.[0] ?? null]).toEqual([path, null])
      for (const member of ['h3', 'worstCells', 'soleStations', 'sites', 'createdBy']) {
        expect([path, text.includes(`"${member}":`)]).toEqual([path, false])
      }
    }
  })

  it.each([
    '/cells',
    '/cells?area=110105',
    '/details?area=110105',
    '/cell/8931aa55343ffff',
    '/snapshots',
    '/demand',
    '/runs',
    ...['csv', 'xlsx', 'geojson'].flatMap((format) =>
      ['cells', 'sites', 'stations', 'Cells', 'areas&level=cells'].map(
        (level) => `/export.${format}?level=${level}`,
      ),
    ),
  ])('does not include %s', async (path) => {
    const { status, text } = await get(path)
    expect(status).toBe(401)
    expect(text).not.toContain('people')
  })
})

describe('an answer can be had again', () => {
  const frame = () => ({
    model: { id: expect.stringMatching(/^\d+$/), version: 1, grid: 9, name: '演示:户外劳动者' },
    dataVersion: service.nearest.dataVersion,
    question: { hour: 38, weekOf: '2026-06-08', holiday: 'off', facilities: ['toilet'], reachM: 800 },
    unit: 'people',
    method: expect.stringContaining('1.3'),
    computedAt: expect.stringMatching(/^2026-06-10T15:20:00\+08:00$/),
  })
  const weekFrame = () => ({ ...frame(), question: { ...frame().question, hour: 0 } })

  it('each says by which model, data version, question and method it came about, and when', async () => {
    expect((await get(`?${ASKED}`)).body).toMatchObject(frame())
    expect((await get(`/week?${ASKED}&wait=60`)).body).toMatchObject({
      ...weekFrame(),
      question: { facilities: ['toilet'], reachM: 800, weekOf: '2026-06-08' },
    })
    const compared = (await get(`/compare?${ASKED}&before=${kept}`)).body
    expect(compared.before).toMatchObject({ ...frame(), snapshot: { id: kept, name: '之前' } })
    expect(compared.after).toMatchObject({ ...frame(), snapshot: null })
    const details = (await get(`/details?${ASKED}&limit=1`).set(STAFF)).body
    expect(details).toMatchObject(frame())
    const cell = (await get(`/cell/${details.worstCells[0].h3}?${ASKED}`).set(STAFF)).body
    expect(cell).toMatchObject(frame())
    const cells = await bytes(`/cells?${ASKED}`, true)
    const header = cells.toString('utf8', 8, 8 + cells.readUInt32LE(4))
    expect(JSON.parse(header)).toMatchObject(frame())
  })

  it('the same question gives the same figures', async () => {
    const [first, second] = [(await get(`?${ASKED}`)).body, (await get(`?${ASKED}`)).body]
    expect(second).toEqual(first)
    await service.restart()
    expect((await get(`?${ASKED}`)).body).toEqual(first)
  })

  const titles = ['模型', '数据版本', '时间', '设施', '距离', '单位', '方法', '计算时间']
  const values = () => [
    /^演示:户外劳动者\(编号 \d+,版本 1,H3 9 级网格\)$/,
    new RegExp(`^${service.nearest.dataVersion}$`),
    /^周二 14:00,2026-06-08 起的一周$/,
    /^toilet$/,
    /^800 米$/,
    /^人$/,
    /1\.3/,
    /^2026-06-10T15:20:00\+08:00$/,
  ]
  const expectValues = (found: (string | undefined)[]) =>
    values().forEach((value, i) => expect(found[i]).toMatch(value))

  it.each(['areas', 'cells', 'sites', 'stations'])(
    'a CSV of %s carries all of it in every row',
    async (level) => {
      const text = (await bytes(`/export.csv?${ASKED}&level=${level}`, true)).toString('utf8')
      const [head, ...rows] = parse(text, { bom: true }) as string[][]
      const columns = titles.map((title) => head!.indexOf(title))
      expect(columns).not.toContain(-1)
      expect(rows.length).toBeGreaterThan(5)
      for (const row of [rows[0]!, rows.at(-1)!]) expectValues(columns.map((column) => row[column]))
    },
  )

  it.each(['areas', 'sites', 'stations'])(
    'a workbook of %s carries it on a sheet of its own',
    async (level) => {
      const sheets = await readWorkbook(await bytes(`/export.xlsx?${ASKED}&level=${level}`, true))
      expect(sheets.map(({ sheet }) => sheet)).toEqual(['覆盖', '统计说明'])
      expect(sheets[0]!.data.length).toBeGreaterThan(5)
      const about = new Map(sheets[1]!.data.map(([title, value]) => [title, `${value}`]))
      expectValues(titles.map((title) => about.get(title)))
    },
  )

  it.each(['areas', 'cells', 'sites', 'stations'])(
    'a GeoJSON of %s carries it at its head',
    async (level) => {
      const text = (await bytes(`/export.geojson?${ASKED}&level=${level}`, true)).toString('utf8')
      const collection = JSON.parse(text) as { coverage: object; features: unknown[] }
      expect(collection.coverage).toMatchObject(frame())
      expect(collection.features.length).toBeGreaterThan(5)
    },
  )
})

describe('what staff read of one district', () => {
  it('cells of it, whose people add up to those of its streets', async () => {
    const read = (bytesOf: Buffer) => {
      const start = 8 + bytesOf.readUInt32LE(4)
      const { cells: n } = JSON.parse(bytesOf.toString('utf8', 8, start)) as { cells: number }
      return Array.from({ length: n }, (_, i) => bytesOf.readFloatLE(start + 8 * n + 4 * i))
    }
    const sum = (people: number[]) => people.reduce((a, b) => a + b, 0)
    const all = read(await bytes(`/cells?${ASKED}`, true))
    const districts = (await get(`?${ASKED}`)).body.districts as { code: string }[]
    const parts = []
    for (const { code } of districts) parts.push(read(await bytes(`/cells?${ASKED}&area=${code}`, true)))
    expect(parts.map((part) => part.length).reduce((a, b) => a + b)).toBe(all.length)
    expect(sum(parts.map(sum))).toBeCloseTo(sum(all), 0)
  })

  it('is of the question that was asked last, whatever the server remembers of the others', async () => {
    const at = async (hour: number) => {
      const { body } = await get(`/details?facilities=toilet&hour=${hour}&limit=5`).set(STAFF)
      expect(body.question.hour).toBe(hour)
      return body.worstCells as { h3: string }[]
    }
    const [noon, night, again] = [await at(38), await at(27), await at(38)]
    expect(again).toEqual(noon)
    expect(night).not.toEqual(noon)
    await service.restart()
    expect(await at(27)).toEqual(night)
  })

  it('stations in it that are the only one in reach, each with its street and its people, most first', async () => {
    const { soleStations } = (await get(`/details?${ASKED}&area=110105&limit=1000`).set(STAFF)).body
    expect(soleStations.length).toBeGreaterThan(3)
    for (const { districtCode, code, people } of soleStations) {
      expect([districtCode, people > 0]).toEqual(['110105', true])
      expect(code).toMatch(/^YS\d{6}$/)
    }
    const people = soleStations.map((one: { people: number }) => one.people)
    expect(people).toEqual([...people].sort((a, b) => b - a))
    const exported = JSON.parse(
      (await bytes(`/export.geojson?${ASKED}&level=stations`, true)).toString('utf8'),
    ) as { features: { id: string; properties: { districtCode: string; people: number } }[] }
    const own = exported.features.filter(({ properties }) => properties.districtCode === '110105')
    expect(own.map(({ id, properties }) => [id, properties.people])).toEqual(
      soleStations.map((one: { code: string; people: number }) => [one.code, one.people]),
    )
  })
})
