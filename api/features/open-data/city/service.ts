/** Keeps the city file at the registry's version and tells what changed since an older one. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import { Problem } from '../../../http/problem.ts'
import type { HolidayCalendar } from '../../hours/holiday-calendar.ts'
import type { StationFollower } from '../../nearest/follower.ts'
import { attributionOf, type DataLicence, DEFAULT_LICENCE, licenceOf } from '../../../http/licence.ts'
import { calendarRows } from './calendar-rows.ts'
import { cityStation, type CityRow } from './city-row.ts'
import type { CityUpdates } from './city-station.ts'
import { writeCityFile, type CityText, type RunningWork } from './city-thread.ts'
import { changesSince } from './read-model.ts'

/** Small enough that reading one page does not hold up the requests. */
const PAGE_ROWS = 500
/** More changes than these and the whole file is the shorter way. */
const MOST_CHANGES = 1000
/** The current file and the one before it: for whoever has just been told its address. */
const KEPT_VERSIONS = 2
/** Answers to the same `since`, as every page that was left open for the same time asks. */
const KEPT_UPDATES = 64

export interface CityService {
  /** The newest file; waits for the first one. @throws Problem 404 in a registry too large for one file */
  current(): Promise<CityText>
  /** The file with exactly this version, while it is kept. */
  kept(version: string): CityText | null
  /** JSON of `CityUpdates`. */
  updates(since: number): Promise<Buffer>
  /** Whether the registry is small enough for one file; else maps read the tiles. */
  fits(): boolean
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

export interface CityOptions {
  knex: Knex
  follower: Pick<StationFollower, 'onChange' | 'dataVersion' | 'stations'>
  calendar: HolidayCalendar
  licence?: DataLicence
  /** Told when a file cannot be written; it is tried again at the next change or request. */
  onError?: (error: unknown) => void
  /** A change is waited after for so many milliseconds: another often follows. */
  quietMs?: number
  /** More stations than these are refused as one file. */
  mostStations: number
}

export function createCity(options: CityOptions): CityService {
  const { knex, follower, calendar, mostStations, onError = () => undefined } = options
  const { quietMs = 5000, licence = DEFAULT_LICENCE } = options
  const rows = calendarRows(calendar)
  const calendarId = createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 8)
  const files: CityText[] = []
  const updates = new Map<number, { at: number; body: Promise<Buffer> }>()
  const stopping = new AbortController()
  let building: Promise<void> | null = null
  let thread: RunningWork | null = null

  async function build(): Promise<void> {
    const { pages, version } = await readCity(knex, stopping.signal)
    thread = writeCityFile({ pages, head: { dataVersion: version, calendar: rows, calendarId }, licence })
    const file = await thread.done.finally(() => {
      thread = null
    })
    if (files[0]?.version === file.version) return
    files.unshift(file)
    files.splice(KEPT_VERSIONS)
  }

  /** Changes while a file is written make one more; between two files there is always a pause. */
  function follow(pauseMs: number): Promise<void> {
    building ??= (async () => {
      let pause = pauseMs
      do {
        await sleep(pause, undefined, { signal: stopping.signal, ref: false })
        await build()
        pause = quietMs
      } while (files[0]!.dataVersion < follower.dataVersion && !stopping.signal.aborted)
    })().finally(() => {
      building = null
    })
    return building
  }

  const fits = () => follower.stations <= mostStations
  const followQuietly = (pauseMs: number) => {
    if (stopping.signal.aborted || !fits()) return
    follow(pauseMs).catch((error: unknown) => {
      if (!stopping.signal.aborted) onError(error)
    })
  }
  const stopFollowing = follower.onChange(() => followQuietly(quietMs))
  if (follower.dataVersion >= 0) followQuietly(0)

  async function updatesSince(since: number): Promise<Buffer> {
    const page = await changesSince(knex, since, 0, MOST_CHANGES + 1)
    const foreign = since > page.version || since < page.resumedAt
    // Grown too large: whoever keeps an earlier file asks for the whole one and learns that there is none.
    const full = foreign || page.rows > MOST_CHANGES || !fits()
    const changes = full ? [] : (JSON.parse(page.json) as CityRow[])
    const synthetic = changes.some((row) => !row.merged && row.synthetic)
    const answer: CityUpdates = {
      from: since,
      to: page.version,
      full,
      calendarId,
      attribution: attributionOf(synthetic, licence.attribution),
      licence: licenceOf(licence),
      synthetic,
      changed: changes.flatMap((row) => (row.merged ? [] : [cityStation(row)])),
      removed: changes.flatMap((row) => (row.merged ? [row.code] : [])),
    }
    return Buffer.from(JSON.stringify(answer))
  }

  return {
    async current() {
      if (!fits()) throw tooLarge(mostStations)
      if (!files[0]) await follow(0)
      return files[0]!
    },
    kept: (version) => files.find((file) => file.version === version) ?? null,
    updates(since) {
      // The follower has heard of every version it names: an answer reckoned at that version or later is still good.
      const at = follower.dataVersion
      const known = updates.get(since)
      if (known && known.at === at) return known.body
      const body = updatesSince(since)
      updates.delete(since)
      updates.set(since, { at, body })
      body.catch(() => updates.delete(since))
      if (updates.size > KEPT_UPDATES) updates.delete(updates.keys().next().value!)
      return body
    },
    fits,
    async stop() {
      stopFollowing()
      stopping.abort()
      await thread?.stop()
      await building?.catch(() => undefined)
    },
  }
}

/**
 * The whole registry exactly as it is at one version, in pages. What changes while the pages are read is read again
 * until one look brings all that is left.
 */
async function readCity(knex: Knex, signal: AbortSignal): Promise<{ pages: string[]; version: number }> {
  const pages: string[] = []
  let since = -1
  for (;;) {
    let page = await changesSince(knex, since, 0, PAGE_ROWS)
    const { version } = page
    if (page.rows > 0) pages.push(page.json)
    if (page.rows < PAGE_ROWS) return { pages, version }
    while (page.rows === PAGE_ROWS) {
      signal.throwIfAborted()
      page = await changesSince(knex, since, page.lastId, PAGE_ROWS)
      if (page.rows > 0) pages.push(page.json)
    }
    since = version
  }
}

function tooLarge(most: number): Problem {
  return new Problem(404, {
    zh: `驿站超过 ${most} 个,不再提供全市文件;请使用矢量瓦片 /tiles/stations.json 和 /api/stations/nearest。`,
    en: `With more than ${most} stations there is no city file; use the tiles at /tiles/stations.json and /api/stations/nearest.`,
  })
}
