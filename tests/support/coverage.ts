import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import pino from 'pino'
import { coverageRoutes } from '../../api/features/coverage/routes.ts'
import { createCoverage, type CoverageService } from '../../api/features/coverage/service.ts'
import { loadCalendar } from '../../api/features/hours/read-model.ts'
import { startNearest, type NearestService } from '../../api/features/nearest/service.ts'
import { problemHandler } from '../../api/http/problem.ts'
import { requireStaff } from '../../api/http/staff.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export const TOKEN = 'a-token-for-this-test'
export const STAFF = { Authorization: `Bearer ${TOKEN}` }

/** Beijing and around, WGS-84. */
export const BBOX = [115.4, 39.4, 117.55, 41.1] as const

export interface CoverageTestService {
  test: TestDatabase
  nearest: NearestService
  coverage: CoverageService
  url: string
  /** What went wrong behind the scenes. */
  errors: unknown[]
  /** Ends the coverage service and begins a new one on the same database, as a restart would. */
  restart(): Promise<void>
  /** Resolves once the index has this many stations. */
  settled(stations: number): Promise<void>
  stop(): Promise<void>
}

/** The coverage feature over a database of its own, on a free port. `fill` comes before the index is read. */
export async function startCoverageService(
  fill: (test: TestDatabase) => Promise<void>,
  clock?: () => number,
): Promise<CoverageTestService> {
  const test = await createTestDatabase()
  await fill(test)
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const calendar = await loadCalendar(test.db.knex)
  const nearest = await startNearest({ db: test.db, calendar, onError })
  const uploadFolder = await mkdtemp(join(tmpdir(), 'coverage-uploads-'))
  const begin = () =>
    createCoverage({
      db: test.db,
      follower: nearest.follower,
      calendar,
      bbox: BBOX,
      uploadFolder,
      maxFileBytes: 8 * 1024 * 1024,
      clock,
      onError,
    })
  let coverage = await begin()
  const app = express()
  app.set('query parser', 'simple')
  app.use('/api', (req, res, next) =>
    coverageRoutes(coverage, requireStaff(new Map([[TOKEN, '王工']])))(req, res, next),
  )
  app.use(problemHandler(pino({ level: 'error' })))
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    test,
    nearest,
    get coverage() {
      return coverage
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    errors,
    async restart() {
      await coverage.stop()
      coverage = await begin()
    },
    async settled(stations) {
      while (nearest.stations !== stations) await new Promise((resolve) => setTimeout(resolve, 50))
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await coverage.stop()
      await nearest.stop()
      await rm(uploadFolder, { recursive: true, force: true })
      await test.drop()
    },
  }
}
