/** The tiles of the newest version and of the one before it, written from the search index and kept as bytes. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { CLOSING_SOON_MINUTES, OPEN } from '../../hours/evaluate.ts'
import type { LiveIndex, StationFollower } from '../../nearest/follower.ts'
import { compileWishes } from '../../nearest/question.ts'
import { attributionOf, type DataLicence, DEFAULT_LICENCE } from '../../../http/licence.ts'
import { html } from '../ogc/markup.ts'
import { createTileCache, type TileCache } from './tile-cache.ts'
import { CLOSING_SOON, MAX_ZOOM, TILE_LAYERS, writeTile, type TileQuestion, type TileSource } from './tile.ts'
import { tileAddress } from './tile-address.ts'
import type { TileColumns, TileInput } from './tile-columns.ts'
import { threadedTileBuilder, type TileBuilder } from './tile-thread.ts'
import { stationValues } from './station-values.ts'
import type { TileQuery } from './schemas.ts'

const compress = promisify(gzip)

/** The current version, and the one before it for maps that are open. */
const KEPT_VERSIONS = 2
const CACHE_BYTES = 24 * 1024 * 1024
/** Instants whose states are kept for a version: a map asks all its tiles for one. */
const KEPT_INSTANTS = 8
const CLOSING_SOON_MS = CLOSING_SOON_MINUTES * 60_000
/** Shorter tiles do not get shorter. */
const WORTH_COMPRESSING = 400

export interface Tile {
  /** Mapbox Vector Tile; null: nothing lies there. */
  body: Buffer | null
  /** The same for those who take it, where it pays. */
  gzip: Promise<Buffer> | null
}

export interface TileSet {
  /** Data version and a digest of the content: the same on every process that has the same stations. */
  version: string
  dataVersion: number
  tile(z: number, x: number, y: number, query: TileQuery): Tile
  /** TileJSON 3.0.0. @param address of a tile, with `{z}`, `{x}` and `{y}` */
  tileJson(address: string): object
}

export interface TilesService {
  /** Builds the first version when it is first asked for; from then on each change is followed. */
  current(): Promise<TileSet>
  kept(version: string): TileSet | null
  /** Resolves when the thread has ended. */
  stop(): Promise<void>
}

export interface TilesOptions {
  follower: Pick<StationFollower, 'live' | 'onChange'>
  /** Works out the columns; a thread of its own unless told otherwise. */
  builder?: TileBuilder
  /** West, south, east, north in degrees: the bounds while there are no stations. */
  bbox: readonly [number, number, number, number]
  licence?: DataLicence
  onError?: (error: unknown) => void
}

export function createTiles(options: TilesOptions): TilesService {
  const { follower, bbox, licence = DEFAULT_LICENCE, onError = () => undefined } = options
  const { builder = threadedTileBuilder() } = options
  const sets: TileSet[] = []
  let wanted: LiveIndex | null = null
  let building: Promise<void> | null = null
  let stopped = false
  /** Nothing is built for a service whose tiles nobody reads. */
  let asked = false
  let first: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    first = resolve
  })

  async function build(): Promise<void> {
    while (wanted && !stopped) {
      const live = wanted
      wanted = null
      const set = createTileSet(live, await builder.build(tileInput(live)), { bbox, licence })
      if (sets[0]?.version !== set.version) sets.unshift(set)
      sets.splice(KEPT_VERSIONS)
      first()
    }
  }
  function follow(live: LiveIndex): void {
    wanted = live
    building ??= build()
      .catch((error: unknown) => {
        if (!stopped) onError(error)
      })
      .finally(() => {
        building = null
      })
  }
  const stopFollowing = follower.onChange((live) => {
    if (asked) follow(live)
  })

  return {
    async current() {
      asked = true
      const live = follower.live()
      if (!sets[0] && !building && live) follow(live)
      if (!sets[0]) await (building ?? ready)
      if (!sets[0]) throw new Error('The tiles could not be built.')
      return sets[0]
    },
    kept: (version) => sets.find((set) => set.version === version) ?? null,
    async stop() {
      stopped = true
      stopFollowing()
      await builder.stop()
    },
  }
}

type About = Required<Pick<TilesOptions, 'bbox' | 'licence'>>

function createTileSet(live: LiveIndex, columns: TileColumns, { bbox, licence }: About): TileSet {
  const source = tileSource(live, columns)
  const version = `${live.dataVersion}-${columns.digest}`
  const synthetic = columns.syntheticBefore.at(-1)! > 0
  const cache: TileCache<Tile> = createTileCache(CACHE_BYTES, ({ body }) => body?.length ?? 0)
  const instants = new Map<number, Uint8Array>()

  function statesAt(atMs: number): Uint8Array {
    const known = instants.get(atMs)
    if (known) return known
    const fresh = Uint8Array.from(live.snapshot.timetables, (_, hours) => {
      const state = live.otherTimes.stateAt(hours, atMs)
      const soon = state === OPEN && live.otherTimes.untilAt(hours, atMs) - atMs <= CLOSING_SOON_MS
      return soon ? state | CLOSING_SOON : state
    })
    instants.set(atMs, fresh)
    if (instants.size > KEPT_INSTANTS) instants.delete(instants.keys().next().value!)
    return fresh
  }

  return {
    version,
    dataVersion: live.dataVersion,
    tile(z, x, y, query) {
      return cache.get(tileAddress(`${z}/${x}/${y}`, query), () => {
        const body = writeTile(source, asQuestion(query, statesAt), z, x, y)
        // Begun at once: whoever asks for a tile of the map takes it compressed.
        return { body, gzip: body && body.length > WORTH_COMPRESSING ? compress(body) : null }
      })
    },
    tileJson: (address) =>
      tileJson(
        { dataVersion: live.dataVersion, synthetic, licence, bounds: columns.bounds ?? bbox },
        address,
      ),
  }
}

/** @param columns worked out of the very snapshot of `live` */
export function tileSource({ snapshot, pages }: LiveIndex, columns: TileColumns): TileSource {
  const { index, page, start, synthetic } = snapshot
  const buffers = pages.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return { index, synthetic, values: stationValues(buffers, page, start), ...columns }
}

export function tileInput({ snapshot: { index, synthetic, timetables } }: LiveIndex): TileInput {
  const { lon, lat, sure, possible, traits, hours } = index
  return { lon, lat, sure, possible, traits, hours, synthetic, timetables }
}

function asQuestion(query: TileQuery, statesAt: (atMs: number) => Uint8Array): TileQuestion {
  const { facilities = [], access = [], audience = [], open, at } = query
  const wished = facilities.length + access.length + audience.length > 0 || open !== undefined
  const instant = open ?? at
  return {
    wishes: wished ? compileWishes({ facilities, access, audience, open: open ?? null }) : null,
    states: instant === undefined ? null : statesAt(instant),
  }
}

interface Described {
  dataVersion: number
  synthetic: boolean
  licence: DataLicence
  bounds: readonly [west: number, south: number, east: number, north: number]
}

function tileJson({ dataVersion, synthetic, licence, bounds }: Described, address: string): object {
  const [west, south, east, north] = bounds
  return {
    tilejson: '3.0.0',
    name: '暖心驿站 Warm-Heart Stations',
    description: 'Rest stations that outdoor workers can be sent to; clusters carry counts.',
    version: '1.0.0',
    dataVersion,
    synthetic,
    // Maps show it as HTML.
    attribution: html`${attributionOf(synthetic, licence.attribution)} ·
      <a href="${licence.url}">${licence.title}</a>`.text.replace(/\s+/g, ' '),
    scheme: 'xyz',
    tiles: [address],
    minzoom: 0,
    maxzoom: MAX_ZOOM,
    bounds,
    center: [(west + east) / 2, (south + north) / 2, 9],
    vector_layers: TILE_LAYERS,
  }
}
