import type { Knex } from 'knex'
import { collectDefaultMetrics, Gauge, Registry, type Metric, type MetricObject } from 'prom-client'
import type { CoverageService } from '../features/coverage/service.ts'
import type { ImportsService } from '../features/imports/service.ts'
import type { NearestService } from '../features/nearest/service.ts'
import { createRequestCounts, DURATION_BUCKETS, type RequestCounts } from './request-counts.ts'

export interface Metrics {
  readonly requests: RequestCounts
  readonly contentType: string
  /** Everything in Prometheus' text format. */
  text(): Promise<string>
}

/** What is measured beside the requests. */
export interface Measured {
  knex: Knex
  nearest: Pick<NearestService, 'stations' | 'dataVersion' | 'follower'>
  imports: Pick<ImportsService, 'jobs'>
  coverage: Pick<CoverageService, 'runCounts'>
}

export function createMetrics(measured: Measured): Metrics {
  const requests = createRequestCounts()
  const registry = new Registry()
  measureRequests(registry, requests)
  measureIndex(registry, measured.nearest)
  measurePool(registry, measured.knex)
  measureWork(registry, measured)
  const whole = Registry.merge([registry, processRegistry()])
  return { requests, contentType: whole.contentType, text: () => whole.metrics() }
}

let ofProcess: Registry | undefined

/** Memory, processor, garbage, event loop: once a process, however many services it runs. */
function processRegistry(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

type Read = () => number | Record<string, number>

/** A number, or one for each value of a label, read when the metrics are. */
function gauge(registry: Registry, name: string, help: string, read: Read, label?: string): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    labelNames: label ? [label] : [],
    collect() {
      const values = read()
      if (typeof values === 'number') return this.set(values)
      for (const [key, value] of Object.entries(values)) this.set({ [label!]: key }, value)
    },
  })
}

/** A count that only rises, kept elsewhere. prom-client's Counter can be raised, but not told its value. */
function counter(registry: Registry, name: string, help: string, label: string, read: () => object): void {
  registerRead(registry, name, help, 'counter', () =>
    Object.entries(read() as Record<string, number>).map(([key, value]) => ({
      labels: { [label]: key },
      value,
    })),
  )
}

interface Value {
  labels: Record<string, string>
  value: number
  metricName?: string
}

/** The registry asks a metric for nothing but its name and `get`. */
function registerRead(
  registry: Registry,
  name: string,
  help: string,
  type: 'counter' | 'histogram',
  values: () => Value[],
): void {
  const get = () =>
    Promise.resolve({ name, help, type, aggregator: 'sum', values: values() } as unknown as MetricObject)
  registry.registerMetric({ name, help, type, get, reset: () => undefined } as unknown as Metric)
}

function measureRequests(registry: Registry, requests: RequestCounts): void {
  const name = 'http_request_duration_seconds'
  const help = 'How long answers took until their last byte, by method, route pattern and status class.'
  registerRead(registry, name, help, 'histogram', () =>
    requests.series().flatMap(({ labels, atMost, seconds }) => [
      ...atMost.map((value, i) => ({
        metricName: `${name}_bucket`,
        labels: { ...labels, le: String(DURATION_BUCKETS[i] ?? '+Inf') },
        value,
      })),
      { metricName: `${name}_sum`, labels, value: seconds },
      { metricName: `${name}_count`, labels, value: atMost.at(-1)! },
    ]),
  )
  gauge(registry, 'http_requests_open', 'Requests that are being answered.', () => requests.open)
}

function measureIndex(registry: Registry, nearest: Measured['nearest']): void {
  const { follower } = nearest
  gauge(registry, 'station_index_stations', 'Stations that a search can find.', () => nearest.stations)
  gauge(
    registry,
    'station_index_data_version',
    'Version of the registry that searches answer from; -1 before the first.',
    () => nearest.dataVersion,
  )
  gauge(
    registry,
    'station_index_age_seconds',
    'Since when it is not known whether the database has a newer version.',
    () => (follower.ageMs ?? Infinity) / 1000,
  )
}

/** What knex keeps its connections in (tarn); not part of its types. */
interface Pool {
  max: number
  numUsed(): number
  numFree(): number
  numPendingAcquires(): number
}

function measurePool(registry: Registry, knex: Knex): void {
  const { pool } = knex.client as { pool: Pool }
  gauge(
    registry,
    'database_pool_connections',
    'Connections to the database by what they do.',
    () => ({ used: pool.numUsed(), idle: pool.numFree() }),
    'state',
  )
  gauge(registry, 'database_pool_max', 'Most connections of the pool.', () => pool.max)
  gauge(registry, 'database_pool_waiting', 'Queries that wait for a connection.', () =>
    pool.numPendingAcquires(),
  )
}

function measureWork(registry: Registry, { imports, coverage }: Measured): void {
  gauge(
    registry,
    'import_jobs_open',
    'Rosters that wait to be read or are being read by this process.',
    () => imports.jobs.open,
  )
  counter(registry, 'import_jobs_total', 'What became of rosters in this process.', 'outcome', () => {
    const { checked, failed, committed } = imports.jobs
    return { checked, failed, committed }
  })
  gauge(
    registry,
    'coverage_runs_open',
    'Weeks of coverage that wait or are being counted by this process.',
    () => coverage.runCounts.open,
  )
  counter(registry, 'coverage_runs_total', 'What became of weeks of coverage.', 'outcome', () => {
    const { done, failed, cancelled, refused } = coverage.runCounts
    return { done, failed, cancelled, refused }
  })
}
