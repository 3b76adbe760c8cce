import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ImportJob } from '../../api/features/imports/read-model.ts'
import { NO_OPTIONS, type ImportOptions, type ImportSummary } from '../../api/features/imports/roster.ts'
import { rosterFile, workbookBytes } from '../support/roster-files.ts'
import { STAFF, startTestService, type TestService } from '../support/service.ts'

let service: TestService
/** Every test has lists of its own: names that no other test uses. */
let list: string
let lists = 0

beforeAll(async () => {
  service = await startTestService({ demoStations: 50, env: { UPLOAD_MAX_MB: '8' } })
})
afterAll(() => service.stop())
beforeEach(() => {
  list = `名单${String.fromCharCode(0x4e00 + lists++)}`
})

const imports = () => service.services.imports
const knex = () => service.services.knex

async function check(content: string | Uint8Array, options: Partial<ImportOptions> = {}): Promise<ImportJob> {
  const path = rosterFile('list.csv', content)
  const job = await imports().submit({
    path,
    removeFile: false,
    fileName: 'list.csv',
    actor: 'officer',
    options: { ...NO_OPTIONS, source: list, ...options },
  })
  return imports().finished(job.id)
}

async function importAll(
  content: string,
  options: Partial<ImportOptions> = {},
  closeVanished = false,
  reopenReturned = false,
) {
  const job = await check(content, options)
  expect(job.error).toBeNull()
  return imports().commit(job.id, { actor: 'officer', closeVanished, reopenReturned })
}

const summary = (changed: Partial<ImportSummary>): ImportSummary => ({
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  unlocated: 0,
  duplicates: 0,
  otherDistrict: 0,
  suspicious: 0,
  rejected: 0,
  ...changed,
})

const stations = () => knex()('station').where({ source: list }).orderBy('id')
const dataVersion = async () => Number((await knex()('data_version').first()).version)
const problemsOf = async (job: ImportJob) =>
  (await imports().rows(job.id, 'problems', null, 100)).map((r) => [
    r.row,
    r.outcome,
    ...r.problems.map((p) => p.problem),
  ])

/** Rows whose names carry the list's own name, so that no other list has the same place. */
const csv = (head: string, ...rows: string[]) =>
  [head, ...rows.map((row) => row.replaceAll('#', list))].join('\n')
const PLACED = '编号,名称,地址,lng_gcj02,lat_gcj02,厕所,开放时间'

describe('a roster', () => {
  test('is checked without changing the registry, and committed whole', async () => {
    const content = csv(
      PLACED,
      '1,#甲站,海淀区花园路街道花园北路1号,116.368,39.983,有,周一至周五 08:30-17:30',
      '2,#乙站,海淀区知春路2号,,,,',
      '3,,海淀区知春路3号,,,,',
    )
    const before = await dataVersion()
    const job = await check(content)
    expect(job).toMatchObject({
      status: 'checked',
      summary: summary({ rows: 3, created: 2, unlocated: 1, rejected: 1 }),
    })
    expect(await stations()).toEqual([])
    expect(await dataVersion()).toBe(before)
    expect(await problemsOf(job)).toEqual([[4, 'rejected', '名称是空的(地址:海淀区知春路3号)。']])

    await imports().commit(job.id, { actor: 'officer', closeVanished: false, reopenReturned: false })
    const [first, second] = await stations()
    expect(first).toMatchObject({
      name: `${list}甲站`,
      district_code: '110108',
      source_datum: 'gcj02',
      source_lon: 116.368,
      facilities: { toilet: { state: 'yes' } },
      union_code: expect.stringMatching(/^U110108/),
      synthetic: false,
      version: 1,
    })
    expect(first.code).toMatch(/^BJ\d{6}$/)
    expect(second).toMatchObject({ point: null, district_code: '110108' })
    const history = await knex()('station_history').where({ station_id: first.id })
    expect(history).toMatchObject([{ action: 'created', actor: 'officer', reason: '导入名单「list.csv」' }])
    expect(await dataVersion()).toBe(before + 1)
  })

  test('appears in the search within a second, in WGS-84; its unlocated stations never do', async () => {
    await importAll(
      csv(PLACED, '1,#甲站,海淀区北三环1号,116.3975410,39.9069010,,', '2,#乙站,海淀区北三环2号,,,,'),
    )
    const search = async () => {
      const answer = await request(service.app).get(
        '/api/stations/nearest?lon=116.3913&lat=39.9055&limit=100',
      )
      const found = answer.body.features as { properties: { name: string; distanceM: number } }[]
      return found
        .filter((f) => f.properties.name.startsWith(list))
        .map((f) => [f.properties.name, f.properties.distanceM])
    }
    await expect.poll(search, { timeout: 5_000 }).toEqual([[`${list}甲站`, expect.closeTo(0, 0)]])
  })

  test('that is imported a second time changes nothing and leaves no trace', async () => {
    const content = csv(
      PLACED,
      '1,#甲站,海淀区花园路1号,116.368,39.983,有,24小时',
      '2,#乙站,海淀区知春路2号,,,坏,',
    )
    await importAll(content)
    const before = { version: await dataVersion(), rows: await stations() }
    const job = await importAll(content)
    expect(job.summary).toEqual(summary({ rows: 2, unchanged: 2, unlocated: 1 }))
    expect(await dataVersion()).toBe(before.version)
    expect(await stations()).toEqual(before.rows)
  })

  test('without identifiers is recognised by name and address', async () => {
    const content = csv('名称,地址', '#甲站,海淀区花园路1号', '#乙站,海淀区知春路2号')
    await importAll(content)
    expect((await importAll(content.replaceAll(',海淀区', ',北京市海淀区'))).summary).toMatchObject({
      created: 0,
      updated: 2,
    })
  })

  test('in a second version updates what it says, keeps what it does not, and closes nothing by itself', async () => {
    await importAll(
      csv(PLACED, '1,#甲站,海淀区花园路1号,116.368,39.983,有,24小时', '2,#乙站,海淀区知春路2号,,,,'),
    )
    const job = await importAll(csv(PLACED, '1,#甲站新名,海淀区花园路1号,116.368,39.983,,每天 07:00-22:00'))
    expect(job.summary).toEqual(summary({ rows: 1, updated: 1 }))
    expect(job.notes.vanished).toBe(1)
    const [first, second] = await stations()
    expect(first).toMatchObject({
      name: `${list}甲站新名`,
      facilities: { toilet: { state: 'yes' } },
      version: 2,
    })
    expect(first.hours.raw).toBe('每天 07:00-22:00')
    expect(second.lifecycle).toBe('open')
    const [change] = await knex()('station_history').where({ station_id: first.id, version: 2 })
    expect(Object.keys(change.changes).sort()).toEqual(['hours', 'name', 'name_key'])

    const vanished = await imports().rows(job.id, 'vanished', null, 10)
    expect(vanished.map((r) => r.code)).toEqual([second.code])
  })

  test('closes what vanished when a person says so, with the reason', async () => {
    await importAll(csv('编号,名称,地址', '1,#甲站,海淀区花园路1号', '2,#乙站,海淀区知春路2号'))
    await importAll(csv('编号,名称,地址', '1,#甲站,海淀区花园路1号'), {}, true)
    expect((await stations()).map((s: { lifecycle: string }) => s.lifecycle)).toEqual(['open', 'closed'])
    expect((await stations())[1].lifecycle_reason).toBe('不在新版名单「list.csv」里')
  })

  describe('that has a station again which was closed as vanished', () => {
    const both = () => csv('编号,名称,地址,状态', '1,#甲站,海淀区花园路1号,', '2,#乙站,海淀区知春路2号,开放')
    const second = async () => (await stations())[1]
    beforeEach(async () => {
      await importAll(both())
      await importAll(csv('编号,名称,地址,状态', '1,#甲站,海淀区花园路1号,'), {}, true)
    })

    test('proposes to open it, and leaves it closed when nobody says so, however often', async () => {
      const version = await dataVersion()
      for (let time = 0; time < 2; time++) {
        const job = await importAll(both())
        expect(job.summary).toEqual(summary({ rows: 2, unchanged: 2, unlocated: 2 }))
        expect(job.notes.returned).toBe(1)
        const rows = await imports().rows(job.id, 'returned', null, 10)
        expect(rows.map((r) => [r.row, r.returned, r.problems.at(-1)!.problem])).toEqual([
          [3, true, expect.stringMatching(/因不在先前一版名单里而关闭/)],
        ])
      }
      expect((await second()).lifecycle).toBe('closed')
      expect(await dataVersion()).toBe(version)
    })

    test('opens it when a person says so, and the history says why', async () => {
      const job = await importAll(both(), {}, false, true)
      expect(job.summary).toMatchObject({ rows: 2, unchanged: 2 })
      const station = await second()
      expect(station).toMatchObject({
        lifecycle: 'open',
        lifecycle_reason: '重新出现在名单「list.csv」里',
        version: 3,
      })
      const change = await knex()('station_history').where({ station_id: station.id, version: 3 }).first()
      expect(change).toMatchObject({ actor: 'officer', reason: '导入名单「list.csv」' })
      expect(change.changes).toMatchObject({
        lifecycle: ['closed', 'open'],
        lifecycle_reason: ['不在新版名单「list.csv」里', '重新出现在名单「list.csv」里'],
      })
      expect((await importAll(both())).notes.returned).toBe(0)
    })

    test('gives it the state that the list says, or had before', async () => {
      await importAll(both().replace('2号,开放', '2号,暂停'), {}, false, true)
      expect((await second()).lifecycle).toBe('suspended')
      await importAll(csv('编号,名称,地址,状态', '1,#甲站,海淀区花园路1号,'), {}, true)
      await importAll(both().replace('2号,开放', '2号,'), {}, false, true)
      expect((await second()).lifecycle).toBe('suspended')
    })

    test('does not propose it when a person closed it for another reason', async () => {
      await importAll(both(), {}, false, true)
      await request(service.app)
        .patch(`/api/stations/${(await second()).code}`)
        .set(STAFF)
        .set('If-Match', `"${(await second()).version}"`)
        .send({ lifecycle: 'closed', lifecycleReason: '房屋拆除', reason: '现场看过' })
        .expect(200)
      const job = await importAll(both(), {}, false, true)
      expect(job.notes.returned).toBe(0)
      expect((await second()).lifecycle).toBe('closed')
    })
  })

  test('imported again does not undo what a person corrected since', async () => {
    const content = csv(PLACED, '1,#甲站,海淀区花园路1号,116.368,39.983,有,24小时')
    await importAll(content)
    const [{ code }] = await stations()
    await request(service.app)
      .patch(`/api/stations/${code}`)
      .set(STAFF)
      .set('If-Match', '"1"')
      .send({ name: `${list}改正`, facilities: { toilet: { state: 'yes', condition: 'broken' } } })
      .expect(200)
    expect((await importAll(content)).summary).toMatchObject({ unchanged: 1, updated: 0 })
    const next = await importAll(content.replace('24小时', '每天 08:00-20:00'))
    expect(next.summary).toMatchObject({ updated: 1 })
    expect((await stations())[0]).toMatchObject({
      name: `${list}改正`,
      facilities: { toilet: { state: 'yes', condition: 'broken' } },
    })
  })

  test('that fails half-way on commit leaves nothing behind', async () => {
    const job = await check(csv('编号,名称,地址', '1,#甲站,海淀区花园路1号', '2,#乙站,海淀区知春路2号'))
    await knex()('import_row')
      .where({ job_id: job.id, row_number: 3 })
      .update({ facts: knex().raw(`facts || '{"lifecycle": "no such state"}'`) })
    await expect(
      imports().commit(job.id, { actor: 'officer', closeVanished: false, reopenReturned: false }),
    ).rejects.toThrow()
    expect(await stations()).toEqual([])
    expect(await imports().get(job.id)).toMatchObject({ status: 'checked' })
  })

  test('is compared anew when the registry has changed since the check', async () => {
    const content = csv('编号,名称,地址', '1,#甲站,海淀区花园路1号')
    const stale = await check(content)
    await importAll(content)
    await expect(
      imports().commit(stale.id, { actor: 'officer', closeVanished: false, reopenReturned: false }),
    ).rejects.toMatchObject({ status: 409 })
    expect(await imports().get(stale.id)).toMatchObject({
      summary: summary({ rows: 1, unchanged: 1, unlocated: 1 }),
    })
    await imports().commit(stale.id, { actor: 'officer', closeVanished: false, reopenReturned: false })
    expect(await stations()).toHaveLength(1)
  })

  test('names the stations that it means by their code; a code that is not there is refused', async () => {
    await importAll(csv('名称,地址', '#甲站,海淀区花园路1号'))
    const [{ code }] = await stations()
    const job = await importAll(
      csv('驿站编码,名称,地址', `${code},#甲站改名,海淀区花园路9号`, 'BJ999999,#乙站,海淀区知春路2号'),
    )
    expect(job.summary).toMatchObject({ updated: 1, rejected: 1, created: 0 })
    expect((await stations())[0]).toMatchObject({ code, name: `${list}甲站改名` })
  })
})

describe('coordinates', () => {
  test('without a declared datum refuse the whole file before anything is written', async () => {
    const job = await check(csv('名称,地址,经度,纬度', '#甲站,海淀区花园路1号,116.368,39.983'))
    expect(job).toMatchObject({ status: 'failed', error: expect.stringContaining('没有写明坐标系') })
    expect(await knex()('import_row').where({ job_id: job.id })).toEqual([])
  })

  test('that cannot be right leave the station unlocated, with a problem that says how to mend it', async () => {
    const job = await importAll(
      csv(
        '名称,地址,经度,纬度',
        '#甲站,海淀区花园路1号,39.983,116.368',
        '#乙站,海淀区花园路2号,0,0',
        '#丙站,海淀区花园路3号,121.47,31.23',
        '#丁站,海淀区花园路4号,116°22′,39.9',
        '#戊站,河北省廊坊市1号,116.72,39.52',
      ),
      { datum: 'wgs84' },
    )
    expect(job.summary).toEqual(summary({ rows: 5, created: 5, unlocated: 5, suspicious: 5 }))
    expect((await stations()).every((s: { point: unknown }) => s.point === null)).toBe(true)
    const [swapped] = await imports().rows(job.id, 'suspicious', null, 1)
    expect(swapped!.problems[0]).toMatchObject({
      column: '经度',
      value: '39.983,116.368',
      remedy: expect.stringContaining('经度 116.368,纬度 39.983'),
    })
  })

  test('in another district than the row names become a finding that a person must settle', async () => {
    const job = await importAll(csv('名称,地址,经度,纬度', '#甲站,海淀区花园路1号,116.4601,39.9001'), {
      datum: 'wgs84',
    })
    expect(job.summary).toMatchObject({ created: 1, suspicious: 1, unlocated: 0 })
    const [station] = await stations()
    const findings = await knex()('station_finding').where({ station_id: station.id })
    expect(findings).toMatchObject([{ kind: 'district-conflict', resolved_at: null }])
    expect(station.district_code).toBe('110105')
  })

  test('of another district are counted when the list is one of a district, and its union stays responsible', async () => {
    const content = csv(
      '名称,地址',
      '#甲站,海淀区花园路1号',
      '#乙站,朝阳区望京东园五区',
      '#丙站,天通苑六区36号楼',
    )
    const job = await importAll(content, { district: '海淀区' })
    expect(job.summary).toMatchObject({ created: 3, otherDistrict: 1 })
    const rows = await stations()
    expect(rows.map((s: { district_code: string | null }) => s.district_code)).toEqual([
      '110108',
      '110105',
      null,
    ])
    expect(new Set(rows.map((s: { union_code: string }) => s.union_code))).toEqual(new Set(['U110108']))
  })

  test('beside hours that a spreadsheet turned into a number say so, with the remedy', async () => {
    const job = await check(csv(PLACED, '1,#甲站,海淀区花园路1号,116.3684,39.9831,,44562'))
    const [row] = await imports().rows(job.id, 'problems', null, 10)
    expect(row!.problems[0]).toMatchObject({
      column: '开放时间',
      value: '44562',
      problem: expect.stringMatching(/日期或时间的数值/),
      remedy: expect.stringMatching(/文本格式/),
    })
  })

  test('of a district that is not there are a sentence', async () => {
    const job = await check(csv('名称,地址', '#甲站,花园路1号'), { district: '浦东新区' })
    expect(job.error).toMatch(/没有名为「浦东新区」的区。可用的区:东城区/)
  })
})

describe('duplicates', () => {
  test('within the file are written once', async () => {
    const job = await importAll(
      csv('名称,地址', '#甲站,海淀区花园路1号', '#甲站（暖心驿站）,北京市海淀区花园路１号'),
    )
    expect(job.summary).toEqual(summary({ rows: 2, created: 1, duplicates: 1, unlocated: 1 }))
    expect(await problemsOf(job)).toEqual([[3, 'duplicate', '与第 2 行的名称和地址相同。']])
  })

  test('of another list are not written again; the demo network is no list', async () => {
    const demo = await knex()('station').where({ synthetic: true }).whereNotNull('address').first()
    const first = list
    await importAll(csv('名称,地址', '#甲站,海淀区花园路1号'))
    const content = csv('名称,地址', '#甲站,海淀区花园路1号', `${demo.name},${demo.address}`)
    list = `${first}之二`
    const job = await importAll(content)
    expect(job.summary).toMatchObject({ created: 1, duplicates: 1 })
    expect(job.notes.demoPresent).toBe(true)
    expect((await problemsOf(job)).at(0)?.[2]).toMatch(new RegExp(`名称和地址相同\\(来自名单「${first}」\\)`))
  })

  test('with a near-same name within 100 m become a pair; the decision is remembered and never asked again', async () => {
    const content = csv(
      '编号,名称,地址,经度,纬度',
      '1,#花园路工会服务站,海淀区花园路1号,116.3700,39.9830',
      '2,#花园路工会服务站职工之家,海淀区花园路甲1号,116.3705,39.9832',
      '3,#花园路工会服务站分站,海淀区花园路9号,116.3800,39.9830',
    )
    const job = await importAll(content, { datum: 'wgs84' })
    expect(job.notes.possibleDuplicates).toBe(1)
    const [older, younger, apart] = await stations()
    const pairs = await request(service.app).get('/api/duplicates').set(STAFF).expect(200)
    const pair = pairs.body.items.find((p: { station: { code: string } }) => p.station.code === older.code)
    expect(pair).toMatchObject({ other: { code: younger.code }, decision: null, reason: 'near-same-name' })
    expect(pair.distanceM).toBeGreaterThan(30)
    expect(pair.distanceM).toBeLessThan(60)

    const decide = () =>
      request(service.app)
        .post(`/api/duplicates/${pair.id}`)
        .set(STAFF)
        .send({ decision: 'same', note: '同一处' })
    expect((await decide().expect(200)).body).toMatchObject({
      decision: 'same',
      decidedBy: 'tester',
      note: '同一处',
    })
    await decide().expect(409)
    const [, closed, open] = await stations()
    expect(closed).toMatchObject({
      lifecycle: 'closed',
      merged_into: older.id,
      lifecycle_reason: `与 ${older.code} 重复登记`,
    })
    expect(open).toMatchObject({ id: apart.id, lifecycle: 'open' })

    const again = await importAll(content, { datum: 'wgs84' })
    expect(again.summary).toMatchObject({ created: 0, unchanged: 2, duplicates: 1 })
    expect(again.notes.possibleDuplicates).toBe(0)
    expect(await knex()('duplicate_pair').where({ station_id: older.id })).toHaveLength(1)
  })

  test('decided as different stay two stations', async () => {
    const content = csv(
      '编号,名称,地址,经度,纬度',
      '1,#站,海淀区花园路1号1层,116.37,39.983',
      '2,#站,海淀区花园路1号2层,116.37,39.983',
    )
    await importAll(content, { datum: 'wgs84' })
    const [older] = await stations()
    const pair = await knex()('duplicate_pair').where({ station_id: older.id }).first()
    await request(service.app)
      .post(`/api/duplicates/${pair.id}`)
      .set(STAFF)
      .send({ decision: 'different' })
      .expect(200)
    expect((await stations()).map((s: { lifecycle: string }) => s.lifecycle)).toEqual(['open', 'open'])
  })
})

/** A second process over the same database, with what it reports as gone wrong. */
async function otherProcess() {
  const { createImports } = await import('../../api/features/imports/service.ts')
  const errors: unknown[] = []
  const other = await createImports({
    db: service.db,
    alone: true,
    bbox: [115.4, 39.4, 117.55, 41.1],
    codePrefix: 'BJ',
    maxFileBytes: 5e6,
    uploadFolder: join(tmpdir(), 'no-such-uploads'),
    onError: (error) => errors.push(error),
  })
  return { other, errors }
}

test('a job that a stopped process left behind is failed with a sentence, and its rows are gone', async () => {
  const [left] = await knex()('import_job').insert(
    { file_name: 'a.csv', source: list, options: '{}', status: 'running', created_by: 'x' },
    ['id'],
  )
  await knex()('import_row').insert({ job_id: left.id, row_number: 2, outcome: 'read' })
  const { other: next } = await otherProcess()
  expect(await next.get(left.id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('请重新导入'),
  })
  expect(await knex()('import_row').where({ job_id: left.id })).toEqual([])
  await next.stop()
})

test.each(['before it is read', 'while it is read'])(
  'a stop %s is no fault: nothing is reported, and the next start fails the job with a sentence',
  async (when) => {
    const { other, errors } = await otherProcess()
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},#${i}站,海淀区知春路${i}号,,,,`)
    const { id } = await other.submit({
      path: rosterFile('list.csv', csv(PLACED, ...rows)),
      removeFile: false,
      fileName: 'list.csv',
      actor: 'officer',
      options: { ...NO_OPTIONS, source: list },
    })
    const read = async () => Number((await knex()('import_row').where({ job_id: id }).count())[0]!.count)
    if (when === 'while it is read')
      await expect.poll(read, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0)
    await other.stop()
    expect(errors).toEqual([])
    expect((await knex()('import_job').where({ id }).first()).status).not.toBe('checked')

    const { other: next } = await otherProcess()
    expect(await next.get(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('请重新导入'),
    })
    expect(await read()).toBe(0)
    await next.stop()
  },
)

test('a workbook whose formulas were never calculated is refused, naming the cells', async () => {
  const formula = { xml: (ref: string) => `<c r="${ref}"><f>B2</f></c>` }
  const job = await check(
    workbookBytes([
      {
        name: '名单',
        rows: [
          ['名称', '地址'],
          [formula, '路1号'],
        ],
      },
    ]),
  )
  expect(job).toMatchObject({ status: 'failed', error: expect.stringContaining('单元格 A2 是公式') })
})
