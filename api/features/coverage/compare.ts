/** Two answers to the same question side by side: what got better, what worse, and for whom. */
import type { AreaCounts, Breakdown, Counts, Interval } from './answer.ts'
import type { WorkerGroup } from './model.ts'

/**
 * `better`: one bound rose and none fell; `worse` the other way round; `mixed`: one rose, one fell, so that it depends
 * on what is not known. Shares of the denominator are compared, since that may change too.
 */
export type Verdict = 'better' | 'worse' | 'same' | 'mixed'

export interface Change {
  before: { people: number; covered: Interval } | null
  after: { people: number; covered: Interval } | null
  /** After less before, in people (or km²). */
  change: Interval
  verdict: Verdict
}

export interface Comparison {
  city: Change
  districts: (Change & { code: string | null; name: string })[]
  streets: (Change & { code: string | null; name: string; districtCode: string | null })[]
  groups: (Change & { group: WorkerGroup })[]
}

const NOTHING: Interval = { pessimist: 0, optimist: 0 }

function changeOf(before: Counts | undefined, after: Counts | undefined): Change {
  const was = before?.covered ?? NOTHING
  const is = after?.covered ?? NOTHING
  const share = (part: number, people: number | undefined) => (people ? part / people : 0)
  const moved = (bound: keyof Interval) =>
    Math.sign(share(is[bound], after?.people) - share(was[bound], before?.people))
  const [low, high] = [moved('pessimist'), moved('optimist')]
  const verdict =
    low === 0 && high === 0
      ? 'same'
      : low >= 0 && high >= 0
        ? 'better'
        : low <= 0 && high <= 0
          ? 'worse'
          : 'mixed'
  const kept = (counts: Counts | undefined) =>
    counts ? { people: counts.people, covered: counts.covered } : null
  return {
    before: kept(before),
    after: kept(after),
    change: { pessimist: exact(is.pessimist - was.pessimist), optimist: exact(is.optimist - was.optimist) },
    verdict,
  }
}

/** Takes away what binary fractions add to hundredths. */
const exact = (value: number) => Math.round(value * 100) / 100

/** Most changed first. Areas that only one side knows are compared with nothing. */
export function compareAnswers(before: Breakdown, after: Breakdown): Comparison {
  return {
    city: changeOf(before, after),
    districts: pairUp(before.districts, after.districts, (d) => `${d.code}`).map(([was, is]) => ({
      ...named(was, is),
      ...changeOf(was, is),
    })),
    streets: pairUp(before.streets, after.streets, (s) => `${s.districtCode} ${s.code}`).map(([was, is]) => ({
      ...named(was, is),
      districtCode: (is ?? was)!.districtCode,
      ...changeOf(was, is),
    })),
    groups: pairUp(before.groups, after.groups, (g) => g.group).map(([was, is]) => ({
      group: (is ?? was)!.group,
      ...changeOf(was, is),
    })),
  }
}

const named = (was: AreaCounts | undefined, is: AreaCounts | undefined) => {
  const { code, name } = (is ?? was)!
  return { code, name }
}

function pairUp<T extends Counts>(
  before: readonly T[],
  after: readonly T[],
  key: (one: T) => string,
): [was: T | undefined, is: T | undefined][] {
  const was = new Map(before.map((one) => [key(one), one]))
  const is = new Map(after.map((one) => [key(one), one]))
  const moved = (k: string) =>
    Math.abs((is.get(k)?.covered.pessimist ?? 0) - (was.get(k)?.covered.pessimist ?? 0))
  return [...new Set([...is.keys(), ...was.keys()])]
    .sort((a, b) => moved(b) - moved(a))
    .map((k) => [was.get(k), is.get(k)])
}
