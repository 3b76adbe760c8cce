import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Hours } from '../../api/features/hours/hours.ts'
import { compileWishes, NO_WISHES } from '../../api/features/nearest/question.ts'
import { searchNearest } from '../../api/features/nearest/search.ts'
import { startNearest, type NearestService } from '../../api/features/nearest/service.ts'
import type { IndexedStation } from '../../api/features/nearest/station-index.ts'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import {
  ACCESS_TYPES,
  isSearchable,
  UNSTATED,
  type StationFacts,
} from '../../api/features/stations/station.ts'
import { insertStation, setAuthor } from '../../api/features/stations/store.ts'
import { connectDatabase, type Database } from '../../db/connect.ts'
import { demoFacts, generateDemoNetwork } from '../../seeds/demo-network.ts'
import { seedReference } from '../../seeds/load.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { beijing, calendar2026 } from '../support/hours.ts'
import { plainMatch, plainOrder } from '../support/nearest.ts'

const STATIONS = 1500
const POINTS = 100
const QUESTIONS_PER_POINT = 15

let test: TestDatabase
let nearest: NearestService
const errors: unknown[] = []

/** Demo stations, and others at the very same places: ties. */
function network(): [code: string, facts: StationFacts][] {
  const demo = generateDemoNetwork({ count: STATIONS, seed: 7 }).map(
    (station) => [station.code, demoFacts(station)] as [string, StationFacts],
  )
  const twins = demo.slice(0, STATIONS / 10).map(([code, facts]) => {
    return [code.replace(/^YS0/, 'YS9'), { ...facts, sourceId: null }] as [string, StationFacts]
  })
  return [...demo, ...twins]
}

async function insert(db: Database, stations: readonly [code: string, facts: StationFacts][]): Promise<void> {
  await db.knex.transaction(async (trx) => {
    await setAuthor(trx, { actor: 'test', reason: null })
    for (const [code, facts] of stations) await insertStation(trx, code, facts)
  })
}

beforeAll(async () => {
  test = await createTestDatabase()
  await seedReference(test.db)
  await insert(test.db, network())
  // So seldom a poll that only a notification can make the follower follow.
  nearest = await startNearest({
    db: test.db,
    calendar: calendar2026,
    pollMs: 3_600_000,
    onError: (error) => errors.push(error),
  })
})

afterAll(async () => {
  await nearest?.stop()
  await test?.drop()
  expect(errors).toEqual([])
})

interface Known extends Pick<IndexedStation, 'code' | 'facilities' | 'hours' | 'access' | 'audience'> {
  distanceM: number
}

/** PostGIS's own distances on the spheroid from one point to every searchable station. */
async function distancesByPostgis(lon: number, lat: number): Promise<Map<string, number>> {
  const { rows } = await test.db.knex.raw<{ rows: { code: string; d: number }[] }>(
    `select s.code, st_distance(s.point::geography, st_setsrid(st_makepoint(?::float8, ?::float8), 4326)::geography) as d
     from station s
     where s.lifecycle = 'open' and s.audience in ('outdoor', 'mixed', 'unknown') and s.point is not null
     order by d, s.code`,
    [lon, lat],
  )
  return new Map(rows.map(({ code, d }) => [code, d]))
}

/** The index orders by the sphere: enough of its candidates are put in order by the spheroid. */
async function twentyNearestByPostgis(
  places: readonly (readonly [lon: number, lat: number])[],
): Promise<{ codes: string[]; distances: number[] }[]> {
  const { rows } = await test.db.knex.raw<{ rows: { codes: string[]; distances: number[] }[] }>(
    `select k.codes, k.distances
     from unnest(?::float8[], ?::float8[]) with ordinality as p(lon, lat, n)
     cross join lateral (select st_setsrid(st_makepoint(p.lon, p.lat), 4326)::geography as g) q
     cross join lateral (
       select array_agg(t.code order by t.d, t.code) as codes, array_agg(t.d order by t.d, t.code) as distances
       from (select c.code, c.d
             from (select s.code, st_distance(s.point::geography, q.g) as d
                   from station s
                   where s.lifecycle = 'open' and s.audience in ('outdoor', 'mixed', 'unknown')
                   order by s.point::geography <-> q.g limit 100) c
             order by c.d, c.code limit 20) t) k
     order by p.n`,
    [places.map(([lon]) => lon), places.map(([, lat]) => lat)],
  )
  return rows
}

const question = fc.record({
  limit: fc.integer({ min: 1, max: 100 }),
  maxDistance: fc.option(fc.integer({ min: 0, max: 40_000 })),
  openAt: fc.option(
    fc
      .integer({ min: beijing('2026-01-02 00:00') / 60_000, max: beijing('2026-12-10 00:00') / 60_000 })
      .map((minute) => minute * 60_000),
    { freq: 3 },
  ),
  facilities: fc.subarray([...FACILITIES], { maxLength: 3 }),
  access: fc.oneof(fc.constant([]), fc.subarray([...ACCESS_TYPES])),
  audience: fc.constantFrom([], ['outdoor' as const], ['mixed' as const, 'unknown' as const]),
})

const NETWORK_BY_CODE = new Map(network())
const randomPoint = fc.tuple(
  fc.double({ min: 115.42, max: 117.5, noNaN: true }),
  fc.double({ min: 39.42, max: 41.08, noNaN: true }),
)
/** In the country, in the city, and at the door of a station. */
const point = fc.oneof(
  randomPoint,
  fc.tuple(
    fc.double({ min: 116.2, max: 116.6, noNaN: true }),
    fc.double({ min: 39.75, max: 40.05, noNaN: true }),
  ),
  fc
    .constantFrom(...[...NETWORK_BY_CODE.values()].filter(isSearchable))
    .map((facts) => [facts.position!.lon, facts.position!.lat] as [number, number]),
)

describe('the index against PostGIS', () => {
  it('holds exactly the searchable stations', async () => {
    const known = await distancesByPostgis(116.4, 39.9)
    expect(nearest.stations).toBe(known.size)
    expect(nearest.stations).toBe([...NETWORK_BY_CODE.values()].filter(isSearchable).length)
    expect(nearest.stations).toBeLessThan(NETWORK_BY_CODE.size)
  })

  it('gives the order of ST_Distance on geography for any place, wishes and time, ties by code', async () => {
    const questions = fc.array(question, { minLength: QUESTIONS_PER_POINT, maxLength: QUESTIONS_PER_POINT })
    await fc.assert(
      fc.asyncProperty(point, questions, async ([lon, lat], asked) => {
        const distances = await distancesByPostgis(lon, lat)
        const known: Known[] = [...distances].map(([code, distanceM]) => {
          return { code, distanceM, ...NETWORK_BY_CODE.get(code)! }
        })
        const { snapshot, otherTimes } = nearest.follower.live()!
        // Rows go by code.
        const codes = known.map((k) => k.code).sort()
        for (const q of asked) {
          const plain = known.map((k) => {
            return {
              code: k.code,
              distanceM: k.distanceM,
              match: plainMatch(k as unknown as IndexedStation, q),
            }
          })
          const expected = plainOrder(plain, q.limit, q.maxDistance)
          const wishes = compileWishes({ ...q, open: q.openAt })
          const chosen = searchNearest(
            { index: snapshot.index, states: otherTimes, wishes, atMs: q.openAt ?? 0 },
            lon,
            lat,
            q.limit,
            q.maxDistance,
          )
          expect(chosen.rows.map((row) => codes[row])).toEqual(expected.codes)
          expect(chosen.widened).toBe(expected.widened)
          chosen.distances.forEach((distance, i) => {
            const error = Math.abs(distance - distances.get(expected.codes[i]!)!)
            expect(error).toBeLessThan(0.01)
          })
        }
      }),
      { numRuns: POINTS, seed: 20260930 },
    )
  }, 300_000)

  it('finds the same twenty as PostGIS from two thousand places', async () => {
    const places = fc.sample(point, { numRuns: 2000, seed: 20261001 })
    const { snapshot, otherTimes } = nearest.follower.live()!
    const codes = [...(await distancesByPostgis(116.4, 39.9)).keys()].sort()
    for (let from = 0; from < places.length; from += 100) {
      const batch = places.slice(from, from + 100)
      const expected = await twentyNearestByPostgis(batch)
      batch.forEach(([lon, lat], i) => {
        const wishes = compileWishes(NO_WISHES)
        const asked = { index: snapshot.index, states: otherTimes, wishes, atMs: 0 }
        const { rows, distances } = searchNearest(asked, lon, lat, 20, null)
        expect(rows.map((row) => codes[row])).toEqual(expected[i]!.codes)
        distances.forEach((distance, n) => {
          expect(Math.abs(distance - expected[i]!.distances[n]!)).toBeLessThan(0.01)
        })
      })
    }
  }, 300_000)
})

const facts = (name: string, lon: number, lat: number, more: Partial<StationFacts> = {}): StationFacts => ({
  ...UNSTATED,
  aliases: [],
  name,
  unionCode: '',
  source: 'test',
  position: { lon, lat, sourceDatum: 'wgs84', sourceLon: lon, sourceLat: lat, accuracyM: null },
  ...more,
})

/** A lonely place in the mountains, where what a test adds is what is found. */
const LONELY = { lon: 115.6, lat: 40.9 }

function nearestCode(): string | undefined {
  const body = nearest.nearest({ ...LONELY, limit: 1 }, () => 'zh')
  return JSON.parse(body.toString()).features[0]?.id
}

const seen = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 })

async function write(db: Database, sql: string, bindings: (string | number | null)[] = []): Promise<void> {
  await db.knex.transaction(async (trx) => {
    await setAuthor(trx, { actor: 'test', reason: 'following' })
    await trx.raw(sql, bindings)
  })
}

describe('the follower', () => {
  let unionCode: string
  beforeAll(async () => {
    const { rows } = await test.db.knex.raw(`select u.code from unions u where u.level = 'city'`)
    unionCode = rows[0].code
  })

  it('sees a new station, its change, its suspension and its return, each after the commit', async () => {
    const at = nearest.dataVersion
    await insert(test.db, [['BJ900001', facts('山口驿站', LONELY.lon, LONELY.lat, { unionCode })]])
    await seen(() => expect(nearestCode()).toBe('BJ900001'))
    expect(nearest.dataVersion).toBeGreaterThan(at)

    const hours: Hours = { raw: '', week: [[], [], [], [], [], [], []], holidays: 'same', makeup: 'same' }
    await write(test.db, `update station set name = ?, hours = ?::jsonb where code = 'BJ900001'`, [
      '山口驿站(新)',
      JSON.stringify(hours),
    ])
    await seen(() => {
      const [feature] = JSON.parse(nearest.nearest({ ...LONELY, limit: 1 }, () => 'zh').toString()).features
      expect(feature.properties).toMatchObject({ name: '山口驿站(新)', openState: 'closed' })
    })

    await write(
      test.db,
      `update station set lifecycle = 'suspended', lifecycle_reason = '装修' where code = 'BJ900001'`,
    )
    await seen(() => expect(nearestCode()).not.toBe('BJ900001'))

    await write(test.db, `update station set lifecycle = 'open' where code = 'BJ900001'`)
    await seen(() => expect(nearestCode()).toBe('BJ900001'))

    await write(test.db, `update station set audience = 'internal' where code = 'BJ900001'`)
    await seen(() => expect(nearestCode()).not.toBe('BJ900001'))
  })

  it('sees what another connection committed', async () => {
    const other = test.url ? await connectDatabase({ databaseUrl: test.url, dataDir: '' }) : test.db
    await insert(other, [['BJ900002', facts('隔壁驿站', LONELY.lon, LONELY.lat, { unionCode })]])
    await seen(() => expect(nearestCode()).toBe('BJ900002'))
    await write(
      other,
      `update station set point = null, source_datum = null, source_lon = null, source_lat = null
                        where code = 'BJ900002'`,
    )
    await seen(() => expect(nearestCode()).not.toBe('BJ900002'))
    if (other !== test.db) await other.close()
  })

  it('sees nothing of what was rolled back', async () => {
    const at = nearest.dataVersion
    const gaveUp = test.db.knex.transaction(async (trx) => {
      await setAuthor(trx, { actor: 'test', reason: null })
      await insertStation(trx, 'BJ900003', facts('没有驿站', LONELY.lon, LONELY.lat, { unionCode }))
      throw new Error('changed my mind')
    })
    await expect(gaveUp).rejects.toThrow('changed my mind')
    // A later change is seen; by then the one rolled back would have been.
    await insert(test.db, [['BJ900004', facts('后来驿站', LONELY.lon, LONELY.lat, { unionCode })]])
    await seen(() => expect(nearest.dataVersion).toBeGreaterThan(at))
    await seen(() => expect(nearestCode()).toBe('BJ900004'))
    expect(nearest.follower.stations).toBe((await distancesByPostgis(116.4, 39.9)).size)
  })

  it('goes on when a server has cut the connection that it reads by', async () => {
    if (test.url) {
      const { rows } = await test.db.knex.raw(
        `select pg_terminate_backend(a.pid) as ended from pg_stat_activity a
         where a.datname = current_database() and a.pid <> pg_backend_pid() and a.query like '%''searchable''%'`,
      )
      expect(rows).toEqual([{ ended: true }])
    }
    await insert(test.db, [['BJ900005', facts('断线驿站', LONELY.lon, LONELY.lat, { unionCode })]])
    await write(
      test.db,
      `update station set lifecycle = 'closed', lifecycle_reason = '-' where code = 'BJ900004'`,
    )
    await seen(() => expect(nearestCode()).toBe('BJ900005'))
    await write(test.db, `update station set lifecycle = 'open' where code = 'BJ900004'`)
    await write(
      test.db,
      `update station set lifecycle = 'closed', lifecycle_reason = '-' where code = 'BJ900005'`,
    )
    await seen(() => expect(nearestCode()).toBe('BJ900004'))
  })

  it('answers from the last index when a reading has failed, and reads all when it can again', async () => {
    const own = await createTestDatabase()
    const failures: unknown[] = []
    await seedReference(own.db)
    await insert(own.db, network().slice(0, 700))
    const onError = (error: unknown) => failures.push(error)
    const follower = await startNearest({ db: own.db, calendar: calendar2026, pollMs: 50, onError })
    try {
      const before = follower.stations
      const renamed = (from: string, to: string) =>
        own.db.knex.raw(`alter table station rename column ${from} to ${to}`)
      await renamed('access_note', 'away')
      await own.db.knex.raw('update data_version set version = version + 1')
      await seen(() => expect(String(failures[0])).toContain('access_note'))
      expect(follower.stations).toBe(before)
      await renamed('away', 'access_note')
      await insert(own.db, [['BJ900006', facts('回来驿站', LONELY.lon, LONELY.lat, { unionCode })]])
      await seen(() => expect(follower.stations).toBe(before + 1))
      const body = follower.within({ bbox: [115, 39, 118, 42], limit: 3000 })
      expect(JSON.parse(body.toString()).features).toHaveLength(before + 1)
    } finally {
      await follower.stop()
      await own.drop()
    }
  })

  it('tells those who asked to be told, until they no longer care', async () => {
    const versions: number[] = []
    const stop = nearest.follower.onChange((live) => versions.push(live.dataVersion))
    await write(test.db, `update station set name = '改名驿站' where code = 'BJ900004'`)
    await seen(() => expect(versions).toEqual([nearest.dataVersion]))
    stop()
    const [at] = versions
    await write(test.db, `update station set name = '又改名驿站' where code = 'BJ900004'`)
    await seen(() => expect(nearest.dataVersion).toBeGreaterThan(at!))
    expect(versions).toEqual([at])
  })

  it('comes to the same index by many small changes as by one reading', async () => {
    for (let i = 0; i < 30; i++) {
      await write(test.db, `update station set access = ?, name = name || '改' where id % 37 = ?`, [
        ACCESS_TYPES[i % 5]!,
        i,
      ])
    }
    const { rows } = await test.db.knex.raw('select v.version from data_version v')
    await seen(() => expect(nearest.dataVersion).toBe(Number(rows[0].version)))
    const fresh = await startNearest({ db: test.db, calendar: calendar2026 })
    try {
      const frame = { bbox: [115, 39, 118, 42] as [number, number, number, number], limit: 3000 }
      const texts = [nearest, fresh].map((service) => JSON.parse(service.within(frame).toString()))
      for (const text of texts) delete text.asOf
      expect(texts[0]).toEqual(texts[1])
      expect(texts[0].matched).toBe(fresh.stations)
    } finally {
      await fresh.stop()
    }
  })
})
