import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakDown, type Breakdown, type Counts } from '../../api/features/coverage/answer.ts'
import { createEngine, type Engine } from '../../api/features/coverage/engine.ts'
import {
  atHour,
  instantAsked,
  metresIn,
  WEEK_HOURS,
  type CoverageQuestion,
} from '../../api/features/coverage/question.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { vincenty } from '../../api/features/nearest/geodesy.ts'
import { ACCESS_TYPES } from '../../api/features/stations/station.ts'
import { calendar2026 } from '../support/hours.ts'
import {
  anyStations,
  liveIndexOf,
  plainMatch,
  WISHED_FACILITIES,
  type BuiltStation,
} from '../support/nearest.ts'
import { demandOf, question, site, smallDemand, station, stationTable } from '../support/small-coverage.ts'

const engineOf = (stations: readonly BuiltStation[], demand = smallDemand()): Engine =>
  createEngine(stationTable(liveIndexOf(stations, calendar2026)), demand)

const answerOf = (
  stations: readonly BuiltStation[],
  asked: CoverageQuestion,
  demand = smallDemand(),
): Breakdown => breakDown(engineOf(stations, demand).ask(asked), demand, (code) => code)

const anyQuestion: fc.Arbitrary<CoverageQuestion> = fc
  .record({
    hour: fc.integer({ min: 0, max: WEEK_HOURS - 1 }),
    holiday: fc.boolean(),
    facilities: fc.subarray([...WISHED_FACILITIES], { maxLength: 2 }),
    access: fc.subarray([...ACCESS_TYPES]),
    metres: fc.integer({ min: 1, max: 3000 }),
    groups: fc.subarray(['courier', 'cleaner', 'resident'] as const),
  })
  .map(({ hour, holiday, facilities, access, metres, groups }) => ({
    when: { kind: 'hour', hour, holiday, weekOf: '2026-01-05' },
    facilities,
    access,
    groups,
    reach: { metres, travel: null },
  }))

/** Every area and the city: counts that must not sink where coverage grows. */
const all = (answer: Breakdown): Counts[] => [
  answer,
  ...answer.districts,
  ...answer.streets,
  ...answer.groups,
]
const byName = (answer: Breakdown) =>
  new Map([
    ['city', answer as Counts],
    ...answer.districts.map((d) => [`d${d.code}`, d] as const),
    ...answer.streets.map((s) => [`s${s.districtCode} ${s.code}`, s] as const),
    ...answer.groups.map((g) => [g.group, g] as const),
  ])

function expectNoLess(after: Breakdown, before: Breakdown): void {
  const later = byName(after)
  for (const [name, was] of byName(before)) {
    const is = later.get(name)!
    expect(is.people).toBe(was.people)
    expect(is.covered.pessimist).toBeGreaterThanOrEqual(was.covered.pessimist)
    expect(is.covered.optimist).toBeGreaterThanOrEqual(was.covered.optimist)
  }
}

describe('coverage by property', () => {
  it('more stations never lower it', () => {
    fc.assert(
      fc.property(anyStations(12), fc.integer({ min: 0, max: 12 }), anyQuestion, (stations, kept, asked) => {
        expectNoLess(answerOf(stations, asked), answerOf(stations.slice(0, kept), asked))
      }),
      { numRuns: 60 },
    )
  })

  it('longer hours never lower it', () => {
    const always = parseHours('24小时')
    fc.assert(
      fc.property(anyStations(12), fc.integer({ min: 0, max: 4 }), anyQuestion, (stations, every, asked) => {
        const longer = stations.map((s, i) => (i % (every + 1) === 0 ? { ...s, hours: always } : s))
        expectNoLess(answerOf(longer, asked), answerOf(stations, asked))
      }),
      { numRuns: 60 },
    )
  })

  it('a wider reach never lowers it', () => {
    fc.assert(
      fc.property(
        anyStations(12),
        anyQuestion,
        fc.integer({ min: 0, max: 3000 }),
        (stations, asked, more) => {
          const wider = { ...asked, reach: { metres: asked.reach.metres + more, travel: null } }
          expectNoLess(answerOf(stations, wider), answerOf(stations, asked))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('the pessimist is never above the optimist, nor he above the denominator', () => {
    fc.assert(
      fc.property(anyStations(12), anyQuestion, (stations, asked) => {
        for (const { people, covered, within } of all(answerOf(stations, asked))) {
          for (const { pessimist, optimist } of [covered, ...Object.values(within)]) {
            expect(pessimist).toBeLessThanOrEqual(optimist)
            expect(optimist).toBeLessThanOrEqual(people)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('streets add up to their district and districts to the city, to the last digit', () => {
    const sum = (parts: Counts[], of: (counts: Counts) => number) =>
      parts.reduce((total, part) => total + of(part), 0)
    fc.assert(
      fc.property(anyStations(12), anyQuestion, (stations, asked) => {
        const answer = answerOf(stations, asked)
        const figures: ((counts: Counts) => number)[] = [
          (c) => c.people,
          (c) => c.covered.pessimist,
          (c) => c.covered.optimist,
          (c) => c.within['300']!.optimist,
          (c) => c.within['1000']!.pessimist,
        ]
        for (const figure of figures) {
          expect(sum(answer.districts, figure)).toBe(figure(answer))
          for (const district of answer.districts) {
            const own = answer.streets.filter(({ districtCode }) => districtCode === district.code)
            expect(sum(own, figure)).toBe(figure(district))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('an hour of the week’s strip is the single question’s answer', () => {
    fc.assert(
      fc.property(anyStations(10), anyQuestion, (stations, asked) => {
        const engine = engineOf(stations)
        const week = [...engine.week(asked)]
        expect(week.map(({ hour }) => hour).sort((a, b) => a - b)).toEqual([...new Array(WEEK_HOURS).keys()])
        for (const { hour, tally } of week.filter(({ hour }) => hour % 13 === 0)) {
          expect(tally).toEqual(engine.ask(atHour(asked, hour)))
        }
      }),
      { numRuns: 15 },
    )
  })

  it('every point gets the geodesic metres to the nearest station that answers, as told from the facts one by one', () => {
    fc.assert(
      fc.property(anyStations(15), anyQuestion, (stations, { when, ...rest }) => {
        // An instant: the plain reckoning goes by the real calendar.
        const atMs = instantAsked(when)
        const asked: CoverageQuestion = { ...rest, when: { kind: 'at', atMs } }
        const demand = smallDemand()
        const { pessimist, optimist } = engineOf(stations, demand).distances(asked)
        const wishes = { openAt: atMs, facilities: asked.facilities, access: asked.access, audience: [] }
        const nearestOf = (point: number, wanted: readonly string[]) =>
          stations
            .filter((s) => wanted.includes(plainMatch(s, wishes)))
            .map((s) => vincenty(demand.points.lon[point]!, demand.points.lat[point]!, s.lon, s.lat))
            .reduce((least, metres) => Math.min(least, metres), Infinity)
        for (let point = 0; point < demand.points.size; point += 7) {
          const near = (is: number, metres: number) =>
            Number.isFinite(metres)
              ? expect(Math.abs(is - metres)).toBeLessThan(0.002)
              : expect(is).toBe(Infinity)
          near(pessimist.distance[point]!, nearestOf(point, ['yes']))
          near(optimist.distance[point]!, nearestOf(point, ['yes', 'maybe']))
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a small network worked out by hand', () => {
  /** One degree of longitude at 39.92° N is 85,500 m, of latitude 111,030 m: good to a metre here. */
  const east = (metres: number) => 116.31 + metres / 85_500
  const demand = demandOf([
    site({ name: '甲点', groups: { courier: 100 } }),
    site({ name: '乙点', lon: east(3000), groups: { rider: 50 }, hours: parseHours('每天 09:00-21:00') }),
  ])
  const stations = [
    station(1, { lon: east(400) }),
    station(2, { lon: east(-250), hours: null }),
    station(3, { lon: east(3300), hours: parseHours('每天 08:00-18:00') }),
    station(4, { lon: east(3050), facilities: { toilet: { state: 'no' } } }),
  ]
  const covered = (asked: CoverageQuestion) => {
    const { people, covered: interval } = answerOf(stations, asked, demand)
    return [people, interval.pessimist, interval.optimist]
  }
  const reach = (metres: number) => ({ reach: { metres, travel: null } })

  it('at ten everybody is outside; unknown hours count for the optimist alone', () => {
    // 甲点: surely 400 m, perhaps 250 m. 乙点: 50 m without a wish, 300 m with a toilet.
    expect(covered(question(reach(300)))).toEqual([150, 50, 150])
    expect(covered(question(reach(500)))).toEqual([150, 150, 150])
    expect(covered(question(reach(100)))).toEqual([150, 50, 50])
    expect(covered(question({ ...reach(310), facilities: ['toilet'] }))).toEqual([150, 50, 150])
    expect(covered(question({ ...reach(100), facilities: ['toilet'] }))).toEqual([150, 0, 0])
  })

  it('at night the riders are at home and the third station is shut', () => {
    expect(covered(question(reach(500), 22))).toEqual([100, 100, 100])
    expect(covered(question(reach(300), 22))).toEqual([100, 0, 100])
    // 19:00: the riders are outside, their toilet is not open any more.
    expect(covered(question({ ...reach(310), facilities: ['toilet'] }, 19))).toEqual([150, 0, 100])
  })

  it('counts only the groups that are asked for', () => {
    expect(covered(question({ ...reach(300), groups: ['rider'] }))).toEqual([50, 50, 50])
    expect(covered(question({ ...reach(300), groups: ['cleaner'] }))).toEqual([0, 0, 0])
  })

  it('minutes are metres by the pace and the detour', () => {
    expect(metresIn(10, 'walk')).toBeCloseTo(530.77, 2)
    expect(metresIn(10, 'ebike')).toBeCloseTo(1938.46, 2)
  })

  it('names the station that is the only one in reach', () => {
    const alone = engineOf(stations, demand).soleStations(question({ ...reach(500), facilities: ['toilet'] }))
    // Rows go by code: 1号站 holds the hundred couriers, 3号站 the fifty riders.
    expect(Object.fromEntries(alone)).toEqual({ 0: 100_000, 2: 50_000 })
  })

  it('without any station nobody is covered, and nothing is infinite in the answer', () => {
    const answer = answerOf([], question(), demand)
    expect([answer.people, answer.covered]).toEqual([150, { pessimist: 0, optimist: 0 }])
  })
})
