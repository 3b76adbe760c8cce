/** Answers questions about coverage from columns in memory. Pure; belongs into a worker thread. */
import { CLOSED, compileHours } from '../hours/evaluate.ts'
import { holidayCalendar, type CalendarRow, type HolidayCalendar } from '../hours/holiday-calendar.ts'
import type { Hours } from '../hours/hours.ts'
import { nearest } from '../nearest/kd-tree.ts'
import { createOpenStates, type OpenStates } from '../nearest/open-states.ts'
import { compileWishes, matchMasks, matchWithHours, NO, YES, type Wishes } from '../nearest/question.ts'
import type { StationColumns } from '../nearest/station-index.ts'
import { createClosest, findClosest, treeOf, type Closest } from './closest.ts'
import type { DemandTable } from './demand-table.ts'
import {
  atHour,
  calendarFor,
  instantAsked,
  STANDARD_REACHES,
  WEEK_HOURS,
  type CoverageQuestion,
} from './question.ts'

/** What the engine knows of the stations at one version of the registry. */
export interface StationTable extends StationColumns {
  dataVersion: number
  /** JSON of each timetable; 0 is unknown hours. */
  timetables: readonly string[]
  calendar: readonly CalendarRow[]
}

/** Columns of a tally: people, then pessimist and optimist within each of REACH_COUNT reaches. */
export const REACH_COUNT = STANDARD_REACHES.length + 1
export const TALLY_WIDTH = 1 + 2 * REACH_COUNT

/** What one question's answer is made of. Amounts are fixed-point, see UNIT_SCALE. */
export interface Tally {
  dataVersion: number
  /** How many stations surely, and how many possibly, satisfy the question. */
  stations: { all: number; pessimist: number; optimist: number }
  /** TALLY_WIDTH numbers for each of the table's areas; the reach asked comes last. */
  areas: Float64Array
  /** TALLY_WIDTH numbers for each of the table's strata. */
  strata: Float64Array
}

/** Distances of every point, pessimist and optimist: metres, Infinity where no station satisfies the question. */
export interface Distances {
  pessimist: Closest
  optimist: Closest
}

export interface Engine {
  /** How sure each station is to satisfy the question, by row: YES, MAYBE or NO. */
  matches(question: CoverageQuestion): Uint8Array
  ask(question: CoverageQuestion): Tally
  /** Distances of every point; to be read before the engine is asked anything else. */
  distances(question: CoverageQuestion): Distances
  /** Fixed-point amounts of the people who are asked about, by point. */
  amounts(question: CoverageQuestion): Float64Array
  /**
   * The tallies of all hours of the question's week, in the order in which they are known: hours at which the same
   * stations are open are worked out together.
   */
  week(question: CoverageQuestion): Generator<{ hour: number; tally: Tally }>
  /** Amount by station row that has no other surely satisfying station within reach. */
  soleStations(question: CoverageQuestion): Map<number, number>
}

interface CalendarStates {
  stations: OpenStates
  strata: (instant: number) => Uint8Array
}

export function createEngine(stations: StationTable, demand: DemandTable): Engine {
  const { points } = demand
  const { matches, counted } = createClock(stations, demand)
  const measure = createMeasure(stations, demand)

  function tally(question: CoverageQuestion, match: Uint8Array, distances: Distances): Tally {
    const sure = match.reduce((n, m) => n + (m === YES ? 1 : 0), 0)
    const possible = match.reduce((n, m) => n + (m === NO ? 0 : 1), 0)
    return {
      dataVersion: stations.dataVersion,
      stations: { all: match.length, pessimist: sure, optimist: possible },
      ...addUp(demand, distances, counted(question), question.reach.metres),
    }
  }

  return {
    matches,
    ask(question) {
      const match = matches(question)
      return tally(question, match, measure(match))
    },
    distances: (question) => measure(matches(question)),
    amounts: (question) => amountsByPoint(demand, counted(question)),
    *week(question) {
      for (const { hours, match } of alikeHours(question, matches)) {
        const distances = measure(match)
        // All of them before the first is handed out: who asks in between has the distances overwritten.
        yield* hours.map((hour) => ({ hour, tally: tally(atHour(question, hour), match, distances) }))
      }
    },
    soleStations(question) {
      const match = matches(question)
      const { distance } = measure(match).pessimist
      const amounts = amountsByPoint(demand, counted(question))
      const { tree, rows } = treeOf(
        stations.lon,
        stations.lat,
        rowsWhere(match, (m) => m === YES),
      )
      const alone = new Map<number, number>()
      for (let point = 0; point < points.size; point++) {
        if (amounts[point] === 0 || distance[point]! > question.reach.metres) continue
        const two = nearest(tree, points.origin(point), 2, question.reach.metres, ALL)
        if (two.rows.length !== 1) continue
        const row = rows[two.rows[0]!]!
        alone.set(row, (alone.get(row) ?? 0) + amounts[point]!)
      }
      return alone
    },
  }
}

interface Clock {
  /** How sure each station is to satisfy the question, by row. */
  matches(question: CoverageQuestion): Uint8Array
  /** 1 for strata that are asked about and outside at that time. */
  counted(question: CoverageQuestion): Uint8Array
}

/** What depends on the time of the question; timetables are compiled once for each calendar. */
function createClock(stations: StationTable, demand: DemandTable): Clock {
  const calendar = holidayCalendar(stations.calendar)
  const kept = new Map<HolidayCalendar, CalendarStates>()

  function statesBy(asked: HolidayCalendar): CalendarStates {
    const known = kept.get(asked)
    if (known) return known
    const fresh = {
      stations: createOpenStates(stations.timetables, asked),
      strata: outsideTimes(
        demand.strata.map(({ hours }) => hours),
        asked,
      ),
    }
    kept.set(asked, fresh)
    return fresh
  }

  return {
    matches({ when, facilities, access }) {
      const atMs = instantAsked(when)
      const wishes = compileWishes({ open: atMs, facilities, access, audience: [] })
      return matchStations(stations, wishes, statesBy(calendarFor(when, calendar)).stations, atMs)
    },
    counted({ when, groups }) {
      const outside = statesBy(calendarFor(when, calendar)).strata(instantAsked(when))
      return outside.map((is, i) => {
        const { group } = demand.strata[i]!
        return is && (groups.length === 0 || group === null || groups.includes(group)) ? 1 : 0
      })
    },
  }
}

/** Measures every point; the distances handed out are the same object each time. */
function createMeasure(
  { lon, lat }: StationTable,
  { points }: DemandTable,
): (match: Uint8Array) => Distances {
  const pessimist = createClosest(points.size)
  const optimist = createClosest(points.size)
  const unsure = new Uint8Array(points.size)

  return (match) => {
    const possible = rowsWhere(match, (m) => m !== NO)
    findClosest(points, treeOf(lon, lat, possible), null, optimist)
    // Where the nearest possible station is a sure one, it is the nearest sure one too.
    for (let point = 0; point < points.size; point++) {
      const row = optimist.row[point]!
      unsure[point] = row >= 0 && match[row] === YES ? 0 : 1
      if (unsure[point] === 1) continue
      pessimist.row[point] = row
      pessimist.distance[point] = optimist.distance[point]!
    }
    const sure = rowsWhere(match, (m) => m === YES)
    findClosest(points, treeOf(lon, lat, sure), unsure, pessimist)
    return { pessimist, optimist }
  }
}

const ALL = { node: () => true, point: () => true }

/** How sure each station is to satisfy the question, by row. */
export function matchStations(
  stations: StationTable,
  wishes: Wishes,
  states: OpenStates,
  atMs: number,
): Uint8Array {
  const { sure, possible, traits, hours } = stations
  const match = new Uint8Array(sure.length)
  for (let row = 0; row < match.length; row++) {
    const facts = matchMasks(wishes, sure[row]!, possible[row]!, traits[row]!)
    match[row] = facts === NO ? NO : matchWithHours(wishes, facts, states.stateAt(hours[row]!, atMs))
  }
  return match
}

function rowsWhere(match: Uint8Array, wanted: (match: number) => boolean): Int32Array {
  const rows = new Int32Array(match.length)
  let size = 0
  for (let row = 0; row < match.length; row++) if (wanted(match[row]!)) rows[size++] = row
  return rows.slice(0, size)
}

/** Hours of the week at which every station answers alike. */
function alikeHours(
  question: CoverageQuestion,
  matches: (question: CoverageQuestion) => Uint8Array,
): { hours: number[]; match: Uint8Array }[] {
  const groups = new Map<string, { hours: number[]; match: Uint8Array }>()
  for (let hour = 0; hour < WEEK_HOURS; hour++) {
    const match = matches(atHour(question, hour))
    const key = Buffer.from(match.buffer, match.byteOffset, match.length).toString('latin1')
    const group = groups.get(key)
    if (group) group.hours.push(hour)
    else groups.set(key, { hours: [hour], match })
  }
  return [...groups.values()]
}

/** Which strata are outside at an instant; those of whom nobody said when are counted always. */
function outsideTimes(
  hours: readonly (Hours | null)[],
  calendar: HolidayCalendar,
): (instant: number) => Uint8Array {
  const compiled = hours.map((one) => one && compileHours(one, calendar))
  return (instant) =>
    Uint8Array.from(compiled, (one) => (one === null || one.stateAt(instant) !== CLOSED ? 1 : 0))
}

function amountsByPoint(demand: DemandTable, counted: Uint8Array): Float64Array {
  const amounts = new Float64Array(demand.points.size)
  const { entryPoint, entryStratum, entryAmount } = demand
  for (let i = 0; i < entryPoint.length; i++) {
    if (counted[entryStratum[i]!] === 1) amounts[entryPoint[i]!]! += entryAmount[i]!
  }
  return amounts
}

function addUp(
  demand: DemandTable,
  { pessimist, optimist }: Distances,
  counted: Uint8Array,
  reachM: number,
): Pick<Tally, 'areas' | 'strata'> {
  const { entryPoint, entryArea, entryStratum, entryAmount } = demand
  const areas = new Float64Array(TALLY_WIDTH * demand.areas.length)
  const strata = new Float64Array(TALLY_WIDTH * demand.strata.length)
  const reaches = Float64Array.from([...STANDARD_REACHES, reachM])
  for (let i = 0; i < entryPoint.length; i++) {
    const stratum = entryStratum[i]!
    if (counted[stratum] === 0) continue
    const amount = entryAmount[i]!
    const sure = pessimist.distance[entryPoint[i]!]!
    const possible = optimist.distance[entryPoint[i]!]!
    let inArea = TALLY_WIDTH * entryArea[i]!
    let inStratum = TALLY_WIDTH * stratum
    areas[inArea]! += amount
    strata[inStratum]! += amount
    for (let reach = 0; reach < REACH_COUNT; reach++) {
      inArea++
      inStratum++
      if (possible <= reaches[reach]!) {
        areas[inArea + REACH_COUNT]! += amount
        strata[inStratum + REACH_COUNT]! += amount
        if (sure > reaches[reach]!) continue
        areas[inArea]! += amount
        strata[inStratum]! += amount
      }
    }
  }
  return { areas, strata }
}
