/** Vector tiles from the index in memory beside `ST_AsMVT`: the same tiles, none of them kept, in turns. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { holidayCalendar } from '../../api/features/hours/holiday-calendar.ts'
import { createIndexBuilder, type BuilderRow } from '../../api/features/nearest/index-builder.ts'
import { isSearchable } from '../../api/features/stations/station.ts'
import { liveIndex, type LiveIndex } from '../../api/features/nearest/follower.ts'
import { tileInput, tileSource } from '../../api/features/open-data/tiles/service.ts'
import { threadedTileBuilder } from '../../api/features/open-data/tiles/tile-thread.ts'
import { writeTile, type TileSource } from '../../api/features/open-data/tiles/tile.ts'
import { demoFacts, generateDemoNetwork } from '../../seeds/demo-network.ts'
import { createRandom } from '../../seeds/demo/random.ts'
import { listHolidays } from '../../seeds/holidays.ts'
import type { BenchOptions } from './options.ts'
import { openPostgres, type BenchPostgres } from './postgres.ts'
import { median, printGoal, printTable, rounded, say } from './report.ts'
import { loadPostgisTiles, type PostgisTiles, type TilePoint } from './rivals/mvt.ts'

const ZOOMS = [8, 9, 10, 11, 12, 13, 14, 15, 16]
const TILES_A_ZOOM = 40
/** The share of the made-up stations that can be found. */
const FINDABLE = 0.853

type Place = readonly [z: number, x: number, y: number]

interface ZoomResult {
  zoom: number
  bytes: number
  ownMs: number
  postgisMs: number | null
}

export async function runTilesBench(options: BenchOptions): Promise<Record<string, unknown>> {
  const postgres = await openPostgres()
  console.log(`  ${postgres.description}; ${TILES_A_ZOOM} tiles a zoom where stations are, none kept,`)
  console.log(`  ${options.rounds} rounds in turns, medians`)
  if (postgres.embedded)
    console.log('  the embedded database has no ST_AsMVT: only our own tiles are measured')
  const results: Record<string, unknown> = {}
  try {
    for (const size of options.sizes)
      results[`at${Math.round(size / 1000)}k`] = await benchSize(size, options, postgres)
  } finally {
    await postgres.stop()
  }
  return results
}

async function benchSize(size: number, options: BenchOptions, postgres: BenchPostgres) {
  say(`  preparing ${size} stations`)
  const live = demoIndex(size)
  const builder = threadedTileBuilder()
  // Once before: the thread then runs.
  await builder.build(tileInput(live))
  const began = performance.now()
  const held = monitorEventLoopDelay({ resolution: 1 })
  held.enable()
  const source = tileSource(live, await builder.build(tileInput(live)))
  held.disable()
  const buildMs = performance.now() - began
  const heldMs = held.max / 1e6
  await builder.stop()
  const database = postgres.embedded ? null : await postgres.createDatabase()
  const rival = database && (await loadPostgisTiles(database.url!, pointsOf(source, live)))
  try {
    const places = new Map(ZOOMS.map((zoom) => [zoom, placesAt(source, zoom)]))
    const zooms: ZoomResult[] = []
    for (const [zoom, tiles] of places) {
      if (rival) await sameStations(source, rival, tiles)
      zooms.push(await benchZoom(source, rival, zoom, tiles, options))
    }
    return report(source, zooms, { buildMs, heldMs })
  } finally {
    await rival?.stop()
    await database?.drop()
  }
}

function report(
  source: TileSource,
  zooms: readonly ZoomResult[],
  { buildMs, heldMs }: { buildMs: number; heldMs: number },
) {
  const built = `tile index built in ${rounded(buildMs, 1)} ms in its thread`
  console.log(
    `  ${source.index.size} stations; ${built}, requests held up by it for ${rounded(heldMs, 1)} ms at most`,
  )
  printTable(
    ['zoom', 'bytes', 'own ms', 'ST_AsMVT ms', 'ratio'],
    zooms.map(({ zoom, bytes, ownMs, postgisMs }) => [
      `z${zoom}`,
      bytes,
      ownMs.toFixed(3),
      postgisMs?.toFixed(2) ?? '–',
      postgisMs === null ? '–' : (postgisMs / ownMs).toFixed(1),
    ]),
  )
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const ownMs = mean(zooms.map((zoom) => zoom.ownMs))
  const measured = zooms.every(({ postgisMs }) => postgisMs !== null)
  const ratio = measured ? mean(zooms.map(({ postgisMs }) => postgisMs!)) / ownMs : null
  const least = measured ? Math.min(...zooms.map((zoom) => zoom.postgisMs! / zoom.ownMs)) : null
  printGoal('tiles a second against ST_AsMVT, all zooms', ratio, { least: 8 })
  printGoal('tiles a second against ST_AsMVT, worst zoom', least, { least: 8 })
  return {
    stations: source.index.size,
    buildMs: rounded(buildMs, 1),
    heldMs: rounded(heldMs, 1),
    ownMs: rounded(ownMs, 3),
    ratio: ratio && rounded(ratio, 1),
    worstRatio: least && rounded(least, 1),
  }
}

/** A new index of about so many stations as the service would have it, without a database. */
export function demoIndex(size: number): LiveIndex {
  const rows = generateDemoNetwork({ count: Math.round(size / FINDABLE) }).flatMap(
    (made, id): BuilderRow[] => {
      const facts = demoFacts(made)
      if (!isSearchable(facts)) return []
      const { lon, lat } = facts.position!
      return [{ ...facts, id, code: made.code, lon, lat, searchable: true }]
    },
  )
  const builder = createIndexBuilder()
  const pages: Uint8Array[] = []
  for (let from = 0; from < rows.length; from += 500) {
    pages.push(builder.apply(JSON.stringify(rows.slice(from, from + 500))).features)
  }
  const snapshot = builder.snapshot()
  return liveIndex(snapshot, pages, 1, holidayCalendar(listHolidays()))
}

type Written = Pick<TilePoint, 'code' | 'name' | 'access' | 'synthetic'>

export function* pointsOf(source: TileSource, { snapshot, pages }: LiveIndex): Generator<TilePoint> {
  const { index, tiles } = source
  const { page, start } = snapshot
  for (let row = 0; row < index.size; row++) {
    const written = Buffer.from(pages[page[row]!]!.buffer)
    const text = written.toString('utf8', start[row], written.indexOf('"distanceM":', start[row]))
    const { properties } = JSON.parse(`${text}"distanceM":0}}`) as { properties: Written }
    yield {
      id: row,
      code: properties.code,
      name: properties.name,
      access: properties.access,
      synthetic: properties.synthetic,
      hoursKnown: source.hoursKnown[index.hours[row]!] === 1,
      lon: index.lon[row]!,
      lat: index.lat[row]!,
      x: tiles.x[row]!,
      y: tiles.y[row]!,
    }
  }
}

/** Tiles with stations in them; where there are more, more people look. */
function placesAt({ index, tiles }: TileSource, zoom: number): Place[] {
  const random = createRandom(zoom)
  return Array.from({ length: TILES_A_ZOOM }, () => {
    const row = random.between(0, index.size - 1)
    return [zoom, Math.floor(tiles.x[row]! * 2 ** zoom), Math.floor(tiles.y[row]! * 2 ** zoom)]
  })
}

const NOTHING = { wishes: null, states: null }

/** Rates are worth comparing only for the same tiles: about the same bytes for the first few. */
async function sameStations(
  source: TileSource,
  rival: PostgisTiles,
  places: readonly Place[],
): Promise<void> {
  for (const place of places.slice(0, 3)) {
    const own = writeTile(source, NOTHING, ...place)!.length
    const other = (await rival.tile(...place)).length
    if (Math.abs(own - other) > 0.25 * own + 100) {
      throw new Error(
        `Tile ${place.join('/')} has ${own} bytes here and ${other} from PostGIS: not the same tile.`,
      )
    }
  }
}

async function benchZoom(
  source: TileSource,
  rival: PostgisTiles | null,
  zoom: number,
  places: readonly Place[],
  { rounds, seconds }: BenchOptions,
): Promise<ZoomResult> {
  const budgetMs = (1000 * seconds) / ZOOMS.length
  let bytes = 0
  for (const place of places) bytes += writeTile(source, NOTHING, ...place)!.length
  const own: number[] = []
  const postgis: number[] = []
  for (let round = 0; round < rounds; round++) {
    own.push(await msEach(places, budgetMs, (place) => void writeTile(source, NOTHING, ...place)))
    if (rival) postgis.push(await msEach(places, budgetMs, (place) => rival.tile(...place)))
  }
  return {
    zoom,
    bytes: Math.round(bytes / places.length),
    ownMs: median(own),
    postgisMs: rival ? median(postgis) : null,
  }
}

/** Milliseconds a tile, over whole turns through the places and at least so long. */
async function msEach(
  places: readonly Place[],
  budgetMs: number,
  make: (place: Place) => unknown,
): Promise<number> {
  const began = performance.now()
  let made = 0
  do {
    for (const place of places) {
      const making = make(place)
      if (making instanceof Promise) await making
    }
    made += places.length
  } while (performance.now() - began < budgetMs)
  return (performance.now() - began) / made
}
