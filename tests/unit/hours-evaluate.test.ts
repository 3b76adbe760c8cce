import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CLOSED,
  OPEN,
  UNKNOWN,
  compileHours,
  displayState,
  openAt,
} from '../../api/features/hours/evaluate.ts'
import { holidayCalendar } from '../../api/features/hours/holiday-calendar.ts'
import { everyDay, normalDay, weekIntervals, type Hours } from '../../api/features/hours/hours.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { anyHours, beijing, calendar2026, minuteByMinute } from '../support/hours.ts'

const calendar = calendar2026
const MINUTE = 60_000

function stateOf(hours: Hours | string, time: string) {
  const read = typeof hours === 'string' ? parseHours(hours) : hours
  if (read.problem) throw new Error(read.problem)
  return openAt(read, beijing(time), calendar)
}

describe('open, closed or unknown', () => {
  const workdays = 'Mo-Fr 08:30-12:00,13:00-17:30'

  it.each([
    // 2026-03-02 is a Monday without any holiday near it.
    ['2026-03-02 08:29', 'closed', '2026-03-02 08:30'],
    ['2026-03-02 08:30', 'open', '2026-03-02 12:00'],
    ['2026-03-02 12:00', 'closed', '2026-03-02 13:00'],
    ['2026-03-02 17:30', 'closed', '2026-03-03 08:30'],
    ['2026-03-06 17:30', 'closed', '2026-03-09 08:30'],
    ['2026-03-08 23:59', 'closed', '2026-03-09 08:30'],
  ])('says at %s that it is %s until %s', (time, state, until) => {
    expect(stateOf(workdays, time)).toMatchObject({ state, until: new Date(beijing(until)) })
  })

  it('keeps the seconds before a closing open and the closing itself closed', () => {
    const hours = parseHours('每天 8:00-20:00')
    const closing = beijing('2026-03-02 20:00')
    expect(openAt(hours, closing - 1, calendar).state).toBe('open')
    expect(openAt(hours, closing, calendar).state).toBe('closed')
  })

  it('runs a night from Sunday over the end of the week into Monday', () => {
    expect(stateOf('Su 22:00-06:00', '2026-03-09 01:00')).toMatchObject({
      state: 'open',
      until: new Date(beijing('2026-03-09 06:00')),
    })
  })

  it('sees no change where one interval ends at midnight and the next begins there', () => {
    expect(stateOf('Mo-Fr 08:00-24:00; Sa 00:00-12:00', '2026-03-06 20:00').until).toEqual(
      new Date(beijing('2026-03-07 12:00')),
    )
  })

  it('has no next change for a place that never closes', () => {
    expect(stateOf('24小时', '2026-09-30 20:00')).toMatchObject({ state: 'open', until: null, next: null })
  })

  it('answers unknown for nothing at all and for text that could not be read', () => {
    expect(openAt(null, 0, calendar)).toMatchObject({ state: 'unknown', until: null })
    expect(openAt(parseHours('电话预约'), 0, calendar)).toMatchObject({ state: 'unknown', until: null })
  })

  it('refuses an instant that is not one', () => {
    expect(() => openAt(parseHours('24/7'), NaN, calendar)).toThrow(RangeError)
    expect(() => compileHours(parseHours('24/7'), calendar).stateAt(Infinity)).toThrow(RangeError)
  })
})

describe('statutory days off and make-up workdays of 2026', () => {
  // 2026-10-01 is a Thursday off; 2026-02-14 a Saturday worked, 2026-02-16 a Monday off.
  it.each([
    ['周一至周五 9:00-17:00', '2026-10-01 10:00', 'unknown'],
    ['周一至周五 9:00-17:00', '2026-02-14 10:00', 'unknown'],
    ['周一至周五 9:00-17:00', '2026-02-07 10:00', 'closed'],
    ['周一至周日 9:00-17:00', '2026-10-01 10:00', 'open'],
    ['周一至周日 9:00-17:00', '2026-02-14 10:00', 'open'],
    ['工作日 9:00-17:00', '2026-10-01 10:00', 'closed'],
    ['工作日 9:00-17:00', '2026-02-14 10:00', 'open'],
    ['工作日 9:00-17:00', '2026-02-07 10:00', 'closed'],
    ['每天 9:00-17:00', '2026-10-01 10:00', 'open'],
    ['24小时', '2026-10-01 03:00', 'open'],
    ['9:00-17:00', '2026-10-01 10:00', 'unknown'],
    ['9:00-17:00', '2026-02-14 10:00', 'open'],
    ['Mo-Fr 09:00-17:00; PH off', '2026-10-01 10:00', 'closed'],
    ['Mo-Fr 09:00-17:00; PH 12:00-14:00', '2026-10-01 13:00', 'open'],
    ['Mo-Fr 09:00-17:00; PH 12:00-14:00', '2026-10-01 10:00', 'closed'],
    ['周一至周五 9:00-17:00,节假日休息', '2026-10-01 10:00', 'closed'],
    ['每天 9:00-17:00(节假日除外)', '2026-10-01 10:00', 'closed'],
  ])('reads %s at %s as %s', (text, time, state) => {
    expect(stateOf(text, time).state).toBe(state)
  })

  it('lets the night before a holiday run to its end', () => {
    const text = 'Mo-Su 20:00-02:00; PH off'
    expect(stateOf(text, '2026-10-01 01:59').state).toBe('open')
    expect(stateOf(text, '2026-10-01 21:00').state).toBe('closed')
    expect(stateOf(text, '2026-10-08 01:00').state).toBe('closed')
  })

  it('tells that what comes next is unknown, not an opening', () => {
    expect(stateOf('周一至周五 9:00-17:00', '2026-09-24 18:00')).toMatchObject({
      state: 'closed',
      until: new Date(beijing('2026-09-25 00:00')),
      next: 'unknown',
    })
  })

  it('says when a date lies beyond the holiday table, and treats it as an ordinary one', () => {
    const hours = parseHours('工作日 9:00-17:00')
    const answer = openAt(hours, beijing('2027-10-01 10:00'), calendar)
    expect(answer).toMatchObject({ state: 'open', holidaysKnown: false })
    expect(openAt(hours, beijing('2026-12-31 10:00'), calendar).holidaysKnown).toBe(true)
    expect(openAt(hours, beijing('2027-01-01 00:00'), calendar).holidaysKnown).toBe(false)
    expect(openAt(hours, beijing('2026-01-01 00:00'), calendar).holidaysKnown).toBe(true)
    expect(openAt(hours, beijing('2026-10-01 10:00'), holidayCalendar([])).holidaysKnown).toBe(false)
  })

  it('refuses a holiday table with a date that does not exist', () => {
    expect(() => holidayCalendar([{ date: '2026-02-30', kind: 'off' }])).toThrow('2026-02-30')
  })
})

describe('seasons, dated exceptions and closures', () => {
  it('changes with the season on the night between them, also over the new year', () => {
    const text = '夏季(4月-10月) 8:00-20:00;冬季(11月-次年3月) 9:00-18:00'
    expect(stateOf(text, '2026-03-31 08:30').state).toBe('closed')
    expect(stateOf(text, '2026-04-01 08:30').state).toBe('open')
    expect(stateOf(text, '2026-12-31 19:00').state).toBe('closed')
    expect(stateOf('off; Nov-Feb Mo-Su 09:00-18:00', '2028-02-29 10:00').state).toBe('open')
  })

  it('lets a dated exception win over a holiday, and a closure over everything', () => {
    const hours: Hours = {
      ...parseHours('每天 9:00-17:00,节假日休息'),
      exceptions: [{ date: '2026-10-02', hours: [[600, 720]] }],
      closures: [{ from: '2026-10-02T03:00:00Z', to: '2026-10-08', reason: '装修' }],
    }
    expect(stateOf(hours, '2026-10-01 10:30').state).toBe('closed')
    expect(stateOf(hours, '2026-10-02 10:30')).toMatchObject({ state: 'open', closureReason: null })
    expect(stateOf(hours, '2026-10-02 10:30').until).toEqual(new Date(beijing('2026-10-02 11:00')))
    expect(stateOf(hours, '2026-10-02 11:00')).toMatchObject({
      state: 'closed',
      closureReason: '装修',
      until: new Date(beijing('2026-10-09 09:00')),
    })
  })

  it('closes what never shuts, and unknown hours too, until further notice', () => {
    const closures = [{ from: '2026-05-01', to: null, reason: '搬迁' }]
    expect(stateOf({ ...parseHours('24小时'), closures }, '2026-05-20 10:00')).toMatchObject({
      state: 'closed',
      until: null,
      closureReason: '搬迁',
    })
    const unread = { ...parseHours('电话预约'), closures }
    expect(openAt(unread, beijing('2026-05-01 00:00'), calendar).state).toBe('closed')
    expect(openAt(unread, beijing('2026-04-30 23:59'), calendar)).toMatchObject({
      state: 'unknown',
      next: 'closed',
    })
  })

  it('refuses a closure whose date cannot be read', () => {
    const closures = [{ from: '五月', to: null, reason: '' }]
    expect(() => compileHours({ ...parseHours('24/7'), closures }, calendar)).toThrow('五月')
  })
})

describe('closing soon', () => {
  const hours = parseHours('每天 8:00-20:00')
  const shown = (time: string) => displayState(openAt(hours, beijing(time), calendar), beijing(time))

  it('is shown from half an hour before the end', () => {
    expect(shown('2026-03-02 19:29')).toBe('open')
    expect(shown('2026-03-02 19:30')).toBe('closing-soon')
    expect(shown('2026-03-02 20:00')).toBe('closed')
  })

  it('is not shown where hours only become unknown', () => {
    const answer = { state: 'open', until: new Date(1000), next: 'unknown' } as const
    expect(displayState(answer, 0)).toBe('open')
  })
})

describe('for any hours', () => {
  const instant = fc.integer({ min: beijing('2026-01-05 00:00'), max: beijing('2026-12-20 00:00') })

  it('agrees with a minute-by-minute reckoning of the same days', () => {
    fc.assert(
      fc.property(anyHours, instant, (hours, from) => {
        const compiled = compileHours(hours, calendar)
        for (let step = 0; step < 300; step++) {
          const at = from + step * 11 * MINUTE
          expect(['closed', 'open', 'unknown'][compiled.stateAt(at)]).toBe(minuteByMinute(hours, at))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('gives the same answer in whatever order the instants are asked', () => {
    fc.assert(
      fc.property(anyHours, fc.array(instant, { minLength: 2, maxLength: 20 }), (hours, instants) => {
        const compiled = compileHours(hours, calendar)
        for (const at of instants) {
          const fresh = compileHours(hours, calendar)
          expect(compiled.stateAt(at)).toBe(fresh.stateAt(at))
          expect([compiled.until, compiled.next]).toEqual([fresh.until, fresh.next])
        }
      }),
    )
  })

  it('names the very next change: the same state up to it, another from it on', () => {
    fc.assert(
      fc.property(anyHours, instant, (hours, at) => {
        const compiled = compileHours(hours, calendar)
        const state = compiled.stateAt(at)
        const { until, next } = compiled
        const end = Math.min(until, at + 14 * 1440 * MINUTE)
        for (let step = 0; step < 200; step++) {
          expect(compiled.stateAt(at + Math.floor(((end - 1 - at) * step) / 199))).toBe(state)
        }
        if (until === Infinity) return
        expect(until).toBeGreaterThan(at)
        expect(next).not.toBe(state)
        expect(compiled.stateAt(until)).toBe(next)
      }),
    )
  })

  it('is never both open and closed: hours and their complement are open at opposite times', () => {
    const week = fc.array(fc.tuple(fc.nat(10_079), fc.integer({ min: 1, max: 1440 })), { maxLength: 12 })
    fc.assert(
      fc.property(week, instant, (pieces, at) => {
        const byDay = Array.from({ length: 7 }, (_, day) =>
          normalDay(
            pieces
              .filter(([start]) => Math.floor(start / 1440) === day)
              .map(([start, length]) => [start % 1440, (start % 1440) + length] as const),
          ),
        )
        const open = weekIntervals(byDay)
        const edges = [0, ...open.flat(), 10_080]
        const complement = everyDay([]).map((_, day) => {
          const gaps: [number, number][] = []
          for (let i = 0; i < edges.length; i += 2) {
            const from = Math.max(edges[i]!, day * 1440)
            const to = Math.min(edges[i + 1]!, (day + 1) * 1440)
            if (from < to) gaps.push([from - day * 1440, to - day * 1440])
          }
          return gaps
        })
        const rules = { raw: '', holidays: 'same', makeup: 'same' } as const
        const states = [byDay, complement].map((days) =>
          compileHours({ ...rules, week: days }, calendar).stateAt(at),
        )
        expect(states.sort()).toEqual([CLOSED, OPEN])
      }),
    )
  })

  it('never becomes closed or unknown by longer hours where it was open', () => {
    fc.assert(
      fc.property(anyHours, instant, fc.integer({ min: 1, max: 120 }), (hours, from, more) => {
        const longer: Hours = {
          ...hours,
          week:
            hours.week &&
            hours.week.map((day) => normalDay(day.map(([a, b]) => [a, Math.min(b + more, 2880)]))),
        }
        const [before, after] = [compileHours(hours, calendar), compileHours(longer, calendar)]
        // What a worked Saturday borrows depends on whether Monday to Friday agree, which more hours may change.
        if (hours.makeup !== 'same') return
        for (let step = 0; step < 50; step++) {
          const at = from + step * 97 * MINUTE
          if (before.stateAt(at) === OPEN) expect(after.stateAt(at)).toBe(OPEN)
        }
      }),
    )
  })

  it('without a week, season or date is unknown at every instant', () => {
    const compiled = compileHours(parseHours('不固定'), holidayCalendar([]))
    fc.assert(
      fc.property(instant, (at) => {
        expect(compiled.stateAt(at)).toBe(UNKNOWN)
      }),
    )
  })
})
