import { describe, expect, it } from 'vitest'
import { createAddressParser } from '../../api/features/places/address.ts'
import { createAreaIndex } from '../../api/features/places/areas.ts'
import { BORDER_TOLERANCE_M, placeStation, type PlaceFacts } from '../../api/features/places/placement.ts'

const square = (west: number, south: number, east: number, north: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})
const divisions = {
  districts: [
    { code: '110105', name: '朝阳区' },
    { code: '110108', name: '海淀区' },
  ],
  streets: [
    { code: '110108001', name: '甲街道', districtCode: '110108' },
    { code: '110108002', name: '乙街道', districtCode: '110108' },
    { code: '110108003', name: '新街道', districtCode: '110108' },
    { code: '110105001', name: '丙街道', districtCode: '110105' },
  ],
  communities: [{ code: '110108001001', name: '东里园社区居委会', streetCode: '110108001' }],
}
const names = new Map([...divisions.districts, ...divisions.streets].map((d) => [d.code, d.name]))
// Haidian to the west of 116.3, Chaoyang to the east; 甲 and 乙 are the west's halves; 新 has no outline.
const knowledge = {
  areas: createAreaIndex({
    districts: [
      { code: '110108', geometry: square(116.2, 39.9, 116.3, 40) },
      { code: '110105', geometry: square(116.3, 39.9, 116.4, 40) },
    ],
    streets: [
      { code: '110108001', districtCode: '110108', geometry: square(116.2, 39.9, 116.25, 40) },
      { code: '110108002', districtCode: '110108', geometry: square(116.25, 39.9, 116.3, 40) },
    ],
  }),
  addresses: createAddressParser(divisions),
  nameOf: (code: string) => names.get(code) ?? code,
}
const nothing: PlaceFacts = {
  position: null,
  address: null,
  districtCode: null,
  streetCode: null,
  communityCode: null,
}
const place = (facts: Partial<PlaceFacts>) => placeStation({ ...nothing, ...facts }, knowledge)
const metresEast = (metres: number) => metres / 85_300

describe('where a station lies', () => {
  it('is told by the polygons when it has a point', () => {
    expect(place({ position: { lon: 116.22, lat: 39.95 } })).toEqual({
      districtCode: '110108',
      streetCode: '110108001',
      communityCode: null,
      findings: [],
    })
  })

  it('is told by the address when it has none', () => {
    expect(place({ address: '海淀区甲街道东里园社区' })).toEqual({
      districtCode: '110108',
      streetCode: '110108001',
      communityCode: '110108001001',
      findings: [],
    })
  })

  it('keeps the community that the address names in the street where the point lies', () => {
    const position = { lon: 116.22, lat: 39.95 }
    expect(place({ position, address: '海淀区东里园社区' }).communityCode).toBe('110108001001')
    expect(
      place({ position: { lon: 116.28, lat: 39.95 }, address: '海淀区东里园社区' }).communityCode,
    ).toBeNull()
  })

  it('is unknown when nothing tells', () => {
    expect(place({ address: '某路1号' })).toEqual({
      districtCode: null,
      streetCode: null,
      communityCode: null,
      findings: [],
    })
  })

  it('is the named street when the street layer does not know it', () => {
    const placed = place({ position: { lon: 116.28, lat: 39.95 }, address: '海淀区新街道' })
    expect(placed).toMatchObject({ streetCode: '110108003', findings: [] })
  })
})

describe('contradictions', () => {
  it('finds a point that lies far outside the district of its address, and lets the point decide', () => {
    const placed = place({ position: { lon: 116.22, lat: 39.95 }, address: '朝阳区丙街道1号' })
    expect(placed).toMatchObject({ districtCode: '110108', streetCode: '110108001' })
    expect(placed.findings).toEqual([
      {
        kind: 'district-conflict',
        message: '位置落在海淀区,但地址写的是朝阳区(离其边界 6.8 公里)。请核对位置和地址。',
        detail: { located: '110108', named: [{ code: '110105', metres: expect.closeTo(6830, -2) }] },
      },
    ])
  })

  it('finds a point outside the named street of the same district', () => {
    const { findings } = place({ position: { lon: 116.22, lat: 39.95 }, address: '海淀区乙街道1号' })
    expect(findings.map((f) => f.kind)).toEqual(['street-conflict'])
    expect(findings[0]!.message).toContain('位置落在甲街道,但地址写的是乙街道')
  })

  it('takes the named side within the tolerance of a border, without a finding', () => {
    const near = place({
      position: { lon: 116.3 - metresEast(BORDER_TOLERANCE_M - 20), lat: 39.95 },
      address: '朝阳区丙街道',
    })
    expect(near).toMatchObject({ districtCode: '110105', findings: [] })
    const far = place({
      position: { lon: 116.3 - metresEast(BORDER_TOLERANCE_M + 20), lat: 39.95 },
      address: '朝阳区丙街道',
    })
    expect(far).toMatchObject({ districtCode: '110108', findings: [{ kind: 'district-conflict' }] })
  })

  it('still finds the address wrong when the stored codes already follow the point', () => {
    const placed = place({
      position: { lon: 116.22, lat: 39.95 },
      address: '朝阳区1号',
      districtCode: '110108',
      streetCode: '110108001',
    })
    expect(placed.findings.map((f) => f.kind)).toEqual(['district-conflict'])
  })

  it('finds stated codes and address at odds when there is no point', () => {
    const { findings } = place({ address: '朝阳区1号', districtCode: '110108' })
    expect(findings[0]).toMatchObject({
      kind: 'district-conflict',
      message: '登记在海淀区,但地址写的是朝阳区。请核对。',
    })
  })
})
