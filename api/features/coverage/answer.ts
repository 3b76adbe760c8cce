/** A tally as people read it: by street, district and city, rounded so that sums agree to the last digit. */
import { REACH_COUNT, TALLY_WIDTH, type Tally } from './engine.ts'
import type { AreaPair, Stratum } from './demand-table.ts'
import { UNIT_SCALE, WORKER_GROUPS, type Unit, type WorkerGroup } from './model.ts'
import { STANDARD_REACHES } from './question.ts'

/** Surely covered, and covered if all that is not known turned out well. */
export interface Interval {
  pessimist: number
  optimist: number
}

export interface Counts {
  /** The denominator: people (or km²) asked about. */
  people: number
  covered: Interval
  /** By metres: "300", "500", "1000". */
  within: Record<string, Interval>
}

export interface AreaCounts extends Counts {
  /** Null: outside every outline, or no list says which. */
  code: string | null
  name: string
}

export interface StreetCounts extends AreaCounts {
  districtCode: string | null
}

export interface Breakdown extends Counts {
  districts: AreaCounts[]
  streets: StreetCounts[]
  /** City-wide by worker group; empty where area is counted. Rounded one by one. */
  groups: ({ group: WorkerGroup } & Counts)[]
}

/** What an answer needs of a demand table beside the tally. */
export interface TableNames {
  unit: Unit
  areas: readonly AreaPair[]
  strata: readonly Stratum[]
}

/** Steps of rounding (see UNIT_SCALE), TALLY_WIDTH of them. */
type Steps = Float64Array

/**
 * Streets are rounded, districts are the sums of their streets, the city that of its districts. Districts and streets
 * are ranked: most people surely not covered first.
 */
export function breakDown(tally: Tally, names: TableNames, nameOf: (code: string) => string): Breakdown {
  const { unit } = names
  const streets = new Map<string, { pair: AreaPair; steps: Steps }>()
  names.areas.forEach((pair, i) => {
    addTo(
      streets,
      `${pair.districtCode} ${pair.streetCode}`,
      pair,
      tally.areas.subarray(TALLY_WIDTH * i, TALLY_WIDTH * (i + 1)),
    )
  })
  const districts = new Map<string, { pair: AreaPair; steps: Steps }>()
  const city = new Float64Array(TALLY_WIDTH)
  for (const { pair, steps } of streets.values()) {
    rounded(steps, unit)
    addTo(districts, `${pair.districtCode}`, pair, steps)
    for (let i = 0; i < TALLY_WIDTH; i++) city[i]! += steps[i]!
  }
  const named = (code: string | null) => ({ code, name: code === null ? UNPLACED : nameOf(code) })
  return {
    ...countsOf(city, unit),
    districts: [...districts.values()]
      .map(({ pair, steps }) => ({ ...named(pair.districtCode), ...countsOf(steps, unit) }))
      .sort(byUncovered),
    streets: [...streets.values()]
      .map(({ pair, steps }) => ({
        ...named(pair.streetCode),
        districtCode: pair.districtCode,
        ...countsOf(steps, unit),
      }))
      .sort(byUncovered),
    groups: groupCounts(tally, names),
  }
}

/**
 * The whole model's people by district, every group and hour together: what a district's own head-count is set against.
 * Streets are rounded as in `breakDown`.
 *
 * @param amounts fixed-point, by area
 */
export function modelSums(
  amounts: Float64Array,
  { unit, areas }: Pick<TableNames, 'unit' | 'areas'>,
): Map<string | null, number> {
  const streets = new Map<string, { districtCode: string | null; amount: number }>()
  areas.forEach(({ districtCode, streetCode }, i) => {
    const key = `${districtCode} ${streetCode}`
    const amount = (streets.get(key)?.amount ?? 0) + amounts[i]!
    streets.set(key, { districtCode, amount })
  })
  const { step, perUnit } = UNIT_SCALE[unit]
  const steps = new Map<string | null, number>()
  for (const { districtCode, amount } of streets.values()) {
    steps.set(districtCode, (steps.get(districtCode) ?? 0) + Math.round(amount / step))
  }
  return new Map([...steps].map(([district, sum]) => [district, sum / (perUnit / step)]))
}

/** Shown for what lies in no outline. */
export const UNPLACED = '未划分'

function addTo(
  sums: Map<string, { pair: AreaPair; steps: Steps }>,
  key: string,
  pair: AreaPair,
  amounts: Float64Array,
): void {
  const sum = sums.get(key)
  if (!sum) sums.set(key, { pair, steps: amounts.slice() })
  else for (let i = 0; i < TALLY_WIDTH; i++) sum.steps[i]! += amounts[i]!
}

function rounded(amounts: Float64Array, unit: Unit): void {
  for (let i = 0; i < amounts.length; i++) amounts[i] = Math.round(amounts[i]! / UNIT_SCALE[unit].step)
}

function countsOf(steps: Steps, unit: Unit): Counts {
  const stepsPerUnit = UNIT_SCALE[unit].perUnit / UNIT_SCALE[unit].step
  const interval = (reach: number): Interval => ({
    pessimist: steps[1 + reach]! / stepsPerUnit,
    optimist: steps[1 + REACH_COUNT + reach]! / stepsPerUnit,
  })
  return {
    people: steps[0]! / stepsPerUnit,
    covered: interval(REACH_COUNT - 1),
    within: Object.fromEntries(STANDARD_REACHES.map((metres, i) => [metres, interval(i)])),
  }
}

function groupCounts(tally: Tally, { unit, strata }: TableNames): Breakdown['groups'] {
  const sums = new Map<WorkerGroup, Float64Array>()
  strata.forEach(({ group }, i) => {
    if (group === null) return
    const sum = sums.get(group) ?? new Float64Array(TALLY_WIDTH)
    for (let k = 0; k < TALLY_WIDTH; k++) sum[k]! += tally.strata[TALLY_WIDTH * i + k]!
    sums.set(group, sum)
  })
  return WORKER_GROUPS.flatMap((group) => {
    const sum = sums.get(group)
    if (!sum || sum[0] === 0) return []
    rounded(sum, unit)
    return [{ group, ...countsOf(sum, unit) }]
  })
}

export function byUncovered(a: AreaCounts, b: AreaCounts): number {
  const uncovered = ({ people, covered }: Counts) => people - covered.pessimist
  return uncovered(b) - uncovered(a) || b.people - a.people || ((a.code ?? '~') < (b.code ?? '~') ? -1 : 1)
}
