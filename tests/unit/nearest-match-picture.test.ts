import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchPictures } from '../../api/features/nearest/match-picture.ts'
import { compileWishes, NO_WISHES, type Question } from '../../api/features/nearest/question.ts'
import { searchNearest, type Asked } from '../../api/features/nearest/search.ts'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import { ACCESS_TYPES, AUDIENCES } from '../../api/features/stations/station.ts'
import { calendar2026 } from '../support/hours.ts'
import { anyStations, demoStations, liveIndexOf, WISHED_FACILITIES } from '../support/nearest.ts'

const MINUTE = 60_000
/** More often than a picture is waited for. */
const OFTEN = 12

const anyWishes = fc
  .record({
    open: fc.boolean(),
    facilities: fc.subarray([...WISHED_FACILITIES]),
    access: fc.subarray([...ACCESS_TYPES]),
    audience: fc.subarray([...AUDIENCES]),
  })
  .map(({ open, ...wishes }): Question => ({ ...wishes, open: open ? 'now' : null }))

const beginning = fc
  .integer({ min: 0, max: 300 * 24 * 60 })
  .map((minutes) => Date.parse('2026-01-05T00:00:00Z') + minutes * MINUTE)
/** From one question to the next: mostly onwards, at times a clock set back. */
const steps = fc.array(fc.integer({ min: -90, max: 600 }), { minLength: 1, maxLength: 20 })

function askedOf(live: ReturnType<typeof liveIndexOf>, question: Question, atMs: number): Asked {
  return { index: live.snapshot.index, states: live.otherTimes, wishes: compileWishes(question), atMs }
}

describe('the picture of a combination of wishes', () => {
  it('answers as the stations one by one do, at every moment', () => {
    fc.assert(
      fc.property(anyStations(30), anyWishes, beginning, steps, (stations, question, begin, minutes) => {
        const live = liveIndexOf(stations, calendar2026)
        const wishes = compileWishes(question)
        let atMs = begin
        for (let i = 0; i < OFTEN; i++) live.pictures.at(wishes, atMs)
        for (const step of minutes) {
          atMs += step * MINUTE
          const picture = live.pictures.at(wishes, atMs)
          expect(picture).toBeDefined()
          const asked = askedOf(live, question, atMs)
          expect(searchNearest({ ...asked, picture }, 116.33, 39.93, 20, null)).toEqual(
            searchNearest(asked, 116.33, 39.93, 20, null),
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is the same one until a timetable changes, and drawn anew then', () => {
    const live = liveIndexOf(demoStations(300), calendar2026)
    const wishes = compileWishes({ ...NO_WISHES, open: 'now' })
    const morning = Date.parse('2026-09-07T08:40:00+08:00')
    for (let i = 0; i < OFTEN; i++) live.pictures.at(wishes, morning)
    const first = live.pictures.at(wishes, morning)
    expect(live.pictures.at(wishes, morning + 1)).toBe(first)
    expect(live.pictures.at(wishes, morning + 60 * MINUTE)).not.toBe(first)
  })

  it('is not drawn for wishes that are asked once in a while', () => {
    const live = liveIndexOf(demoStations(50), calendar2026)
    expect(live.pictures.at(compileWishes(NO_WISHES), 0)).toBeUndefined()
  })

  it('keeps no more pictures than a bounded number, however many combinations are asked', () => {
    const { snapshot, now } = liveIndexOf(demoStations(50), calendar2026)
    const pictures = matchPictures(snapshot.index, snapshot.timetables.length, now)
    const combination = (number: number) =>
      compileWishes({ ...NO_WISHES, facilities: FACILITIES.filter((_, bit) => number & (1 << bit)) })
    for (let i = 0; i < OFTEN; i++) pictures.at(combination(1), 0)
    expect(pictures.at(combination(1), 0)).toBeDefined()
    for (let number = 2; number < 200; number++) pictures.at(combination(number), 0)
    expect(pictures.at(combination(1), 0)).toBeUndefined()
  })
})
