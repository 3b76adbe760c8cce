import { describe, expect, it } from 'vitest'
import { breaksFor, classOf, coveredShare, uncovered } from '../../web-map/gaps/figures.ts'
import { addressOf, apiQuery, hourOfWeekAt, questionFromAddress } from '../../web-map/gaps/question.ts'

const read = (query: string) => questionFromAddress(new URLSearchParams(query), 0)

describe('the question of the gaps page', () => {
  it('comes back out of its own address unchanged, and leaves foreign parameters alone', () => {
    const query =
      'area=110105001&hour=166&facilities=toilet,water&access=free&group=rider&reach=10min-ebike&holiday=on&unknowns=optimist&by=share&model=2'
    const address = addressOf(read(query), new URLSearchParams('view=elder&hour=1'))
    expect(read(address)).toEqual(read(query))
    expect(new URLSearchParams(address).get('view')).toBe('elder')
  })

  it('falls back to defaults for what an address garbles', () => {
    const garbled = read(
      'area=x&hour=168&facilities=gold,toilet&group=king&reach=-3&unknowns=maybe&model=drop',
    )
    expect(garbled).toEqual({ ...read(''), facilities: ['toilet'] })
  })

  it('knows the hour of the week in Beijing', () => {
    expect(hourOfWeekAt(Date.parse('2026-11-23T00:00:00+08:00'))).toBe(0)
    expect(hourOfWeekAt(Date.parse('2026-11-29T23:59:00+08:00'))).toBe(167)
  })

  it('asks the API for minutes with their mode, and for the week without an hour', () => {
    expect(apiQuery(read('reach=10min-ebike&hour=5'), false)).toMatchObject({
      reach: 10,
      mode: 'ebike',
      hour: null,
    })
  })
})

describe('the figures of the gaps page', () => {
  const figures = { people: 1000, pessimist: 610, optimist: 999 }

  it('keep both ends of what is unknown, or the one asked for', () => {
    expect(uncovered(figures, 'both')).toEqual({ least: 1, most: 390 })
    expect(uncovered(figures, 'pessimist')).toEqual({ least: 390, most: 390 })
    expect(uncovered(figures, 'optimist')).toEqual({ least: 1, most: 1 })
  })

  it('never say 100 % while somebody is left out, nor anything about nobody', () => {
    expect(coveredShare({ ...figures, people: 1000 }, 'both')).toEqual({ least: 61, most: 99 })
    expect(coveredShare({ people: 0, pessimist: 0, optimist: 0 }, 'both')).toBeNull()
  })

  it('have round classes that hold the greatest value of the week in the last', () => {
    expect(breaksFor('count', 44_231)).toEqual([10_000, 20_000, 30_000, 40_000])
    expect(classOf(0, [1, 2, 3, 4])).toBe(0)
    expect(classOf(44_231, breaksFor('count', 44_231))).toBe(5)
  })
})
