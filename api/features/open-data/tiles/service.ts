/** The tiles of the newest version and of the one before it, written from the search index and kept as bytes. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { CLOSING_SOON_MINUTES, OPEN } from '../../hours/evaluate.ts'
import type { LiveIndex, StationFollower } from '../../nearest/follower.ts'
import { compileWishes } from '../../nearest/question.ts'
import { attributionOf } from '../city/attribution.ts'
import { DEFAULT_LICENCE, type DataLicence } from '../licence.ts'
import { html } from '../ogc/markup.ts'
import { createTileCache, type TileCache } from './tile-cache.ts'
import { CLOSING_SOON, MAX_ZOOM, TILE_LAYERS, writeTile, type TileQuestion, type TileSource } from './tile.ts'
import { tileAddress } from './tile-address.ts'
import { buildTileIndex } from './tile-index.ts'
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
  /** Waits for the first version. */
  current(): Promise<TileSet>
  kept(version: string): TileSet | null
  stop(): void
}

export interface TilesOptions {
  follower: Pick<StationFollower, 'live' | 'onChange'>
  /** West, south, east, north in degrees: the bounds while there are no stations. */
  bbox: readonly [number, number, number, number]
  licence?: DataLicence
  onError?: (error: unknown) => void
}

export function createTiles(options: TilesOptions): TilesService {
  const { follower, bbox, licence = DEFAULT_LICENCE, onError = () => undefined } = options
  const sets: TileSet[] = []
  let wanted: LiveIndex | null = null
  let building: Promise<void> | null = null
  let stopped = false
  let first: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    first = resolve
  })

  async function build(): Promise<void> {
    while (wanted && !stopped) {
      const live = wanted
      wanted = null
      const set = await createTileSet(live, { bbox, licence })
      if (sets[0]?.version !== set.version) sets.unshift(set)
      sets.splice(KEPT_VERSIONS)
      first()
    }
  }
  function follow(live: LiveIndex): void {
    wanted = live
    building ??= build()
      .catch(onError)
      .finally(() => {
        building = null
      })
  }
  const stopFollowing = follower.onChange(follow)
  const live = follower.live()
  if (live) follow(live)

  return {
    async current() {
      if (!sets[0]) await ready
      return sets[0]!
    },
    kept: (version) => sets.find((set) => set.version === version) ?? null,
    stop() {
      stopped = true
      stopFollowing()
    },
  }
}

type About = Required<Pick<TilesOptions, 'bbox' | 'licence'>>

async function createTileSet(live: LiveIndex, about: About): Promise<TileSet> {
  const source = await tileSource(live)
  const version = `${live.dataVersion}-${digestOf(live)}`
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
    tileJson: (address) => tileJson(live, about, address),
  }
}

/** The steps of building the index, with a turn of the requests between them. */
export async function tileSource({ snapshot, pages }: LiveIndex): Promise<TileSource> {
  const { index, page, start, synthetic, timetables } = snapshot
  const steps = buildTileIndex(index)
  let step = steps.next()
  while (!step.done) {
    await nextTurn()
    step = steps.next()
  }
  const tiles = step.value
  const hoursKnown = Uint8Array.from(timetables, (json, hours) => (hours > 0 && tells(json) ? 1 : 0))
  await nextTurn()
  const buffers = pages.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return {
    index,
    tiles,
    values: stationValues(buffers, page, start),
    synthetic,
    hoursKnown,
    hoursUnknownBefore: countsBefore(tiles.rows, (row) => 1 - hoursKnown[index.hours[row]!]!),
    syntheticBefore: countsBefore(tiles.rows, (row) => synthetic[row]!),
  }
}

/** Running totals, with one entry more at the end. */
function countsBefore(rows: Uint32Array, countOf: (row: number) => number): Uint32Array {
  const before = new Uint32Array(rows.length + 1)
  for (let i = 0; i < rows.length; i++) before[i + 1] = before[i]! + countOf(rows[i]!)
  return before
}

/** A timetable that could not be read says nothing at any time. */
function tells(timetableJson: string): boolean {
  const { week, seasons, exceptions } = JSON.parse(timetableJson) as Record<string, unknown>
  return week !== null || !!seasons || !!exceptions
}

/** What a tile's bytes follow from, but for the names: whoever changes a name changes the data version. */
function digestOf({ snapshot }: LiveIndex): string {
  const { lon, lat, sure, possible, traits } = snapshot.index
  const hash = createHash('sha1')
  for (const column of [lon, lat, sure, possible, traits]) hash.update(column)
  return hash.digest('hex').slice(0, 10)
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

function tileJson({ snapshot, dataVersion }: LiveIndex, { bbox, licence }: About, address: string): object {
  const { lon, lat, size } = snapshot.index
  const synthetic = snapshot.synthetic.includes(1)
  const bounds = size > 0 ? [least(lon), least(lat), -least(lon, -1), -least(lat, -1)] : bbox
  const [west, south, east, north] = bounds as [number, number, number, number]
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

function least(values: Float64Array, sign = 1): number {
  let found = Infinity
  for (const value of values) if (sign * value < found) found = sign * value
  return found
}
