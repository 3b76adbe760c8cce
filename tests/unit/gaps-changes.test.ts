import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CoverageQuestion } from '../../web-map/api/types.ts'
import {
  askedAgain,
  changeBreaks,
  changeClass,
  changeMeasured,
  changeRange,
  type ChangeFigures,
} from '../../web-map/gaps/changes.ts'
import { addressOf, questionFromAddress } from '../../web-map/gaps/question.ts'

const change = (before: [number, number, number], after: [number, number, number]): ChangeFigures => {
  const figures = ([people, pessimist, optimist]: [number, number, number]) => ({
    people,
    pessimist,
    optimist,
  })
  return { before: figures(before), after: figures(after), verdict: 'same' }
}

describe('what changed between two moments', () => {
  const grown = change([1000, 100, 400], [2000, 300, 380])

  it('is after less before, with both ends of what is unknown, the lesser first', () => {
    expect(changeRange(grown, 'both', 'count')).toEqual({ least: -20, most: 200 })
    expect(changeRange(grown, 'pessimist', 'count')).toEqual({ least: 200, most: 200 })
    expect(changeRange(grown, 'optimist', 'count')).toEqual({ least: -20, most: -20 })
  })

  it('in parts goes by each side’s own denominator', () => {
    // 10 % became 15 %, and at best 40 % became 19 %.
    expect(changeRange(grown, 'both', 'share')).toEqual({ least: -21, most: 5 })
    expect(changeRange(change([0, 0, 0], [100, 50, 50]), 'both', 'share')).toEqual({ least: 50, most: 50 })
  })

  it('is coloured by what is sure, unless the best case is asked for', () => {
    expect(changeMeasured(grown, 'both', 'count')).toBe(200)
    expect(changeMeasured(grown, 'optimist', 'count')).toBe(-20)
  })

  it('better and worse by the same amount are the same step away from no change, and the greatest is in the last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (greatest, part) => {
          const breaks = changeBreaks('count', greatest)
          const value = Math.round(greatest * part)
          expect(changeClass(-value, breaks)).toBe(value === 0 ? 0 : -changeClass(value, breaks))
          expect(Math.abs(changeClass(value, breaks))).toBeLessThanOrEqual(3)
          if (greatest > 2) expect(changeClass(greatest, breaks)).toBe(3)
        },
      ),
    )
    expect([0, 4, 5, 14, 15, -15].map((value) => changeClass(value, changeBreaks('share', 1)))).toEqual([
      0, 1, 2, 2, 3, -3,
    ])
  })
})

describe('the two moments in the address', () => {
  const read = (query: string) => questionFromAddress(new URLSearchParams(query), 0)

  it('come back out of it, with the present unsaid', () => {
    const address = addressOf(read('hour=3&before=12'), new URLSearchParams())
    expect(address).toBe('?hour=3&before=12')
    expect(read(address).compare).toEqual({ before: '12', after: 'now' })
    expect(read(addressOf(read('before=12&after=15'), new URLSearchParams())).compare).toEqual({
      before: '12',
      after: '15',
    })
  })

  it('are none when they are one and the same or garbled, and leave the address with the comparison', () => {
    expect(read('before=12&after=12').compare).toBeNull()
    expect(read('before=last year').compare).toBeNull()
    expect(read('').compare).toBeNull()
    const ended = addressOf(
      { ...read('hour=3&before=12&after=15'), compare: null },
      new URLSearchParams('before=12'),
    )
    expect(ended).toBe('?hour=3')
  })

  it('a kept answer is asked again as it was asked, in minutes too, and by a model that is still there', () => {
    const kept: CoverageQuestion = {
      hour: 166,
      holiday: 'on',
      weekOf: '2026-06-08',
      at: '2026-06-14T22:00:00+08:00',
      facilities: ['water', 'toilet'],
      access: ['free'],
      groups: ['rider'],
      reachM: 1938.5,
      mode: 'ebike',
      minutes: 10,
    }
    const again = askedAgain(read('area=110105&hour=3&by=share'), kept, '7', true)
    expect(again).toMatchObject({
      area: '110105',
      hour: 166,
      holiday: true,
      facilities: ['toilet', 'water'],
      freeEntry: true,
      group: 'rider',
      reach: { value: 10, mode: 'ebike' },
      measure: 'share',
      model: '7',
    })
    expect(askedAgain(read('model=2'), kept, '7', false).model).toBe('2')
  })
})
