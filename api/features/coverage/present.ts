/** Answers in the shape that crosses the wire: each says by which model, data, question and method it came about. */
import type { Language, Sentence } from '../../http/problem.ts'
import { beijingIso } from '../hours/beijing-time.ts'
import { attributionOf, type DataLicence, type Licence, licenceOf } from '../../http/licence.ts'
import { breakDown, modelSums, type AreaCounts, type Breakdown } from './answer.ts'
import type { Counted, Spread } from './counter.ts'
import type { CoverageModel, Unit } from './model.ts'
import { questionJson, reachMethod, type CoverageQuestion, type QuestionJson } from './question.ts'
import type { DataAges } from './read-model.ts'

export interface ModelJson {
  id: string
  name: string
  version: number
  grid: number
  year: number | null
  layers: {
    id: number
    name: string
    kind: string
    year: number | null
    source: string
    weight: number
    synthetic: boolean
  }[]
}

/** What every answer carries beside its figures. */
export interface Frame {
  model: ModelJson
  dataVersion: number
  question: QuestionJson
  unit: Unit
  /** Made-up demand or made-up stations: nobody's figures. */
  synthetic: boolean
  /** How distances become minutes. */
  method: string
  /** What a reader must know to read the figures right; null when there is nothing. */
  notice: string | null
  computedAt: string
  attribution: string
  licence: Licence
}

/** A district, with the head-count that it gave itself set against the model's. */
export interface DistrictCounts extends AreaCounts {
  /** All of the model's people there: every group, whether outside at the hour asked or not. Null where area is counted. */
  modelSum: number | null
  /** The district's own head-count; null where it gave none. */
  headCount: number | null
  /** The model's sum less the head-count: above 0 the model has more people than the district says. */
  difference: number | null
}

export interface CoverageAnswer extends Frame, Breakdown {
  districts: DistrictCounts[]
  stations: { all: number; pessimist: number; optimist: number }
  ages: DataAges
}

/** Everything an answer is put together from. */
export interface Material {
  model: CoverageModel
  question: CoverageQuestion
  counted: Counted
  ages: DataAges
  /** There are made-up stations. */
  demoStations: boolean
  licence: DataLicence
  nameOf: (code: string) => string
}

export function modelJson(model: CoverageModel, layers: Spread['layers']): ModelJson {
  const { id, name, version, grid, year } = model
  return {
    id,
    name,
    version,
    grid,
    year,
    layers: model.layers.flatMap(({ id: layerId, weight }) =>
      layers
        .filter((layer) => layer.id === layerId)
        .map((layer) => ({
          id: layer.id,
          name: layer.name,
          kind: layer.kind,
          year: layer.year,
          source: layer.source,
          weight,
          synthetic: layer.synthetic,
        })),
    ),
  }
}

const AREA_NOTICE: Sentence = {
  zh: '还没有人口数据:按面积(平方公里)统计,不是人数。',
  en: 'There are no figures of people yet: square kilometres are counted, not people.',
}
const DEMO_NOTICE: Sentence = {
  zh: '演示数据:人数和驿站都是虚构的。',
  en: 'Demonstration: people and stations are made up.',
}
const DEMO_STATIONS_NOTICE: Sentence = {
  zh: '演示数据:驿站是虚构的。',
  en: 'Demonstration: the stations are made up.',
}
const DEMO_DEMAND_NOTICE: Sentence = {
  zh: '演示数据:人数是虚构的。',
  en: 'Demonstration: the figures of people are made up.',
}

export function frameOf(
  { model, question, demoStations, licence }: Omit<Material, 'counted' | 'ages' | 'nameOf'>,
  spread: Spread,
  of: { dataVersion: number; computedAt: number },
  language: Language,
): Frame {
  const demoDemand = spread.layers.some((layer) => layer.synthetic)
  const notices = [
    spread.table.unit === 'km2' && AREA_NOTICE,
    demoDemand && demoStations && DEMO_NOTICE,
    !demoDemand && demoStations && DEMO_STATIONS_NOTICE,
    demoDemand && !demoStations && DEMO_DEMAND_NOTICE,
  ].filter((notice) => notice !== false)
  return {
    model: modelJson(model, spread.layers),
    dataVersion: of.dataVersion,
    question: questionJson(question),
    unit: spread.table.unit,
    synthetic: demoDemand || demoStations,
    method: reachMethod(question.reach),
    notice: notices.length > 0 ? notices.map((notice) => notice[language]).join('') : null,
    computedAt: beijingIso(of.computedAt),
    attribution: attributionOf(demoDemand || demoStations, licence.attribution),
    licence: licenceOf(licence),
  }
}

/** An answer without its figures. */
export function frameOnly(answer: Frame): Frame {
  const { model, dataVersion, question, unit, synthetic, method, notice, computedAt } = answer
  const { attribution, licence } = answer
  return { model, dataVersion, question, unit, synthetic, method, notice, computedAt, attribution, licence }
}

export function present(material: Material, language: Language): CoverageAnswer {
  const { model, counted, ages, nameOf } = material
  const { tally, spread, computedAt } = counted
  const { table } = spread
  const breakdown = breakDown(tally, table, nameOf)
  const sums = table.unit === 'people' ? modelSums(table.amounts, table) : new Map<string | null, number>()
  return {
    ...frameOf(material, spread, { dataVersion: tally.dataVersion, computedAt }, language),
    ...breakdown,
    districts: breakdown.districts.map((district) => {
      const headCount = (district.code === null ? undefined : model.headCounts[district.code]) ?? null
      const modelSum = sums.get(district.code) ?? null
      const difference = headCount === null || modelSum === null ? null : modelSum - headCount
      return { ...district, modelSum, headCount, difference }
    }),
    stations: tally.stations,
    ages,
  }
}
