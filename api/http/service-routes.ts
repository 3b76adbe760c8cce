import { Router } from 'express'
import { registryCounts } from '../features/stations/read-model.ts'
import { ARCHIVE_ADDRESS } from './basemap-archive.ts'
import type { Services } from '../services.ts'

/** Is it up, is it ready, and what does a page need to know before it asks for stations. */
export function serviceRoutes(services: Services): Router {
  const { config, knex, nearest, city } = services
  const router = Router()

  router.get('/healthz', (_req, res) => {
    res.setHeader('Cache-Control', 'no-store')
    res.json({ alive: true })
  })

  router.get('/readyz', (_req, res) => {
    res.setHeader('Cache-Control', 'no-store')
    const { ready } = services
    res.status(ready ? 200 : 503)
    res.json({ ready, stations: nearest.stations, dataVersion: nearest.dataVersion })
  })

  router.get('/api/config', async (_req, res) => {
    const counts = await registryCounts(knex)
    res.setHeader('Cache-Control', 'no-cache')
    res.json({
      region: {
        name: config.region.name,
        bbox: config.region.bbox,
        centre: config.region.centre,
      },
      basemap: {
        kind: config.basemap.kind,
        url: config.basemap.file ? ARCHIVE_ADDRESS : (config.basemap.url ?? null),
        key: config.basemap.key ?? null,
        approvalNumber: config.basemap.approvalNumber ?? null,
        credit: config.basemap.credit ?? null,
      },
      // Any synthetic station makes every header say 演示数据.
      demo: counts.synthetic > 0,
      stations: counts.stations,
      cityFile: city.fits(),
      dataVersion: nearest.dataVersion,
    })
  })

  return router
}
