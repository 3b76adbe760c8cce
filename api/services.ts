import { join } from 'node:path'
import type { Knex } from 'knex'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { loadReference } from '../seeds/reference.ts'
import type { Say } from './bootstrap.ts'
import type { Config } from './config.ts'
import { createCoverage, type CoverageService } from './features/coverage/service.ts'
import { loadCalendar } from './features/hours/read-model.ts'
import type { HolidayCalendar } from './features/hours/holiday-calendar.ts'
import { createImports, type ImportsService } from './features/imports/service.ts'
import { startNearest, type NearestService } from './features/nearest/service.ts'
import { createCity, type CityService } from './features/open-data/city/service.ts'
import { createTiles, type TilesService } from './features/open-data/tiles/service.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createPlaces, type PlacesService } from './features/places/service.ts'
import { createStations, type StationsService } from './features/stations/service.ts'
import { staffTokens } from './staff-tokens.ts'

/** Everything that the routes need, running. */
export interface Services {
  config: Config
  log: Logger
  knex: Knex
  staffTokens: ReadonlyMap<string, string>
  calendar: HolidayCalendar
  stations: StationsService
  nearest: NearestService
  places: PlacesService
  imports: ImportsService
  coverage: CoverageService
  city: CityService
  tiles: TilesService
  metrics: Metrics
  /** Whether searches can be answered and will be for some time. */
  readonly ready: boolean
  readonly stopping: boolean
  /** From here on the service is not ready any more; it still answers. */
  beginStop(): void
  /** Tells command-line jobs where the service that holds the embedded database can be reached. */
  announce(url: string): void
  close(): Promise<void>
}

/**
 * Starts everything over a ready registry (`openRegistry`), in the order in which one needs the other.
 * Resolves once searches can be answered.
 */
export async function createServices(config: Config, db: Database, log: Logger, say: Say): Promise<Services> {
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed')
  const { knex } = db
  const tokens = await staffTokens(config, say)
  const calendar = await loadCalendar(knex)
  say('Reading the stations into the search index')
  const { attribution } = config.licence
  const nearest = await startNearest({ db, calendar, attribution, onError })
  const { landmarks } = loadReference()
  const places = await createPlaces(db, { landmarks, onStations: nearest.follower.onChange, onError })
  const imports = await createImports({
    db,
    alone: db.kind === 'embedded',
    bbox: config.region.bbox,
    codePrefix: config.region.codePrefix,
    maxFileBytes: config.uploadMaxBytes,
    uploadFolder: join(config.dataDir, 'uploads'),
    onError,
  })
  const coverage = await createCoverage({
    db,
    follower: nearest.follower,
    calendar,
    licence: config.licence,
    bbox: config.region.bbox,
    uploadFolder: join(config.dataDir, 'uploads'),
    maxFileBytes: config.uploadMaxBytes,
    onError,
  })
  const city = createCity({
    knex,
    follower: nearest.follower,
    calendar,
    licence: config.licence,
    mostStations: config.cityFileStations,
    onError,
  })
  const tiles = createTiles({
    follower: nearest.follower,
    bbox: config.region.bbox,
    licence: config.licence,
    onError,
  })
  let stopping = false
  return {
    config,
    log,
    knex,
    staffTokens: tokens,
    calendar,
    stations: createStations(knex, places, config.region.codePrefix),
    nearest,
    places,
    imports,
    coverage,
    city,
    tiles,
    metrics: createMetrics({ knex, nearest, imports, coverage }),
    get ready() {
      return nearest.ready && !stopping
    },
    get stopping() {
      return stopping
    },
    beginStop() {
      stopping = true
    },
    announce: (url) => db.announce(url),
    async close() {
      await imports.stop()
      await coverage.stop()
      await city.stop()
      await tiles.stop()
      await nearest.stop()
      await places.close()
    },
  }
}
