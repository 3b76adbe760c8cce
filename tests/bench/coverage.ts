/**
 * Who reaches a satisfying station, for every H3 cell of Beijing at once: our engine on one thread beside the same
 * question asked of PostGIS with lateral KNN, and the distances of both held against each other.
 */
import type { Knex } from 'knex'
import { cellToChildren, cellToLatLng } from 'h3-js'
import { createFrames } from '../../api/features/coverage/closest.ts'
import { buildDemandTable, type DemandTable } from '../../api/features/coverage/demand-table.ts'
import { createEngine, type Engine, type StationTable } from '../../api/features/coverage/engine.ts'
import { createGrid } from '../../api/features/coverage/grid.ts'
import { atHour, weekOf, type CoverageQuestion } from '../../api/features/coverage/question.ts'
import { calendarRows, stationTable } from '../../api/features/coverage/station-table.ts'
import { loadCalendar } from '../../api/features/hours/read-model.ts'
import { startNearest } from '../../api/features/nearest/service.ts'
import { connectDatabase } from '../../db/connect.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { seedDemo, seedReference } from '../../seeds/load.ts'
import { loadReference } from '../../seeds/reference.ts'
import type { BenchOptions } from './options.ts'
import { openPostgres } from './postgres.ts'
import { median, printGoal, printTable, rounded, say } from './report.ts'
import { measureSlider } from './slider.ts'

/** Of the made-up stations so many percent are open, for outdoor workers and located: only those can be found. */
const FINDABLE = 0.853
const GRID = 9
/** Different hours, so that no answer is remembered. */
const HOURS = [14, 20, 3, 166, 32, 87, 110]
const COMPARED_CELLS = 20_000
/** The embedded database takes minutes for all cells; a sample is scaled up, and the reader told. */
const EMBEDDED_CELLS = 5_000
const LARGE_STATIONS = 200_000
const LARGE_CELLS = 1_000_000

const QUESTION: CoverageQuestion = {
  when: { kind: 'hour', hour: 14, holiday: false, weekOf: weekOf(Date.now()) },
  facilities: ['toilet'],
  access: [],
  groups: [],
  reach: { metres: 500, travel: null },
}

export async function runCoverageBench(options: BenchOptions): Promise<Record<string, unknown>> {
  const postgres = await openPostgres()
  console.log(
    `  ${postgres.description}; grid resolution ${GRID}, an open station with a toilet, both bounds`,
  )
  const [size = 9000] = options.sizes
  const place = await postgres.createDatabase()
  const db = await connectDatabase({ databaseUrl: place.url, dataDir: place.dataDir })
  try {
    say(`  preparing ${size} stations and the grid`)
    await migrateDatabase(db)
    await seedReference(db)
    await seedDemo(db, { count: Math.round(size / FINDABLE) })
    const stations = await readStations(db)
    const demand = areaDemand()
    const engine = createEngine(stations, demand)
    const ours = measureEngine(engine, options.rounds)
    const rival = await measurePostgis(db.knex, engine, demand, stations, postgres.embedded)
    const result = {
      cells: demand.cells,
      stations: stations.lon.length,
      ms: rounded(ours.ms, 1),
      weekMs: Math.round(ours.weekMs),
      overPostgis: rounded(rival.ms / ours.ms, 1),
      maxDifferenceM: rounded(rival.maxDifferenceM, 9),
      cpuMs: rounded(ours.cpuMs, 1),
      weekCpuMs: Math.round(ours.weekCpuMs),
      postgisMs: Math.round(rival.ms),
      postgisCells: rival.cells,
      ...(postgres.embedded && { database: 'embedded' }),
    }
    printTable(
      ['one question', 'cells', 'ms', 'CPU ms'],
      [
        ['engine, one thread', demand.cells, result.ms, result.cpuMs],
        ['PostGIS lateral KNN, one process', rival.cells, result.postgisMs, ''],
        ['engine, the whole week', demand.cells, result.weekMs, result.weekCpuMs],
      ],
    )
    printGoal('one question in ms', result.ms, { most: 200 })
    printGoal('the week in ms', result.weekMs, { most: 15_000 })
    printGoal('times PostGIS’s speed', result.overPostgis, { least: 40 })
    printGoal('greatest difference to ST_Distance in metres', result.maxDifferenceM, { most: 0.01 })
    const slider = await measureSlider(stations.lon.length)
    const large = options.sizes.some((s) => s >= LARGE_STATIONS) ? measureLarge(stations, demand) : null
    return { ...result, ...slider, ...(large && { large }) }
  } finally {
    await db.close()
    await place.drop()
    await postgres.stop()
  }
}

async function readStations(db: Parameters<typeof startNearest>[0]['db']): Promise<StationTable> {
  const calendar = await loadCalendar(db.knex)
  const nearest = await startNearest({ db, calendar })
  const table = stationTable(nearest.follower.live()!, calendarRows(calendar))
  await nearest.stop()
  return table
}

/** Every cell of the region, by area: no cell can be left out for want of people. */
function areaDemand(): DemandTable {
  const region = { districts: loadReference().districts, streets: [] }
  return buildDemandTable([], createGrid(GRID, region), region)
}

interface Measured {
  ms: number
  cpuMs: number
  weekMs: number
  weekCpuMs: number
}

function timed(work: () => void): { ms: number; cpuMs: number } {
  const cpu = process.cpuUsage()
  const start = performance.now()
  work()
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { ms, cpuMs: (user + system) / 1000 }
}

function measureEngine(engine: Engine, rounds: number): Measured {
  engine.ask(QUESTION)
  const single = Array.from({ length: rounds * HOURS.length }, (_, i) =>
    timed(() => engine.ask(atHour(QUESTION, HOURS[i % HOURS.length]!))),
  )
  const week = timed(() => {
    let hours = 0
    for (const { hour } of engine.week(QUESTION)) hours += hour < 0 ? 0 : 1
    if (hours !== 168) throw new Error(`the week had ${hours} hours`)
  })
  return {
    ms: median(single.map(({ ms }) => ms)),
    cpuMs: median(single.map(({ cpuMs }) => cpuMs)),
    weekMs: week.ms,
    weekCpuMs: week.cpuMs,
  }
}

type Bound = 'pessimist' | 'optimist'

/**
 * PostGIS gets the satisfying stations ready in a table with an index, so that only the nearest neighbours are timed;
 * one process, as our engine has one thread.
 */
async function measurePostgis(
  knex: Knex,
  engine: Engine,
  demand: DemandTable,
  stations: StationTable,
  embedded: boolean,
): Promise<{ ms: number; cells: number; maxDifferenceM: number }> {
  const { pessimist, optimist } = engine.distances(QUESTION)
  const found = { pessimist, optimist }
  const cells = embedded ? EMBEDDED_CELLS : demand.cells
  const everyCell = sample(demand, cells)
  await fillPoints(knex, 'bench_cell', everyCell.lon, everyCell.lat)
  let ms = 0
  let maxDifferenceM = 0
  for (const bound of ['pessimist', 'optimist'] as const) {
    const rows = satisfying(engine, stations, bound)
    await fillPoints(
      knex,
      'bench_station',
      rows.map((row) => stations.lon[row]!),
      rows.map((row) => stations.lat[row]!),
    )
    ms += await timeKnn(knex)
    const compared = sample(demand, Math.min(cells, COMPARED_CELLS))
    const theirs = await exactDistances(knex, compared.lon, compared.lat)
    compared.points.forEach((point, i) => {
      maxDifferenceM = Math.max(maxDifferenceM, Math.abs(found[bound].distance[point]! - theirs[i]!))
    })
  }
  await knex.raw('drop table bench_cell, bench_station')
  return { ms: (ms * demand.cells) / cells, cells, maxDifferenceM }
}

function sample(demand: DemandTable, count: number): { points: number[]; lon: number[]; lat: number[] } {
  const points = Array.from({ length: count }, (_, i) => Math.floor((i * demand.cells) / count))
  return {
    points,
    lon: points.map((point) => demand.points.lon[point]!),
    lat: points.map((point) => demand.points.lat[point]!),
  }
}

/** Rows of the stations that surely, or possibly, satisfy the question. */
function satisfying(engine: Engine, stations: StationTable, bound: Bound): number[] {
  const match = engine.matches(QUESTION)
  const least = bound === 'pessimist' ? 2 : 1
  return [...stations.lon.keys()].filter((row) => match[row]! >= least)
}

async function fillPoints(knex: Knex, table: string, lon: number[], lat: number[]): Promise<void> {
  await knex.raw(`drop table if exists ${table}`)
  await knex.raw(
    `create table ${table} as
     select p.id, st_setsrid(st_makepoint(p.lon, p.lat), 4326)::geography as place
     from unnest(?::float8[], ?::float8[]) with ordinality as p(lon, lat, id)`,
    [lon, lat],
  )
  await knex.raw(`create index on ${table} using gist (place)`)
  await knex.raw(`analyze ${table}`)
}

/** @returns milliseconds for all cells of the table */
async function timeKnn(knex: Knex): Promise<number> {
  const knn = `
    select count(*) as cells, sum(n.metres) as metres from (select * from bench_cell c limit ?) c
    cross join lateral (
      select st_distance(c.place, s.place) as metres from bench_station s order by c.place <-> s.place limit 1) n`
  return knex.transaction(async (trx) => {
    await trx.raw('set local max_parallel_workers_per_gather = 0')
    await trx.raw('set local jit = off')
    await trx.raw(knn, [1000])
    const start = performance.now()
    await trx.raw(knn, [10_000_000])
    return performance.now() - start
  })
}

/** `<->` goes by the sphere, so the least ST_Distance of several is taken. */
async function exactDistances(knex: Knex, lon: number[], lat: number[]): Promise<number[]> {
  const { rows } = await knex.raw<{ rows: { metres: number }[] }>(
    `select n.metres from (
       select p.id, st_setsrid(st_makepoint(p.lon, p.lat), 4326)::geography as place
       from unnest(?::float8[], ?::float8[]) with ordinality as p(lon, lat, id)) c
     cross join lateral (
       select min(m.metres) as metres from (
         select st_distance(c.place, s.place) as metres from bench_station s order by c.place <-> s.place limit 8) m) n
     order by c.id`,
    [lon, lat],
  )
  return rows.map(({ metres }) => metres)
}

/** The same stations many times over, a little apart, and a million places: does it finish, and within what memory. */
function measureLarge(stations: StationTable, demand: DemandTable) {
  say(`  ${LARGE_STATIONS} stations and ${LARGE_CELLS} cells`)
  const engine = createEngine(manyStations(stations, LARGE_STATIONS), manyCells(demand, LARGE_CELLS))
  const { ms, cpuMs } = timed(() => engine.ask(QUESTION))
  const result = {
    cells: LARGE_CELLS,
    stations: LARGE_STATIONS,
    ms: Math.round(ms),
    cpuMs: Math.round(cpuMs),
    rssMB: Math.round(process.memoryUsage.rss() / 1e6),
  }
  printGoal(`memory in MB for ${LARGE_STATIONS} stations and ${LARGE_CELLS} cells`, result.rssMB, {
    most: 1500,
  })
  return result
}

function manyStations(stations: StationTable, count: number): StationTable {
  const size = stations.lon.length
  const from = (i: number) => i % size
  const shifted = (column: Float64Array) =>
    Float64Array.from({ length: count }, (_, i) => column[from(i)]! + 0.0003 * Math.sin(i))
  const repeated = <T extends Uint32Array | Uint16Array>(column: T, make: (length: number) => T): T => {
    const many = make(count)
    for (let i = 0; i < count; i++) many[i] = column[from(i)]!
    return many
  }
  const u32 = (length: number) => new Uint32Array(length)
  return {
    ...stations,
    lon: shifted(stations.lon),
    lat: shifted(stations.lat),
    sure: repeated(stations.sure as Uint32Array, u32),
    possible: repeated(stations.possible as Uint32Array, u32),
    traits: repeated(stations.traits as Uint16Array, (length) => new Uint16Array(length)),
    hours: repeated(stations.hours as Uint32Array, u32),
  }
}

/** The children of the cells, as many as wanted, each with an equal share. */
function manyCells(demand: DemandTable, count: number): DemandTable {
  const points = createFrames(count)
  const h3 = new BigUint64Array(count)
  let size = 0
  for (let cell = 0; cell < demand.cells && size < count; cell++) {
    for (const child of cellToChildren(demand.h3[cell]!.toString(16), GRID + 1)) {
      if (size === count) break
      const [lat, lon] = cellToLatLng(child)
      points.set(size, lon, lat)
      h3[size++] = BigInt(`0x${child}`)
    }
  }
  return {
    ...demand,
    cells: count,
    h3,
    points,
    entryPoint: Uint32Array.from({ length: count }, (_, i) => i),
    entryArea: new Uint16Array(count),
    entryStratum: new Uint16Array(count),
    entryAmount: new Float64Array(count).fill(15_000),
  }
}
