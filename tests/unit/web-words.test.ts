import { describe, expect, it } from 'vitest'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import type { Hours } from '../../api/features/hours/hours.ts'
import { en } from '../../web-map/i18n/en.ts'
import { zh } from '../../web-map/i18n/zh.ts'
import { reachOf, shownLength, walkMinutes } from '../../web-map/words/distance.ts'
import { allFacilities, cardFacilities } from '../../web-map/words/has.ts'
import { openingDetail, openingOf } from '../../web-map/words/opening.ts'
import { daysSince } from '../../web-map/words/since.ts'
import { dayText, weekTable } from '../../web-map/words/week.ts'

const ms = (text: string) => Date.parse(`${text}+08:00`)

describe('the opening of a station', () => {
  const now = ms('2026-10-14T19:00')
  const detail = (
    state: 'open' | 'closed' | 'unknown',
    until: string | null,
    language: 'zh' | 'en' = 'zh',
  ) => {
    const opening = openingOf(state, until && `${until}+08:00`, now)
    return [opening.look, openingDetail(opening, now, language, zh.askFirst)]
  }

  it('is closing soon in the last half hour', () => {
    expect(detail('open', '2026-10-14T19:31')[0]).toBe('open')
    expect(detail('open', '2026-10-14T19:30')).toEqual(['closing-soon', '19:30 关门'])
  })

  it('says when a closed station opens, on which morning', () => {
    expect(detail('closed', '2026-10-15T08:30')).toEqual(['closed', '明早 8:30 开门'])
    expect(detail('closed', '2026-10-15T08:30', 'en')[1]).toBe('Opens tomorrow 8:30')
  })

  it('promises no opening where a closed day only turns into an unknown one', () => {
    expect(detail('closed', '2026-10-15T00:00')).toEqual(['closed', ''])
  })

  it('is not known any more once its time has passed, and never guessed', () => {
    expect(detail('open', '2026-10-14T18:59')).toEqual(['unknown', '去之前最好问一下'])
    expect(detail('unknown', null)).toEqual(['unknown', '去之前最好问一下'])
  })
})

describe('lengths', () => {
  it.each([
    [4, '4', 'm'],
    [44, '40', 'm'],
    [994, '990', 'm'],
    [996, '1.0', 'km'],
    [1249, '1.2', 'km'],
    [9960, '10', 'km'],
  ])('%d m reads %s %s', (metres, figure, unit) => {
    expect(shownLength(metres)).toEqual({ figure, unit })
  })

  it('and walking minutes belong together: the ring of n minutes is n minutes away', () => {
    for (const minutes of [5, 10, 15]) expect(walkMinutes(reachOf(minutes) - 0.01)).toBe(minutes)
  })
})

describe('what a station has', () => {
  const record = {
    toilet: { state: 'yes', condition: 'broken' },
    charging: { state: 'no' },
    aed: { state: 'yes' },
  } as const

  it('names the core on every card, unknown things included, and what was wished', () => {
    expect(cardFacilities(record, ['aed']).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'toilet broken',
      'microwave unknown',
      'hot_water unknown',
      'charging no',
      'seats unknown',
      'aed yes',
    ])
  })

  it('lists every facility on the page, the known ones first', () => {
    const all = allFacilities(record)
    expect(all).toHaveLength(FACILITIES.length)
    expect(all.slice(0, 3).map(({ id }) => id)).toEqual(['aed', 'toilet', 'charging'])
  })
})

describe('the last confirmation', () => {
  it('counts days of the Beijing calendar', () => {
    expect(daysSince('2026-10-13T23:59:00+08:00', ms('2026-10-14T00:01'))).toBe(1)
    expect(daysSince('2026-10-14T00:00:00+08:00', ms('2026-10-14T23:59'))).toBe(0)
  })

  it('of nobody says so', () => {
    expect(zh.confirmed(daysSince(null, 0))).toBe('没人确认过')
    expect(en.confirmed(null)).toBe('Nobody has confirmed it')
  })
})

describe('the table of hours', () => {
  const summer = [[[480, 1320]], [[480, 1320]], [], [], [], [], []] as const
  const hours: Hours = {
    raw: '夏季',
    week: [[], [], [], [], [], [], []],
    seasons: [{ from: '11-01', to: '03-31', week: summer }],
    holidays: 'unknown',
    makeup: 'unknown',
  }

  it('shows the season that holds today, also over the new year', () => {
    expect(weekTable(hours, ms('2027-01-04T12:00')).week).toBe(summer)
    expect(weekTable(hours, ms('2026-10-14T12:00')).season).toBeNull()
  })

  it('marks the Beijing weekday', () => {
    expect(weekTable(hours, ms('2026-10-14T00:30')).today).toBe(2)
  })

  it('reads breaks, whole days, closed days and nights', () => {
    expect(
      dayText(
        [
          [510, 720],
          [780, 1050],
        ],
        zh,
      ),
    ).toBe('8:30–12:00, 13:00–17:30')
    expect(dayText([[0, 1440]], zh)).toBe('24 小时')
    expect(dayText([], en)).toBe('closed')
    expect(dayText([[1200, 1560]], en)).toBe('20:00–2:00 next day')
  })
})

describe('the two dictionaries', () => {
  it('have the same entries, and no Chinese in the English one but its name for Chinese', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    const strings = Object.entries(en).filter(
      ([key, value]) => typeof value === 'string' && key !== 'otherLang',
    )
    for (const [, text] of strings) expect(text).not.toMatch(/[\u4e00-\u9fff]/)
  })
})
