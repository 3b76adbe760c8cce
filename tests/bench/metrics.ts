/** What it costs a request to be watched: counted, and not logged. Nothing but the watching differs between the loops. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Router, type Request, type Response } from 'express'
import { Histogram, Registry } from 'prom-client'
import { watchRequests } from '../../api/http/request-watch.ts'
import { createLog } from '../../api/log.ts'
import { createRequestCounts, DURATION_BUCKETS } from '../../api/metrics/request-counts.ts'
import type { BenchOptions } from './options.ts'
import { median, printTable } from './report.ts'

const REQUESTS = 200_000

/** An answer whose last byte has been handed over. */
class Finished extends ServerResponse {}
Object.defineProperty(Finished.prototype, 'writableFinished', { value: true })

export function runMetricsBench({ rounds }: BenchOptions): Promise<Record<string, unknown>> {
  const requests = createRequestCounts()
  const watch = watchRequests({ log: createLog('info'), requests, trustProxy: false })
  const router = watch.name(
    '/api/stations',
    Router().get('/nearest', () => undefined),
  )
  const [layer] = router.stack
  const labels = { method: 'GET', route: '/api/stations/nearest', status: '2xx' }
  const histogram = new Histogram({
    name: 'seconds',
    help: 'as prom-client would count them',
    labelNames: Object.keys(labels),
    buckets: DURATION_BUCKETS,
    registers: [new Registry()],
  })

  const contenders: Record<string, (res: Response) => void> = {
    unwatched: (res) => void res.emit('close'),
    watched: (res) => {
      watch.begin(res)
      res.emit('close')
    },
    'prom-client': (res) => {
      const started = performance.now()
      res.on('close', () => histogram.observe(labels, (performance.now() - started) / 1000))
      res.emit('close')
    },
  }
  const nanoseconds: Record<string, number[]> = {}
  const socket = new Socket()
  for (let round = 0; round <= rounds; round++) {
    for (const [name, serve] of Object.entries(contenders)) {
      const began = performance.now()
      for (let i = 0; i < REQUESTS; i++) {
        const req = new IncomingMessage(socket) as Request
        req.method = 'GET'
        req.route = layer!.route
        serve(new Finished(req) as Response)
      }
      const each = ((performance.now() - began) * 1e6) / REQUESTS
      // The first round is for the compiler.
      if (round > 0) (nanoseconds[name] ??= []).push(each)
    }
  }
  socket.destroy()
  const bare = median(nanoseconds.unwatched!)
  const cost = (name: string) => Math.round(median(nanoseconds[name]!) - bare)
  const result = { watchedNs: cost('watched'), promClientNs: cost('prom-client') }
  printTable(
    ['a request', 'ns'],
    [
      ['watched', String(result.watchedNs)],
      ['by prom-client’s histogram', String(result.promClientNs)],
    ],
  )
  return Promise.resolve(result)
}
