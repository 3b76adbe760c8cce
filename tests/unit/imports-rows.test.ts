import { describe, expect, test } from 'vitest'
import { cellText, isSpreadsheetTime, readDate } from '../../api/features/imports/cells.ts'
import { readCoordinates, readDegrees, splitPair } from '../../api/features/imports/coordinates.ts'
import { nameSimilarity, NearNames, NEAR_SAME } from '../../api/features/imports/duplicates.ts'
import { readHeader } from '../../api/features/imports/headers.ts'
import { sourceOfFile } from '../../api/features/imports/roster.ts'
import { SeenRows } from '../../api/features/imports/seen-rows.ts'
import { readPresence, readServices } from '../../api/features/imports/words.ts'
import { copyLine } from '../../db/copy-text.ts'
import { addressKey, nameKey } from '../../api/features/stations/name-key.ts'

const BEIJING = [115.4, 39.4, 117.55, 41.1] as const

describe('headers', () => {
  test.each([
    ['驿站名称', 'name', null],
    ['*名称(必填)', 'name', null],
    ['详细地址', 'address', null],
    ['lng_gcj02', 'lon', 'gcj02'],
    ['lat_gcj02', 'lat', 'gcj02'],
    ['经度(百度)', 'lon', 'bd09'],
    ['纬度(WGS-84)', 'lat', 'wgs84'],
    ['高德经度', 'lon', 'gcj02'],
    ['经纬度', 'lonLat', null],
    ['序号', 'ignore', null],
    ['编号', 'sourceId', null],
    ['是否有厕所', null, null],
    ['卫生间', 'facility:toilet', null],
    ['微波炉', 'facility:microwave', null],
    ['有制度', 'have:rules', null],
    ['service', 'services', null],
  ])('%s means %s, datum %s', (text, field, datum) => {
    expect(readHeader(text)).toEqual({ field, datum })
  })
})

describe('services', () => {
  test('words between separators of all kinds become facilities', () => {
    expect(readServices('饮水、小憩、如厕、手机充电；微波炉').facilities.sort()).toEqual(
      ['charging', 'microwave', 'seats', 'toilet', 'water'].sort(),
    )
  })
  test('冷热水 is drinking water and hot water', () => {
    expect(readServices('热\\冷水').facilities.sort()).toEqual(['hot_water', 'water'])
  })
  test('two known words without a separator are two facilities', () => {
    expect(readServices('医药箱饮水').facilities).toEqual(['medicine_box', 'water'])
  })
  test('a longer phrase is reported, not read: it may say the opposite', () => {
    expect(readServices('不提供热饭、雨伞')).toEqual({ facilities: ['umbrella'], unread: ['不提供热饭'] })
  })
})

test('a cell of a facility says yes, no, broken, nothing, or is not understood', () => {
  expect(['有', '√', 'YES', '1'].map((t) => readPresence(t)?.state)).toEqual(['yes', 'yes', 'yes', 'yes'])
  expect(['无', '×', 'no'].map((t) => readPresence(t)?.state)).toEqual(['no', 'no', 'no'])
  expect(readPresence('坏')).toEqual({ state: 'yes', condition: 'broken' })
  expect(readPresence('')).toEqual({ state: 'unknown' })
  expect(readPresence('二楼')).toBeNull()
})

describe('coordinates', () => {
  const read = (lon: string, lat: string) => readCoordinates({ lon, lat }, 'wgs84', BEIJING)
  test('in the region are a point', () => {
    expect(read('116.3913', '39.9055')).toEqual({ kind: 'point', lon: 116.3913, lat: 39.9055, coarse: false })
    expect(read('116.33', '39.9')).toMatchObject({ coarse: true })
  })
  test.each([
    ['39.9055', '116.3913', /填反/, /经度 116.3913,纬度 39.9055/],
    ['0', '0', /\(0, 0\)/, /留空/],
    ['121.47', '31.23', /本市范围之外/, /坐标系/],
    ['116°23′28″', '39.9', /不是十进制度数/, /116\.397541/],
    ['116.39', '', /缺纬度/, /一起填写/],
    ['abc', '39.9', /不是十进制度数/, /十进制/],
  ])('%s, %s are not, with a remedy', (lon, lat, problem, remedy) => {
    const answer = read(lon, lat)
    if (answer.kind !== 'unusable') throw new Error('was taken')
    expect(answer.problem).toMatch(problem)
    expect(answer.remedy).toMatch(remedy)
  })
  test('that are blank are none', () => expect(read('', '')).toEqual({ kind: 'none' }))
  test('are read full-width and with their letters', () => {
    expect([readDegrees('１１６．３９'), readDegrees('东经116.39°'), readDegrees('39.9N')]).toEqual([
      116.39, 116.39, 39.9,
    ])
  })
  test('may stand in one cell', () => {
    expect(splitPair('116.3,39.9')).toEqual({ lon: '116.3', lat: '39.9' })
    expect(splitPair('（116.3， 39.9）')).toEqual({ lon: '116.3', lat: '39.9' })
    expect(splitPair('116.3')).toBeNull()
  })
})

test('dates are read in the forms that people write, and impossible ones are not', () => {
  expect(['2022-9-1', '2022/09/01', '2022年9月1日', '20220901', '2022-09-01 08:00'].map(readDate)).toEqual(
    Array(5).fill('2022-09-01'),
  )
  expect(['2022-02-30', '昨天', '9月1日'].map(readDate)).toEqual([null, null, null])
})

test('a date or a time that a spreadsheet made of what was typed keeps its hours, and is known as such', () => {
  expect(cellText(new Date('1899-12-30T08:30:00Z'))).toBe('08:30')
  expect(cellText(new Date('2022-09-01T00:00:00Z'))).toBe('2022-09-01')
  expect(cellText(new Date('2022-09-01T17:30:00Z'))).toBe('2022-09-01 17:30')
  for (const cell of [new Date(), 44562, '44562', 0.354166667, '0.354166667'])
    expect(isSpreadsheetTime(cell), String(cell)).toBe(true)
  for (const cell of [null, '', 24, '24小时', '08:30-17:30', 830]) expect(isSpreadsheetTime(cell)).toBe(false)
})

describe('keys', () => {
  test('one place under several spellings has one key', () => {
    const keys = [
      '北京市海淀区花园路暖心驿站',
      '海淀区花园路 暖心驿站',
      '花园路户外劳动者暖心驿站',
      '花园路（暖心驿站）',
    ].map(nameKey)
    expect(new Set(keys).size).toBe(1)
    expect(addressKey('北京市海淀区学院路３０号')).toBe(addressKey('学院路30号'))
  })
  test('estates are not taken for districts', () => {
    expect(addressKey('万柳小区1号楼')).not.toBe(addressKey('塔院小区1号楼'))
    expect(nameKey('阳光社区暖心驿站')).not.toBe(nameKey('知春社区暖心驿站'))
  })
})

describe('near-same names', () => {
  const similar = (a: string, b: string) => nameSimilarity(nameKey(a), nameKey(b)) >= NEAR_SAME
  test.each([
    ['链家（朝阳门店）', '链家朝阳门店暖心驿站'],
    ['羊坊店街道工会服务站', '北京市海淀区羊坊店街道总工会'],
    ['北京秉正银行业消费者权益保护促进中心工会', '北京秉正银行业消费者权益保护促进中心'],
    ['西三旗街道工会服务站', '西三旗街道工会服务站职工之家'],
  ])('%s and %s', (a, b) => expect(similar(a, b)).toBe(true))
  test.each([
    ['工商银行海淀支行', '建设银行海淀支行'],
    ['花园路社区暖心驿站', '知春里社区暖心驿站'],
    ['上地街道工会服务站', '清河街道工会服务站'],
  ])('but not %s and %s', (a, b) => expect(similar(a, b)).toBe(false))

  test('count only within 100 metres', () => {
    const near = new NearNames()
    near.add({ nameKey: '花园路', lon: 116.36, lat: 39.98 })
    const at = (metresNorth: number) =>
      near.near({ nameKey: '花园路', lon: 116.36, lat: 39.98 + metresNorth / 111_320 })
    expect(at(99).map((p) => Math.round(p.distanceM))).toEqual([99])
    expect(at(101)).toEqual([])
  })
})

describe('rows of one file', () => {
  const row = (number: number, nameKey: string, addressKey: string, sourceId: string | null = null) => ({
    number,
    nameKey,
    addressKey,
    sourceId,
    code: null,
  })
  test('with the same name and address are one place', () => {
    const seen = new SeenRows()
    expect(seen.check(row(2, 'a', 'b'))).toBeNull()
    expect(seen.check(row(3, 'a', 'b'))).toMatchObject({ of: 2, undecided: false })
    expect(seen.check(row(4, 'a', 'c'))).toBeNull()
  })
  test('with the same name and address but different identifiers are for a person to decide', () => {
    const seen = new SeenRows()
    seen.check(row(2, 'a', 'b', '1'))
    expect(seen.check(row(3, 'a', 'b', '2'))).toMatchObject({ of: 2, undecided: true })
  })
  test('with the same identifier are one place, whatever they say', () => {
    const seen = new SeenRows()
    seen.check(row(2, 'a', 'b', '1'))
    expect(seen.check(row(3, 'x', 'y', '1'))).toMatchObject({ of: 2, undecided: false })
  })
})

test("a list's name is its file's name without date and version", () => {
  const name = '海淀暖心驿站'
  const files = [
    '海淀暖心驿站.xlsx',
    '海淀暖心驿站_2022-09.xlsx',
    '海淀暖心驿站 (2).xlsx',
    '海淀暖心驿站2022年9月v2.csv',
    '/a/海淀暖心驿站-20220901-最新版.xlsx',
  ]
  expect(files.map(sourceOfFile)).toEqual(files.map(() => name))
  expect(sourceOfFile('haidian_300_union_sites_gcj02.csv')).toBe('haidian_300_union_sites_gcj02')
})

test('COPY text keeps tabs, line breaks and backslashes', () => {
  expect(copyLine(['a\tb\nc\\d', null, true, 1.5])).toBe('a\\tb\\nc\\\\d\t\\N\ttrue\t1.5\n')
})
