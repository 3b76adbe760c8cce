import { rm } from 'node:fs/promises'
import { json, Router, type Request, type RequestHandler } from 'express'
import { parseInput } from '../../http/parse.ts'
import { languageOf } from '../../http/problem.ts'
import { actorOf } from '../../http/staff.ts'
import { receiveUpload } from '../imports/upload.ts'
import { refuseRepeated } from '../nearest/place-check.ts'
import { CELLS_TYPE } from './cells-binary.ts'
import { sendExport, EXPORT_FORMATS } from './export-routes.ts'
import { modelJson } from './present.ts'
import {
  areaLayerBody,
  areaLayerQuery,
  cellsQuery,
  compareQuery,
  coverageQuery,
  detailsQuery,
  exportQuery,
  h3Cell,
  idParam,
  leaveOutQuery,
  modelBody,
  modelParam,
  runParam,
  runsQuery,
  siteFileFields,
  snapshotBody,
  weekQuery,
} from './schemas.ts'
import type { CoverageService } from './service.ts'

/**
 * Coverage under `/api/coverage`: open to all down to streets; cells, sites, layers and changes are for staff.
 *
 * @param staff refuses everybody else
 */
export function coverageRoutes(coverage: CoverageService, staff: RequestHandler): Router {
  const router = Router()
  router.use(publicRoutes(coverage))
  router.use(staffRoutes(coverage, staff))
  router.use(modelRoutes(coverage, staff))
  return router
}

/** Counted for this very question; any page may read what everybody may. Staff's requests fail at the preflight. */
const openAnswer: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('Access-Control-Allow-Origin', '*')
  next()
}

/** The query, with every parameter given once. */
function queryOf(req: Request): Request['query'] {
  refuseRepeated(req.query)
  return req.query
}

function publicRoutes(coverage: CoverageService): Router {
  const router = Router()
  router.use('/coverage', openAnswer)

  router.get('/coverage', async (req, res) => {
    res.json(await coverage.answer(parseInput(coverageQuery, queryOf(req)), languageOf(req)))
  })

  router.get('/coverage/week', async (req, res) => {
    const { area, wait, ...query } = parseInput(weekQuery, queryOf(req))
    const left = new AbortController()
    res.once('close', () => left.abort())
    const answer = await coverage.week(
      query,
      area ?? null,
      { ms: wait * 1000, left: left.signal },
      languageOf(req),
    )
    if (answer === null) return
    if ('week' in answer) res.json(answer.week)
    else res.status(202).setHeader('Retry-After', '1').json(answer)
  })

  router.get('/coverage/compare', async (req, res) => {
    const { before, after, ...query } = parseInput(compareQuery, queryOf(req))
    res.json(await coverage.compare(query, before, after, languageOf(req)))
  })

  router.get('/coverage/models', async (_req, res) => {
    const [models, layers] = await Promise.all([coverage.models.list(), coverage.models.layers()])
    const standard = await coverage.models.find(undefined)
    res.json({
      items: models.map((model) => ({
        ...modelJson(model, layers),
        unit: model.layers.length === 0 ? 'km2' : 'people',
        isDefault: model.id === standard.id,
        synthetic: layers.some(
          ({ id, synthetic }) => synthetic && model.layers.some((layer) => layer.id === id),
        ),
      })),
    })
  })

  router.get('/coverage/runs/:id', async (req, res) => {
    res.json(await coverage.run(parseInput(runParam, req.params).id))
  })

  return router
}

function staffRoutes(coverage: CoverageService, staff: RequestHandler): Router {
  const router = Router()
  const body = json({ limit: '64kb' })

  router.get('/coverage/cells', staff, async (req, res) => {
    const { fields, area, ...query } = parseInput(cellsQuery, queryOf(req))
    res.setHeader('Content-Type', CELLS_TYPE)
    res.end(await coverage.cells(query, area ?? null, fields, languageOf(req)))
  })

  router.get('/coverage/cell/:h3', staff, async (req, res) => {
    const { h3 } = parseInput(h3Cell, req.params)
    res.json(await coverage.cell(h3, parseInput(coverageQuery, queryOf(req)), languageOf(req)))
  })

  router.get('/coverage/details', staff, async (req, res) => {
    const { area, limit, ...query } = parseInput(detailsQuery, queryOf(req))
    res.json(await coverage.details(query, area ?? null, limit, languageOf(req)))
  })

  router.get('/coverage/runs', staff, async (req, res) => {
    res.json({ items: await coverage.runs(parseInput(runsQuery, queryOf(req)).limit) })
  })

  router.delete('/coverage/runs/:id', staff, async (req, res) => {
    res.status(202).json(await coverage.cancelRun(parseInput(runParam, req.params).id))
  })

  router.get('/coverage/snapshots', staff, async (_req, res) => {
    res.json({ items: await coverage.snapshots() })
  })

  router.post('/coverage/snapshots', staff, body, async (req, res) => {
    const { name, question } = parseInput(snapshotBody, req.body)
    res
      .status(201)
      .json(await coverage.keepSnapshot(name, question ?? parseInput(coverageQuery, {}), actorOf(res)))
  })

  for (const format of EXPORT_FORMATS) {
    // Below street level for staff only; the areas are as public as the answer itself.
    const guard: RequestHandler = (req, res, next) => {
      const level = req.query.level
      if (level === undefined || level === 'areas') next()
      else staff(req, res, next)
    }
    router.get(`/coverage/export.${format}`, guard, async (req, res) => {
      const { level, ...query } = parseInput(exportQuery, queryOf(req))
      await sendExport(coverage, { query, level, format, language: languageOf(req) }, res)
    })
  }

  return router
}

function modelRoutes(coverage: CoverageService, staff: RequestHandler): Router {
  const router = Router()
  const body = json({ limit: '64kb' })
  const { models, demand } = coverage

  router.post('/coverage/models', staff, body, async (req, res) => {
    const model = await models.create(parseInput(modelBody, req.body), actorOf(res))
    res.status(201).json(modelJson(model, await models.layers()))
  })

  router.delete('/coverage/models/:id', staff, async (req, res) => {
    await coverage.removeModel(parseInput(modelParam, req.params).id)
    res.status(204).end()
  })

  router.get('/coverage/demand', staff, async (_req, res) => {
    res.json({ items: await models.layers() })
  })

  router.post('/coverage/demand/sites', staff, async (req, res) => {
    const { leaveOut } = parseInput(leaveOutQuery, queryOf(req))
    const upload = await receiveUpload(req, demand.uploadFolder, demand.maxFileBytes)
    try {
      const fields = parseInput(siteFileFields, upload.fields)
      res.status(201).json(await demand.importSites(upload, fields, { leaveOut, actor: actorOf(res) }))
    } finally {
      await rm(upload.path, { force: true })
    }
  })

  router.post(
    '/coverage/demand/areas',
    staff,
    json({ limit: '64mb', type: ['application/json', 'application/geo+json'] }),
    async (req, res) => {
      const query = parseInput(areaLayerQuery, queryOf(req))
      res.status(201).json(await demand.importAreas(parseInput(areaLayerBody, req.body), query, actorOf(res)))
    },
  )

  router.delete('/coverage/demand/:id', staff, async (req, res) => {
    await models.removeLayer(parseInput(idParam, req.params).id)
    res.status(204).end()
  })

  return router
}
