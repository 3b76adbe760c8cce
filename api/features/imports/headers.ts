import type { Datum, HaveId } from '../stations/station.ts'
import {
  isRosterField,
  RosterError,
  type CellValue,
  type PlainField,
  type RosterField,
  type RosterRow,
} from './roster.ts'
import { DATUM_WORDS, FACILITY_OF_WORD, HAVE_WORDS, plainWord } from './words.ts'

/** One recognised column. */
export interface Column {
  /** Zero-based. */
  index: number
  /** As it stands in the file. */
  header: string
  field: RosterField
  /** Declared by the header itself, as in `lng_gcj02`. */
  datum: Datum | null
}

export interface Header {
  /** Number of the (last) header row; data start below it. */
  row: number
  columns: Column[]
  /** Headers that mean nothing to us and are left out. */
  unknown: string[]
}

const SYNONYMS: Record<PlainField, string> = {
  name: '名称 驿站名称 站点名称 点位名称 name 暖心驿站名称 服务站点名称 服务站名称 站名 驿站 网点名称 门店名称 场所名称 单位名称 stationname station title',
  aliases: '别名 曾用名 又名 简称 aliases alias 其他名称',
  code: '驿站编码 驿站编号 驿站代码 登记编码 code stationcode 站点编码',
  sourceId: '编号 id 唯一编号 唯一标识 sourceid 源编号 点位编号 站点编号 原编号 站点id 点位id 编码',
  kind: '类型 类别 驿站类型 站点类型 kind type 站点类别 驿站类别 种类 category',
  audience: '服务对象 面向人群 audience 服务人群',
  hostKind: '所在单位类型 依托单位类型 场所类型 hostkind 单位类型 依托类型',
  hostBrand: '品牌 依托品牌 连锁品牌 brand hostbrand 依托单位 所属品牌',
  owner: '产权单位 所有单位 所有者 owner 场地单位 场地产权单位 建设单位',
  operator: '运营单位 管理单位 运营方 operator 运维单位 日常管理单位 使用单位',
  union: '责任工会 所属工会 上级工会 union 主管工会 工会 负责工会 所属区总工会 建站工会',
  address: '地址 详细地址 站点地址 驿站地址 具体地址 address 位置 所在地址 点位地址 地点 地理位置 详细位置',
  district: '区 所属区 所在区 行政区 区县 district 所属区县 城区 辖区 区域',
  street: '街道 街乡镇 街镇 所属街道 所在街道 乡镇 街道乡镇 street 所属街镇 镇街 街道镇 township',
  community: '社区 村 社区村 所属社区 所在社区 community 社区居委会 村居',
  lon: '经度 lng lon longitude long 坐标经度 x坐标 东经',
  lat: '纬度 lat latitude 坐标纬度 y坐标 北纬',
  lonLat: '经纬度 坐标 经纬度坐标 地理坐标 location lnglat lonlat 位置坐标 坐标点 定位 gps坐标 coordinates',
  datum: '坐标系 坐标系统 datum crs 坐标类型 坐标基准',
  access: '进入方式 准入方式 access 入站方式 进门方式',
  accessNote: '进入说明 准入说明 accessnote 入站说明',
  hours: '开放时间 营业时间 服务时间 hours openinghours 开放时段 运营时间 开门时间 服务时段',
  services:
    '服务 服务内容 服务项目 services service 服务功能 设施 设施设备 提供服务 配备设施 硬件设施 便民服务 facilities 功能',
  lifecycle: '状态 站点状态 运行状态 lifecycle status 驿站状态 使用状态 运营状态',
  lifecycleReason: '状态原因 停用原因 关闭原因 lifecyclereason 状态说明 暂停原因',
  investedCny: '投入资金 投入金额 建设资金 投入 investedcny 投入经费 建设投入 资金投入 经费',
  confirmedOn: '核实日期 确认日期 更新日期 confirmedon 核查日期 最近核实 核实时间 更新时间 采集日期 填报日期',
  ignore: '序号 no 备注 说明 remark remarks note notes 行号 序列 #',
}

const FIELD_OF_WORD: ReadonlyMap<string, RosterField> = (() => {
  const map = new Map<string, RosterField>()
  for (const [word, [id, ...more]] of FACILITY_OF_WORD) {
    if (more.length === 0) map.set(word, `facility:${id!}`)
  }
  for (const [have, words] of Object.entries(HAVE_WORDS) as [HaveId, string][]) {
    for (const word of words.split(' ')) map.set(plainWord(word), `have:${have}`)
  }
  for (const [field, words] of Object.entries(SYNONYMS) as [PlainField, string][]) {
    for (const word of words.split(' ')) if (plainWord(word) !== '') map.set(plainWord(word), field)
  }
  return map
})()

const DATUM_IN_HEADER =
  /wgs[\s_-]*84|gcj[\s_-]*0?2|bd[\s_-]*0?9(?:ll)?|cgcs[\s_-]*2000|高德|百度|火星坐标系?|腾讯|gps/iu
const REMARK = /[（(【[].*?[）)】\]]/gu

/** What a header says: its field (null: unknown) and the datum that it declares (null: none). */
export function readHeader(text: string): { field: RosterField | null; datum: Datum | null } {
  const datumText = DATUM_IN_HEADER.exec(text.normalize('NFKC'))?.[0]
  const datum = datumText
    ? (DATUM_WORDS.get(plainWord(datumText.replace(/0?2$|0?9$/u, (d) => d.padStart(2, '0')))) ?? null)
    : null
  const folded = text.normalize('NFKC')
  const candidates = [
    folded,
    folded.replace(REMARK, ''),
    folded.replace(DATUM_IN_HEADER, ''),
    folded.replace(DATUM_IN_HEADER, '').replace(REMARK, ''),
  ]
  for (const candidate of candidates) {
    const field = FIELD_OF_WORD.get(plainWord(candidate))
    if (field) {
      const located = field === 'lon' || field === 'lat' || field === 'lonLat'
      return { field, datum: located ? datum : null }
    }
  }
  return { field: null, datum: null }
}

/** How far down a header may stand: titles and filling instructions come first. */
export const HEADER_SEARCH_ROWS = 10

/**
 * Finds the header among a sheet's first rows. A header spread over two rows (坐标 merged over 经度 and 纬度) is read
 * as one.
 *
 * @param mapping header → field, stronger than the built-in words
 * @returns null when no row has a name column beside another column that says where or which.
 * @throws RosterError for a mapping that names an unknown field or header, and for one field in two columns.
 */
export function findHeader(rows: readonly RosterRow[], mapping: Record<string, string>): Header | null {
  const wanted = readMapping(mapping)
  let best: { header: Header; score: number } | null = null
  const top = rows.slice(0, HEADER_SEARCH_ROWS)
  for (const [i, row] of top.entries()) {
    const below = top[i + 1]
    for (const texts of [headerTexts(row.cells), ...(below ? [stacked(row.cells, below.cells)] : [])]) {
      if (!texts) continue
      const number = texts.stacked === 'no' ? row.number : below!.number
      const header = columnsOf(number, texts.cells, wanted)
      const fields = new Set(header.columns.map((c) => c.field))
      const usable =
        fields.has('name') &&
        ['address', 'lon', 'lonLat', 'code', 'sourceId', 'street'].some((f) => fields.has(f as RosterField))
      // More recognised columns win. A second row of nothing but headers belongs to the header: 坐标 over 经度 and 纬度.
      const score =
        header.columns.filter((c) => c.field !== 'ignore').length + (texts.stacked === 'pure' ? 2 : 0)
      if (usable && (!best || score > best.score)) best = { header, score }
    }
  }
  if (best) {
    checkMapping(wanted, best.header)
    checkTwice(best.header)
  }
  return best?.header ?? null
}

type Mapping = Map<string, { header: string; field: RosterField }>

function readMapping(mapping: Record<string, string>): Mapping {
  return new Map(
    Object.entries(mapping).map(([header, field]) => {
      if (!isRosterField(field)) {
        throw new RosterError(
          `列对应关系里的「${field}」不是可导入的字段。可用的字段:name、address、lon、lat、hours 等,见导入模板。`,
        )
      }
      return [plainWord(header), { header, field }]
    }),
  )
}

function checkMapping(wanted: Mapping, header: Header): void {
  for (const [key, { header: text }] of wanted) {
    if (!header.columns.some((c) => plainWord(c.header) === key)) {
      throw new RosterError(
        `列对应关系里的列「${text}」在表头(第 ${header.row} 行)中找不到。请照表头原文填写列名。`,
      )
    }
  }
}

function checkTwice(header: Header): void {
  const seen = new Map<RosterField, string>()
  for (const { field, header: text } of header.columns) {
    const before = seen.get(field)
    if (
      before !== undefined &&
      field !== 'ignore' &&
      field !== 'aliases' &&
      field !== 'services' &&
      !field.startsWith('facility:')
    ) {
      throw new RosterError(
        `「${before}」和「${text}」两列都表示同一项内容(${field})。请删去或改名其中一列,或用列对应关系把一列设为 ignore。`,
      )
    }
    seen.set(field, text)
  }
}

interface HeaderTexts {
  cells: string[]
  /** `pure`: the lower of two rows holds nothing but headers. */
  stacked: 'no' | 'mixed' | 'pure'
}

function headerTexts(cells: readonly CellValue[]): HeaderTexts {
  return { cells: cells.map((cell) => (cell === null ? '' : String(cell).trim())), stacked: 'no' }
}

/** Two rows as one header: the lower text where it means something, else the upper. Null when the lower row adds nothing. */
function stacked(upper: readonly CellValue[], lower: readonly CellValue[]): HeaderTexts | null {
  const above = headerTexts(upper).cells
  const below = headerTexts(lower).cells
  const known = below.filter((text) => text !== '' && readHeader(text).field !== null)
  // A data row may hold a word that is also a header (街道): a header row holds hardly anything else.
  const filled = below.filter((text) => text !== '').length
  if (known.length < 2 || known.length * 2 < filled) return null
  const cells = Array.from(
    { length: Math.max(above.length, below.length) },
    (_, i) => below[i] || above[i] || '',
  )
  return { cells, stacked: known.length === filled ? 'pure' : 'mixed' }
}

function columnsOf(row: number, texts: readonly string[], wanted: Mapping): Header {
  const columns: Column[] = []
  const unknown: string[] = []
  texts.forEach((header, index) => {
    if (header === '') return
    const mapped = wanted.get(plainWord(header))
    const read = readHeader(header)
    const field = mapped?.field ?? read.field
    if (field) columns.push({ index, header, field, datum: read.datum })
    else unknown.push(header)
  })
  return { row, columns: withSplitPair(columns, texts), unknown }
}

/** 经纬度 merged over two columns: the blank neighbour holds the latitude. */
function withSplitPair(columns: Column[], texts: readonly string[]): Column[] {
  const pair = columns.find((c) => c.field === 'lonLat')
  if (!pair || texts[pair.index + 1] !== '' || columns.some((c) => c.field === 'lat')) return columns
  return [...columns, { ...pair, index: pair.index + 1, header: `${pair.header}(右列)`, field: 'lat' }]
}
