import compression from 'compression'
import { Router, type Request, type Response } from 'express'
import { parseInput } from '../../../http/parse.ts'
import { refuseRepeated } from '../../nearest/place-check.ts'
import type { CityText } from './city-thread.ts'
import { cityParams, updatesQuery } from './schemas.ts'
import type { CityService } from './service.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** The whole city in one file, under `/api/stations`; to stand before `/api/stations/:code`. */
export function cityRoutes(city: CityService): Router {
  const router = Router()

  router.get('/city', async (req, res) => {
    const file = await city.current()
    res.setHeader('Content-Location', `${req.baseUrl}/city/${file.version}`)
    send(req, res, file, 'no-cache')
  })

  router.get('/city/:version', (req, res) => {
    const { version } = parseInput(cityParams, req.params)
    const file = city.kept(version)
    if (file) return send(req, res, file, FOR_EVER)
    // Whoever asks for a version that is gone (or that another process has) is best served with the current one.
    open(res, 'no-store')
    res.redirect(307, `${req.baseUrl}/city`)
  })

  router.get('/updates', compression(), async (req, res) => {
    refuseRepeated(req.query)
    const body = await city.updates(parseInput(updatesQuery, req.query).since)
    open(res, 'no-cache')
    res.type('application/json').end(body)
  })

  return router
}

/** Open data: any page may read it. */
function open(res: Response, caching: string): void {
  res.setHeader('Access-Control-Allow-Origin', '*')
  res.setHeader('Access-Control-Expose-Headers', 'Content-Location, ETag')
  res.setHeader('Cache-Control', caching)
}

/** The file is compressed once, not for every asker. */
function send(req: Request, res: Response, file: CityText, caching: string): void {
  open(res, caching)
  res.setHeader('Vary', 'Accept-Encoding')
  // Weak: the same tag for every encoding.
  const tag = `W/"${file.version}"`
  res.setHeader('ETag', tag)
  // Not `req.fresh`: it says no to every script that sets the header itself, because fetch then adds `no-cache`.
  if (req.headers['if-none-match']?.includes(tag)) {
    res.status(304).end()
    return
  }
  const encoding = req.acceptsEncodings('br', 'gzip', 'identity')
  const body = encoding === 'br' ? file.brotli : encoding === 'gzip' ? file.gzip : file.plain
  if (encoding === 'br' || encoding === 'gzip') res.setHeader('Content-Encoding', encoding)
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Content-Length', body.length)
  res.end(body)
}
