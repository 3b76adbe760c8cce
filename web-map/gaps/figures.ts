/** Figures as the page shows them: by area and hour, with intervals, shares and classes of colour. Pure. */
import type { CoverageAnswer, Strip, WeekAnswer } from '../api/types.ts'
import type { Measure, Unknowns } from './question.ts'

/** People (or km²): all, and those surely and possibly within reach of a station that answers the question. */
export interface Figures {
  people: number
  pessimist: number
  optimist: number
}

export interface AreaFigures extends Figures {
  code: string | null
  name: string
  districtCode: string | null
}

export interface Range {
  least: number
  most: number
}

/** Figures of a strip at an hour. */
export function atHourOf({ people, pessimist, optimist }: Strip, hour: number): Figures {
  return { people: people[hour] ?? 0, pessimist: pessimist[hour] ?? 0, optimist: optimist[hour] ?? 0 }
}

/** How many are not covered. With both ways of counting what is unknown the ends differ. */
export function uncovered({ people, pessimist, optimist }: Figures, unknowns: Unknowns): Range {
  const most = people - pessimist
  const least = people - optimist
  if (unknowns === 'pessimist') return { least: most, most }
  if (unknowns === 'optimist') return { least, most: least }
  return { least, most }
}

/** Covered part in per cent, whole numbers; null without anybody. Never 100 when somebody is left out. */
export function coveredShare({ people, pessimist, optimist }: Figures, unknowns: Unknowns): Range | null {
  if (people <= 0) return null
  const share = (part: number) => {
    const percent = Math.round((100 * part) / people)
    if (percent === 100 && part < people) return 99
    return percent === 0 && part > 0 ? 1 : percent
  }
  if (unknowns === 'pessimist') return { least: share(pessimist), most: share(pessimist) }
  if (unknowns === 'optimist') return { least: share(optimist), most: share(optimist) }
  return { least: share(pessimist), most: share(optimist) }
}

/** The one number that a colour stands for: the greater end, so that a gap is never painted away. */
export function measured(figures: Figures, unknowns: Unknowns, measure: Measure): number {
  const { most } = uncovered(figures, unknowns)
  if (measure === 'count') return most
  return figures.people > 0 ? (100 * most) / figures.people : 0
}

export const CLASSES = 5

/** Lower bounds of classes 2–5; class 1 begins above nothing. */
export type Breaks = readonly number[]

const SHARE_BREAKS: Breaks = [20, 40, 60, 80]

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The next round number that is at least `raw`; 1 for nothing. */
export function stepFor(raw: number): number {
  if (!(raw > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  const factor = ROUND.find((step) => step * power >= raw * 0.999) ?? 10
  return factor * power
}

/**
 * Bounds of the classes for all values of the week, so that a colour means the same at every hour.
 * @param greatest the greatest value of the week
 */
export function breaksFor(measure: Measure, greatest: number): Breaks {
  if (measure === 'share') return SHARE_BREAKS
  if (!(greatest > 0)) return [1, 2, 3, 4]
  const step = stepFor(greatest / CLASSES)
  return [step, 2 * step, 3 * step, 4 * step]
}

/** 0: nobody; 1–5: ever more. */
export function classOf(value: number, breaks: Breaks): number {
  if (value <= 0) return 0
  return 1 + breaks.filter((bound) => value >= bound).length
}

export function greatestOf(strips: readonly Strip[], unknowns: Unknowns): number {
  let greatest = 0
  for (const strip of strips) {
    for (let hour = 0; hour < strip.people.length; hour++) {
      greatest = Math.max(greatest, uncovered(atHourOf(strip, hour), unknowns).most)
    }
  }
  return greatest
}

/** Most uncovered first; equal ones by name. */
export function ranked(rows: readonly AreaFigures[], unknowns: Unknowns, measure: Measure): AreaFigures[] {
  const value = (row: AreaFigures) => measured(row, unknowns, measure)
  return [...rows].sort(
    (a, b) => value(b) - value(a) || b.people - a.people || a.name.localeCompare(b.name, 'zh'),
  )
}

export function figuresOf(area: {
  people: number
  covered: { pessimist: number; optimist: number }
}): Figures {
  return { people: area.people, ...area.covered }
}

/** What the single answer says of a district's streets, or of the districts. */
export function rowsOfAnswer(answer: CoverageAnswer, district: string | null): AreaFigures[] {
  if (district === null) {
    return answer.districts.map((area) => ({
      code: area.code,
      name: area.name,
      districtCode: area.code,
      ...figuresOf(area),
    }))
  }
  return answer.streets
    .filter(({ districtCode }) => districtCode === district)
    .map((area) => ({
      code: area.code,
      name: area.name,
      districtCode: area.districtCode,
      ...figuresOf(area),
    }))
}

export function rowsOfWeek(week: WeekAnswer, district: string | null, hour: number): AreaFigures[] {
  return (district === null ? week.districts : week.streets).map((strip) => ({
    code: strip.code,
    name: strip.name,
    districtCode: 'districtCode' in strip ? (strip.districtCode as string | null) : strip.code,
    ...atHourOf(strip, hour),
  }))
}
