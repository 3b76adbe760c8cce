import { json, Router, type RequestHandler, type Response } from 'express'
import { Problem } from '../../http/problem.ts'
import { parseInput } from '../../http/parse.ts'
import { actorOf } from '../../http/staff.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import { attributionOf, type DataLicence } from '../../http/licence.ts'
import { stationDetail } from './detail.ts'
import { stationCode, stationCreate, stationListQuery, stationUpdate } from './schemas.ts'
import type { StationsService } from './service.ts'
import type { StationView } from './read-model.ts'

const etag = (station: StationView) => `"${station.version}"`

/** The registry under `/api/stations`: open to read, staff to write. */
export function stationRoutes(
  stations: StationsService,
  calendar: HolidayCalendar,
  licence: DataLicence,
  staff: RequestHandler,
): Router {
  const router = Router()
  const body = json({ limit: '256kb' })
  const shown = (station: StationView) => stationDetail(station, calendar, Date.now())
  /** The body also says whether it is open *now*, so no copy is kept. Any page may read it. */
  const open = (res: Response) => {
    res.setHeader('Cache-Control', 'no-store')
    res.setHeader('Access-Control-Allow-Origin', '*')
  }
  const send = (res: Response, station: StationView, status = 200) => {
    open(res)
    res.setHeader('ETag', etag(station))
    const attribution = attributionOf(station.synthetic, licence.attribution)
    // Not `res.json`, which answers 304 to whoever has this version, open or closed.
    res.status(status).type('application/json')
    res.end(JSON.stringify({ ...shown(station), attribution }))
  }

  router.get('/', async (req, res) => {
    const query = parseInput(stationListQuery, req.query)
    // What is wrong with an entry is for those who mend it, and so is the list of those with something wrong.
    if (query.findings !== undefined) staff(req, res, () => undefined)
    const page = await stations.list(query)
    open(res)
    const synthetic = page.items.some((station) => station.synthetic)
    const attribution = attributionOf(synthetic, licence.attribution)
    res.json({ ...page, synthetic, attribution, items: page.items.map(shown) })
  })

  router.post('/', staff, body, async (req, res) => {
    const station = await stations.create(parseInput(stationCreate, req.body), actorOf(res))
    res.location(`/api/stations/${station.code}`)
    send(res, station, 201)
  })

  router.get('/:code', async (req, res) => {
    const station = await stations.get(parseInput(stationCode, req.params).code)
    if (station.mergedIntoCode) res.redirect(308, `${req.baseUrl}/${station.mergedIntoCode}`)
    else send(res, station)
  })

  router.patch('/:code', staff, body, async (req, res) => {
    const { code } = parseInput(stationCode, req.params)
    const version = versionOf(req.headers['if-match'])
    send(res, await stations.update(code, version, parseInput(stationUpdate, req.body), actorOf(res)))
  })

  router.get('/:code/history', staff, async (req, res) => {
    const { code } = parseInput(stationCode, req.params)
    res.setHeader('Cache-Control', 'no-store')
    res.json({ items: await stations.history(code) })
  })

  return router
}

/** @throws Problem 428 without If-Match, 400 when it is no version of ours. */
function versionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) {
    throw new Problem(428, {
      zh: '修改时要带 If-Match,值是读取时得到的 ETag。',
      en: 'An update needs If-Match with the ETag that the read gave.',
    })
  }
  const version = /^"(\d{1,9})"$/.exec(ifMatch)?.[1]
  if (version === undefined) {
    const message = {
      zh: 'If-Match 应是读取时得到的 ETag。',
      en: 'If-Match must be the ETag that the read gave.',
    }
    throw new Problem(400, message, [{ field: 'If-Match', value: ifMatch, message }])
  }
  return Number(version)
}
