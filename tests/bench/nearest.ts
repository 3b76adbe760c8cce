/**
 * The nearest search of the real service, its whole middleware and its real answer, beside what else one could put
 * there, in one run and in turns.
 */
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../api/config.ts'
import type { AppReady } from './app-server.ts'
import { startChild, type Child } from './child.ts'
import { processCpuMicros } from './cpu.ts'
import { measureDuringImport } from './during-import.ts'
import type { LoadResult, LoadTask } from './load.ts'
import type { BenchOptions } from './options.ts'
import { openPostgres, type BenchPostgres } from './postgres.ts'
import { nearestQueries, WISHES, withoutWishes } from './questions.ts'
import { median, printGoal, printTable, rounded, say } from './report.ts'
import { startRedis } from './rivals/redis.ts'

const CONNECTIONS = 16
const QUESTIONS = 5000
/** Of the made-up stations so many percent are open, for outdoor workers and located: only those can be found. */
const FINDABLE = 0.853

interface Contender {
  key: 'ours' | 'nodeHttp' | 'postgis' | 'postgisText' | 'redis' | 'redisFiltered'
  name: string
  port: number
  paths: string[]
  /** Server CPU so far, in microseconds, with that of the database behind it; null when it cannot be read. */
  cpu(): Promise<number | null>
}

interface Measured {
  perSecond: number
  p50Ms: number
  p99Ms: number
  cpuMicros: number | null
}

interface NetworkResult {
  stations: number
  ofNodeHttp: number
  /** Rows, of which the application writes the answer. */
  overPostgis: number
  /** Text that was written beforehand. */
  overPostgisText: number
  overRedis: number | null
  /** With the wishes, which Redis leaves to the application. */
  overRedisFiltered: number | null
  cpuMicros: number | null
  p50Ms: number
  p99Ms: number
}

type LoadProcess = Child<null>

export async function runNearestBench(options: BenchOptions): Promise<Record<string, unknown>> {
  const postgres = await openPostgres()
  console.log(`  ${postgres.description}; k = 20, ${CONNECTIONS} keep-alive connections,`)
  console.log(`  ${options.rounds} rounds of ${options.seconds} s each in turns, medians`)
  const load: LoadProcess = await startChild<null>('./load.ts')
  const results: (NetworkResult & { importP99Ratio?: number })[] = []
  try {
    for (const [i, size] of options.sizes.entries()) {
      results.push(await benchNetwork(size, i === 0, options, postgres, load))
    }
  } finally {
    await load.stop()
    await postgres.stop()
  }
  const [first, ...others] = results
  const named = others.map((result, i) => [`at${Math.round(options.sizes[i + 1]! / 1000)}k`, result])
  return { ...first, ...(postgres.embedded && { database: 'embedded' }), ...Object.fromEntries(named) }
}

async function benchNetwork(
  size: number,
  duringImport: boolean,
  options: BenchOptions,
  postgres: BenchPostgres,
  load: LoadProcess,
) {
  const database = await postgres.createDatabase()
  const redis = await startRedis()
  const token = randomBytes(12).toString('hex')
  say(`  preparing ${size} stations`)
  const app = await startChild<AppReady>('./app-server.ts', {
    DATABASE_URL: database.url,
    DATA_DIR: database.dataDir,
    DEMO_STATIONS: String(Math.round(size / FINDABLE)),
    STAFF_TOKENS: `bench:${token}`,
    LOG_LEVEL: 'error',
    PORT: '0',
  })
  const constant = await startChild<{ port: number }>('./constant-server.ts')
  try {
    const contenders = await lineUp({ app, constant, redis }, load)
    const measured = await runRounds(contenders, options, load)
    const result = report(app.ready.stations, contenders, measured)
    if (!duringImport || postgres.embedded) return result
    const { port } = app.ready
    const during = await measureDuringImport({ port, token, paths: contenders[0]!.paths, app, load })
    return { ...result, ...during }
  } finally {
    await Promise.all([app.stop(), constant.stop(), redis?.stop()])
    await database.drop()
  }
}

interface Servers {
  app: Child<AppReady>
  constant: Child<{ port: number }>
  redis: Awaited<ReturnType<typeof startRedis>>
}

async function lineUp({ app, constant, redis }: Servers, load: LoadProcess): Promise<Contender[]> {
  const { bbox } = readConfig({}).region
  const queries = nearestQueries(await app.ask<number[]>('places'), bbox, QUESTIONS)
  const ours = queries.map((query) => `/api/stations/nearest${query}`)
  const samples = WISHES.map((wishes) =>
    Object.fromEntries(new URLSearchParams(`${withoutWishes(queries[1]!)}${wishes}`)),
  )
  say('  filling the rivals')
  const indexes = await app.ask<(string | null)[]>('addPostgis', samples)
  console.log(`  PostGIS goes by: ${indexes.map((name) => name ?? 'no index!').join(', ')}`)
  if (redis) await app.ask('addRedis', redis.port)
  const warm = await load.ask<LoadResult>('run', taskFor({ port: app.ready.port, paths: ours }, 2))
  if (warm.refused > 0) throw new Error(`${warm.refused} of ${warm.requests} searches were refused`)
  await constant.ask('setBody', warm.bodyBytes)
  const rowsPaths = queries.map((query) => `/bench/postgis-rows${query}`)
  const textPaths = queries.map((query) => `/bench/postgis-text${query}`)
  await load.ask('run', taskFor({ port: app.ready.port, paths: rowsPaths }, 1))
  const backends = await app.ask<number[]>('backends')
  const appCpu = () => ownCpu(app)
  const postgisCpu = async () => plus([await appCpu(), ...backends.map(processCpuMicros)])
  const list: Contender[] = [
    { key: 'ours', name: 'this service', port: app.ready.port, paths: ours, cpu: appCpu },
    {
      key: 'nodeHttp',
      name: `node:http, ${warm.bodyBytes} B constant`,
      port: constant.ready.port,
      paths: ours,
      cpu: () => ownCpu(constant),
    },
    {
      key: 'postgis',
      name: 'PostGIS rows through pg',
      port: app.ready.port,
      paths: rowsPaths,
      cpu: postgisCpu,
    },
    {
      key: 'postgisText',
      name: 'PostGIS, ready-made text',
      port: app.ready.port,
      paths: textPaths,
      cpu: postgisCpu,
    },
  ]
  const redisCpu = async () => plus([await appCpu(), processCpuMicros(redis!.pid)])
  const redisPaths = queries.map((query) => `/bench/redis${query}`)
  if (redis) {
    list.push({
      key: 'redis',
      name: 'Redis, without the wishes',
      port: app.ready.port,
      paths: redisPaths.map(withoutWishes),
      cpu: redisCpu,
    })
    list.push({
      key: 'redisFiltered',
      name: 'Redis, wishes in the app',
      port: app.ready.port,
      paths: redisPaths,
      cpu: redisCpu,
    })
  }
  return list
}

const taskFor = ({ port, paths }: Pick<Contender, 'port' | 'paths'>, seconds: number): LoadTask => ({
  port,
  paths,
  connections: CONNECTIONS,
  seconds,
})

const ownCpu = async (child: Child<unknown>): Promise<number> => {
  const { user, system } = await child.ask<NodeJS.CpuUsage>('cpu')
  return user + system
}

const plus = (parts: (number | null)[]): number | null =>
  parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0)

async function runRounds(
  contenders: readonly Contender[],
  { rounds, seconds }: BenchOptions,
  load: LoadProcess,
): Promise<Measured[][]> {
  for (const contender of contenders) await load.ask('run', taskFor(contender, 1))
  const measured: Measured[][] = contenders.map(() => [])
  let slowLoad = false
  for (let round = 0; round < rounds; round++) {
    for (const i of contenders.keys()) {
      // Each starts a round in turn, so that none always follows the same one.
      const at = (i + round) % contenders.length
      const contender = contenders[at]!
      const before = await contender.cpu()
      const result = await load.ask<LoadResult>('run', taskFor(contender, seconds))
      const after = await contender.cpu()
      if (result.refused > 0) throw new Error(`${contender.name}: ${result.refused} requests were refused`)
      slowLoad ||= result.ownCpu > 0.97
      measured[at]!.push({
        ...result,
        cpuMicros: before === null || after === null ? null : (after - before) / result.requests,
      })
    }
  }
  if (slowLoad)
    console.log('  note: the load took a whole core at times; the fastest server may be faster still')
  return measured
}

function report(stations: number, contenders: readonly Contender[], measured: Measured[][]): NetworkResult {
  const middle = (at: number, key: 'perSecond' | 'p50Ms' | 'p99Ms') =>
    median(measured[at]!.map((m) => m[key]))
  const cpu = (at: number) => {
    const values = measured[at]!.map((m) => m.cpuMicros)
    return values.some((value) => value === null) ? null : median(values as number[])
  }
  // Round by round, because what else the machine does meets all contenders of a round.
  const ratio = (at: number) =>
    median(measured[0]!.map((m, round) => m.perSecond / measured[at]![round]!.perSecond))
  console.log(`\n  ${stations} stations`)
  printTable(
    ['', 'requests/s', 'this service ×', 'CPU µs/request', 'CPU ×', 'p50 ms', 'p99 ms'],
    contenders.map(({ name }, at) => {
      const micros = cpu(at)
      return [
        name,
        Math.round(middle(at, 'perSecond')),
        ratio(at).toFixed(2),
        micros === null ? 'unknown' : micros.toFixed(0),
        micros === null ? '' : (micros / cpu(0)!).toFixed(2),
        middle(at, 'p50Ms').toFixed(2),
        middle(at, 'p99Ms').toFixed(2),
      ]
    }),
  )
  const over = (key: Contender['key'], digits?: number) => {
    const at = contenders.findIndex((contender) => contender.key === key)
    return at < 0 ? null : rounded(ratio(at), digits)
  }
  const result = {
    stations,
    ofNodeHttp: over('nodeHttp', 3)!,
    overPostgis: over('postgis')!,
    overPostgisText: over('postgisText')!,
    overRedis: over('redis'),
    overRedisFiltered: over('redisFiltered'),
    cpuMicros: cpu(0) === null ? null : rounded(cpu(0)!, 1),
    p50Ms: rounded(middle(0, 'p50Ms')),
    p99Ms: rounded(middle(0, 'p99Ms')),
  }
  if (stations < 100_000) {
    printGoal('of node:http', result.ofNodeHttp, { least: 0.3 })
    printGoal('over PostGIS', result.overPostgis, { least: 7 })
    printGoal('over Redis', result.overRedis, { least: 3.5 })
  } else printGoal('over PostGIS', result.overPostgis, { least: 5 })
  return result
}
