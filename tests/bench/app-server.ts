/** The real service in a process of its own; routes for the rivals are added to the very same application. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RequestHandler } from 'express'
import pg, { type PoolClient, type QueryConfig } from 'pg'
import pino from 'pino'
import { createApp } from '../../api/app.ts'
import { openRegistry } from '../../api/bootstrap.ts'
import { readConfig } from '../../api/config.ts'
import { expressClasses } from '../../api/http/express-fast.ts'
import { putRequestsFirst } from '../../api/requests-first.ts'
import { createServices, type Services } from '../../api/services.ts'
import { serveParent } from './child.ts'
import { say } from './report.ts'
import { readyMade, readyMadeRoute, rows, rowsRoute } from './rivals/postgis.ts'
import { fillTable, indexUsed, type PgConnections } from './rivals/postgis-table.ts'
import { loadRedis, redisRoute } from './rivals/redis.ts'

export interface AppReady {
  port: number
  /** How many can be found. */
  stations: number
}

const RIVAL = 'bench rival'

/** The route under test is the second in line; the rivals come right after it, before all else. */
const AFTER_NEAREST = 2

serveParent(async () => {
  putRequestsFirst()
  const config = readConfig(process.env)
  const db = await openRegistry(config, (message) => say(`    ${message}`))
  const services = await createServices(
    config,
    db,
    pino({ level: 'error' }, pino.destination(2)),
    () => undefined,
  )
  const app = createApp(services)
  const add = (path: string, handler: RequestHandler) => {
    app.get(path, handler)
    const { stack } = app.router
    stack.splice(AFTER_NEAREST, 0, stack.pop()!)
  }
  const server = createServer(expressClasses(app), app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const connections = connectionsOf(services)
  return {
    ready: {
      port: (server.address() as AddressInfo).port,
      stations: services.nearest.stations,
    } satisfies AppReady,
    handlers: {
      cpu: () => process.cpuUsage(),
      places: () => placesOf(services),
      stations: () => services.nearest.stations,
      async addPostgis(questions: Record<string, string>[]) {
        const live = services.nearest.follower.live()!
        for (const kept of [rows, readyMade]) await fillTable(connections, kept, live)
        add('/bench/postgis-rows', rowsRoute(connections, live))
        add('/bench/postgis-text', readyMadeRoute(connections))
        return Promise.all(
          [rows, readyMade].flatMap((kept) => questions.map((q) => indexUsed(connections, kept, q))),
        )
      },
      /** @returns the process ids of the rival's connections */
      async backends() {
        const { rows } = await connections.query({
          text: `select pid from pg_stat_activity where application_name = '${RIVAL}'`,
        })
        return rows.map((row) => (row as { pid: number }).pid)
      },
      async addRedis(port: number) {
        add('/bench/redis', redisRoute(await loadRedis(port, services.nearest.follower.live()!)))
      },
    },
  }
})

/** Positions of stations, flat: lon, lat, lon, lat … */
function placesOf(services: Services): number[] {
  const { index } = services.nearest.follower.live()!.snapshot
  const step = Math.max(1, Math.floor(index.size / 5000))
  const places: number[] = []
  for (let row = 0; row < index.size; row += step) places.push(index.lon[row]!, index.lat[row]!)
  return places
}

function connectionsOf({ config, knex }: Services): PgConnections {
  if (config.databaseUrl) {
    const pool = new pg.Pool({
      connectionString: config.databaseUrl,
      application_name: RIVAL,
      max: config.poolSize,
      idleTimeoutMillis: 0,
    })
    return { connect: () => pool.connect(), query: (query) => pool.query(query), prepared: true }
  }
  const client = knex.client as {
    acquireConnection(): Promise<PoolClient>
    releaseConnection(connection: PoolClient): Promise<void>
  }
  return {
    async connect() {
      const connection = await client.acquireConnection()
      connection.release = () => void client.releaseConnection(connection)
      return connection
    },
    async query(query: QueryConfig) {
      const connection = await client.acquireConnection()
      try {
        return await connection.query(query)
      } finally {
        await client.releaseConnection(connection)
      }
    },
    prepared: false,
  }
}
