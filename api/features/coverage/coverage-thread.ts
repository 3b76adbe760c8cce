/** The worker thread that spreads models over the grid and answers questions about them. */
import { parentPort } from 'node:worker_threads'
import { amountsByArea, buildDemandTable, type DemandTable } from './demand-table.ts'
import { createEngine, type Engine, type StationTable } from './engine.ts'
import { createGrid, type Grid, type RegionAreas } from './grid.ts'
import { UNIT_SCALE } from './model.ts'
import type { CoverageQuestion } from './question.ts'
import type { CoverageReply, CoverageRequest, ModelInput, Places } from './thread-messages.ts'

/** Models kept spread out; the least recently asked is dropped first. */
const MOST_MODELS = 4

const port = parentPort!
let region: RegionAreas = { districts: [], streets: [] }
let stations: StationTable | null = null
const grids = new Map<number, Grid>()
const tables = new Map<string, DemandTable>()
let engines = new WeakMap<DemandTable, Engine>()
const cancelled = new Set<number>()

function tableOf(key: string): DemandTable {
  const table = tables.get(key)
  if (!table) throw new Error('this model has not been spread yet')
  tables.delete(key)
  tables.set(key, table)
  return table
}

function engineOf(table: DemandTable): Engine {
  if (!stations) throw new Error('there are no stations yet')
  let engine = engines.get(table)
  if (!engine) {
    engine = createEngine(stations, table)
    engines.set(table, engine)
  }
  return engine
}

function spread({ key, resolution, layers }: ModelInput): DemandTable {
  const known = tables.get(key)
  if (known) return known
  let grid = grids.get(resolution)
  if (!grid) {
    grid = createGrid(resolution, region)
    grids.set(resolution, grid)
  }
  const table = buildDemandTable(layers, grid, region)
  tables.set(key, table)
  for (const oldest of tables.keys()) {
    if (tables.size <= MOST_MODELS) break
    tables.delete(oldest)
  }
  return table
}

function placesOf(table: DemandTable, engine: Engine, question: CoverageQuestion): Places {
  const amounts = engine.amounts(question)
  const { pessimist, optimist } = engine.distances(question)
  const { perUnit } = UNIT_SCALE[table.unit]
  const rows: number[] = []
  for (let point = 0; point < table.cells; point++) if (amounts[point]! > 0) rows.push(point)
  const area = new Uint16Array(table.points.size)
  // Backwards: a cell on a border counts with the first of its areas.
  for (let i = table.entryPoint.length - 1; i >= 0; i--) area[table.entryPoint[i]!] = table.entryArea[i]!
  const column = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!)
  return {
    dataVersion: stations!.dataVersion,
    cells: {
      h3: BigUint64Array.from(rows, (row) => table.h3[row]!),
      people: column(amounts).map((amount) => amount / perUnit),
      area: Uint16Array.from(rows, (row) => area[row]!),
      lon: column(table.points.lon),
      lat: column(table.points.lat),
      pessimist: column(pessimist.distance),
      optimist: column(optimist.distance),
    },
    sites: table.sites.map(({ name, lon, lat, districtCode, streetCode, groups }, i) => {
      const point = table.cells + i
      return {
        name,
        lon,
        lat,
        districtCode,
        streetCode,
        groups,
        people: amounts[point]! / perUnit,
        pessimist: pessimist.distance[point]!,
        optimist: optimist.distance[point]!,
      }
    }),
  }
}

/** The week, between whose parts other questions are answered. */
async function answerWeek(id: number, engine: Engine, question: CoverageQuestion): Promise<void> {
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  for (const { hour, tally } of engine.week(question)) {
    port.postMessage({ kind: 'hour', id, hour, tally } satisfies CoverageReply)
    await pause()
    if (cancelled.delete(id)) throw new Error('cancelled')
  }
  port.postMessage({ kind: 'week', id } satisfies CoverageReply)
}

function answer(request: Extract<CoverageRequest, { id: number }>): CoverageReply | null {
  const { id } = request
  if (request.kind === 'cancel') {
    cancelled.add(id)
    return null
  }
  if (request.kind === 'model') {
    const table = spread(request.model)
    const { unit, cells, sites, areas, strata } = table
    const amounts = amountsByArea(table)
    return { kind: 'model', id, table: { unit, cells, sites: sites.length, areas, amounts, strata } }
  }
  const table = tableOf(request.key)
  const engine = engineOf(table)
  const { question } = request
  if (request.kind === 'ask') return { kind: 'tally', id, tally: engine.ask(question) }
  if (request.kind === 'places') return { kind: 'places', id, places: placesOf(table, engine, question) }
  if (request.kind === 'sole') {
    const { perUnit } = UNIT_SCALE[table.unit]
    const alone = [...engine.soleStations(question)]
    return {
      kind: 'sole',
      id,
      dataVersion: stations!.dataVersion,
      stations: alone.map(([row, amount]) => [row, amount / perUnit]),
    }
  }
  answerWeek(id, engine, question).catch((error: unknown) => fail(id, error))
  return null
}

function fail(id: number, error: unknown): void {
  port.postMessage({ kind: 'failed', id, message: String(error) } satisfies CoverageReply)
}

port.on('message', (request: CoverageRequest) => {
  if (request.kind === 'areas') {
    region = request.region
    grids.clear()
    tables.clear()
    return
  }
  if (request.kind === 'stations') {
    // A week under way keeps the engine, and with it the version, that it began with.
    stations = request.table
    engines = new WeakMap()
    return
  }
  try {
    const reply = answer(request)
    if (reply) port.postMessage(reply)
  } catch (error) {
    fail(request.id, error)
  }
})
