/** The 168 hours of a week as strips by area, and the places that the night and the weekend leave without. */
import { breakDown, UNPLACED, type Interval } from './answer.ts'
import type { Counted } from './counter.ts'
import { WEEK_HOURS } from './question.ts'

/** Values by hour of the week; 0 is Monday 00:00. */
export interface Strip {
  people: number[]
  pessimist: number[]
  optimist: number[]
}

export interface AreaStrip extends Strip {
  code: string | null
  name: string
}

export interface StreetStrip extends AreaStrip {
  districtCode: string | null
}

export interface WeekStrips {
  city: Strip
  districts: AreaStrip[]
  streets: StreetStrip[]
}

/** A street at certain hours: averages an hour, with one decimal. */
export interface Desert {
  code: string | null
  name: string
  districtCode: string | null
  people: number
  covered: Interval
}

const MOST_DESERTS = 20
const NIGHT_BEGINS = 22
const NIGHT_ENDS = 6

export const isNight = (hour: number): boolean => hour % 24 >= NIGHT_BEGINS || hour % 24 < NIGHT_ENDS
export const isWeekend = (hour: number): boolean => hour >= 5 * 24

const emptyStrip = (): Strip => ({
  people: new Array<number>(WEEK_HOURS).fill(0),
  pessimist: new Array<number>(WEEK_HOURS).fill(0),
  optimist: new Array<number>(WEEK_HOURS).fill(0),
})

function put(strip: Strip, hour: number, { people, covered }: { people: number; covered: Interval }): void {
  strip.people[hour] = people
  strip.pessimist[hour] = covered.pessimist
  strip.optimist[hour] = covered.optimist
}

/** Every hour is broken down as the single question's answer is: the two can never differ. */
export async function weekStrips(
  hours: readonly Counted[],
  nameOf: (code: string) => string,
): Promise<WeekStrips> {
  const city = emptyStrip()
  const districts = new Map<string, AreaStrip>()
  const streets = new Map<string, StreetStrip>()
  for (let hour = 0; hour < WEEK_HOURS; hour++) {
    const { tally, spread } = hours[hour]!
    const answer = breakDown(tally, spread.table, nameOf)
    put(city, hour, answer)
    for (const area of answer.districts) {
      put(
        entry(districts, `${area.code}`, () => ({ code: area.code, name: area.name, ...emptyStrip() })),
        hour,
        area,
      )
    }
    for (const area of answer.streets) {
      const { code, name, districtCode } = area
      put(
        entry(streets, `${districtCode} ${code}`, () => ({ code, name, districtCode, ...emptyStrip() })),
        hour,
        area,
      )
    }
    // Other requests are answered between the hours.
    if (hour % 4 === 3) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    city,
    districts: [...districts.values()].sort(byCode),
    streets: [...streets.values()].sort(byCode),
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key)
  if (!value) {
    value = make()
    map.set(key, value)
  }
  return value
}

const byCode = (a: AreaStrip, b: AreaStrip) => ((a.code ?? '~') < (b.code ?? '~') ? -1 : 1)

/** The streets with most people surely not covered at the wanted hours, on average. */
export function deserts(streets: readonly StreetStrip[], wanted: (hour: number) => boolean): Desert[] {
  const hours = Array.from({ length: WEEK_HOURS }, (_, hour) => hour).filter(wanted)
  const mean = (values: number[]) =>
    Math.round((hours.reduce((sum, hour) => sum + values[hour]!, 0) / hours.length) * 10) / 10
  return streets
    .map(({ code, name, districtCode, people, pessimist, optimist }) => ({
      code,
      name: code === null ? UNPLACED : name,
      districtCode,
      people: mean(people),
      covered: { pessimist: mean(pessimist), optimist: mean(optimist) },
    }))
    .filter(({ people, covered }) => people > covered.pessimist)
    .sort((a, b) => b.people - b.covered.pessimist - (a.people - a.covered.pessimist))
    .slice(0, MOST_DESERTS)
}
