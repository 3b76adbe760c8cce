import { gzip } from 'node:zlib'
import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { endTogether } from '../../http/end-together.ts'
import { inputProblem, parseInput } from '../../http/parse.ts'
import { languageOf } from '../../http/problem.ts'
import { licenceHeader, type Licence } from '../../http/licence.ts'
import { recycle } from './answer.ts'
import { refuseExchanged, refuseRepeated, requireBoth, requireInside, type Region } from './place-check.ts'
import { nearestQuery, withinQuery } from './schemas.ts'
import type { NearestService } from './service.ts'

/** The searches under `/api/stations`. */
export function nearestRoutes({
  nearest,
  config,
}: {
  nearest: Pick<NearestService, 'nearest' | 'within'>
  config: { region: Region; licence: Licence }
}): Router {
  const router = Router()
  const headers = [...HEADERS, 'Link', licenceHeader(config.licence)]

  const nearestInput = z.compile(nearestQuery, { strict: true })

  router.get('/nearest', (req, res) => {
    const given = req.query
    refuseRepeated(given)
    requireBoth(given)
    const parsed = nearestInput.safeParse(given)
    if (!parsed.success) {
      // Most exchanged positions are no latitudes at all: the better sentence comes first.
      refuseExchanged(config.region, Number(given.lon), Number(given.lat))
      throw inputProblem(parsed.error, given)
    }
    const query = parsed.data
    requireInside(config.region, query.lon, query.lat)
    const body = nearest.nearest(query, () => languageOf(req))
    send(req, res, headers, body)
  })

  router.get('/within', (req, res) => {
    const given = req.query
    refuseRepeated(given)
    send(req, res, headers, nearest.within(parseInput(withinQuery, given)))
  })

  return router
}

/** Not `res.send`: the body is complete, and an ETag of an answer about this very moment would be of no use. */
function send(req: Request, res: Response, headers: readonly string[], body: Buffer): void {
  if (!acceptsGzip(req)) {
    res.writeHead(200, [...headers, 'Content-Length', String(body.length)])
    // 'finish' comes when the last byte was handed to the system; a connection that breaks before never brings it.
    res.once('finish', () => recycle(body))
    endTogether(res, body)
    return
  }
  // On a slow line a fifth of the bytes is worth more than the 0.2 ms of a helper thread that they cost.
  gzip(body, { level: 1 }, (error, packed) => {
    recycle(body)
    if (error) return void res.destroy(error)
    const length = String(packed.length)
    res.writeHead(200, [...headers, 'Content-Encoding', 'gzip', 'Content-Length', length])
    res.end(packed)
  })
}

/** Written as they are: kept one by one they would cost a fifth of what the search does. */
const HEADERS = [
  ...['Content-Type', 'application/geo+json; charset=utf-8'],
  ...['Cache-Control', 'no-store'],
  ...['Vary', 'Accept-Encoding'],
  ...['X-Content-Type-Options', 'nosniff'],
]

const acceptsGzip = (req: Request) =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(req.headers['accept-encoding'] ?? '')
