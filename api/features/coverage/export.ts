/** Answers as files. Every row of a table and the head of a GeoJSON say how the figures came about. */
import { cellToBoundary } from 'h3-js'
import writeWorkbook from 'write-excel-file/node'
import type { Counts } from './answer.ts'
import type { KnownAreas } from './counter.ts'
import type { AreaPair } from './demand-table.ts'
import { GROUP_LABELS, type WorkerGroup } from './model.ts'
import type { CoverageAnswer, Frame } from './present.ts'
import { STANDARD_REACHES } from './question.ts'
import { distances, type SoleStation } from './particulars.ts'
import type { CellColumns, SiteDistances } from './thread-messages.ts'

type Cell = string | number | null

/** A table: titles, and rows with as many cells. */
export interface Table {
  titles: string[]
  rows: Iterable<Cell[]>
}

const UNIT_NAMES = { people: '人', km2: '平方公里' }

/** How an answer came about, as pairs of a title and a value. */
export function provenance(frame: Frame): [string, string][] {
  const { model, question, dataVersion, computedAt, method, unit, notice, attribution, licence } = frame
  const asked =
    question.hour === null
      ? question.at
      : `周${'一二三四五六日'[Math.floor(question.hour / 24)]} ${String(question.hour % 24).padStart(2, '0')}:00` +
        `${question.holiday === 'on' ? '(按法定休息日)' : ''},${question.weekOf} 起的一周`
  return [
    ['模型', `${model.name}(编号 ${model.id},版本 ${model.version},H3 ${model.grid} 级网格)`],
    ['数据版本', String(dataVersion)],
    ['时间', asked],
    ['设施', question.facilities.join('、') || '不限'],
    ['进入方式', question.access.join('、') || '不限'],
    ['人群', question.groups.map((group) => GROUP_LABELS[group].zh).join('、') || '模型中的全部'],
    ['距离', `${question.reachM} 米`],
    ['单位', UNIT_NAMES[unit]],
    ['方法', `${method};区间下限只计确定可用,上限把未知都算作可用`],
    ['计算时间', computedAt],
    ['来源', attribution],
    ['许可', `${licence.title} ${licence.url}`],
    ...(notice === null ? [] : [['说明', notice] as [string, string]]),
  ]
}

const COUNT_TITLES = [
  '总数',
  '可达下限',
  '可达上限',
  ...STANDARD_REACHES.flatMap((metres) => [`${metres}米内下限`, `${metres}米内上限`]),
]

function countCells({ people, covered, within }: Counts): Cell[] {
  return [
    people,
    covered.pessimist,
    covered.optimist,
    ...STANDARD_REACHES.flatMap((metres) => [within[metres]!.pessimist, within[metres]!.optimist]),
  ]
}

/** City, districts and streets. */
export function areaTable(answer: CoverageAnswer, { nameOf }: KnownAreas): Table {
  return {
    titles: ['层级', '代码', '名称', '所属区', ...COUNT_TITLES],
    rows: [
      ['市', null, '全市', null, ...countCells(answer)],
      ...answer.districts.map((d) => ['区', d.code, d.name, null, ...countCells(d)]),
      ...answer.streets.map((s) => [
        '街道',
        s.code,
        s.name,
        s.districtCode === null ? null : nameOf(s.districtCode),
        ...countCells(s),
      ]),
    ],
  }
}

export function siteTable(sites: readonly SiteDistances[], { nameOf }: KnownAreas): Table {
  const named = (code: string | null) => (code === null ? null : nameOf(code))
  return {
    titles: [
      '名称',
      '区',
      '街道',
      '经度',
      '纬度',
      '人群',
      '人数',
      '最近距离下限(确定可用,米)',
      '最近距离上限(含未知,米)',
    ],
    rows: sites.map((site) => {
      const { pessimist, optimist } = distances(site.pessimist, site.optimist)
      const groups = Object.entries(site.groups) as [WorkerGroup, number][]
      return [
        site.name,
        named(site.districtCode),
        named(site.streetCode),
        site.lon,
        site.lat,
        groups.map(([group, heads]) => `${GROUP_LABELS[group].zh}${heads}`).join('、'),
        site.people,
        pessimist,
        optimist,
      ]
    }),
  }
}

/** Stations that are the only one in reach for somebody. */
export function stationTable(stations: readonly SoleStation[], { nameOf }: KnownAreas): Table {
  const named = (code: string | null) => (code === null ? null : nameOf(code))
  return {
    titles: ['编号', '名称', '区', '街道', '经度', '纬度', '只靠这一站的人数'],
    rows: stations.map(({ code, name, districtCode, streetCode, lon, lat, people }) => [
      code,
      name,
      named(districtCode),
      named(streetCode),
      round(lon),
      round(lat),
      people,
    ]),
  }
}

export function cellTable(cells: CellColumns, areas: readonly AreaPair[], { nameOf }: KnownAreas): Table {
  const named = (code: string | null) => (code === null ? null : nameOf(code))
  function* rows(): Generator<Cell[]> {
    for (let i = 0; i < cells.h3.length; i++) {
      const { districtCode, streetCode } = areas[cells.area[i]!]!
      const { pessimist, optimist } = distances(cells.pessimist[i]!, cells.optimist[i]!)
      yield [
        cells.h3[i]!.toString(16),
        named(districtCode),
        named(streetCode),
        round(cells.lon[i]!),
        round(cells.lat[i]!),
        Math.round(cells.people[i]! * 1000) / 1000,
        pessimist,
        optimist,
      ]
    }
  }
  return {
    titles: ['H3', '区', '街道', '经度', '纬度', '人数', '最近距离(确定可用,米)', '最近距离(含未知,米)'],
    rows: rows(),
  }
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6

/** Pieces of a file; between them other requests are answered. */
export type Pieces = AsyncGenerator<string>

const ROWS_A_PIECE = 2000

async function* pieces(lines: Iterable<string>): Pieces {
  let batch: string[] = []
  for (const line of lines) {
    batch.push(line)
    if (batch.length < ROWS_A_PIECE) continue
    yield batch.join('')
    batch = []
    await new Promise((resolve) => setImmediate(resolve))
  }
  yield batch.join('')
}

/** CSV with a byte order mark, for Excel; the provenance stands in the last columns of every row. */
export function csvFile({ titles, rows }: Table, frame: Frame): Pieces {
  const about = provenance(frame)
  const tail = about.map(([, value]) => value)
  function* lines(): Generator<string> {
    yield `\ufeff${csvLine([...titles, ...about.map(([title]) => title)])}`
    for (const row of rows) yield csvLine([...row, ...tail])
  }
  return pieces(lines())
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // A spreadsheet takes these first letters for a formula.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export async function xlsxFile({ titles, rows }: Table, frame: Frame): Promise<Buffer> {
  const heading = (texts: readonly string[]) => texts.map((value) => ({ value, fontWeight: 'bold' as const }))
  const cell = (value: Cell) => (value === null ? null : { value })
  return writeWorkbook([
    {
      data: [heading(titles), ...[...rows].map((row) => row.map(cell))],
      sheet: '覆盖',
      columns: titles.map((title) => ({ width: Math.max(12, title.length * 2) })),
      stickyRowsCount: 1,
    },
    {
      data: provenance(frame).map(([title, value]) => [
        { value: title, fontWeight: 'bold' as const },
        { value, wrap: true },
      ]),
      sheet: '统计说明',
      columns: [{ width: 14 }, { width: 90 }],
    },
  ]).toBuffer()
}

function* collection(features: Iterable<object>, frame: Frame): Generator<string> {
  yield `{"type":"FeatureCollection","coverage":${JSON.stringify(frame)},"features":[`
  let first = true
  for (const feature of features) {
    yield `${first ? '' : ','}${JSON.stringify(feature)}`
    first = false
  }
  yield ']}'
}

/** Streets with an outline; in districts without any, the district. */
export function areaGeoJson(answer: CoverageAnswer, frame: Frame, { areas }: KnownAreas): Pieces {
  const outlined = new Map(
    areas.streets.flatMap(({ code, outline }) => (outline ? [[code, outline] as const] : [])),
  )
  const districts = new Map(areas.districts.map(({ code, geometry }) => [code, geometry]))
  const withStreets = new Set(
    areas.streets.filter(({ outline }) => outline).map(({ districtCode }) => districtCode),
  )
  function* features(): Generator<object> {
    for (const street of answer.streets) {
      const geometry = street.code === null ? undefined : outlined.get(street.code)
      if (geometry)
        yield { type: 'Feature', id: street.code, geometry, properties: { level: 'street', ...street } }
    }
    for (const district of answer.districts) {
      const geometry = district.code === null ? undefined : districts.get(district.code)
      if (!geometry || withStreets.has(district.code!)) continue
      yield { type: 'Feature', id: district.code, geometry, properties: { level: 'district', ...district } }
    }
  }
  return pieces(collection(features(), frame))
}

export function cellGeoJson(cells: CellColumns, areas: readonly AreaPair[], frame: Frame): Pieces {
  function* features(): Generator<object> {
    for (let i = 0; i < cells.h3.length; i++) {
      const id = cells.h3[i]!.toString(16)
      yield {
        type: 'Feature',
        id,
        geometry: {
          type: 'Polygon',
          coordinates: [cellToBoundary(id, true).map(([lon, lat]) => [round(lon), round(lat)])],
        },
        properties: {
          people: cells.people[i]!,
          distanceM: distances(cells.pessimist[i]!, cells.optimist[i]!),
          ...areas[cells.area[i]!]!,
        },
      }
    }
  }
  return pieces(collection(features(), frame))
}

export function stationGeoJson(stations: readonly SoleStation[], frame: Frame): Pieces {
  function* features(): Generator<object> {
    for (const { lon, lat, ...properties } of stations) {
      yield {
        type: 'Feature',
        id: properties.code,
        geometry: { type: 'Point', coordinates: [round(lon), round(lat)] },
        properties,
      }
    }
  }
  return pieces(collection(features(), frame))
}

export function siteGeoJson(sites: readonly SiteDistances[], frame: Frame): Pieces {
  function* features(): Generator<object> {
    for (const { lon, lat, pessimist, optimist, ...properties } of sites) {
      yield {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: { ...properties, distanceM: distances(pessimist, optimist) },
      }
    }
  }
  return pieces(collection(features(), frame))
}
