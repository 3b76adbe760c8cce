import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeCity, encodeCity, type City } from '../../api/features/open-data/city/city-file.ts'
import { createCityIndex, nearestInCity, withinCity } from '../../api/features/open-data/city/city-index.ts'
import type { CityStation, CityUpdates } from '../../api/features/open-data/city/city-station.ts'
import { nearestQuery, withinQuery } from '../../api/features/nearest/schemas.ts'
import { fetchNearest, fetchWithin } from '../../web-map/api/worker-api.ts'
import { ANSWERS, questionOf } from '../../web-map/offline/city-questions.ts'
import { createCityKeeper, type Shelf, type StoredCity } from '../../web-map/offline/city-keeper.ts'
import { findPlaces } from '../../web-map/offline/kept-places.ts'
import { asCityStation, cityOf } from '../support/city.ts'
import { beijing } from '../support/hours.ts'
import { WISHED_FACILITIES, anyStations, demoStations } from '../support/nearest.ts'

const STATIONS = decodeCity(encodeCity(cityOf(demoStations(60).map(asCityStation)))).stations
const NOON = beijing('2026-10-08 12:00')

function shelfInMemory(): Shelf & { stored: StoredCity | undefined } {
  const shelf = {
    stored: undefined as StoredCity | undefined,
    // As a browser's database does, which copies.
    read: async () => structuredClone(shelf.stored),
    write: async (city: StoredCity) => void (shelf.stored = structuredClone(city)),
    clear: async () => void (shelf.stored = undefined),
  }
  return shelf
}

/** A server that has one city after the other, and says what it was asked. */
function serverOf(first: City) {
  const server = {
    city: first,
    updates: null as CityUpdates | null,
    status: 200,
    asked: [] as string[],
    ask: async (path: string): Promise<Response> => {
      server.asked.push(path.replace('/api/stations/', ''))
      if (server.status !== 200) return new Response('', { status: server.status })
      return new Response(path.endsWith('/city') ? encodeCity(server.city) : JSON.stringify(server.updates))
    },
  }
  return server
}

function updates(to: number, parts: Partial<CityUpdates>): CityUpdates {
  const { attribution, licence, synthetic, calendarId } = cityOf([])
  const head = { from: 1, to, full: false, calendarId, attribution, licence, synthetic }
  return { ...head, changed: [], removed: [], ...parts }
}

describe('the kept city', () => {
  it('is fetched whole the first time and knows when that was', async () => {
    const server = serverOf(cityOf(STATIONS))
    const keeper = createCityKeeper(shelfInMemory(), server.ask, () => NOON)
    expect(await keeper.open()).toBeNull()
    expect(await keeper.refresh()).toBe(NOON)
    expect(server.asked).toEqual(['city'])
    const open = await keeper.open()
    expect(open?.city.stations).toEqual(STATIONS)
    expect(open?.savedAt).toBe(NOON)
  })

  it('takes over what changed, later changes over earlier ones, and ages from the last time it was confirmed', async () => {
    const server = serverOf(cityOf(STATIONS))
    let now = NOON
    const keeper = createCityKeeper(shelfInMemory(), server.ask, () => now)
    await keeper.refresh()
    const [first, second, third, ...rest] = STATIONS as [CityStation, CityStation, CityStation]
    server.updates = updates(2, { changed: [{ ...first, name: '改过名' }], removed: [second.code] })
    now += 60_000
    await keeper.refresh()
    server.updates = updates(3, { changed: [{ ...first, name: '又改名' }, second], removed: [third.code] })
    now += 60_000
    expect(await keeper.refresh()).toBe(now)
    expect(server.asked).toEqual(['city', 'updates?since=1', 'updates?since=2'])
    const open = await keeper.open()
    expect(open?.city.stations).toEqual([{ ...first, name: '又改名' }, second, ...rest])
    expect(open?.index.dataVersion).toBe(3)
    expect(open?.savedAt).toBe(now)
  })

  it.each([
    ['the server says so', { full: true }],
    ['the holidays have changed', { calendarId: 'abcdefab' }],
    ['hundreds of stations have changed', { changed: demoStations(900).map(asCityStation) }],
  ])('is fetched whole again when %s', async (_when, parts) => {
    const server = serverOf(cityOf(STATIONS))
    const keeper = createCityKeeper(shelfInMemory(), server.ask, () => NOON)
    await keeper.refresh()
    server.updates = updates(9, parts)
    server.city = { ...cityOf(STATIONS.slice(0, 5)), dataVersion: 9 }
    await keeper.refresh()
    expect(server.asked).toEqual(['city', 'updates?since=1', 'city'])
    expect((await keeper.open())?.city.stations).toHaveLength(5)
  })

  it('stays as it is, with its own age, while the server cannot say', async () => {
    const server = serverOf(cityOf(STATIONS))
    let now = NOON
    const keeper = createCityKeeper(shelfInMemory(), server.ask, () => now)
    await keeper.refresh()
    server.status = 503
    now += 60_000
    await expect(keeper.refresh()).rejects.toThrow('503')
    expect((await keeper.open())?.savedAt).toBe(NOON)
  })

  it('is given up when it cannot be read, and when the server has no such file any more', async () => {
    const shelf = shelfInMemory()
    const server = serverOf(cityOf(STATIONS))
    const keeper = createCityKeeper(shelf, server.ask, () => NOON)
    await keeper.refresh()
    shelf.stored = { ...shelf.stored!, text: '{"format":"warm-heart-city/0"}', dataVersion: 0 }
    expect(await keeper.open()).toBeNull()
    expect(shelf.stored).toBeUndefined()
    server.status = 404
    expect(await keeper.refresh()).toBeNull()
  })
})

const anyWishes = fc.record({
  openNow: fc.boolean(),
  freeEntry: fc.boolean(),
  facilities: fc.subarray([...WISHED_FACILITIES]),
})
const anyPlace = fc.record({
  lon: fc.double({ min: 116.3, max: 116.36, noNaN: true }),
  lat: fc.double({ min: 39.9, max: 39.96, noNaN: true }),
})

describe('the device', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('is asked the very question that the server is asked', async () => {
    const paths: string[] = []
    vi.stubGlobal('fetch', async (path: string) => {
      paths.push(path)
      return new Response('{}')
    })
    await fc.assert(
      fc.asyncProperty(anyPlace, anyWishes, async ({ lon, lat }, wishes) => {
        await fetchNearest({ lon, lat }, wishes, 20, 'zh')
        await fetchWithin([lon, lat, lon + 0.01, lat + 0.01], wishes, 'zh')
        const [near, within] = paths
          .splice(0)
          .map((path) => Object.fromEntries(new URL(path, 'http://a').searchParams))
        const { lon: x, lat: y, limit, open, maxDistance: _, ...rest } = nearestQuery.parse(near)
        expect([x, y, limit]).toEqual([Number(lon.toFixed(6)), Number(lat.toFixed(6)), 20])
        const unasked = { facilities: [], access: [], audience: [] }
        expect({ ...unasked, open: open ?? null, ...rest }).toEqual(questionOf(wishes))
        expect(withinQuery.parse(within).bbox).toEqual(
          [lon, lat, lon + 0.01, lat + 0.01].map((degrees) => Number(degrees.toFixed(5))),
        )
      }),
    )
  })

  it('answers from the file and the changes as it would from one file written later, over random questions', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStations(25),
        fc.integer({ min: 0, max: 25 }),
        fc.array(fc.tuple(anyPlace, anyWishes), { minLength: 20, maxLength: 20 }),
        async (any, cut, questions) => {
          const stations = any.map(asCityStation)
          const server = serverOf(cityOf(stations.slice(0, cut)))
          const keeper = createCityKeeper(shelfInMemory(), server.ask, () => NOON)
          await keeper.refresh()
          server.updates = updates(2, { changed: stations.slice(cut) })
          await keeper.refresh()
          const open = (await keeper.open())!
          const later = createCityIndex({ ...cityOf(stations), dataVersion: 2 })
          for (const [{ lon, lat }, wishes] of questions) {
            const place = { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) }
            const options = { limit: 20, maxDistance: null, nowMs: NOON, language: 'zh' as const }
            expect(ANSWERS.nearest(open, { lon, lat, wishes, limit: 20, language: 'zh' }, NOON)).toEqual(
              nearestInCity(later, place, questionOf(wishes), options),
            )
            expect(
              ANSWERS.within(open, { area: [116.3, 39.9, 116.33, 39.93], wishes, limit: 7 }, NOON),
            ).toEqual(
              withinCity(later, [116.3, 39.9, 116.33, 39.93], questionOf(wishes), { limit: 7, nowMs: NOON }),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('tells of a station what the file has and leaves out what only the server knows', async () => {
    const keeper = createCityKeeper(shelfInMemory(), serverOf(cityOf(STATIONS)).ask, () => NOON)
    await keeper.refresh()
    const open = (await keeper.open())!
    const [{ code, name, lon, lat }] = STATIONS as [CityStation]
    const shown = ANSWERS.station(open, { code }, NOON)!
    expect(shown).toMatchObject({ code, name, position: { lon, lat } })
    expect(['open', 'closed', 'unknown']).toContain(shown.openState)
    for (const absent of ['sevenHaves', 'confirmed', 'union', 'lon', 'confirmedOn'])
      expect(shown).not.toHaveProperty(absent)
    expect(ANSWERS.station(open, { code: 'ZZ999999' }, NOON)).toBeNull()
  })

  it('tells no open hours of a station that is not in service', async () => {
    const [first] = STATIONS as [CityStation]
    const closed = { ...first, lifecycle: 'closed' as const }
    const keeper = createCityKeeper(shelfInMemory(), serverOf(cityOf([closed])).ask, () => NOON)
    await keeper.refresh()
    expect(ANSWERS.station((await keeper.open())!, { code: first.code }, NOON)).toMatchObject({
      openState: 'closed',
      openUntil: null,
    })
  })
})

describe('places without the server', () => {
  const [first] = STATIONS as [CityStation]
  const at = (name: string, lon: number, more: Partial<CityStation> = {}): CityStation => ({
    ...first,
    name,
    aliases: [],
    lon,
    lat: 39.9,
    district: { code: '110105', name: '朝阳区' },
    street: { code: '110105001', name: '朝外街道' },
    ...more,
  })
  const stations = [
    at('工体朝阳驿站', 116.4, { code: 'BJ000001' }),
    at('朝阳', 116.5, { code: 'BJ000002' }),
    at('朝阳别处', 116.6, { code: 'BJ000003', lon: null, lat: null }),
  ]

  it('come exact names first, then beginnings, areas before stations', () => {
    expect(findPlaces(stations, ' 朝阳 ').map(({ name }) => name)).toEqual(['朝阳', '朝阳区', '工体朝阳驿站'])
  })

  it('put an area in the middle of its stations and say that it is rough', () => {
    const [street] = findPlaces(stations, '朝外')
    expect(street).toMatchObject({ kind: 'street', detail: '朝阳区', approximate: true })
    expect(street?.lon).toBeCloseTo(116.45)
  })

  it('are found by the code of a station, and by nothing when nothing is asked', () => {
    expect(findPlaces(stations, 'bj000001')).toMatchObject([{ name: '工体朝阳驿站', approximate: false }])
    expect(findPlaces(stations, ' ')).toEqual([])
  })
})
