import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, MEGABYTE } from '../../api/features/imports/reading/file-kind.ts'
import { openRoster } from '../../api/features/imports/reading/open-roster.ts'
import { detectEncoding } from '../../api/features/imports/reading/read-csv.ts'
import {
  NO_OPTIONS,
  type CellValue,
  type ImportOptions,
  type RosterRow,
} from '../../api/features/imports/roster.ts'
import { templateWorkbook, TEMPLATE_HEADERS } from '../../api/features/imports/workbook.ts'
import { rosterFile, workbookBytes, type SheetCell } from '../support/roster-files.ts'

async function read(path: string, options: Partial<ImportOptions> = {}, limits = DEFAULT_LIMITS) {
  const roster = await openRoster(path, { ...NO_OPTIONS, ...options }, limits)
  const rows: RosterRow[] = []
  for await (const row of roster.rows()) rows.push(row)
  return { ...roster, rows }
}

/** 名称,地址 / 示例路驿站,海淀区示例路1号 in GBK. */
const GBK = Buffer.from('c3fbb3c62cb5d8d6b70acabec0fdc2b7e6e4d5be2cbaa3b5edc7f8cabec0fdc2b731bac50a', 'hex')
const HEAD = ['名称', '地址']
const DATA = ['示例路驿站', '海淀区示例路1号']
const book = (rows: SheetCell[][], merged: string[] = []) => workbookBytes([{ name: '名单', rows, merged }])

describe('text rosters', () => {
  test.each([
    ['UTF-8', Buffer.from('名称,地址\n示例路驿站,海淀区示例路1号\n')],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff名称,地址\n示例路驿站,海淀区示例路1号\n')],
    ['GBK', GBK],
    ['UTF-16', Buffer.from('\ufeff名称\t地址\n示例路驿站\t海淀区示例路1号\n', 'utf16le')],
    ['semicolons', Buffer.from('名称;地址\r\n示例路驿站;海淀区示例路1号\r\n')],
    ['tabs', Buffer.from('名称\t地址\n示例路驿站\t海淀区示例路1号\n')],
  ])('are read in %s', async (_, bytes) => {
    const { rows } = await read(rosterFile('list.csv', bytes))
    expect(rows).toEqual([{ number: 2, cells: DATA }])
  })

  test('GBK is recognised even when only the last line of a long file is not ASCII', async () => {
    const path = rosterFile('long.csv', Buffer.concat([Buffer.from('name,address\n'.repeat(200_000)), GBK]))
    expect(await detectEncoding(path)).toBe('gb18030')
  })

  test('a quoted line break stays inside its cell, and rows keep the numbers that a spreadsheet shows', async () => {
    const { rows } = await read(rosterFile('list.csv', '名称,地址\n"贝壳\n驿站",路1号\n\n第二站,路2号\n'))
    expect(rows.map((r) => [r.number, r.cells[0]])).toEqual([
      [2, '贝壳\n驿站'],
      [4, '第二站'],
    ])
  })
})

describe('workbooks', () => {
  test('the template is recognised in every column', async () => {
    const path = rosterFile('template.xlsx', await templateWorkbook())
    const { header } = await read(path)
    expect(header.unknown).toEqual([])
    expect(header.columns.map((c) => c.header)).toEqual(TEMPLATE_HEADERS)
    expect(header.columns.filter((c) => c.field === 'ignore')).toEqual([])
  })

  test('a title above the header and blank rows do not shift the row numbers', async () => {
    const rows = [['2022年暖心驿站名单'], [], ['序号', ...HEAD], [1, ...DATA]]
    const read1 = await read(rosterFile('a.xlsx', book(rows, ['A1:C1'])))
    expect(read1.header.row).toBe(3)
    expect(read1.rows.map((r) => r.number)).toEqual([4])
  })

  test('a header merged over two rows is read as one', async () => {
    const rows = [
      ['名称', '地址', '坐标(GCJ-02)', null],
      [null, null, '经度', '纬度'],
      [...DATA, 116.3, 39.9],
    ]
    const { header, rows: data } = await read(rosterFile('a.xlsx', book(rows, ['A1:A2', 'B1:B2', 'C1:D1'])))
    expect(header.columns.map((c) => c.field)).toEqual(['name', 'address', 'lon', 'lat'])
    expect(data).toHaveLength(1)
  })

  test('经纬度 merged over two columns is a longitude and a latitude', async () => {
    const rows = [
      ['名称', '经纬度', null, '地址'],
      ['示例路驿站', 116.3, 39.9, '海淀区示例路1号'],
    ]
    const { header } = await read(rosterFile('a.xlsx', book(rows, ['B1:C1'])))
    expect(header.columns.map((c) => [c.index, c.field])).toEqual([
      [0, 'name'],
      [1, 'lonLat'],
      [3, 'address'],
      [2, 'lat'],
    ])
  })

  test('the sheet with the roster is found behind others', async () => {
    const bytes = workbookBytes([
      { name: '说明', rows: [['本表由各街道填写']] },
      { name: '名单', rows: [HEAD, DATA] },
    ])
    expect((await read(rosterFile('a.xlsx', bytes))).sheet).toBe('名单')
  })

  test('a formula gives its saved result', async () => {
    const formula = { xml: (ref: string) => `<c r="${ref}" t="str"><f>A1</f><v>示例路驿站</v></c>` }
    const { rows } = await read(rosterFile('a.xlsx', book([HEAD, [formula, '路1号']])))
    expect(rows[0]?.cells[0] as CellValue).toBe('示例路驿站')
  })
})

describe('files that cannot be imported get a sentence', () => {
  const refused = async (
    bytes: string | Uint8Array,
    options: Partial<ImportOptions> = {},
    limits = DEFAULT_LIMITS,
  ) => (await read(rosterFile('a.xlsx', bytes), options, limits).catch((error: unknown) => error)) as Error

  test.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /文件是空的/],
    ['only blank lines', '\n\n', /文件里没有内容/],
    ['binary garbage', Uint8Array.from([1, 2, 0, 0, 3, 255]), /既不是 \.xlsx 表格,也不是 \.csv/],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧版 Excel.*另存为/],
    ['a web page', '<html><table><tr><td>名称</td></tr></table></html>', /网页/],
    ['a broken archive', Buffer.from('504b0304deadbeef', 'hex'), /已损坏/],
    [
      'a wrong sheet',
      book([
        ['姓名', '工号'],
        ['甲', '1'],
      ]),
      /没有找到表头.*「名称」.*工作表「名单」的第一行是:姓名、工号/,
    ],
    ['a csv without a header', '示例路驿站,海淀区示例路1号\n', /没有找到表头.*文件开头的第一行是/],
    [
      'a formula without a result',
      book([HEAD, [{ xml: (ref) => `<c r="${ref}"><f>B2&amp;C2</f></c>` }, '路1号']]),
      /单元格 A2 是公式/,
    ],
    [
      'one thing in two columns',
      book([
        ['名称', '驿站名称', '地址'],
        ['甲', '乙', '丙'],
      ]),
      /「名称」和「驿站名称」两列都表示同一项/,
    ],
  ])('%s', async (_, bytes, sentence) => {
    expect((await refused(bytes)).message).toMatch(sentence)
  })

  test('a zip that is no workbook', async () => {
    const { zipSync } = await import('fflate')
    expect((await refused(zipSync({ 'word/document.xml': new Uint8Array(10) }))).message).toMatch(
      /压缩包,不是 Excel/,
    )
  })

  test('a zip bomb: what comes out is counted, not what the archive says', async () => {
    const bytes = workbookBytes([{ name: '名单', rows: [HEAD, DATA] }], {
      'xl/worksheets/sheet9.xml': new Uint8Array(40 * MEGABYTE),
    })
    expect(bytes.length).toBeLessThan(MEGABYTE)
    const error = await refused(bytes, {}, { fileBytes: MEGABYTE, inflatedBytes: 20 * MEGABYTE })
    expect(error.message).toMatch(/解开后超过 20 MB/)
  })

  test('a file above the limit', async () => {
    const error = await refused('名称,地址\n甲,乙\n', {}, { ...DEFAULT_LIMITS, fileBytes: 10 })
    expect(error.message).toMatch(/超过.*上限/)
  })

  test('a sheet that is not there, with those that are', async () => {
    expect((await refused(book([HEAD, DATA]), { sheet: '二月' })).message).toMatch(
      /没有名为「二月」.*「名单」/,
    )
  })

  test('a mapping to an unknown field, or of a column that is not there', async () => {
    expect((await refused(book([HEAD, DATA]), { mapping: { 名称: 'title' } })).message).toMatch(
      /「title」不是可导入的字段/,
    )
    expect((await refused(book([HEAD, DATA]), { mapping: { 点位: 'aliases' } })).message).toMatch(
      /「点位」在表头.*找不到/,
    )
  })
})
