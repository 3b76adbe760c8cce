import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Knex } from 'knex'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyLine } from '../db/copy-text.ts'
import { FACT_COLUMNS, stationColumns } from '../api/features/stations/columns.ts'
import { setAuthor } from '../api/features/stations/store.ts'
import type { Database } from '../db/database.ts'
import { DEMO_COUNT, demoFacts, generateDemoNetwork, type DemoStation } from './demo-network.ts'
import { listHolidays } from './holidays.ts'
import { loadReference } from './reference.ts'

type Say = (message: string) => void
const silent: Say = () => undefined

/** Stations per piece of COPY text: about 350 kB, so that memory stays flat also for 200,000 stations. */
const PIECE = 200
const PROGRESS_EVERY = 20_000

/**
 * Brings districts, streets, communities, unions and the holiday calendar into the database, or up to date there.
 * What is the same already is left alone, so that it may run at every start; street polygons that somebody imported,
 * further unions and further holidays stay.
 */
export async function seedReference(db: Database, say: Say = silent): Promise<void> {
  const { districts, streets, communities, unions } = loadReference()
  const holidays = listHolidays()
  const changed = await db.knex.transaction(async (trx) => {
    const counts = [
      await merge(trx, MERGE_DISTRICTS, districts),
      await merge(trx, MERGE_STREETS, streets),
      await merge(trx, MERGE_COMMUNITIES, communities),
      await merge(trx, MERGE_UNIONS, unions),
      await merge(trx, MERGE_HOLIDAYS, holidays),
    ]
    return counts.reduce((sum, count) => sum + count, 0)
  })
  if (changed > 0) {
    say(
      `Reference data: ${districts.length} districts, ${streets.length} streets, ${communities.length} communities, ` +
        `${unions.length} unions, ${holidays.length} holidays (${changed} rows written)`,
    )
  }
}

/** @returns how many rows were written */
async function merge(trx: Knex.Transaction, sql: string, rows: readonly object[]): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(sql, [JSON.stringify(rows)])
  return rowCount
}

const MERGE_DISTRICTS = `
  insert into district as d (code, name, pinyin, geom, label)
  select r.code, r.name, r.pinyin, st_setsrid(st_geomfromgeojson(r.geometry), 4326),
         st_setsrid(st_makepoint((r.label ->> 'lon')::float8, (r.label ->> 'lat')::float8), 4326)
  from jsonb_to_recordset(?::jsonb) as r(code text, name text, pinyin text, geometry jsonb, label jsonb)
  on conflict (code) do update
    set name = excluded.name, pinyin = excluded.pinyin, geom = excluded.geom, label = excluded.label
    where d.name <> excluded.name or d.pinyin <> excluded.pinyin
       or st_asbinary(d.geom) <> st_asbinary(excluded.geom)
       or st_asbinary(d.label) <> st_asbinary(excluded.label)`

const MERGE_STREETS = `
  insert into street as s (code, district_code, name, pinyin, centre)
  select r.code, r."districtCode", r.name, r.pinyin,
         st_setsrid(st_makepoint((r.centre ->> 'lon')::float8, (r.centre ->> 'lat')::float8), 4326)
  from jsonb_to_recordset(?::jsonb) as r(code text, "districtCode" text, name text, pinyin text, centre jsonb)
  on conflict (code) do update
    set district_code = excluded.district_code, name = excluded.name, pinyin = excluded.pinyin,
        centre = excluded.centre
    where (s.district_code, s.name, s.pinyin, st_asbinary(s.centre))
      is distinct from (excluded.district_code, excluded.name, excluded.pinyin, st_asbinary(excluded.centre))`

const MERGE_COMMUNITIES = `
  insert into community as c (code, street_code, name)
  select r.code, r."streetCode", r.name
  from jsonb_to_recordset(?::jsonb) as r(code text, "streetCode" text, name text)
  on conflict (code) do update set street_code = excluded.street_code, name = excluded.name
    where (c.street_code, c.name) <> (excluded.street_code, excluded.name)`

const MERGE_UNIONS = `
  insert into unions as u (code, name, level, parent_code, district_code, street_code)
  select r.code, r.name, r.level, r."parentCode", r."districtCode", r."streetCode"
  from jsonb_to_recordset(?::jsonb)
    as r(code text, name text, level text, "parentCode" text, "districtCode" text, "streetCode" text)
  on conflict (code) do update
    set name = excluded.name, level = excluded.level, parent_code = excluded.parent_code,
        district_code = excluded.district_code, street_code = excluded.street_code
    where (u.name, u.level, u.parent_code, u.district_code, u.street_code) is distinct from
      (excluded.name, excluded.level, excluded.parent_code, excluded.district_code, excluded.street_code)`

const MERGE_HOLIDAYS = `
  insert into holiday as h (day, kind, name)
  select r.date, r.kind, r.name
  from jsonb_to_recordset(?::jsonb) as r(date date, kind text, name text)
  on conflict (day) do update set kind = excluded.kind, name = excluded.name
    where (h.kind, h.name) <> (excluded.kind, excluded.name)`

/**
 * Writes the demo network in one transaction: all of it or nothing. Needs the reference data. The registry should be
 * empty of demo stations: a second run fails on their codes.
 *
 * @param options.count default 9,200
 * @returns how many stations were written
 */
export async function seedDemo(
  db: Database,
  options: { count?: number; onProgress?: Say } = {},
): Promise<number> {
  const { count = DEMO_COUNT, onProgress = silent } = options
  onProgress(`Demo network: making up ${count} stations`)
  const stations = generateDemoNetwork({ count })
  await db.knex.transaction(async (trx) => {
    await setAuthor(trx, { actor: 'demo', reason: '演示数据' })
    await copyStations(trx, stations, onProgress)
  })
  // A bulk load leaves the planner without statistics until autovacuum comes by; the embedded server has none.
  await db.knex.raw('analyze station')
  return stations.length
}

/** One statement, so that the whole network is one data version. */
async function copyStations(trx: Knex.Transaction, stations: DemoStation[], onProgress: Say): Promise<void> {
  const connection = (await trx.client.acquireConnection()) as PoolClient
  const copy = connection.query(copyFrom(`copy station (code, ${FACT_COLUMNS.join(', ')}) from stdin`))
  await pipeline(Readable.from(copyText(stations, onProgress)), copy)
  if (copy.rowCount !== stations.length)
    throw new Error(`Of ${stations.length} demo stations the database took only ${copy.rowCount}.`)
}

function* copyText(stations: DemoStation[], onProgress: Say): Generator<Buffer> {
  for (let from = 0; from < stations.length; from += PIECE) {
    yield Buffer.from(
      stations
        .slice(from, from + PIECE)
        .map(stationLine)
        .join(''),
    )
    const done = Math.min(from + PIECE, stations.length)
    if (done === stations.length || done % PROGRESS_EVERY === 0)
      onProgress(`Demo network: ${done} of ${stations.length} stations handed to the database`)
  }
}

function stationLine(station: DemoStation): string {
  const columns = stationColumns(demoFacts(station))
  const values = FACT_COLUMNS.map((name) => {
    const value = columns[name]
    return Array.isArray(value) ? textArray(value) : value
  })
  return copyLine([station.code, ...values])
}

/** PostgreSQL's array literal. */
function textArray(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}
