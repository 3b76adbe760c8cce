import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import type { DestinationStream } from 'pino'
import { createApp } from '../../api/app.ts'
import { readConfig } from '../../api/config.ts'
import { expressClasses } from '../../api/http/express-fast.ts'
import { createLog } from '../../api/log.ts'
import { createServices, type Services } from '../../api/services.ts'
import { seedDemo, seedReference } from '../../seeds/load.ts'
import type { Database } from '../../db/database.ts'
import { createTestDatabase } from './database.ts'

export const STAFF_TOKEN = 'a-token-for-tests-only'
export const STAFF = { Authorization: `Bearer ${STAFF_TOKEN}` }

export interface TestService {
  app: Express
  db: Database
  services: Services
  /** Where it answers over HTTP. */
  url: string
  stop(): Promise<void>
}

export interface TestServiceOptions {
  /** How many demo stations the registry starts with; none by default. */
  demoStations?: number
  env?: Record<string, string>
  /** Takes the lines of the log; else they are shown. */
  logTo?: DestinationStream
}

/** The whole service as `npm start` runs it, over a database of its own, on a free port. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const database = await createTestDatabase()
  const config = readConfig({
    DATA_DIR: database.dataDir,
    PORT: '0',
    STAFF_TOKENS: `tester:${STAFF_TOKEN}`,
    LOG_LEVEL: 'error',
    ...options.env,
  })
  await seedReference(database.db)
  if (options.demoStations) await seedDemo(database.db, { count: options.demoStations })
  const services = await createServices(
    config,
    database.db,
    createLog(config.logLevel, options.logTo),
    () => undefined,
  )
  const app = createApp(services)
  const server = createServer(expressClasses(app), app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    app,
    db: database.db,
    services,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await services.close()
      await database.drop()
    },
  }
}
