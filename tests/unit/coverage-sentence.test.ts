import { describe, expect, it } from 'vitest'
import { cellReasons, cellSentence } from '../../api/features/coverage/cell-sentence.ts'
import { compareAnswers } from '../../api/features/coverage/compare.ts'
import type { Breakdown } from '../../api/features/coverage/answer.ts'
import { deserts, isNight, isWeekend } from '../../api/features/coverage/week.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { compileWishes } from '../../api/features/nearest/question.ts'
import type { FacilityId } from '../../api/features/stations/facilities.ts'
import { beijing, calendar2026 } from '../support/hours.ts'
import { liveIndexOf, type BuiltStation } from '../support/nearest.ts'
import { station } from '../support/small-coverage.ts'

const east = (metres: number) => 116.31 + metres / 85_500

function explain(stations: BuiltStation[], facilities: FacilityId[]) {
  const live = liveIndexOf(stations, calendar2026)
  // Sunday 11 January 2026, 22:00.
  const atMs = beijing('2026-01-11 22:00')
  const wishes = compileWishes({ open: atMs, facilities, access: ['free'], audience: [] })
  const reasons = cellReasons({ index: live.snapshot.index, states: live.now, wishes, atMs }, 116.31, 39.92)
  return { reasons, sentence: cellSentence(reasons, facilities, (row) => `${row + 1}号站`) }
}

describe('the sentence behind a cell', () => {
  it('names the nearest that answers and why each nearer one does not, once a station', () => {
    const evening = parseHours('每天 08:00-18:00')
    const { reasons, sentence } = explain(
      [
        station(1, { lon: east(100), hours: evening }),
        station(2, { lon: east(200), hours: evening }),
        station(3, { lon: east(300), hours: evening }),
        station(4, { lon: east(400), hours: null }),
        station(5, { lon: east(500), hours: null }),
        station(6, { lon: east(600), facilities: { toilet: { state: 'no' } } }),
        station(7, { lon: east(700), facilities: {} }),
        station(8, { lon: east(800), access: 'staff_only' }),
        station(9, { lon: east(900), hours: parseHours('每天 08:00-21:30') }),
        station(10, { lon: east(1900) }),
        station(11, { lon: east(2100), hours: evening }),
      ],
      ['toilet'],
    )
    expect(reasons.nearer).toEqual([
      { kind: 'closed', at: '18:00', count: 3 },
      { kind: 'hours-unknown', count: 2 },
      { kind: 'lacks', facility: 'toilet', count: 1 },
      { kind: 'facility-unknown', facility: 'toilet', count: 1 },
      { kind: 'no-entry', count: 1 },
      { kind: 'closed', at: '21:30', count: 1 },
    ])
    expect(sentence.zh).toBe(
      '最近的确定开放且有厕所的驿站在 1.9 公里外(10号站);更近的站里,3 座 18:00 关门,2 座开放时间未知,1 座没有可用的厕所,' +
        '1 座有没有厕所未知,1 座不能这样进入;如果未知的情况都属实可用,最近的在 400 米外。',
    )
    expect(sentence.en).toMatch(
      /^The nearest station surely open with toilet is 1.9 km away \(10号站\); of the nearer ones 3 closed at 18:00/,
    )
  })

  it('says so when no station answers anywhere', () => {
    const { reasons, sentence } = explain([station(1, { hours: parseHours('周一至周五 08:00-18:00') })], [])
    expect(reasons.sure).toBeNull()
    expect(sentence.zh).toBe('全市没有确定开放的驿站;更近的站里,1 座全天不开。')
    expect(explain([], []).sentence.zh).toBe('全市没有确定开放的驿站。')
  })
})

describe('two moments compared', () => {
  const counts = (people: number, pessimist: number, optimist: number) => ({
    people,
    covered: { pessimist, optimist },
    within: {},
  })
  const answer = (low: number, high: number): Breakdown => ({
    ...counts(100, low, high),
    districts: [{ code: '110101', name: '东城区', ...counts(100, low, high) }],
    streets: [],
    groups: [{ group: 'courier', ...counts(100, low, high) }],
  })

  it.each([
    ['better', [10, 20], [12, 20]],
    ['worse', [10, 20], [10, 19]],
    ['same', [10, 20], [10, 20]],
    ['mixed', [10, 20], [12, 18]],
  ] as [string, [number, number], [number, number]][])(
    'is %s when [%s] becomes [%s]',
    (verdict, before, after) => {
      const { city, districts, groups } = compareAnswers(answer(...before), answer(...after))
      expect([city.verdict, districts[0]!.verdict, groups[0]!.verdict]).toEqual([verdict, verdict, verdict])
      expect(city.change).toEqual({ pessimist: after[0] - before[0], optimist: after[1] - before[1] })
    },
  )

  it('an area that only one side knows is compared with nothing', () => {
    const { districts } = compareAnswers({ ...answer(10, 20), districts: [] }, answer(10, 20))
    expect(districts[0]).toMatchObject({ before: null, after: { people: 100 }, verdict: 'better' })
  })
})

describe('deserts', () => {
  it('are the streets with most people uncovered on average at the hours asked', () => {
    const strip = (code: string, night: number) => ({
      code,
      name: code,
      districtCode: '110101',
      people: new Array<number>(168).fill(10),
      pessimist: Array.from({ length: 168 }, (_, hour) => (isNight(hour) ? night : 10)),
      optimist: new Array<number>(168).fill(10),
    })
    const found = deserts([strip('a', 8), strip('b', 2), strip('c', 10)], isNight)
    expect(found.map(({ code, covered }) => [code, covered.pessimist])).toEqual([
      ['b', 2],
      ['a', 8],
    ])
    expect([isWeekend(119), isWeekend(120), isNight(21), isNight(22), isNight(29), isNight(30)]).toEqual([
      false,
      true,
      false,
      true,
      true,
      false,
    ])
  })
})
