import { describe, expect, it } from 'vitest'
import type { NearbyFeature } from '../../web-map/api/types.ts'
import { measuredFrom } from '../../web-map/place/distance.ts'
import { locate } from '../../web-map/place/locate.ts'
import { forgetPlace, rememberPlace, rememberedPlace, type Place } from '../../web-map/place/place.ts'

const BEIJING = [115.4, 39.4, 117.55, 41.1] as const
const at = (longitude: number, latitude: number, accuracy = 10) =>
  ({ coords: { longitude, latitude, accuracy } }) as GeolocationPosition

function device(answer: (ok: PositionCallback, fail: PositionErrorCallback) => void): Geolocation {
  return {
    getCurrentPosition: (ok: PositionCallback, fail: PositionErrorCallback) => answer(ok, fail),
  } as unknown as Geolocation
}

describe('positioning', () => {
  it('gives the place with its accuracy', async () => {
    const located = await locate(
      device((ok) => ok(at(116.4, 39.9, 25))),
      true,
      BEIJING,
    )
    expect(located).toEqual({
      ok: true,
      place: { lon: 116.4, lat: 39.9, name: '', source: 'phone', accuracyM: 25 },
    })
  })

  it.each([
    [1, 'denied'],
    [2, 'unavailable'],
    [3, 'timeout'],
  ])('tells failure %d apart as %s', async (code, failure) => {
    const located = await locate(
      device((_, fail) => fail({ code } as GeolocationPositionError)),
      true,
      BEIJING,
    )
    expect(located).toEqual({ ok: false, failure })
  })

  it('outside the region is a failure of its own', async () => {
    const located = await locate(
      device((ok) => ok(at(121.47, 31.23))),
      true,
      BEIJING,
    )
    expect(located).toEqual({ ok: false, failure: 'outside' })
  })

  it('answers also where the browser swallows the request, has no positioning, or is on plain http', async () => {
    expect(
      await locate(
        device(() => undefined),
        true,
        BEIJING,
        -990,
      ),
    ).toEqual({ ok: false, failure: 'timeout' })
    expect(await locate(undefined, true, BEIJING)).toEqual({ ok: false, failure: 'unsupported' })
    expect(await locate(undefined, false, BEIJING)).toEqual({ ok: false, failure: 'insecure' })
  })
})

describe('the remembered place', () => {
  function storage() {
    const held = new Map<string, string>()
    return {
      held,
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
      removeItem: (key: string) => void held.delete(key),
    }
  }
  const place: Place = { lon: 116.4123456, lat: 39.9, name: '朝阳门', source: 'typed', accuracyM: null }

  it('comes back no finer than eleven metres, and goes when forgotten', () => {
    const store = storage()
    rememberPlace(store, place)
    expect(rememberedPlace(store, BEIJING)).toMatchObject({ lon: 116.4123, lat: 39.9, name: '朝阳门' })
    forgetPlace(store)
    expect(store.held.size).toBe(0)
  })

  it.each(['{', 'null', '{"lon":"116"}', '{"lon":1,"lat":2}', '[]'])(
    'is nothing when storage holds %s',
    (text) => {
      const store = storage()
      store.held.set('nuanxin.place', text)
      expect(rememberedPlace(store, BEIJING)).toBeNull()
    },
  )
})

describe('distances in an area', () => {
  const feature = (code: string, lon: number, usable: 'yes' | 'maybe') =>
    ({ id: code, geometry: { coordinates: [lon, 39.9] }, properties: { code, usable } }) as NearbyFeature

  it('are geodesic metres, sure stations first, then the near ones', () => {
    const measured = measuredFrom({ lon: 116.4, lat: 39.9 }, [
      feature('far', 116.42, 'yes'),
      feature('unsure', 116.401, 'maybe'),
      feature('near', 116.41, 'yes'),
    ])
    expect(measured.map(({ id }) => id)).toEqual(['near', 'far', 'unsure'])
    // One hundredth of a degree of longitude at 39.9° N, on the WGS-84 ellipsoid.
    expect(measured[0]?.properties.distanceM).toBeCloseTo(855.2, 0)
    expect(measured[0]?.properties.walkMinutes).toBe(17)
  })
})
