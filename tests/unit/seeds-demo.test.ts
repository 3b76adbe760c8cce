import { createHash } from 'node:crypto'
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { describe, expect, it } from 'vitest'
import { STATION_CODE } from '../../api/features/stations/station.ts'
import { ACCESS_SHARES, AUDIENCE_SHARES, DEMO_AS_OF, LIFECYCLE_SHARES } from '../../seeds/demo/facts.ts'
import { numeral } from '../../seeds/demo/hosts.ts'
import { HOURS_SHARES } from '../../seeds/demo/hours.ts'
import { demoFacts, generateDemoNetwork } from '../../seeds/demo-network.ts'
import { loadReference } from '../../seeds/reference.ts'

const stations = generateDemoNetwork()
const facts = stations.map(demoFacts)
const reference = loadReference()
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
/** Percent of all stations for which the question is answered with yes. */
const percent = (is: (station: (typeof facts)[number]) => boolean) =>
  (100 * facts.filter(is).length) / facts.length

describe('the demo network', () => {
  it('is the same each time it is made, on every machine', () => {
    expect(hash(generateDemoNetwork({ count: 500 }))).toBe(hash(generateDemoNetwork({ count: 500 })))
    // A deliberate change of the demo network or of the reference data changes this line.
    expect(hash(stations).slice(0, 16)).toBe('6d7ef011173aaa9c')
  })

  it('is another one with another seed', () => {
    expect(hash(generateDemoNetwork({ count: 50, seed: 2 }))).not.toBe(
      hash(generateDemoNetwork({ count: 50, seed: 1 })),
    )
  })

  it.each([0, 1, 17, 9_200, 20_000])('has exactly the number of stations asked for: %i', (count) => {
    expect(count === 9_200 ? stations : generateDemoNetwork({ count })).toHaveLength(count)
  })

  it('gives every station a printable code of its own, in the demo range', () => {
    expect(stations.filter((s) => !STATION_CODE.test(s.code) || !s.code.startsWith('YS'))).toEqual([])
    expect(new Set(stations.map((s) => s.code)).size).toBe(stations.length)
  })

  it('labels every station as synthetic, in its flag, its source and its address', () => {
    expect(facts.filter((s) => !s.synthetic || s.source !== 'demo' || !s.address!.includes('演示'))).toEqual(
      [],
    )
  })

  it('holds no telephone number', () => {
    expect(
      facts.filter((s) => /\d{7}/.test(`${s.name}${s.aliases.join()}${s.address}${s.accessNote}`)),
    ).toEqual([])
  })

  it('puts every station inside its district, on a street of that district', () => {
    const outline = new Map(reference.districts.map((d) => [d.code, d.geometry]))
    const stray = facts.filter(
      (s) => !booleanPointInPolygon([s.position!.lon, s.position!.lat], outline.get(s.districtCode!)!),
    )
    expect(stray.map((s) => s.name)).toEqual([])
    expect(facts.filter((s) => !s.streetCode!.startsWith(s.districtCode!))).toEqual([])
    expect(facts.filter((s) => s.communityCode && !s.communityCode.startsWith(s.streetCode!))).toEqual([])
  })

  it('never puts two stations on one spot or under one name and address', () => {
    expect(new Set(facts.map((s) => `${s.position!.lon} ${s.position!.lat}`)).size).toBe(facts.length)
    expect(new Set(facts.map((s) => `${s.name} ${s.address}`)).size).toBe(facts.length)
  })

  it('is dense in the centre and sparse in the mountains', () => {
    const urban = ['110101', '110102', '110105', '110106', '110107', '110108']
    expect(percent((s) => urban.includes(s.districtCode!))).toBeGreaterThan(50)
    expect(percent((s) => ['110109', '110116', '110119'].includes(s.districtCode!))).toBeLessThan(10)
    expect(new Set(facts.map((s) => s.districtCode)).size).toBe(16)
    expect(new Set(facts.map((s) => s.streetCode)).size).toBeGreaterThan(330)
  })

  it('is responsible to a union that exists', () => {
    const codes = new Set(reference.unions.map((u) => u.code))
    expect(facts.filter((s) => !codes.has(s.unionCode))).toEqual([])
  })

  it('never states what the registry would refuse: a suspended or closed station without a reason', () => {
    const ended = facts.filter((s) => s.lifecycle === 'suspended' || s.lifecycle === 'closed')
    expect(ended.filter((s) => s.lifecycleReason === null)).toEqual([])
  })

  it('has no date after its own "now"', () => {
    const dates = facts.flatMap((s) => [
      s.lifecycleSince,
      ...Object.values(s.confirmed).map((instant) => instant?.slice(0, 10) ?? null),
      ...Object.values(s.facilities).map((f) => f.confirmedOn ?? null),
      ...Object.values(s.haves).map((h) => h.on ?? null),
    ])
    expect(dates.filter((date) => date !== null && date >= DEMO_AS_OF)).toEqual([])
  })
})

describe('the mix of the demo network', () => {
  /** Random shares of 9,200 stay within a point of what was meant (about 2.5 standard deviations at 20 %). */
  const near = (share: number) => ({ low: share - 1.3, high: share + 1.3 })
  const expectShare = (label: string, actual: number, meant: number) => {
    expect(actual, label).toBeGreaterThan(near(meant).low)
    expect(actual, label).toBeLessThan(near(meant).high)
  }

  it('has the stated shares of states, access types and audiences', () => {
    for (const [lifecycle, share] of Object.entries(LIFECYCLE_SHARES))
      expectShare(
        lifecycle,
        percent((s) => s.lifecycle === lifecycle),
        share,
      )
    for (const [audience, share] of Object.entries(AUDIENCE_SHARES))
      expectShare(
        audience,
        percent((s) => s.audience === audience),
        share,
      )
    const outdoor = facts.filter((s) => s.audience !== 'internal')
    for (const [access, share] of Object.entries(ACCESS_SHARES))
      expectShare(access, (100 * outdoor.filter((s) => s.access === access).length) / outdoor.length, share)
  })

  it('shares of hours and of all other things add up to 100 %', () => {
    for (const shares of [HOURS_SHARES, LIFECYCLE_SHARES, ACCESS_SHARES, AUDIENCE_SHARES])
      expect(Object.values<number>(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(100)
  })

  it('has a quarter of unknown hours, some open all day, some at night, some only on weekdays', () => {
    const isUnknown = (s: (typeof facts)[number]) => !s.hours || s.hours.week === null
    const weekOf = (s: (typeof facts)[number]) => s.hours?.week ?? null
    expectShare('unknown', percent(isUnknown), HOURS_SHARES.unknown + HOURS_SHARES.unreadable)
    expectShare(
      '24 h',
      percent(
        (s) => weekOf(s)?.every((day) => day.length === 1 && day[0]![1] - day[0]![0] === 1440) ?? false,
      ),
      HOURS_SHARES.all_day,
    )
    expectShare(
      'past midnight',
      percent(
        (s) =>
          weekOf(s)
            ?.flat()
            .some(([, end]) => end > 1440) ?? false,
      ),
      HOURS_SHARES.overnight,
    )
    expectShare(
      'closed at weekends',
      percent(
        (s) =>
          weekOf(s)
            ?.slice(5)
            .every((day) => day.length === 0) ?? false,
      ),
      HOURS_SHARES.weekdays + HOURS_SHARES.weekdays_noon_break,
    )
    expectShare(
      'closed at noon',
      percent((s) => weekOf(s)?.[0]?.length === 2),
      HOURS_SHARES.weekdays_noon_break + HOURS_SHARES.daily_noon_break,
    )
    expectShare(
      'seasonal',
      percent((s) => (s.hours?.seasons?.length ?? 0) > 0),
      HOURS_SHARES.seasonal,
    )
  })

  it('writes its hours so that they can be read, except where it means not to', () => {
    const unread = new Set(facts.filter((s) => s.hours?.problem).map((s) => s.hours!.raw))
    expect([...unread].sort()).toEqual(['以现场公告为准', '随商户营业时间'].sort())
    expect(new Set(stations.map((s) => s.hoursText)).size).toBeLessThan(40)
  })

  it('has facilities that are there, missing, broken and unknown', () => {
    const toilet = (state: 'yes' | 'no') => percent((s) => s.facilities.toilet?.state === state)
    expect(toilet('yes')).toBeGreaterThan(40)
    expect(toilet('no')).toBeGreaterThan(20)
    expect(percent((s) => s.facilities.toilet === undefined)).toBeGreaterThan(8)
    const broken = percent((s) => s.facilities.microwave?.condition === 'broken')
    expect(broken).toBeGreaterThan(1)
    expect(broken).toBeLessThan(5)
  })

  it('is hosted by many kinds of places, a sixth of them estate agencies', () => {
    expect(new Set(facts.map((s) => s.hostKind)).size).toBeGreaterThanOrEqual(12)
    expect(percent((s) => s.hostKind === 'estate_agency')).toBeGreaterThan(13)
    expect(percent((s) => s.hostKind === 'estate_agency')).toBeLessThan(22)
  })

  it('spends about CNY 2,000 and never less', () => {
    const spent = facts.flatMap((s) => s.investedCny ?? [])
    expect(spent.reduce((least, cny) => Math.min(least, cny), Infinity)).toBe(2_000)
    expect(spent.reduce((sum, cny) => sum + cny, 0) / spent.length).toBeLessThan(3_500)
  })
})

describe('numerals', () => {
  it('count in words up to 99', () => {
    expect([1, 9, 10, 11, 20, 35, 99, 100].map(numeral)).toEqual([
      '一',
      '九',
      '十',
      '十一',
      '二十',
      '三十五',
      '九十九',
      '100',
    ])
  })
})
