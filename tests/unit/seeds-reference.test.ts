import { area } from '@turf/area'
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { kinks } from '@turf/kinks'
import { describe, expect, it } from 'vitest'
import { listHolidays } from '../../seeds/holidays.ts'
import { loadReference } from '../../seeds/reference.ts'

const { districts, streets, communities, unions, landmarks } = loadReference()
const rings = districts.flatMap((d) => d.geometry.coordinates.flat().map((ring) => ({ name: d.name, ring })))

function districtsAt(lon: number, lat: number): string[] {
  return districts.filter((d) => booleanPointInPolygon([lon, lat], d.geometry)).map((d) => d.name)
}

const districtOf = (code: string) => districts.find((d) => d.code === code)!

describe('district outlines', () => {
  it('are the 16 districts, each with its code, name and pinyin', () => {
    expect(districts).toHaveLength(16)
    expect(districts[0]).toMatchObject({ code: '110101', name: '东城区', pinyin: 'dongchengqu' })
    expect(districtOf('110105').pinyin).toBe('chaoyangqu')
  })

  it('consist of closed rings that do not cross themselves', () => {
    for (const { name, ring } of rings) {
      expect(ring.length, name).toBeGreaterThanOrEqual(4)
      expect(ring[0], name).toEqual(ring.at(-1))
      expect(kinks({ type: 'Polygon', coordinates: [ring] }).features, name).toEqual([])
    }
  })

  it('have neither slivers nor pinholes', () => {
    for (const { name, ring } of rings)
      expect(area({ type: 'Polygon', coordinates: [ring] }), name).toBeGreaterThanOrEqual(20_000)
  })

  it('have coordinates of at most six decimals', () => {
    for (const { ring } of rings)
      for (const value of ring.flat())
        expect(Math.abs(value * 1e6 - Math.round(value * 1e6))).toBeLessThan(1e-3)
  })

  it('add up to the area of Beijing within 2 %', () => {
    const total = districts.reduce((sum, d) => sum + area(d.geometry), 0) / 1e6
    expect(Math.abs(total - 16_410) / 16_410).toBeLessThan(0.02)
  })

  it('are WGS-84: the border west of 天安门 runs where it is, not 550 m to the east as in GCJ-02', () => {
    expect(districtsAt(116.3913, 39.9055)).toEqual(['东城区'])
    // The same point read as GCJ-02: had the outlines not been converted, the point above would fall here.
    expect(districtsAt(116.3851, 39.9041)).toEqual(['西城区'])
  })

  it('keep the airport as an exclave of 朝阳区 inside 顺义区', () => {
    expect(districtsAt(116.5865, 40.0795)).toEqual(['朝阳区'])
  })

  it('do not cover the land around Beijing', () => {
    expect(districtsAt(117.2, 39.13)).toEqual([])
    expect(districtsAt(0, 0)).toEqual([])
  })

  it('carry a label point inside the outline', () => {
    for (const d of districts) expect(districtsAt(d.label.lon, d.label.lat), d.name).toEqual([d.name])
  })
})

describe('divisions', () => {
  it('are 349 streets and 7,535 communities, each under its parent', () => {
    expect(streets).toHaveLength(349)
    expect(communities).toHaveLength(7_535)
    const districtCodes = new Set(districts.map((d) => d.code))
    const streetCodes = new Set(streets.map((s) => s.code))
    expect(streets.filter((s) => !districtCodes.has(s.districtCode) || !/^\d{9}$/.test(s.code))).toEqual([])
    expect(communities.filter((c) => !streetCodes.has(c.streetCode) || !/^\d{12}$/.test(c.code))).toEqual([])
    expect(streetCodes.size).toBe(349)
  })

  it('have centres inside their district, or none at all', () => {
    const placed = streets.filter((s) => s.centre)
    expect(placed.length).toBeGreaterThanOrEqual(340)
    const misplaced = placed.filter(
      (s) => !booleanPointInPolygon([s.centre!.lon, s.centre!.lat], districtOf(s.districtCode).geometry),
    )
    expect(misplaced.map((s) => s.name)).toEqual([])
  })

  it('have a centre for every street of the six urban districts', () => {
    const urban = ['110101', '110102', '110105', '110106', '110107', '110108']
    expect(streets.filter((s) => urban.includes(s.districtCode) && !s.centre).map((s) => s.name)).toEqual([])
  })
})

describe('landmarks', () => {
  it('lie in the district that they name', () => {
    const misplaced = landmarks.filter(
      (l) => !districtsAt(l.lon, l.lat).includes(districtOf(l.districtCode).name),
    )
    expect(misplaced.map((l) => l.name)).toEqual([])
  })

  it('have names and aliases that mean one place only', () => {
    const words = landmarks.flatMap((l) => [l.name, ...l.aliases])
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([])
  })
})

describe('the union tree', () => {
  const byCode = new Map(unions.map((u) => [u.code, u]))

  it('has one city union above 16 districts and 经开区', () => {
    expect(unions.filter((u) => u.level === 'city').map((u) => u.name)).toEqual(['北京市总工会'])
    expect(unions.filter((u) => u.level === 'district')).toHaveLength(17)
    expect(byCode.get('UBDA')).toMatchObject({ districtCode: null, parentCode: 'U11' })
  })

  it('leads from every union up to the city', () => {
    for (const union of unions) {
      let at = union
      for (let step = 0; at.parentCode !== null && step < 3; step++) at = byCode.get(at.parentCode)!
      expect(at.level, union.name).toBe('city')
    }
  })

  it('answers for every street, with names and codes that mean one union only', () => {
    const answered = new Set(unions.map((u) => u.streetCode))
    expect(streets.filter((s) => !answered.has(s.code))).toEqual([])
    expect(new Set(unions.map((u) => u.name)).size).toBe(unions.length)
    expect(byCode.size).toBe(unions.length)
    expect(byCode.get('U110101007')).toMatchObject({ name: '朝阳门街道总工会', parentCode: 'U110101' })
  })
})

describe('holidays', () => {
  const kindOf = new Map(listHolidays().map((h) => [h.date, h.kind]))

  it('are the days off and the make-up workdays of the yearly notices', () => {
    expect(kindOf.get('2024-10-01')).toBe('off')
    expect(kindOf.get('2024-10-12')).toBe('workday')
    expect(kindOf.get('2025-01-26')).toBe('workday')
    expect(kindOf.get('2025-01-28')).toBe('off')
  })

  it('leave out ordinary days and weekends', () => {
    expect(kindOf.has('2025-03-12')).toBe(false)
    expect(kindOf.has('2025-03-15')).toBe(false)
  })

  it('go without a gap from 2024 to at least 2026', () => {
    const years = [...new Set([...kindOf.keys()].map((date) => date.slice(0, 4)))]
    expect(years.slice(0, 3)).toEqual(['2024', '2025', '2026'])
  })
})
