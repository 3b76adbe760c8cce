import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openAt } from '../../api/features/hours/evaluate.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { describeUntil, printHours, stateWord } from '../../api/features/hours/print.ts'
import { anySchedule, beijing, calendar2026 } from '../support/hours.ts'

describe('the timetable in words', () => {
  it.each([
    ['24/7', '每天 24小时', 'Daily 24 hours'],
    ['工作日 8:30-17:30', '工作日 08:30-17:30', 'Working days (not on public holidays) 08:30-17:30'],
    [
      'Mo-Fr 08:30-12:00,13:00-17:30; PH off',
      '周一至周五 08:30-12:00、13:00-17:30;法定节假日休息',
      'Mon–Fri 08:30-12:00, 13:00-17:30; Closed on public holidays',
    ],
    [
      'Sa,Su 18:00-02:00',
      '周六、周日 18:00-次日02:00;法定节假日时间未知',
      'Sat, Sun 18:00-02:00 the next day; Public holidays unknown',
    ],
    ['电话预约', '时间未知', 'Hours unknown'],
    [
      'Mo-Su 09:00-17:00; May-Sep Mo-Su 09:00-20:00; 2026 Oct 1-3 off',
      '每天 09:00-17:00;每年5月至9月 每天 09:00-20:00;2026年10月1日至2026年10月3日 休息',
      'Daily 09:00-17:00; May–Sep: Daily 09:00-20:00; 1 Oct 2026 – 3 Oct 2026 closed',
    ],
  ])('%s', (text, zh, en) => {
    expect(printHours(parseHours(text), 'zh')).toBe(zh)
    expect(printHours(parseHours(text), 'en')).toBe(en)
  })

  it('is read back, in Chinese, to the same schedule', () => {
    const sayable = anySchedule.filter(({ week, seasons, holidays, exceptions }) => {
      const days = [...[week, ...(seasons ?? []).map((season) => season.week)].flatMap((one) => one ?? [])]
      const specials = [
        ...(typeof holidays === 'object' ? [holidays] : []),
        ...(exceptions ?? []).map((one) => one.hours),
      ]
      // Chinese has no words for an interval of more than 24 hours, nor for seasons that overlap.
      const short = [...days, ...specials].every((day) => day.every(([start, end]) => end - start <= 1440))
      return short && week !== null && (seasons?.length ?? 0) < 2
    })
    fc.assert(
      fc.property(sayable, (schedule) => {
        const text = printHours(schedule, 'zh')
        expect(parseHours(text), text).toEqual({ ...schedule, raw: text })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what happens next, in words', () => {
  const say = (text: string, time: string, lang: 'zh' | 'en' = 'zh') => {
    const now = beijing(time)
    return describeUntil(openAt(parseHours(text), now, calendar2026), now, lang)
  }

  // 2026-03-06 is a Friday.
  it.each([
    ['每天 8:30-20:00', '2026-03-06 10:00', '20:00 关门', 'Closes 20:00'],
    ['每天 8:30-20:00', '2026-03-06 07:00', '8:30 开门', 'Opens 8:30'],
    ['每天 8:30-20:00', '2026-03-06 21:00', '明早 8:30 开门', 'Opens tomorrow 8:30'],
    ['每天 14:00-20:00', '2026-03-06 21:00', '明天 14:00 开门', 'Opens tomorrow 14:00'],
    ['工作日 9:00-17:00', '2026-03-06 18:00', '周一 9:00 开门', 'Opens Mon 9:00'],
    ['工作日 9:00-17:00', '2026-09-30 18:00', '10月8日 9:00 开门', 'Opens 8 Oct 9:00'],
    ['每天 8:00-24:00', '2026-03-06 23:00', '24:00 关门', 'Closes 24:00'],
    ['每天 18:00-次日2:00', '2026-03-06 23:00', '凌晨 2:00 关门', 'Closes 2:00'],
    ['每天 18:00-次日2:00', '2026-03-07 01:00', '2:00 关门', 'Closes 2:00'],
    ['24小时', '2026-03-06 10:00', '24 小时', 'Open 24 hours'],
    ['不固定', '2026-03-06 10:00', '时间未知,去之前最好问一下', 'Hours unknown, better ask before you go'],
    [
      '周一至周五 9:00-17:00',
      '2026-09-24 18:00',
      '24:00 以后时间未知,去之前最好问一下',
      'From 24:00: hours unknown, better ask before you go',
    ],
    ['周一至周五 0:00-24:00', '2026-09-24 18:00', '24:00 以后时间未知', 'Hours after 24:00 unknown'],
    ['off', '2026-03-06 10:00', '近期不开门', 'Not open in the coming days'],
  ])('%s at %s', (text, time, zh, en) => {
    expect(say(text, time)).toBe(zh)
    expect(say(text, time, 'en')).toBe(en)
  })

  it('names the state as the badge does', () => {
    const word = (time: string) => {
      const now = beijing(time)
      return stateWord(openAt(parseHours('每天 8:00-20:00'), now, calendar2026), now, 'zh')
    }
    expect(['10:00', '19:45', '21:00'].map((time) => word(`2026-03-06 ${time}`))).toEqual([
      '营业中',
      '即将关门',
      '已关门',
    ])
  })
})
