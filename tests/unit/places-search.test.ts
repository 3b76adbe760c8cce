import { beforeAll, describe, expect, it } from 'vitest'
import { createPlaceSearch, type Place } from '../../api/features/places/place-search.ts'
import { pinyinOf } from '../../api/features/places/pinyin.ts'
import { createPlacesIndex } from '../../api/features/places/places-index.ts'
import type { StationPlaceRow } from '../../api/features/places/read-model.ts'
import { loadReference } from '../../seeds/reference.ts'

const somewhere = { detail: '', lon: 116.4, lat: 39.9, approximate: false }
const street: Place = { kind: 'street', name: '中关村街道', ...somewhere, code: '110108010' }
const landmark: Place = { kind: 'landmark', name: '中关村', ...somewhere, approximate: true }
const community: Place = { kind: 'community', name: '中关村社区', ...somewhere, approximate: true }
const shop: Place = {
  kind: 'station',
  name: '链家中关村店暖心驿站',
  aliases: ['科贸驿站'],
  ...somewhere,
  detail: '海淀区 中关村街道',
  code: 'BJ000123',
}
const twin: Place = {
  ...shop,
  name: '链家望京店暖心驿站',
  aliases: [],
  detail: '朝阳区 望京街道',
  code: 'BJ000124',
}
const district: Place = { kind: 'district', name: '朝阳区', ...somewhere, code: '110105' }

function searchOver(...places: Place[]) {
  const search = createPlaceSearch()
  places.forEach((place, i) => {
    search.set(String(i), place)
    search.setSyllables(String(i), [place.name, ...(place.aliases ?? [])].map(pinyinOf))
  })
  return (query: string, limit = 10) => search.find(query, limit).map((p) => p.name)
}
const find = searchOver(shop, community, landmark, street, twin, district)

describe('searching for places', () => {
  it('lists the exact before the rest, and the larger before the smaller', () => {
    expect(find('中关村')).toEqual(['中关村街道', '中关村', '中关村社区', '链家中关村店暖心驿站'])
  })

  it.each(['zhongguancun', 'zgc', 'ZGC', 'zhong guan cun', 'zhongguan'])('understands %s', (query) => {
    expect(find(query)).toEqual(['中关村街道', '中关村', '中关村社区', '链家中关村店暖心驿站'])
  })

  it('begins pinyin where a syllable begins', () => {
    expect(find('ancun')).toEqual([])
    expect(find('guancun')).toContain('中关村街道')
  })

  it('finds stations by code and by alias', () => {
    expect(find('bj000123')).toEqual(['链家中关村店暖心驿站'])
    expect(find('科贸')).toEqual(['链家中关村店暖心驿站'])
    expect(find('kemao')).toEqual(['链家中关村店暖心驿站'])
  })

  it('ignores what is said of every station, unless nothing else is said', () => {
    expect(find('中关村暖心驿站')).toEqual(find('中关村'))
    expect(find('暖心驿站')).toEqual(['链家望京店暖心驿站', '链家中关村店暖心驿站'])
  })

  it('finds a name within an area that is named before it', () => {
    expect(find('朝阳区链家')).toEqual(['链家望京店暖心驿站'])
    expect(find('链家 海淀')).toEqual(['链家中关村店暖心驿站'])
    expect(find('北京市朝阳区')).toEqual(['朝阳区'])
  })

  it('answers at most the limit, and nothing to nothing', () => {
    expect(find('链家', 1)).toHaveLength(1)
    expect(find('  、 ')).toEqual([])
    expect(find('不存在的地方')).toEqual([])
  })

  it('reads only the first 64 characters', () => {
    expect(find(`中关村${' '.repeat(61)}不存在`)).toEqual(find('中关村'))
  })

  it('follows a place that is renamed or removed', () => {
    const search = createPlaceSearch()
    search.set('1', shop)
    search.set('1', { ...shop, name: '新名字' })
    expect(search.find('链家', 5)).toEqual([])
    expect(search.find('新名字', 5)).toHaveLength(1)
    search.set('1', null)
    expect(search.find('新名字', 5)).toEqual([])
  })
})

describe('the places of Beijing', () => {
  const { districts, streets, communities, landmarks } = loadReference()
  const index = createPlacesIndex(landmarks)
  const row: StationPlaceRow = {
    id: 1,
    found: true,
    code: 'BJ000001',
    name: '某驿站',
    aliases: [],
    districtCode: '110108',
    streetCode: '110108010',
    communityCode: communities.find((c) => c.streetCode === '110108010')!.code,
    lon: 116.33,
    lat: 39.98,
  }

  beforeAll(async () => {
    index.setAreas({
      districts,
      streets: streets.map((s) => ({ ...s, geometry: null, outline: null, source: null })),
      communities,
    })
    await index.settled()
  }, 60_000)

  it('knows every district by its pinyin', () => {
    for (const { name, pinyin } of districts)
      expect(index.find(pinyin, 1)[0]).toMatchObject({ kind: 'district', name })
  })

  it('tells streets of one name apart by their district', () => {
    expect(index.find('八里庄街道', 10).map((p) => p.detail)).toEqual(
      expect.arrayContaining(['朝阳区', '海淀区']),
    )
  })

  it('finds a street by what it is called and a landmark beside it', () => {
    expect(index.find('zgc', 10).map((p) => p.kind)).toContain('street')
    expect(index.find('五道口', 5)[0]).toMatchObject({ approximate: true })
  })

  it('puts a community where its stations are, and back to its street when they are gone', () => {
    const name = communities.find((c) => c.code === row.communityCode)!.name.replace(/居委会$/u, '')
    const where = () => index.find(name, 20).find((p) => p.code === row.communityCode)!
    const before = { lon: where().lon, lat: where().lat }
    index.setStation(row)
    expect(where()).toMatchObject({ lon: 116.33, lat: 39.98, approximate: true })
    index.setStation({ ...row, id: 2, lon: 116.35 })
    expect(where().lon).toBeCloseTo(116.34, 9)
    index.setStation({ ...row, id: 2, lon: 116.35, found: false })
    index.setStation({ ...row, found: false })
    expect(where()).toMatchObject(before)
    expect(index.find('某驿站', 5).filter((p) => p.kind === 'station')).toEqual([])
  })
})
