import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CITY_FORMAT, decodeCity, encodeCity } from '../../api/features/open-data/city/city-file.ts'
import { calendarRows } from '../../api/features/open-data/city/calendar-rows.ts'
import { createCityIndex, nearestInCity, withinCity } from '../../api/features/open-data/city/city-index.ts'
import { withUpdates, type CityStation } from '../../api/features/open-data/city/city-station.ts'
import { packBeside, unpackBeside } from '../../api/features/open-data/city/beside.ts'
import {
  intern,
  numbered,
  outern,
  packNumbers,
  packTexts,
  unpackNumbers,
  unpackTexts,
} from '../../api/features/open-data/city/columns.ts'
import { statesOnly } from '../../api/features/open-data/city/facility-columns.ts'
import { cutNames } from '../../api/features/open-data/city/name-endings.ts'
import { leaveOutPlace, putBackPlace } from '../../api/features/open-data/city/place-words.ts'
import { answerNearest, answerWithin } from '../../api/features/nearest/service.ts'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import {
  ACCESS_TYPES,
  AUDIENCES,
  HOST_KINDS,
  LIFECYCLES,
  STATION_KINDS,
} from '../../api/features/stations/station.ts'
import { asCityStation, cityOf } from '../support/city.ts'
import { anyHours, calendar2026, rows2026 } from '../support/hours.ts'
import { anyStations, liveIndexOf, WISHED_FACILITIES } from '../support/nearest.ts'

/** Text with everything in it that the file gives a meaning to. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '朝阳',
        '朝阳门',
        '朝阳区',
        '朝阳门街道',
        '12号',
        '007',
        '\uE000',
        '\uE003',
        '\uE004',
        '\uE005',
        '\uE006',
        '\n',
      ),
    )
    .map((parts) => parts.join('')),
)
const area = (names: readonly string[]) =>
  fc.option(fc.integer({ min: 0, max: names.length - 1 }).map((i) => ({ code: `1101${i}`, name: names[i]! })))
const district = area(['朝阳区', '东城区'])
const street = area(['朝阳门街道', '北京经济技术开发区', '乡'])

const day = fc
  .date({ min: new Date('2019-01-01T00:00:00Z'), max: new Date('2027-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const anyFacilities = fc
  .dictionary(
    fc.constantFrom(...FACILITIES),
    fc.record(
      {
        state: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
        condition: fc.constantFrom('ok' as const, 'broken' as const),
        confirmedOn: day,
      },
      { requiredKeys: ['state'] },
    ),
  )
  .map(statesOnly)
const degrees = fc.oneof(
  fc.integer({ min: -1_800_000, max: 1_800_000 }).map((n) => n / 1e4),
  fc.integer({ min: 1163000000, max: 1164000000 }).map((n) => n / 1e7),
  fc.double({ min: -180, max: 180, noNaN: true }).map((n) => n + 0),
)
const point = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(degrees, degrees) },
  { weight: 1, arbitrary: fc.constant(null) },
)

const anyCityStation: fc.Arbitrary<CityStation> = fc
  .record({
    letters: fc.constantFrom('BJ', 'YS', 'AA'),
    number: fc.integer({ min: 0, max: 999_999 }),
    point,
    facts: fc.record({
      name: anyText,
      aliases: fc.array(anyText, { maxLength: 3 }),
      kind: fc.constantFrom(...STATION_KINDS),
      hostKind: fc.constantFrom(...HOST_KINDS),
      audience: fc.constantFrom(...AUDIENCES),
      district,
      street,
      address: fc.option(anyText),
      access: fc.constantFrom(...ACCESS_TYPES),
      accessNote: fc.option(anyText),
      facilities: anyFacilities,
      hours: fc.option(anyHours.map(({ source: _, confirmedAt: __, ...hours }) => hours)),
      lifecycle: fc.constantFrom(...LIFECYCLES),
      lifecycleReason: fc.option(anyText),
      confirmedOn: fc.option(day),
      synthetic: fc.boolean(),
    }),
  })
  .map(({ letters, number, point, facts }) => ({
    code: `${letters}${String(number).padStart(6, '0')}`,
    lon: point && point[0],
    lat: point && point[1],
    ...facts,
  }))

const anyCity = fc.uniqueArray(anyCityStation, { maxLength: 40, selector: (s) => s.code }).map(cityOf)
const byCode = (a: CityStation, b: CityStation) => (a.code < b.code ? -1 : 1)

describe('the city file', { timeout: 60_000 }, () => {
  it('comes back as it was written, whatever the stations hold', () => {
    fc.assert(
      fc.property(anyCity, (city) => {
        const back = decodeCity(encodeCity(city))
        expect(back).toEqual({
          ...city,
          calendar: expect.arrayContaining(city.calendar),
          stations: [...city.stations].sort(byCode),
        })
        expect(back.calendar).toHaveLength(city.calendar.length)
      }),
      { numRuns: 300 },
    )
  })

  it('is the same text for the same city, in whatever order the stations come', () => {
    fc.assert(
      fc.property(anyCity, (city) => {
        const reversed = { ...city, stations: [...city.stations].reverse() }
        expect(encodeCity(reversed)).toBe(encodeCity(city))
      }),
      { numRuns: 50 },
    )
  })

  it('refuses a format that it does not know', () => {
    const later = encodeCity(cityOf([])).replace(CITY_FORMAT, 'warm-heart-city/999')
    expect(() => decodeCity(later)).toThrow('warm-heart-city/999')
  })

  it('takes each change over and drops what was merged', () => {
    fc.assert(
      fc.property(anyCity, anyCity, (before, later) => {
        const removed = later.stations.slice(0, 2).map(({ code }) => code)
        const changed = later.stations.slice(2)
        const after = withUpdates(before.stations, { changed, removed })
        const touched = new Set([...removed, ...changed.map(({ code }) => code)])
        expect(after).toEqual(
          [...before.stations.filter(({ code }) => !touched.has(code)), ...changed].sort(byCode),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('carries the calendar that the service answers with', () => {
    expect(calendarRows(calendar2026)).toEqual([...rows2026].sort((a, b) => (a.date < b.date ? -1 : 1)))
  })
})

describe('the columns of the city file', () => {
  it('hold numbers, repeated values and texts without loss', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 2 ** 40 }))
    fc.assert(
      fc.property(
        numbers,
        fc.array(anyText),
        fc.array(fc.array(fc.array(anyText, { minLength: 1 }))),
        (n, t, lists) => {
          expect(unpackNumbers(packNumbers(n), n.length)).toEqual(n)
          expect(outern(intern(t), t.length)).toEqual(t)
          expect(unpackTexts(packTexts(lists))).toEqual(lists)
        },
      ),
    )
  })

  it('that another column foretells come back, and take no room where it foretells them', () => {
    // More values beside one key than are remembered.
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.constantFrom('店', '站', null)), {
      maxLength: 600,
      size: 'max',
    })
    fc.assert(
      fc.property(pairs, (rows) => {
        const { numbers } = numbered(rows.map(([value]) => value))
        const keys = rows.map(([, key]) => key)
        expect(unpackBeside(packBeside(numbers, keys), keys)).toEqual(numbers)
      }),
    )
    const keys = Array.from({ length: 300 }, (_, row) => (row * 7) % 5)
    expect(packBeside(numbered(keys.map((key) => `host ${key}`)).numbers, keys)).toEqual([])
  })

  it('tell a name as its beginning and the longest ending that many share', () => {
    const names = [
      ...Array.from({ length: 20 }, (_, i) => `链家${i}店暖心驿站`),
      ...Array.from({ length: 20 }, (_, i) => `工会${i}暖心驿站`),
      '😀暖心驿站',
      '店暖心驿站',
      '',
      '某处',
    ]
    const cut = cutNames(names)
    expect(cut.map(({ beginning, ending }) => beginning + ending)).toEqual(names)
    const { 0: shop, 25: union, 40: odd, 41: whole, 42: none, 43: rare } = cut
    expect(shop).toEqual({ beginning: '链家0', ending: '店暖心驿站' })
    expect(union).toEqual({ beginning: '工会5', ending: '暖心驿站' })
    expect(odd).toEqual({ beginning: '😀', ending: '暖心驿站' })
    expect([whole, none, rare].map((name) => name!.beginning)).toEqual(['', '', '某处'])
  })

  it('put the words of a place back where they were left out', () => {
    fc.assert(
      fc.property(anyText, district, street, (text, d, s) => {
        expect(putBackPlace(leaveOutPlace(text, d, s), d, s)).toBe(text)
      }),
    )
    expect(leaveOutPlace('朝阳门街道朝阳门暖心驿站', null, { code: '1', name: '朝阳门街道' })).toHaveLength(6)
  })
})

const instant = fc
  .integer({
    min: Date.parse('2026-01-05T00:00:00Z') / 60_000,
    max: Date.parse('2026-12-01T00:00:00Z') / 60_000,
  })
  .map((minutes) => minutes * 60_000)
const anyQuestion = fc.record({
  lon: fc.integer({ min: 0, max: 120 }).map((n) => 116.3 + n / 2000),
  lat: fc.integer({ min: 0, max: 120 }).map((n) => 39.9 + n / 2000),
  limit: fc.integer({ min: 1, max: 30 }),
  open: fc.oneof(fc.constant(null), fc.constant('now' as const), instant),
  facilities: fc.subarray([...WISHED_FACILITIES]),
  access: fc.subarray([...ACCESS_TYPES]),
  audience: fc.subarray([...AUDIENCES]),
  maxDistance: fc.option(fc.integer({ min: 0, max: 3000 })),
  nowMs: instant,
  language: fc.constantFrom('zh' as const, 'en' as const),
})

/** The file tells confirmations by the day. */
function byTheDay(answer: { features: { properties: { confirmedAt: string | null } }[] }) {
  for (const { properties } of answer.features) {
    properties.confirmedAt = properties.confirmedAt?.slice(0, 10) ?? null
  }
  return answer
}

describe('a page without a network', { timeout: 60_000 }, () => {
  it('answers thousands of questions as the server does', () => {
    fc.assert(
      fc.property(
        anyStations(25),
        fc.array(anyQuestion, { minLength: 20, maxLength: 20 }),
        (any, questions) => {
          // The read model leaves staff lounges out of the index.
          const stations = any.filter(({ audience }) => audience !== 'internal')
          const live = liveIndexOf(stations, calendar2026)
          const city = createCityIndex(decodeCity(encodeCity(cityOf(stations.map(asCityStation)))))
          for (const { lon, lat, nowMs, limit, language, ...wishes } of questions) {
            const query = {
              ...wishes,
              limit,
              open: wishes.open ?? undefined,
              maxDistance: wishes.maxDistance ?? undefined,
            }
            const server = answerNearest(live, { lon, lat, ...query }, nowMs, () => language)
            const options = { limit, maxDistance: wishes.maxDistance, nowMs, language }
            expect(nearestInCity(city, { lon, lat }, wishes, options)).toEqual(
              byTheDay(JSON.parse(server.toString())),
            )
            const bbox: [number, number, number, number] = [lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02]
            const frame = answerWithin(live, { ...query, bbox }, nowMs)
            expect(withinCity(city, bbox, wishes, options)).toEqual(byTheDay(JSON.parse(frame.toString())))
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
