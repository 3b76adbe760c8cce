import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import pino from 'pino'
import type { Knex } from 'knex'
import { ogcRoutes } from '../../api/features/open-data/ogc/routes.ts'
import { FACILITIES, type FacilityRecord } from '../../api/features/stations/facilities.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { ACCESS_TYPES, LIFECYCLES, UNSTATED, type StationFacts } from '../../api/features/stations/station.ts'
import { insertStation, setAuthor } from '../../api/features/stations/store.ts'
import { problemHandler } from '../../api/http/problem.ts'
import { createTestDatabase } from './database.ts'

/** How many stations there are, and how many of them have a point and are no double of another. */
export const STATIONS = 530
export const PUBLISHED = 500

/** What no open answer may hold. */
export const SECRETS = ['甲方业主', '内部名单.xlsx', '123456', 'secret-finding']

const HOURS_TEXTS = ['周一至周五 08:30-12:00,13:00-17:30', '24小时', '每天 7:00-22:00', '以门口通知为准']

/** Numbers in [0, 1) that are the same on every run. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0
    return ((state ^ (state >>> 14)) >>> 0) / 4294967296
  }
}

function facts(index: number, roll: () => number): StationFacts {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!
  const lifecycle = roll() < 0.7 ? 'open' : pick(LIFECYCLES)
  const located = index < PUBLISHED || index % 2 === 0
  const [lon, lat] = [116.1 + roll() * 0.6, 39.7 + roll() * 0.5]
  const facilities: FacilityRecord = {}
  for (const id of FACILITIES) {
    if (roll() < 0.6) facilities[id] = { state: pick(['yes', 'no', 'unknown'] as const) }
    if (facilities[id]?.state === 'yes' && roll() < 0.1) facilities[id].condition = 'broken'
  }
  const confirmed = roll() < 0.5 ? `2026-0${1 + (index % 9)}-11T0${index % 10}:30:00+08:00` : null
  return {
    ...UNSTATED,
    name: index === 7 ? '"引号",逗号 & <b>' : `暖心驿站 ${index}`,
    aliases: index % 5 === 0 ? [`工会驿站 ${index}`, '司机之家'] : [],
    unionCode: 'U0',
    address: index % 3 === 0 ? null : `=建国路 ${index} 号`,
    districtCode: pick(['110101', '110105', '110108']),
    streetCode: index % 4 === 0 ? '110105001' : null,
    position: located
      ? {
          lon,
          lat,
          sourceDatum: 'wgs84',
          sourceLon: 1.23456,
          sourceLat: lat,
          accuracyM: index % 2 ? 10.5 : null,
        }
      : null,
    access: pick(ACCESS_TYPES),
    facilities,
    hours: roll() < 0.7 ? parseHours(pick(HOURS_TEXTS)) : null,
    lifecycle,
    lifecycleSince: roll() < 0.5 ? '2026-03-01' : null,
    lifecycleReason: lifecycle === 'closed' || lifecycle === 'suspended' ? '装修' : null,
    haves: roll() < 0.5 ? { venue: { state: 'yes', on: '2026-01-01' }, sign: { state: 'no' } } : {},
    confirmed: { location: confirmed, hours: null, facilities: confirmed, access: null },
    owner: '甲方业主',
    investedCny: 123456,
    source: '内部名单.xlsx',
    sourceId: `row-${index}`,
    synthetic: index % 2 === 0,
  }
}

async function fill(knex: Knex): Promise<void> {
  const reference = JSON.parse(
    readFileSync(new URL('../../seeds/reference/districts.geojson', import.meta.url), 'utf8'),
  ) as {
    features: {
      properties: { code: string; name: string; pinyin: string; label: number[] }
      geometry: object
    }[]
  }
  for (const { properties: p, geometry } of reference.features) {
    await knex.raw(
      `insert into district (code, name, pinyin, geom, label)
       values (?, ?, ?, st_multi(st_setsrid(st_geomfromgeojson(?), 4326)), st_setsrid(st_makepoint(?, ?), 4326))`,
      [p.code, p.name, p.pinyin, JSON.stringify(geometry), p.label[0]!, p.label[1]!],
    )
  }
  await knex.raw(
    `insert into street (code, district_code, name, pinyin) values ('110105001', '110105', '建外街道', 'jianwai')`,
  )
  await knex.raw(`insert into unions (code, name, level) values ('U0', '市总工会', 'city')`)
  const roll = dice(20260301)
  for (let start = 0; start < STATIONS; start += 106) {
    await knex.transaction(async (trx) => {
      await setAuthor(trx, { actor: 'test', reason: null })
      for (let index = start; index < Math.min(start + 106, STATIONS); index++) {
        await insertStation(trx, `BJ${String(index + 1).padStart(6, '0')}`, facts(index, roll))
      }
    })
  }
  await knex.transaction(async (trx) => {
    await setAuthor(trx, { actor: 'test', reason: 'doubles' })
    // Those after PUBLISHED that have a point double the first station.
    await trx.raw(
      `update station set merged_into = (select id from station where code = 'BJ000001')
       where code > ? and point is not null`,
      [`BJ${String(PUBLISHED).padStart(6, '0')}`],
    )
  })
  await knex.raw(
    `insert into station_finding (station_id, kind, message) select id, 'test', 'secret-finding' from station`,
  )
}

/** Loads an outline for the one street of this registry, and so makes the collection of streets appear. */
export async function loadStreet(knex: Knex): Promise<void> {
  await knex.raw(
    `update street set geom = st_multi(st_makeenvelope(116.43, 39.90, 116.47, 39.92, 4326)),
                       centre = st_setsrid(st_makepoint(116.45, 39.91), 4326), geom_source = 'test'`,
  )
}

export interface OgcService {
  app: Express
  knex: Knex
  /** What the routes are told of the data version; tests move it. */
  version: { now: number }
  /** The application on a port of its own. */
  listen(): Promise<{ url: string; stop(): Promise<void> }>
  drop(): Promise<void>
}

/** The OGC routes over a database of their own with stations in every state. */
export async function startOgcService(
  settings: { publicUrl?: string; trustProxy?: boolean } = {},
): Promise<OgcService> {
  const { db, drop } = await createTestDatabase()
  await fill(db.knex)
  const version = { now: 1 }
  const app = express()
  app.disable('etag')
  app.set('query parser', 'simple')
  app.set('trust proxy', settings.trustProxy ?? false)
  app.use(
    '/ogc',
    ogcRoutes({
      knex: db.knex,
      config: {
        publicUrl: settings.publicUrl,
        region: { bbox: [115.4, 39.4, 117.55, 41.1] },
      },
      dataVersion: () => version.now,
    }),
  )
  app.use(problemHandler(pino({ level: 'error' })))
  return {
    app,
    knex: db.knex,
    version,
    async listen() {
      const server: Server = createServer(app)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop: () =>
          new Promise((resolve) => {
            server.closeAllConnections()
            server.close(() => resolve())
          }),
      }
    },
    drop,
  }
}
