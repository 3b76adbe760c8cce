import { json, Router, type Request, type RequestHandler, type Response } from 'express'
import { parseInput } from '../../http/parse.ts'
import { actorOf } from '../../http/staff.ts'
import { placeAtQuery, placesQuery, streetLayer, streetLayerQuery } from './schemas.ts'
import type { MapLayer, PlacesService } from './service.ts'

/** Places by name and by point, the map's areas, and the street layer. Mounted under `/api`. */
export function placeRoutes(places: PlacesService, staff: RequestHandler): Router {
  const router = Router()

  router.get('/places', async (req, res) => {
    const { q, limit } = parseInput(placesQuery, req.query)
    res.setHeader('Cache-Control', 'no-store')
    res.json({ items: await places.search(q, limit) })
  })

  // The point may be a worker's: it is answered and forgotten.
  router.get('/places/at', (req, res) => {
    const point = parseInput(placeAtQuery, req.query)
    res.setHeader('Cache-Control', 'no-store')
    res.json(places.at(point))
  })

  router.get('/map/districts', (req, res) => sendLayer(req, res, places.districtsLayer()))
  router.get('/map/streets', (req, res) => sendLayer(req, res, places.streetsLayer()))

  router.post(
    '/layers/streets',
    staff,
    json({ limit: '32mb', type: ['application/json', 'application/geo+json'] }),
    async (req, res) => {
      const options = parseInput(streetLayerQuery, req.query)
      const report = await places.importStreetLayer(parseInput(streetLayer, req.body), options, actorOf(res))
      res.setHeader('Cache-Control', 'no-store')
      res.json(report)
    },
  )

  return router
}

function sendLayer(req: Request, res: Response, layer: MapLayer): void {
  res.setHeader('Access-Control-Allow-Origin', '*')
  res.setHeader('ETag', layer.etag)
  res.setHeader('Cache-Control', 'public, max-age=300')
  if (req.fresh) {
    res.status(304).end()
    return
  }
  res.type('application/geo+json').send(layer.body)
}
