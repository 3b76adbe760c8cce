import { Router, type Request, type Response } from 'express'
import type { Config } from '../../../config.ts'
import { parseInput } from '../../../http/parse.ts'
import { refuseRepeated } from '../../nearest/place-check.ts'
import { siteUrl } from '../ogc/links.ts'
import { tileJsonQuery, tileParams, tileQuery } from './schemas.ts'
import type { Tile, TilesService } from './service.ts'
import { atInstant, tileAddress } from './tile-address.ts'

const FOR_EVER = 'public, max-age=31536000, immutable'

/** Vector tiles and their TileJSON, under `/tiles`. */
export function tileRoutes(tiles: TilesService, config: Pick<Config, 'publicUrl'>): Router {
  const router = Router()

  router.get('/stations.json', async (req, res) => {
    refuseRepeated(req.query)
    const query = atInstant(parseInput(tileJsonQuery, req.query), Date.now())
    const set = await tiles.current()
    const path = `${siteUrl(req, config)}${req.baseUrl}/${set.version}/stations/{z}/{x}/{y}.mvt`
    open(res, 'no-cache')
    res.setHeader('ETag', `W/"${set.version}${query.open ?? query.at ?? ''}"`)
    // The wishes go on to the tiles.
    res.json(set.tileJson(tileAddress(path, query)))
  })

  router.get('/:version/stations/:z/:x/:y.mvt', async (req, res) => {
    refuseRepeated(req.query)
    const { version, z, x, y } = parseInput(tileParams, req.params)
    const query = parseInput(tileQuery, req.query)
    if (version === 'current') {
      const set = await tiles.current()
      return send(req, res, set.tile(z, x, y, query), 'no-cache')
    }
    const set = tiles.kept(version)
    if (set) return send(req, res, set.tile(z, x, y, query), FOR_EVER)
    // A map that was opened long ago, or on another process: it goes on with what is current here.
    open(res, 'no-store')
    res.redirect(307, tileAddress(`${req.baseUrl}/current/stations/${z}/${x}/${y}.mvt`, query))
  })

  return router
}

/** Open data: any page may read it. */
function open(res: Response, caching: string): void {
  res.setHeader('Access-Control-Allow-Origin', '*')
  res.setHeader('Cache-Control', caching)
}

async function send(req: Request, res: Response, tile: Tile, caching: string): Promise<void> {
  open(res, caching)
  if (!tile.body) {
    res.status(204).end()
    return
  }
  res.setHeader('Content-Type', 'application/vnd.mapbox-vector-tile')
  res.setHeader('Vary', 'Accept-Encoding')
  const zipped = tile.gzip && req.acceptsEncodings('gzip', 'identity') === 'gzip' ? await tile.gzip : null
  if (zipped) res.setHeader('Content-Encoding', 'gzip')
  const body = zipped ?? tile.body
  res.setHeader('Content-Length', body.length)
  res.end(body)
}
