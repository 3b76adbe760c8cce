/** Layers of demand come in: lists of sites from spreadsheets, polygons with numbers from GeoJSON. */
import type { Knex } from 'knex'
import type { MultiPolygon, Polygon } from 'geojson'
import { Problem, type FieldError } from '../../http/problem.ts'
import type { Bbox } from '../imports/coordinates.ts'
import { referenceData } from '../imports/read-model.ts'
import { DEFAULT_LIMITS } from '../imports/reading/file-kind.ts'
import { RosterError, sourceOfFile } from '../imports/roster.ts'
import { presentDistrict } from '../places/divisions.ts'
import { loadAreas, type Areas } from '../places/read-model.ts'
import { invalidPolygons } from '../places/store.ts'
import { matchLayer } from '../places/street-layer.ts'
import { MOST_IN_AREA, type DemandLayer } from './model.ts'
import type { Models } from './models.ts'
import { layoutFaults } from './layer-layout.ts'
import type { AreaLayerBody, AreaLayerQuery, SiteFileFields } from './schemas.ts'
import { readSiteList, type SiteList } from './site-reader.ts'
import type { SiteRowProblem } from './site-rows.ts'
import { insertLayer, type AreaToStore, type LayerToStore } from './store.ts'

export interface DemandOptions {
  knex: Knex
  models: Models
  /** The region in WGS-84 degrees. */
  bbox: Bbox
  /** Where uploads wait to be read. */
  uploadFolder: string
  /** Largest file in bytes. */
  maxFileBytes: number
}

export interface LayerReport {
  layer: DemandLayer
  /** What a person should know: rows left out or doubtful, polygons that overlap. */
  problems: SiteRowProblem[]
  notes: string[]
}

export interface Demand {
  readonly uploadFolder: string
  readonly maxFileBytes: number
  /**
   * Reads a list of sites (.xlsx or .csv) into a new layer: all of it or nothing.
   *
   * @throws Problem 422 with a sentence for each row that cannot be taken, unless they shall be left out
   */
  importSites(
    file: { path: string; fileName: string },
    fields: SiteFileFields,
    options: { leaveOut: boolean; actor: string },
  ): Promise<LayerReport>
  /** Takes polygons in WGS-84 that carry a number. @throws Problem 422 with a sentence for each that is wrong */
  importAreas(layer: AreaLayerBody, query: AreaLayerQuery, actor: string): Promise<LayerReport>
}

export function createDemand({ knex, models, bbox, uploadFolder, maxFileBytes }: DemandOptions): Demand {
  async function write(layer: LayerToStore): Promise<DemandLayer> {
    const id = await knex.transaction((trx) => insertLayer(trx, layer))
    return (await models.layers()).find((one) => one.id === id)!
  }

  return {
    uploadFolder,
    maxFileBytes,
    async importSites({ path, fileName }, fields, { leaveOut, actor }) {
      const reference = await referenceData(knex)
      const list = await readList({
        path,
        sheet: fields.sheet ?? null,
        limits: { ...DEFAULT_LIMITS, fileBytes: maxFileBytes },
        datum: fields.datum ?? null,
        districtCode: districtCode(fields.district, reference.districts),
        bbox,
        reference,
      })
      refuseRows(list, leaveOut)
      const [year] = list.years.length === 1 ? list.years : []
      const layer = await write({
        name: fields.name ?? sourceOfFile(fileName),
        kind: 'sites',
        year: fields.year ?? year ?? null,
        source: fields.source ?? fileName,
        synthetic: false,
        createdBy: actor,
        sites: list.sites,
        areas: [],
      })
      const ignored = list.ignored.length > 0 ? [`没有用到的列:${list.ignored.join('、')}。`] : []
      return { layer, problems: list.problems, notes: ignored }
    },
    async importAreas(body, query, actor) {
      const { areas, notes } = await readAreas(knex, body, query)
      const layer = await write({
        name: query.name,
        kind: 'areas',
        year: query.year ?? null,
        source: query.source ?? query.name,
        synthetic: false,
        createdBy: actor,
        sites: [],
        areas,
      })
      return { layer, problems: [], notes }
    },
  }
}

async function readList(task: Parameters<typeof readSiteList>[0]): Promise<SiteList> {
  try {
    return await readSiteList(task)
  } catch (error) {
    if (!(error instanceof RosterError)) throw error
    throw new Problem(422, { zh: error.message, en: `The file cannot be read: ${error.message}` })
  }
}

function districtCode(
  wanted: string | undefined,
  districts: { code: string; name: string }[],
): string | null {
  if (wanted === undefined) return null
  const district = districts.find((d) => d.name === wanted || d.code === wanted || d.name === `${wanted}区`)
  if (district) return district.code
  const message = { zh: `没有名为「${wanted}」的区。`, en: `There is no district "${wanted}".` }
  throw new Problem(422, message, [{ field: 'district', value: wanted, message }])
}

function refuseRows({ problems, sites, rows }: SiteList, leaveOut: boolean): void {
  const rejected = problems.filter(({ severity }) => severity === 'rejected')
  if (sites.length > 0 && (leaveOut || rejected.length === 0)) return
  const bad = new Set(rejected.map(({ row }) => row)).size
  throw new Problem(
    422,
    {
      zh: `${rows} 行里有 ${bad} 行不能用,没有写入。改正后再导入,或选择略去这些行。`,
      en: `${bad} of ${rows} rows cannot be used, so nothing was written. Mend them, or have them left out.`,
    },
    rejected.slice(0, 200).map(({ row, column, value, problem, remedy }) => ({
      field: `第 ${row} 行${column === null ? '' : ` ${column}`}`,
      value,
      message: { zh: `第 ${row} 行:${problem}${remedy}`, en: `Row ${row}: ${problem}${remedy}` },
    })),
  )
}

/** A number above which two polygons do not merely touch. */
const LEAST_OVERLAP = 0.01
/** Less of a polygon than this inside the region: it lies somewhere else. */
const LEAST_INSIDE = 0.5

async function readAreas(
  knex: Knex,
  { features }: AreaLayerBody,
  { group, value }: AreaLayerQuery,
): Promise<{ areas: AreaToStore[]; notes: string[] }> {
  const faults: Fault[] = []
  const known = await loadAreas(knex)
  const codes = codesOf(features, known)
  const areas = features.map(({ properties, geometry }, i): AreaToStore => {
    const heads = properties[value]
    const name =
      typeof properties.name === 'string' && properties.name !== '' ? properties.name : `第 ${i + 1} 个面`
    const fault = ringFault(geometry) ?? headsFault(heads, value)
    if (fault) faults.push({ index: i, name, fault })
    return { name, ...codes[i]!, groups: { [group]: Number(heads) }, hours: null, geometry: flat(geometry) }
  })
  refuse(faults)
  const geometries = areas.map(({ geometry }) => geometry)
  const { invalid, layout } = await knex.transaction(async (trx) => {
    const broken = await invalidPolygons(trx, geometries)
    return {
      invalid: broken,
      layout: broken.length > 0 ? null : await layoutFaults(trx, geometries, LEAST_OVERLAP),
    }
  })
  const named = (index: number, fault: string) => ({ index, name: areas[index]!.name, fault })
  refuse(invalid.map(({ index, reason }) => named(index, `边界自相交或重叠:${reason}。`)))
  refuse(
    layout!.inside
      .map((share, index) => ({ share, index }))
      .filter(({ share }) => share < LEAST_INSIDE)
      .map(({ share, index }) =>
        named(index, `只有 ${Math.round(share * 100)}% 的面积在本市内。请确认坐标是 WGS-84、经度在前。`),
      ),
  )
  const notes = layout!.overlaps.map(
    ({ a, b, share }) =>
      `「${areas[a]!.name}」与「${areas[b]!.name}」重叠(较小的一个有 ${Math.round(share * 100)}% 重叠),两个数都照计。`,
  )
  return { areas, notes }
}

interface Fault {
  index: number
  name: string
  fault: string
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return
  throw new Problem(
    422,
    {
      zh: `图层里有 ${faults.length} 个面不能用,没有写入。「${faults[0]!.name}」:${faults[0]!.fault}`,
      en: `${faults.length} polygons cannot be used, so nothing was written.`,
    },
    faults.slice(0, 100).map(({ index, name, fault }): FieldError => ({
      field: `features.${index}`,
      value: name,
      message: { zh: `「${name}」:${fault}`, en: `Polygon ${index + 1} (${name}): ${fault}` },
    })),
  )
}

function headsFault(heads: unknown, property: string): string | null {
  if (typeof heads !== 'number' || !Number.isFinite(heads)) return `属性 ${property} 应为数字。`
  if (heads < 0) return `人数 ${heads} 是负数。`
  if (heads > MOST_IN_AREA) return `人数 ${heads} 超过 ${MOST_IN_AREA},多半是填错了。`
  return null
}

function ringFault(geometry: Polygon | MultiPolygon): string | null {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  if (rings.length === 0) return '没有坐标。'
  for (const ring of rings) {
    const [first, last] = [ring[0], ring.at(-1)]
    if (ring.length < 4) return `有一圈边界只有 ${ring.length} 个点,至少要 4 个。`
    if (first![0] !== last![0] || first![1] !== last![1]) return '有一圈边界没有闭合:首尾两点应相同。'
    if (ring.some(([lon, lat]) => Math.abs(lon!) > 180 || Math.abs(lat!) > 90))
      return '有坐标超出经纬度范围。'
  }
  return null
}

/** Streets by name and district as the street layer matches them; a town divided since is left to the cells' places. */
function codesOf(
  features: AreaLayerBody['features'],
  areas: Areas,
): { districtCode: string | null; streetCode: string | null }[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const polygons = features.map(({ properties, geometry }, i) => ({
    row: i,
    name: text(properties.name),
    district: text(properties.district),
    geometry,
  }))
  const { matched } = matchLayer(
    polygons.filter(({ name, district }) => name !== '' && district !== ''),
    areas,
  )
  const streets = new Map(matched.map(({ polygon, street }) => [polygon.row, street]))
  return polygons.map(({ row, district }) => {
    const street = streets.get(row)
    return {
      districtCode: street?.districtCode ?? presentDistrict(areas, district)?.code ?? null,
      streetCode: street?.code ?? null,
    }
  })
}

/** Heights have no place in an outline. */
function flat(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const ring = (positions: number[][]) => positions.map(([lon, lat]) => [lon!, lat!])
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(ring)) }
}
