import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import {
  FIRST_WISHES,
  placeFromHash,
  placeToHash,
  wishesFromQuery,
  wishesToQuery,
} from '../../web-map/state/question.ts'

const anyWishes = fc.record({
  openNow: fc.boolean(),
  freeEntry: fc.boolean(),
  facilities: fc.subarray([...FACILITIES]),
})

describe('the address of a search', () => {
  it('gives back any wishes it was written from', () => {
    fc.assert(
      fc.property(anyWishes, (wishes) => {
        expect(wishesFromQuery(wishesToQuery(wishes)) ?? FIRST_WISHES).toEqual(wishes)
      }),
    )
  })

  it('says nothing about the usual wishes, so that stored ones may count', () => {
    expect(wishesToQuery(FIRST_WISHES)).toEqual({})
    expect(wishesFromQuery({ lang: 'en' })).toBeNull()
  })

  it('passes over facilities that do not exist', () => {
    expect(wishesFromQuery({ has: 'toilet,sauna' })).toEqual({ ...FIRST_WISHES, facilities: ['toilet'] })
  })

  it('gives back a typed place, whatever its name contains', () => {
    const place = fc.record({
      lon: fc.integer({ min: 11540000, max: 11755000 }).map((n) => n / 1e5),
      lat: fc.integer({ min: 3940000, max: 4110000 }).map((n) => n / 1e5),
      name: fc.string({ unit: 'grapheme' }),
    })
    fc.assert(
      fc.property(place, (typed) => {
        const hash = placeToHash({ ...typed, source: 'typed', accuracyM: null }, null)
        expect(placeFromHash(hash).place).toMatchObject(typed)
      }),
    )
  })

  it('never contains the position of the phone, nor a place nobody chose', () => {
    const at = { lon: 116.4, lat: 39.9, name: '朝阳门街道', accuracyM: 12 }
    expect(placeToHash({ ...at, source: 'phone' }, null)).toBe('')
    expect(placeToHash({ ...at, source: 'default' }, null)).toBe('')
  })

  it('gives back an area, and refuses one that is turned around', () => {
    expect(placeFromHash(placeToHash(null, [116.3, 39.8, 116.5, 40])).area).toEqual([116.3, 39.8, 116.5, 40])
    expect(placeFromHash('#area=116.5,39.8,116.3,40').area).toBeNull()
  })

  it.each(['', '#', '#at=', '#at=,', '#at=a,b', '#at=1', '#area=1,2,3', '#list', '#at=116,39,%E0%A4%A'])(
    'survives the fragment "%s"',
    (hash) => {
      const { place, area } = placeFromHash(hash)
      expect(area).toBeNull()
      expect(place === null || place.name === '').toBe(true)
    },
  )
})
