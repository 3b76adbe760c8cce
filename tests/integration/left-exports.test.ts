/** Answers that are sent piece by piece, to readers who are slow, and to readers who leave at any moment. */
import { EventEmitter } from 'node:events'
import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { logLines } from '../support/log-lines.ts'
import { STAFF, startTestService, type TestService } from '../support/service.ts'

// The warning comes at eleven by default; this is what one answer needs, so that a leak shows at once.
const LISTENERS = 8
const log = logLines()
const warnings: Error[] = []
const onWarning = (warning: Error) => void warnings.push(warning)
let service: TestService

beforeAll(async () => {
  process.on('warning', onWarning)
  EventEmitter.defaultMaxListeners = LISTENERS
  service = await startTestService({ demoStations: 4000, logTo: log, env: { LOG_LEVEL: 'info' } })
  await seedDemoDemand(service.services)
})
afterAll(async () => {
  await service.stop()
  process.off('warning', onWarning)
  EventEmitter.defaultMaxListeners = 10
})

const EXPORTS = [
  ...['geojson', 'csv', 'xlsx', 'json&limit=4000'].map((f) => `/ogc/collections/stations/items?f=${f}`),
  ...['geojson', 'csv', 'xlsx'].map((f) => `/ogc/collections/districts/items?f=${f}`),
  ...['csv', 'geojson'].map((f) => `/api/coverage/export.${f}?level=cells`),
  '/api/coverage/export.xlsx?level=areas',
  '/api/stations/city',
  '/api/imports/template.xlsx',
]
const ENCODINGS = ['identity', 'gzip', 'br']

/** @param read told of each piece; returns false to leave */
function read(path: string, encoding: string, onPiece: (bytes: number) => Promise<boolean>): Promise<number> {
  return new Promise((resolve) => {
    let bytes = 0
    const sent = httpRequest(
      `${service.url}${path}`,
      { agent: false, headers: { ...STAFF, 'Accept-Encoding': encoding } },
      (res) => {
        res.on('error', () => resolve(bytes))
        res.on('end', () => resolve(bytes))
        res.on('data', (piece: Buffer) => {
          bytes += piece.length
          res.pause()
          void onPiece(bytes).then((on) => (on ? res.resume() : sent.destroy()))
        })
        res.on('close', () => resolve(bytes))
      },
    )
    sent.on('error', () => resolve(bytes))
    sent.end()
  })
}

const connectionsUsed = () => (service.services.knex.client as { pool: { numUsed(): number } }).pool.numUsed()

async function nothingLeft(): Promise<void> {
  await expect.poll(() => service.services.metrics.requests.open, { timeout: 30_000 }).toBe(0)
  await expect.poll(connectionsUsed, { timeout: 30_000 }).toBe(0)
  expect(log.lines().filter(({ level }) => level >= 50)).toEqual([])
  expect(warnings).toEqual([])
}

describe('an export', { timeout: 180_000 }, () => {
  it('to slow readers, many at once, leaves no listener behind', async () => {
    for (const encoding of ENCODINGS) {
      const sizes = await Promise.all(
        EXPORTS.map((path) => read(path, encoding, () => sleep(1).then(() => true))),
      )
      expect(sizes.filter((bytes) => bytes === 0)).toEqual([])
    }
    await nothingLeft()
  })

  it('whose reader leaves in the middle is given up without an error, a warning or a held connection', async () => {
    for (const encoding of ['identity', 'gzip']) {
      for (let round = 0; round < 2; round++)
        await Promise.all(
          EXPORTS.map((path) => read(path, encoding, async (bytes) => bytes < round * 30_000)),
        )
    }
    await nothingLeft()
  })

  it('whose reader leaves before the first byte is given up as quietly', async () => {
    const { port } = new URL(service.url)
    for (const path of EXPORTS) {
      for (const ms of [0, 1, 3, 10, 30, 60]) {
        const sent = httpRequest({
          port,
          path,
          agent: false,
          headers: { ...STAFF, 'Accept-Encoding': 'gzip' },
        })
        sent.on('error', () => undefined)
        sent.end()
        await sleep(ms)
        sent.destroy()
      }
    }
    await nothingLeft()
  })
})
