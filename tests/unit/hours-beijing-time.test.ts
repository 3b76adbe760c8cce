import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beijingFields,
  dateOf,
  dayAt,
  dayOf,
  instantOf,
  minuteOfDayAt,
  minuteOfWeekAt,
  monthDayOf,
} from '../../api/features/hours/beijing-time.ts'

const instant = fc.integer({ min: Date.parse('1992-01-01'), max: Date.parse('2099-12-31') })
const shanghai = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
  hourCycle: 'h23',
})

describe('Beijing time', () => {
  it('agrees with the time zone database since 1992', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const part = Object.fromEntries(
          shanghai.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
        )
        const { year, month, day, hour, minute } = beijingFields(at)
        expect({ year, month, day, hour, minute }).toEqual({
          year: part.year,
          month: part.month,
          day: part.day,
          hour: part.hour,
          minute: part.minute,
        })
      }),
    )
  })

  it('splits an instant into day and minute and joins them again', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const minute = Math.floor(at / 60_000) * 60_000
        expect(instantOf(dayAt(at), minuteOfDayAt(at))).toBe(minute)
        expect(dayOf(dateOf(dayAt(at)))).toBe(dayAt(at))
        const { weekday, month, day } = beijingFields(at)
        expect(minuteOfWeekAt(at)).toBe(weekday * 1440 + minuteOfDayAt(at))
        expect(monthDayOf(dayAt(at))).toBe(month * 100 + day)
      }),
    )
  })

  it('knows where the week begins', () => {
    expect(minuteOfWeekAt(Date.parse('2026-03-01T15:59:59.999Z'))).toBe(10_079)
    expect(minuteOfWeekAt(Date.parse('2026-03-01T16:00:00Z'))).toBe(0)
  })

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '', '2026-01-01T00:00:00Z'])(
    'takes “%s” for no date',
    (text) => {
      expect(dayOf(text)).toBeNull()
    },
  )
})

describe('the zone of the machine', () => {
  it('changes nothing: a year of answers is the same in New York, Kolkata and UTC', async () => {
    const script = fileURLToPath(new URL('../support/hours-digest.ts', import.meta.url))
    const runIn = async (zone: string) => {
      const env = { ...process.env, TZ: zone }
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { env })
      return JSON.parse(stdout) as { offset: number; digest: string; changes: number }
    }
    const [utc, newYork, kolkata] = await Promise.all(['UTC', 'America/New_York', 'Asia/Kolkata'].map(runIn))
    expect([utc?.offset, newYork?.offset, kolkata?.offset]).toEqual([0, 300, -330])
    expect(utc?.changes).toBeGreaterThan(500)
    expect(newYork).toEqual({ ...utc, offset: 300 })
    expect(kolkata).toEqual({ ...utc, offset: -330 })
  }, 60_000)
})
