/** Rows of a list of demand sites: what its columns mean, and what of it can be believed. */
import type { Hours } from '../hours/hours.ts'
import { cellText, readAmount } from '../imports/cells.ts'
import { readCoordinates, splitPair, type Bbox } from '../imports/coordinates.ts'
import type { Header } from '../imports/headers.ts'
import { placeRow, type RosterPlaces } from '../imports/placement.ts'
import { RosterError, type PlainField, type RosterRow, type RowProblem } from '../imports/roster.ts'
import { DATUM_WORDS, plainWord } from '../imports/words.ts'
import { toWgs84 } from '../stations/position.ts'
import type { Datum } from '../stations/station.ts'
import { GROUP_LABELS, MOST_AT_SITE, WORKER_GROUPS, type HeadCounts, type WorkerGroup } from './model.ts'
import type { SiteToStore } from './store.ts'

const GROUP_WORDS: Record<WorkerGroup, string> = {
  courier: '快递员 快递小哥 快递 快递从业人员',
  rider: '外卖骑手 骑手 外卖员 外卖配送员 网约配送员 送餐员 外卖小哥',
  cleaner: '环卫工人 环卫工 环卫 保洁员 清洁工 环卫职工',
  driver: '网约车司机 出租车司机 司机 出租司机 网约车和出租车司机',
  truck_driver: '货车司机 卡车司机 货运司机',
  traffic_police: '交警 协管员 交通协管员 辅警 交警和协管员',
  construction: '建筑工人 建筑工 农民工 工地工人',
  housekeeper: '家政服务员 家政 家政员',
  carer: '护工护理员 护工 护理员 养老护理员',
  mall_staff: '商场信息员 商超职工 商场职工 商场员工',
  estate_agent: '房产中介员 房产中介 中介员 房产经纪人',
  security_guard: '保安员 保安',
  other: '其他户外劳动者 其他人数 其他 其他劳动者',
  worker: '就业人口 就业人数 从业人数 从业人员',
  resident: '常住人口 居民 人口 常住人数',
}

/** What a column of such a list may mean beside the roster's own fields. */
export type SiteColumn =
  { kind: 'group'; group: WorkerGroup } | { kind: 'heads' | 'groupName' | 'hours' | 'year' }

const COLUMN_OF_WORD: ReadonlyMap<string, SiteColumn> = (() => {
  const map = new Map<string, SiteColumn>()
  const add = (words: string, column: SiteColumn) => {
    for (const word of words.split(' ')) map.set(plainWord(word), column)
  }
  for (const group of WORKER_GROUPS) add(`${GROUP_WORDS[group]} ${group}`, { kind: 'group', group })
  add('人数 职工人数 户外劳动者人数 总人数 heads people', { kind: 'heads' })
  add('工种 人群 群体 职业 group', { kind: 'groupName' })
  add('户外时间 户外时段 在外时段 出工时间 作业时间 工作时间 户外作业时间', { kind: 'hours' })
  add('年份 年度 调查年份 统计年份 year', { kind: 'year' })
  return map
})()

/** The meaning of a header: 「快递员」, 「快递员人数」 and 「快递员(人)」 are the same column; null when it has none. */
export function siteColumn(header: string): SiteColumn | null {
  const word = plainWord(header.replace(/[（(]\s*人\s*[)）]/gu, ''))
  return COLUMN_OF_WORD.get(word) ?? COLUMN_OF_WORD.get(word.replace(/(?:人数|数量|数)$/u, '')) ?? null
}

export interface SiteListContext {
  datum: Datum | null
  /** The district whose list it is. */
  districtCode: string | null
  bbox: Bbox
  places: RosterPlaces
  parseHours: (text: string) => Hours
}

export interface SiteRowProblem extends RowProblem {
  row: number
}

export interface ReadSite {
  /** Null when the row cannot be taken. */
  site: SiteToStore | null
  year: number | null
  problems: SiteRowProblem[]
}

interface Columns {
  field: Map<PlainField, number>
  datumOf: Map<number, Datum>
  groups: { index: number; header: string; group: WorkerGroup }[]
  heads: number | null
  groupName: number | null
  hours: number | null
  year: number | null
}

/** @throws RosterError when no column holds a head-count */
export function createSiteReader(header: Header, context: SiteListContext): (row: RosterRow) => ReadSite {
  const columns = columnsOf(header)
  if (columns.groups.length === 0 && columns.heads === null) {
    throw new RosterError(
      `表头(第 ${header.row} 行)里没有人数列。请用人群名称作列名,例如 ${GROUP_LABELS.courier.zh}、${GROUP_LABELS.rider.zh}、${GROUP_LABELS.cleaner.zh},或用「工种」和「人数」两列。`,
    )
  }
  const seen = new Map<string, number>()

  return (row) => {
    const problems: SiteRowProblem[] = []
    const text = (index: number | null | undefined) =>
      cellText(index === null || index === undefined ? null : row.cells[index])
    const field = (name: PlainField) => text(columns.field.get(name))
    const reject = (column: string | null, value: string | null, problem: string, remedy: string) => {
      problems.push({ row: row.number, severity: 'rejected', column, value, problem, remedy })
      return null
    }
    const note = (column: string | null, value: string | null, problem: string, remedy: string) =>
      void problems.push({ row: row.number, severity: 'note', column, value, problem, remedy })
    const name = field('name')
    if (name === '') reject('名称', null, '没有名称。', '请填写地点名称。')
    const groups = readGroups(columns, text, reject)
    const position = readPosition(columns, field, context, reject)
    const hours = readHours(text(columns.hours ?? columns.field.get('hours')), context, note)
    const place =
      position &&
      placeRow(
        position,
        [field('district'), field('street'), field('address')],
        context.districtCode,
        context.places,
      )
    if (place?.outside)
      reject(
        '经度',
        `${position!.sourceLon},${position!.sourceLat}`,
        '坐标不在本市任何一个区内。',
        '请核对坐标和坐标系。',
      )
    if (place?.finding) note('区', null, place.finding.message, '按坐标计;请核对坐标或地址。')
    const key = position && `${name} ${position.lon} ${position.lat}`
    const before = key === null ? undefined : seen.get(key)
    if (before !== undefined)
      reject(null, name, `与第 ${before} 行是同一个地点。`, '请合并成一行,人数不要重复计。')
    else if (key !== null) seen.set(key, row.number)
    const yearText = text(columns.year)
    const year = /^(?:19|20)\d{2}年?$/.test(yearText) ? Number.parseInt(yearText, 10) : null
    if (problems.some(({ severity }) => severity === 'rejected')) return { site: null, year, problems }
    const site: SiteToStore = {
      name,
      ...position!,
      address: field('address') || null,
      unionName: field('union') || null,
      districtCode: place!.districtCode,
      streetCode: place!.streetCode,
      groups: groups!,
      hours,
    }
    return { site, year, problems }
  }
}

/** The headers that are ours and mean nothing to the roster, to be kept as columns: header → `ignore`. */
export function ownHeaders(header: Header): Record<string, string> {
  return Object.fromEntries(
    header.unknown.filter((text) => siteColumn(text) !== null).map((text) => [text, 'ignore']),
  )
}

function columnsOf(header: Header): Columns {
  const columns: Columns = {
    field: new Map(),
    datumOf: new Map(),
    groups: [],
    heads: null,
    groupName: null,
    hours: null,
    year: null,
  }
  for (const { index, header: text, field, datum } of header.columns) {
    const own = field === 'ignore' ? siteColumn(text) : null
    if (own?.kind === 'group') columns.groups.push({ index, header: text, group: own.group })
    else if (own) columns[own.kind] = index
    else if (!field.includes(':') && field !== 'ignore') columns.field.set(field as PlainField, index)
    if (datum) columns.datumOf.set(index, datum)
  }
  return columns
}

type Reject = (column: string | null, value: string | null, problem: string, remedy: string) => null

function readGroups(
  { groups, heads, groupName }: Columns,
  text: (index: number | null) => string,
  reject: Reject,
): HeadCounts | null {
  const counts: HeadCounts = {}
  const add = (group: WorkerGroup, column: string, given: string) => {
    if (given === '') return
    const count = readAmount(given)
    if (count === null || !Number.isInteger(count)) {
      reject(column, given, `「${given}」不是人数。`, '请填写不小于 0 的整数;不知道就留空。')
    } else if (count > MOST_AT_SITE) {
      reject(
        column,
        given,
        `一个地点有 ${count} 人,超过 ${MOST_AT_SITE} 人,多半是填错了。`,
        '请核对人数;整片区域的人数请用面图层导入。',
      )
    } else counts[group] = (counts[group] ?? 0) + count
  }
  for (const { index, header, group } of groups) add(group, header, text(index))
  if (heads !== null && groups.length === 0) {
    const word = text(groupName)
    const named = word === '' ? null : siteColumn(word)
    if (word !== '' && named?.kind !== 'group') {
      reject(
        '工种',
        word,
        `不认识的工种「${word}」。`,
        `可用:${WORKER_GROUPS.map((g) => GROUP_LABELS[g].zh).join('、')}。`,
      )
    }
    add(named?.kind === 'group' ? named.group : 'other', '人数', text(heads))
  }
  if (Object.values(counts).some((count) => count > 0)) return counts
  return reject('人数', null, '没有人数。', '请至少填写一类人群的人数。')
}

type Position = Pick<SiteToStore, 'lon' | 'lat' | 'sourceDatum' | 'sourceLon' | 'sourceLat'>

function readPosition(
  { field, datumOf }: Columns,
  text: (name: PlainField) => string,
  { datum: declared, bbox }: SiteListContext,
  reject: Reject,
): Position | null {
  const pair = text('lonLat')
  const stated = pair === '' ? { lon: text('lon'), lat: text('lat') } : splitPair(pair)
  if (!stated) return reject('坐标', pair, '坐标应为「经度,纬度」。', '请写成 116.397541,39.906901。')
  const word = text('datum')
  const columns = (['lon', 'lat', 'lonLat'] as const).map((name) => datumOf.get(field.get(name) ?? -1))
  const datum =
    (word === '' ? undefined : DATUM_WORDS.get(plainWord(word))) ?? columns.find((d) => d) ?? declared
  if (stated.lon === '' && stated.lat === '') {
    return reject('经度', null, '没有坐标,无法计入。', '请补上坐标;只知道街道的人数请用面图层导入。')
  }
  if (!datum)
    return reject(
      '坐标系',
      word || null,
      '没有说明坐标系。',
      '请声明 WGS-84、GCJ-02(高德、腾讯)或 BD-09(百度)。',
    )
  const read = readCoordinates(stated, datum, bbox)
  if (read.kind === 'unusable') return reject('经度', read.value, read.problem, read.remedy)
  if (read.kind === 'none') return null
  return {
    ...toWgs84(read.lon, read.lat, datum),
    sourceDatum: datum,
    sourceLon: read.lon,
    sourceLat: read.lat,
  }
}

function readHours(
  text: string,
  { parseHours }: SiteListContext,
  note: (column: string | null, value: string | null, problem: string, remedy: string) => void,
): Hours | null {
  if (text === '') return null
  const hours = parseHours(text)
  if (hours.week !== null) return hours
  note('户外时间', text, '户外时间读不懂,这些人按全天计。', '请写成「每天 06:00-22:00」这样的形式。')
  return null
}
