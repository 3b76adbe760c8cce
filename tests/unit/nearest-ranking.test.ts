import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchName, type Match } from '../../api/features/nearest/question.ts'
import { choose, walkMinutes, type Finder } from '../../api/features/nearest/ranking.ts'
import { plainOrder, type PlainStation } from '../support/nearest.ts'

/** A finder over a plain list; the row of a station is its place in the list, whose codes ascend. */
function finderOver(stations: readonly PlainStation[]): Finder {
  return (match: Match, k, withinM) => {
    const found = stations
      .map((station, row) => ({ ...station, row }))
      .filter((s) => s.match === matchName(match) && s.distanceM <= withinM)
      .sort((a, b) => a.distanceM - b.distanceM || a.row - b.row)
      .slice(0, k)
    return { rows: found.map((f) => f.row), distances: found.map((f) => f.distanceM) }
  }
}

function list(...entries: [match: PlainStation['match'], distanceM: number][]): PlainStation[] {
  return entries.map(([match, distanceM], i) => ({
    code: `BJ${String(i).padStart(6, '0')}`,
    match,
    distanceM,
  }))
}

const distancesOf = (stations: PlainStation[], limit: number, maxDistance: number | null) =>
  choose(finderOver(stations), limit, maxDistance).distances

describe('what a worker is shown', () => {
  it('follows the contract to the letter for any stations', () => {
    const station = fc.tuple(
      fc.constantFrom('yes' as const, 'maybe' as const, 'no' as const),
      fc.oneof(
        fc.integer({ min: 0, max: 30 }).map((n) => n * 100),
        fc.constant(1000),
      ),
    )
    const limits = fc.integer({ min: 1, max: 12 })
    const farthest = fc.option(fc.constantFrom(0, 500, 1000, 1700))
    fc.assert(
      fc.property(fc.array(station, { maxLength: 25 }), limits, farthest, (entries, limit, maxDistance) => {
        const stations = list(...entries)
        const chosen = choose(finderOver(stations), limit, maxDistance)
        const expected = plainOrder(stations, limit, maxDistance)
        expect(chosen.rows.map((row) => stations[row]!.code)).toEqual(expected.codes)
        expect(chosen.widened).toBe(expected.widened)
        expect(chosen.matches.map(matchName)).toEqual(chosen.rows.map((row) => stations[row]!.match))
      }),
      { numRuns: 5000 },
    )
  })

  it('puts a usable station before a nearer one of which something is unknown', () => {
    expect(distancesOf(list(['maybe', 100], ['yes', 900]), 20, null)).toEqual([900, 100])
  })

  it('offers three usable ones beyond reach, then those nearby that may do', () => {
    const stations = list(
      ['yes', 2000],
      ['yes', 3000],
      ['yes', 4000],
      ['yes', 5000],
      ['maybe', 200],
      ['maybe', 300],
    )
    const chosen = choose(finderOver(stations), 5, null)
    expect(chosen.distances).toEqual([2000, 3000, 4000, 200, 300])
    expect(chosen.widened).toBe(true)
  })

  it('never widens past a given distance, and may then be empty', () => {
    const chosen = choose(finderOver(list(['yes', 600], ['maybe', 700])), 5, 500)
    expect(chosen).toMatchObject({ rows: [], widened: false, reachM: 500 })
  })

  it('gives up wishes only when nothing anywhere may fulfil them', () => {
    const chosen = choose(finderOver(list(['no', 100], ['no', 50])), 5, null)
    expect(chosen).toMatchObject({ distances: [50, 100], widened: true })
  })

  it('counts begun minutes of walking: 1.3 × straight line at 1.15 m/s', () => {
    expect(walkMinutes(0)).toBe(0)
    expect(walkMinutes(1)).toBe(1)
    expect(walkMinutes(500)).toBe(10)
    expect(walkMinutes(1000)).toBe(19)
  })
})
