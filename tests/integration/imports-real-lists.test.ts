import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NO_OPTIONS } from '../../api/features/imports/roster.ts'
import { startTestService, type TestService } from '../support/service.ts'

/** Real lists of public origin, kept outside the project: see their README for source and licence. */
const shared = (path: string) => fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
const ROSTER = shared('stations/haidian_2003_nuanxin_stations.xlsx')
const SITES = shared('stations/haidian_300_union_sites_gcj02.csv')
const STREETS = shared('boundaries/beijing_331_townships_wgs84.geojson')

const missing = [ROSTER, SITES, STREETS].filter((path) => !existsSync(path))
const absent =
  missing.length === 0 ? '' : `: SKIPPED, ${missing.map((p) => basename(p)).join(', ')} not in ../shared/data`

describe.skipIf(missing.length > 0)(`the real lists of Haidian${absent}`, () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  async function importFile(path: string) {
    const { imports } = service.services
    const options = { ...NO_OPTIONS, district: '海淀区' }
    const job = await imports.submit({
      path,
      removeFile: false,
      fileName: basename(path),
      actor: 'officer',
      options,
    })
    const checked = await imports.finished(job.id)
    expect(checked.error).toBeNull()
    return imports.commit(job.id, { actor: 'officer', closeVanished: false, reopenReturned: false })
  }
  const rows = (id: string, filter: 'suspicious' | 'duplicate' | 'rejected') =>
    service.services.imports.rows(id, filter, null, 500)
  const byName = (name: string) =>
    service.services
      .knex('station as s')
      .leftJoin('street as t', 't.code', 's.street_code')
      .leftJoin('community as c', 'c.code', 's.community_code')
      .where('s.name', name)
      .first('s.*', 't.name as street', 'c.name as community')

  // Counted by eye in the file: 128 rows have no name, 5 repeat an earlier row, two addresses begin with another province.
  const ROSTER_SUMMARY = {
    rows: 2003,
    created: 1870,
    updated: 0,
    unchanged: 0,
    unlocated: 1870,
    duplicates: 5,
    otherDistrict: 104,
    suspicious: 2,
    rejected: 128,
  }

  test('the roster of 2,003 rows', async () => {
    const job = await importFile(ROSTER)
    expect(job.summary).toEqual(ROSTER_SUMMARY)
    expect((await rows(job.id, 'suspicious')).map((r) => [r.row, r.problems.at(-1)!.problem])).toEqual([
      [331, '地址不在本市。'],
      [528, '地址不在本市。'],
    ])
    expect((await rows(job.id, 'duplicate')).map((r) => r.row)).toEqual([136, 563, 1773, 1783, 1784])
    const rejected = await rows(job.id, 'rejected')
    expect(rejected[0]).toMatchObject({
      row: 88,
      problems: [{ column: 'name', problem: expect.stringContaining('亿方大厦901') }],
    })
    expect(new Set(rejected.map((r) => r.problems.length))).toEqual(new Set([1]))
    expect(await byName('北下关街道皂君庙社区联合工会暖心驿站')).toMatchObject({
      street: '北下关街道',
      community: '皂君庙社区居委会',
    })
    expect(await byName('北京超市发连锁股份有限公司暖心驿站（天通苑东区店）')).toMatchObject({
      district_code: null,
      union_code: 'U110108',
      point: null,
    })
  })

  test('the same roster again changes nothing', async () => {
    const { rows: before } = await service.services.knex.raw('select version from data_version')
    const job = await importFile(ROSTER)
    expect(job.summary).toEqual({ ...ROSTER_SUMMARY, created: 0, unchanged: 1870 })
    const { rows: after } = await service.services.knex.raw('select version from data_version')
    expect(after).toEqual(before)
  })

  test('the list of 302 union sites, whose headers declare GCJ-02', async () => {
    const job = await importFile(SITES)
    expect(job.summary).toEqual({
      rows: 302,
      created: 298,
      updated: 0,
      unchanged: 0,
      unlocated: 2,
      // The four sites that stand in the roster, too.
      duplicates: 4,
      otherDistrict: 45,
      suspicious: 7,
      rejected: 0,
    })
    expect((await rows(job.id, 'suspicious')).map((r) => r.row)).toEqual([2, 9, 56, 67, 101, 167, 300])
    expect((await rows(job.id, 'duplicate')).map((r) => r.row)).toEqual([5, 19, 28, 246])
    expect(await byName('上地街道工会服务站')).toMatchObject({
      kind: 'union_station',
      source_datum: 'gcj02',
      facilities: { water: { state: 'yes' }, microwave: { state: 'yes' }, tyre_pump: { state: 'yes' } },
    })
    expect(await byName('羊坊店街道工会服务站')).toMatchObject({
      lifecycle: 'suspended',
      lifecycle_reason: '地址变更暂停服务',
    })
    expect(await byName('得实大厦公共区域职工之家')).toMatchObject({
      kind: 'staff_home',
      audience: 'unknown',
    })
  })

  test('with the street layer the wrong street inside the right district is found, too', async () => {
    const layer = JSON.parse(readFileSync(STREETS, 'utf8'))
    await service.services.places.importStreetLayer(layer, { source: 'townships of 2015' }, 'officer')
    const { imports } = service.services
    const options = { ...NO_OPTIONS, district: '海淀区', source: '带街道界线' }
    const job = await imports.submit({
      path: SITES,
      removeFile: false,
      fileName: 'sites.csv',
      actor: 'officer',
      options,
    })
    const checked = await imports.finished(job.id)
    expect(checked.error).toBeNull()
    const wrong = await rows(job.id, 'suspicious')
    expect(wrong.map((r) => r.row)).toContain(7)
    expect(wrong.find((r) => r.row === 7)!.problems[0]!.problem).toMatch(/万寿路街道/)
  })
})
