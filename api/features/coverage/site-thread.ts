/** Entry of the thread that reads a list of demand sites: a spreadsheet may be large, or a bomb. */
import { parentPort, workerData } from 'node:worker_threads'
import { parseHours } from '../hours/parse.ts'
import { openRoster } from '../imports/reading/open-roster.ts'
import { rosterPlaces } from '../imports/reference.ts'
import { NO_OPTIONS, RosterError } from '../imports/roster.ts'
import { createSiteReader, ownHeaders, type SiteRowProblem } from './site-rows.ts'
import type { SiteReadingReply, SiteReadingTask } from './site-reader.ts'
import type { SiteToStore } from './store.ts'

const { path, sheet, limits, datum, districtCode, bbox, reference } = workerData as SiteReadingTask

async function read(): Promise<SiteReadingReply> {
  const options = { ...NO_OPTIONS, sheet }
  // First only for its header: columns of head-counts mean nothing to the roster, and are kept by name.
  const { header } = await openRoster(path, options, limits)
  const list = await openRoster(path, { ...options, mapping: ownHeaders(header) }, limits)
  const readSite = createSiteReader(list.header, {
    datum,
    districtCode,
    bbox,
    places: rosterPlaces(reference),
    parseHours,
  })
  const sites: SiteToStore[] = []
  const problems: SiteRowProblem[] = []
  const years = new Set<number>()
  let rows = 0
  for await (const row of list.rows()) {
    rows++
    const { site, year, problems: found } = readSite(row)
    if (site) sites.push(site)
    if (year !== null) years.add(year)
    problems.push(...found)
  }
  if (rows === 0) throw new RosterError(`第 ${list.header.row} 行是表头,下面没有内容。`)
  return { kind: 'read', rows, sites, problems, years: [...years], ignored: list.header.unknown }
}

read()
  .catch((error: unknown): SiteReadingReply => {
    if (!(error instanceof RosterError)) throw error
    return { kind: 'refused', message: error.message }
  })
  .then((reply) => parentPort!.postMessage(reply))
