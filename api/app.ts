import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Express, type Request, type Response, type Router } from 'express'
import compression from 'compression'
import helmet from 'helmet'
import sirv from 'sirv'
import type { Config } from './config.ts'
import { coverageRoutes } from './features/coverage/routes.ts'
import { nearestRoutes } from './features/nearest/routes.ts'
import { importRoutes } from './features/imports/routes.ts'
import { cityRoutes } from './features/open-data/city/routes.ts'
import { licenceHeader } from './http/licence.ts'
import { ogcRoutes } from './features/open-data/ogc/routes.ts'
import { tileRoutes } from './features/open-data/tiles/routes.ts'
import { placeRoutes } from './features/places/routes.ts'
import { stationRoutes } from './features/stations/routes.ts'
import { ARCHIVE_ADDRESS, sendArchive } from './http/basemap-archive.ts'
import { Problem, problemHandler, sendProblem } from './http/problem.ts'
import { watchRequests, type RequestWatch } from './http/request-watch.ts'
import { requireStaff } from './http/staff.ts'
import { serviceRoutes } from './http/service-routes.ts'
import { metricsRoutes } from './metrics/routes.ts'
import { openApiRoutes } from './openapi/routes.ts'
import type { Services } from './services.ts'

/** Where the built web page lies; made by `npm run build`. */
export const WEB_ROOT = new URL('../web-map/dist', import.meta.url).pathname

/** The whole HTTP application over running services. It never listens: tests mount it as it is. */
export function createApp(services: Services): Express {
  const { config, log } = services
  const app = express()
  app.disable('x-powered-by')
  // Answers that can be revalidated set their own tag; hashing every body would cost a fifth of the throughput.
  app.disable('etag')
  app.set('query parser', 'simple')
  app.set('trust proxy', config.trustProxy)
  const { requests } = services.metrics
  const watch = watchRequests({ log, requests, trustProxy: config.trustProxy })
  const mount = (path: string, router: Router) => app.use(path, watch.name(path, router))
  app.use((_req, res, next) => {
    watch.begin(res)
    // A stopping process keeps no connection: the next request shall find another one.
    if (services.stopping) res.setHeader('Connection', 'close')
    next()
  })

  // First, because it is asked most: nothing stands before it that it does not need.
  mount('/api/stations', nearestRoutes(services))

  const licence = licenceHeader(config.licence)
  app.use((req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff')
    if (isData(req.url)) res.setHeader('Link', licence)
    next()
  })
  mount('/api/stations', cityRoutes(services.city))
  mount('/tiles', tileRoutes(services.tiles, config))

  const staff = requireStaff(services.staffTokens)
  mount(
    '/ogc',
    ogcRoutes({
      knex: services.knex,
      config,
      dataVersion: () => services.nearest.dataVersion,
      licence: config.licence,
    }),
  )
  app.use('/api', compression())
  mount('/', serviceRoutes(services))
  mount('/', metricsRoutes(services.metrics, config.metricsToken))
  mount('/api', openApiRoutes(config.publicUrl, config.licence))
  mount('/api', placeRoutes(services.places, staff))
  mount('/api', coverageRoutes(services.coverage, staff))
  mount('/api', importRoutes(services.imports, staff))
  mount('/api/stations', stationRoutes(services.stations, services.calendar, config.licence, staff))
  app.use('/api', (req) => {
    throw new Problem(404, { zh: `没有 ${req.path} 这个接口。`, en: `There is no interface ${req.path}.` })
  })

  if (config.basemap.file)
    app.get(ARCHIVE_ADDRESS, watch.as(ARCHIVE_ADDRESS), sendArchive(config.basemap.file))
  if (existsSync(WEB_ROOT)) app.use(watch.as('page'), webPages(config.basemap))
  app.use((_req, _res) => {
    throw new Problem(404, { zh: '没有这个页面。', en: 'There is no such page.' })
  })
  app.use(problemHandler(log))
  answerUnroutable(app, watch)
  return app
}

/** Whether an address leads to data, which go out under a licence, and not to a page. */
const isData = (url: string) => url.startsWith('/api/') || url.startsWith('/tiles/')

/** A target that is no address (`http://[/`) passes no middleware at all; Express would answer it in HTML. */
function answerUnroutable(app: Express, watch: RequestWatch): void {
  const { handle } = app as unknown as { handle: Handle }
  const unroutable = (req: Request, res: Response) => {
    watch.begin(res)
    sendProblem(req, res, UNROUTABLE)
  }
  const whole: Handle = function (this: Express, req, res, done) {
    handle.call(this, req, res, done ?? (() => unroutable(req, res)))
  }
  Object.assign(app, { handle: whole })
}

type Handle = (this: Express, req: Request, res: Response, done?: (error?: unknown) => void) => void
const UNROUTABLE = new Problem(400, {
  zh: '请求的地址无法识别。',
  en: 'The requested address cannot be read.',
})

/** The built page: hashed assets for ever, the page itself revalidated; unknown station links lead to the page. */
function webPages(basemap: Config['basemap']): express.Router {
  const router = express.Router()
  router.use((req, _res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      const sentence = { zh: '页面只能读取。', en: 'Pages can only be read.' }
      throw new Problem(405, sentence, [], { Allow: 'GET, HEAD' })
    }
    // The files are small and sirv answers a bad range without a word; so ranges are not offered.
    delete req.headers.range
    // A page of its own; all other addresses are the worker's page, which knows its routes.
    if (req.path === '/gaps') req.url = '/gaps.html'
    next()
  })
  // A style of somebody else's names tiles, sprites and glyphs on hosts that only it knows.
  const others = basemap.kind === 'style' ? ['https:'] : []
  const elsewhere = basemap.url ? [new URL(basemap.url).origin, ...others] : []
  router.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          // MapLibre draws images from data and blobs and runs its worker from our own files.
          imgSrc: ["'self'", 'data:', 'blob:', 'https://*.tianditu.gov.cn', ...elsewhere],
          connectSrc: ["'self'", 'https://*.tianditu.gov.cn', ...elsewhere],
          workerSrc: ["'self'", 'blob:'],
          styleSrc: ["'self'", "'unsafe-inline'"],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          frameAncestors: ["'self'"],
        },
      },
      // HTTPS is the reverse proxy's to promise.
      strictTransportSecurity: false,
    }),
  )
  const assets = sirv(join(WEB_ROOT, 'assets'), {
    brotli: true,
    gzip: true,
    immutable: true,
    maxAge: 31_536_000,
    etag: true,
  })
  const pages = sirv(WEB_ROOT, { brotli: true, gzip: true, etag: true, maxAge: 0, single: true })
  router.use('/assets', assets, () => {
    throw new Problem(404, { zh: '没有这个文件。', en: 'There is no such file.' })
  })
  router.use(pages)
  return router
}
