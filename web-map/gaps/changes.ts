/** What changed between two moments, as the page shows it: values, words and classes of colour. Pure. */
import type { Change, CoverageComparison, CoverageQuestion } from '../api/types.ts'
import { coveredShare, stepFor, type Figures, type Range } from './figures.ts'
import type { GapQuestion, Measure, Unknowns } from './question.ts'
import { FACILITIES } from '../../api/features/stations/facilities.ts'

/** People (or km²) within reach before and after. */
export interface ChangeFigures {
  before: Figures
  after: Figures
  verdict: Change['verdict']
}

export interface AreaChange extends ChangeFigures {
  code: string | null
  name: string
}

const NOBODY: Figures = { people: 0, pessimist: 0, optimist: 0 }

export function changeFigures({ before, after, verdict }: Change): ChangeFigures {
  const figures = (side: Change['before']): Figures =>
    side ? { people: side.people, ...side.covered } : NOBODY
  return { before: figures(before), after: figures(after), verdict }
}

/** Districts, or the streets of one, most changed first. */
export function changesOf(
  comparison: CoverageComparison,
  district: string | null,
  unknowns: Unknowns,
  measure: Measure,
): AreaChange[] {
  const found =
    district === null
      ? comparison.districts
      : comparison.streets.filter(({ districtCode }) => districtCode === district)
  const size = (change: ChangeFigures) => Math.abs(changeMeasured(change, unknowns, measure))
  return found
    .map((one) => ({ code: one.code, name: one.name, ...changeFigures(one) }))
    .sort((a, b) => size(b) - size(a) || b.after.people - a.after.people)
}

/** Figures of the chosen area; null when neither side knows it. */
export function changeOfArea(comparison: CoverageComparison, area: string | null): ChangeFigures | null {
  if (area === null) return changeFigures(comparison.city)
  const found = [...comparison.districts, ...comparison.streets].find(({ code }) => code === area)
  return found ? changeFigures(found) : null
}

const share = (part: number, people: number) => (people > 0 ? (100 * part) / people : 0)

/** After less before in people within reach, or in percentage points; the ends differ by what is not known. */
export function changeRange({ before, after }: ChangeFigures, unknowns: Unknowns, measure: Measure): Range {
  const moved = (bound: 'pessimist' | 'optimist') =>
    measure === 'count'
      ? after[bound] - before[bound]
      : Math.round(share(after[bound], after.people) - share(before[bound], before.people))
  const [low, high] = [moved('pessimist'), moved('optimist')]
  if (unknowns === 'pessimist') return { least: low, most: low }
  if (unknowns === 'optimist') return { least: high, most: high }
  return { least: Math.min(low, high), most: Math.max(low, high) }
}

/** The one number that a colour stands for: by what is sure, unless the best case is asked for. */
export function changeMeasured(change: ChangeFigures, unknowns: Unknowns, measure: Measure): number {
  return changeRange(change, unknowns === 'optimist' ? 'optimist' : 'pessimist', measure).least
}

/** Classes of change lie between −3 (much worse) and 3 (much better); 0 is no change. */
export const CHANGE_CLASSES = 3

const POINT_BREAKS = [5, 15]

/** Lower bounds of classes 2 and 3, for better and worse alike. */
export function changeBreaks(measure: Measure, greatest: number): readonly number[] {
  if (measure === 'share') return POINT_BREAKS
  const step = stepFor(greatest / CHANGE_CLASSES)
  return [step, 2 * step]
}

export function changeClass(value: number, breaks: readonly number[]): number {
  if (value === 0) return 0
  return Math.sign(value) * (1 + breaks.filter((bound) => Math.abs(value) >= bound).length)
}

/** The map's number for a class of change: they follow the six of the gaps. */
export const changeColour = (change: number): number => 9 + change

/** How a share moved: before and after, each with both ends of what is unknown. */
export function sharesOf(change: ChangeFigures, unknowns: Unknowns): [Range | null, Range | null] {
  return [coveredShare(change.before, unknowns), coveredShare(change.after, unknowns)]
}

/**
 * The page's question as a kept answer asked it, so that the present can be asked the same.
 *
 * @param modelStands whether the model of the kept answer is still there
 */
export function askedAgain(
  now: GapQuestion,
  asked: CoverageQuestion,
  modelId: string,
  modelStands: boolean,
): GapQuestion {
  const { hour, holiday, facilities, access, groups, reachM, mode, minutes } = asked
  return {
    ...now,
    hour: hour ?? now.hour,
    holiday: holiday === 'on',
    facilities: FACILITIES.filter((id) => facilities.includes(id)),
    freeEntry: access.length === 1 && access[0] === 'free',
    group: groups.length === 1 ? groups[0]! : null,
    reach: mode !== null && minutes !== null ? { value: minutes, mode } : { value: reachM, mode: null },
    model: modelStands ? modelId : now.model,
  }
}
