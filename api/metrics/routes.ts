import { createHash, timingSafeEqual } from 'node:crypto'
import { Router, type Request } from 'express'
import { Problem } from '../http/problem.ts'
import type { Metrics } from './metrics.ts'

/**
 * `GET /metrics`, for those with the token; without a token for programs on this machine that come directly.
 *
 * @throws Problem 401 without the token that is set, 403 from elsewhere when none is
 */
export function metricsRoutes(metrics: Metrics, token: string | undefined): Router {
  const router = Router()
  router.get('/metrics', async (req, res) => {
    if (token === undefined) requireNear(req)
    else requireToken(req, token)
    const text = await metrics.text()
    res.setHeader('Cache-Control', 'no-store')
    res.setHeader('Content-Type', metrics.contentType)
    res.end(text)
  })
  return router
}

const digest = (text: string) => createHash('sha256').update(text).digest()

function requireToken(req: Request, token: string): void {
  const given = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return
  const sentence = { zh: '读取运行指标需要它的令牌。', en: 'Reading the metrics needs their token.' }
  throw new Problem(401, sentence, [], { 'WWW-Authenticate': 'Bearer realm="metrics"' })
}

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

/** Whatever a reverse proxy on this machine passes on comes from near too: its headers give it away. */
function requireNear({ socket, headers }: Request): void {
  const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => headers[name] !== undefined)
  if (!passedOn && LOOPBACK.test(socket.remoteAddress ?? '')) return
  throw new Problem(403, {
    zh: '运行指标只能在本机读取;要从别处读取,请设置 METRICS_TOKEN。',
    en: 'The metrics can be read on this machine alone; set METRICS_TOKEN to read them from elsewhere.',
  })
}
