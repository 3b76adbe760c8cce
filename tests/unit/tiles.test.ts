import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import type { LiveIndex } from '../../api/features/nearest/follower.ts'
import { displayState, openAt } from '../../api/features/hours/evaluate.ts'
import { createTileCache } from '../../api/features/open-data/tiles/tile-cache.ts'
import { tileQuery, type TileQuery } from '../../api/features/open-data/tiles/schemas.ts'
import { createTiles, type TileSet } from '../../api/features/open-data/tiles/service.ts'
import { tileColumns, type TileInput } from '../../api/features/open-data/tiles/tile-columns.ts'
import { TILE_LAYERS } from '../../api/features/open-data/tiles/tile.ts'
import { beijing, calendar2026 } from '../support/hours.ts'
import { anyStations, demoStations, liveIndexOf, plainMatch, type BuiltStation } from '../support/nearest.ts'

const BBOX = [115, 39, 118, 42] as const

/** The thread's work without the thread. */
const HERE_AND_NOW = {
  build: (input: TileInput) => Promise.resolve(tileColumns(input)),
  stop: () => Promise.resolve(),
}

function tileSetOf(live: LiveIndex): Promise<TileSet> {
  const follower = { live: () => live, onChange: () => () => undefined }
  const failed = (error: unknown) => {
    throw error
  }
  return createTiles({ follower, bbox: BBOX, builder: HERE_AND_NOW, onError: failed }).current()
}

interface Decoded {
  layer: string
  id: number
  properties: Record<string, string | number | boolean>
  x: number
  y: number
}

const TYPE_OF = { String: 'string', Number: 'number', Boolean: 'boolean' }

/** Every feature of a tile; anything that a strict reader would refuse fails the test. */
function decode(body: Buffer): Decoded[] {
  const { layers } = new VectorTile(new PbfReader(body))
  const found = Object.entries(layers).flatMap(([name, layer]) => {
    const described = TILE_LAYERS.find(({ id }) => id === name)!
    expect([layer.version, layer.extent]).toEqual([2, 4096])
    expect(layer.length).toBeGreaterThan(0)
    const features = Array.from({ length: layer.length }, (_, i): Decoded => {
      const feature = layer.feature(i)
      const { id, type, properties } = feature
      const geometry = feature.loadGeometry()
      expect([type, geometry.length, geometry[0]!.length]).toEqual([1, 1, 1])
      const { x, y } = geometry[0]![0]!
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x, y)).toBeLessThan(4096)
      for (const [key, value] of Object.entries(properties)) {
        const field = described.fields[key]!
        expect(typeof value).toBe(TYPE_OF[/^\w+/.exec(field)![0] as keyof typeof TYPE_OF])
      }
      return { layer: name, id: id!, properties: properties as Decoded['properties'], x, y }
    })
    const ids = features.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    return features
  })
  return found
}

/** The edges of a tile in degrees, the other way round than the index reckons. */
function edges(z: number, x: number, y: number) {
  const lon = (column: number) => (column / 2 ** z) * 360 - 180
  const lat = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI
  return { west: lon(x), east: lon(x + 1), north: lat(y), south: lat(y + 1) }
}

const within = (stations: readonly BuiltStation[], [z, x, y]: readonly [number, number, number]) => {
  const { west, east, north, south } = edges(z, x, y)
  return stations.filter((s) => s.lon >= west && s.lon < east && s.lat <= north && s.lat > south)
}

/** Every tile of the pyramid that holds something, with the four below each. */
function* pyramid(set: TileSet, query: TileQuery, deepest: number) {
  const waiting: [number, number, number][] = [[0, 0, 0]]
  for (let tile = waiting.pop(); tile; tile = waiting.pop()) {
    const [z, x, y] = tile
    const { body } = set.tile(z, x, y, query)
    yield { tile, features: body ? decode(body) : [] }
    if (!body || z === deepest) continue
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      waiting.push([z + 1, 2 * x + dx, 2 * y + dy])
    }
  }
}

const sum = (features: readonly Decoded[], property: string) =>
  features.reduce((total, { properties }) => total + Number(properties[property] ?? 0), 0)
const ofLayer = (features: readonly Decoded[], layer: string) => features.filter((f) => f.layer === layer)

// A pyramid has hundreds of tiles, and a busy machine takes its time over them.
describe('vector tiles', { timeout: 60_000 }, () => {
  it('hold exactly the stations within their edges, in the whole pyramid', async () => {
    const stations = demoStations(500)
    const set = await tileSetOf(liveIndexOf(stations, calendar2026))
    const byCode = new Map(stations.map((station) => [station.code, station]))
    const totals = new Map<number, number>()
    for (const { tile, features } of pyramid(set, {}, 16)) {
      const [z] = tile
      const expected = within(stations, tile)
      const single = ofLayer(features, 'stations')
      const clusters = ofLayer(features, 'clusters')
      const count = single.length + sum(clusters, 'count')
      expect(count, tile.join('/')).toBe(expected.length)
      const codes = single.map(({ properties }) => properties['code'] as string)
      const inside = new Set(expected.map(({ code }) => code))
      expect(codes.filter((code) => !inside.has(code))).toEqual([])
      if (z > 13) expect(codes).toEqual([...inside].sort())
      for (const { properties } of single) {
        const station = byCode.get(properties['code'] as string)!
        expect(properties).toEqual({
          code: station.code,
          name: station.name,
          access: station.access,
          hours_known: station.hours !== null && station.hours.week !== null,
          synthetic: true,
        })
      }
      totals.set(z, (totals.get(z) ?? 0) + count)
    }
    expect([...totals.entries()].sort((a, b) => a[0] - b[0])).toEqual(
      Array.from({ length: 17 }, (_, z) => [z, stations.length]),
    )
  })

  it('put a single station where it is, to the unit of the tile', async () => {
    const stations = demoStations(300)
    const set = await tileSetOf(liveIndexOf(stations, calendar2026))
    for (const { tile, features } of pyramid(set, {}, 16)) {
      const [z, column, row] = tile
      for (const { properties, x, y } of ofLayer(features, 'stations')) {
        const { lon, lat } = stations.find(({ code }) => code === properties['code'])!
        const at = edges(z, column + (x + 0.5) / 4096, row + (y + 0.5) / 4096)
        const unit = 360 / 2 ** z / 4096
        expect(Math.abs(at.west - lon)).toBeLessThanOrEqual(unit * 0.501)
        expect(Math.abs(at.north - lat)).toBeLessThanOrEqual(unit * 0.501)
      }
    }
  })

  it('keep wishes and states in clusters, at every zoom and instant', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStations(40),
        fc.record({
          facilities: fc.subarray(['toilet', 'microwave'] as const),
          access: fc.subarray(['free', 'scan', 'unknown'] as const),
          instant: fc.option(
            fc.integer({ min: 0, max: 60 * 24 * 300 }).map((m) => beijing('2026-01-05 00:00') + m * 60_000),
          ),
          onlyOpen: fc.boolean(),
        }),
        async (stations, { facilities, access, instant, onlyOpen }) => {
          const when = instant === null ? {} : onlyOpen ? { open: instant } : { at: instant }
          const query: TileQuery = { facilities: [...facilities], access: [...access], ...when }
          const set = await tileSetOf(liveIndexOf(stations, calendar2026))
          const wishes = { facilities, access, audience: [], openAt: onlyOpen ? instant : null }
          const shown = stations.map((station) => ({
            match: plainMatch(station, wishes),
            state: instant === null ? null : openAt(station.hours, instant, calendar2026).state,
            soon:
              instant !== null &&
              displayState(openAt(station.hours, instant, calendar2026), instant) === 'closing-soon',
            code: station.code,
          }))
          const left = shown.filter(({ match }) => match !== 'no')
          const wished = facilities.length + access.length > 0 || (onlyOpen && instant !== null)
          for (const z of [0, 10, 13, 14]) {
            const tiles = [...pyramid(set, query, z)].filter(({ tile }) => tile[0] === z)
            const features = tiles.flatMap((tile) => tile.features)
            const single = ofLayer(features, 'stations')
            const clusters = ofLayer(features, 'clusters')
            const told = (key: string, value: string, counted: string) =>
              single.filter(({ properties }) => properties[key] === value).length + sum(clusters, counted)
            expect(single.length + sum(clusters, 'count')).toBe(left.length)
            for (const match of ['yes', 'maybe'] as const) {
              const expected = wished ? left.filter((s) => s.match === match).length : 0
              expect(told('usable', match, `usable_${match}`)).toBe(expected)
            }
            const soon = new Set(left.filter((s) => s.soon).map((s) => s.code))
            for (const { properties } of single) {
              const expected = instant === null ? undefined : soon.has(properties['code'] as string)
              expect(properties['closing_soon']).toBe(expected)
            }
            for (const state of ['open', 'closed', 'unknown'] as const) {
              expect(told('state', state, state)).toBe(left.filter((s) => s.state === state).length)
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('name the zoom at which a cluster comes apart', async () => {
    const stations = demoStations(800)
    const set = await tileSetOf(liveIndexOf(stations, calendar2026))
    for (const { tile, features } of pyramid(set, {}, 12)) {
      const [z, column, row] = tile
      for (const { properties, x, y } of ofLayer(features, 'clusters').slice(0, 3)) {
        const apart = properties['zoom'] as number
        expect(apart).toBeGreaterThan(z)
        expect(apart).toBeLessThanOrEqual(14)
        // The cell that the cluster stands for: an eighth of the tile each way.
        const cell = [z + 3, 8 * column + Math.floor(x / 512), 8 * row + Math.floor(y / 512)] as const
        const members = within(stations, cell)
        expect(members).toHaveLength(properties['count'] as number)
        const cellsAt = (zoom: number) =>
          new Set(
            members.map(({ lon, lat }) => {
              const world = 2 ** (zoom + 3)
              const sin = Math.sin((lat * Math.PI) / 180)
              const down = 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)
              return `${Math.floor((lon / 360 + 0.5) * world)} ${Math.floor(down * world)}`
            }),
          ).size
        if (apart < 14) expect(cellsAt(apart)).toBeGreaterThan(1)
        expect(cellsAt(apart - 1)).toBe(1)
      }
    }
  })

  it('are the same bytes however the stations came in', async () => {
    const stations = demoStations(400)
    const one = await tileSetOf(liveIndexOf(stations, calendar2026))
    const other = await tileSetOf(liveIndexOf([...stations].reverse(), calendar2026))
    expect(other.version).toBe(one.version)
    for (const { tile } of pyramid(one, {}, 9)) {
      const [z, x, y] = tile
      expect(other.tile(z, x, y, {}).body).toEqual(one.tile(z, x, y, {}).body)
    }
  })

  it('have another version when a station is somewhere else', async () => {
    const stations = demoStations(50)
    const one = await tileSetOf(liveIndexOf(stations, calendar2026))
    const moved = stations.map((station, i) => (i === 7 ? { ...station, lon: station.lon + 1e-6 } : station))
    expect((await tileSetOf(liveIndexOf(moved, calendar2026))).version).not.toBe(one.version)
  })

  it('are empty without stations, and TileJSON then has the bounds of the region', async () => {
    const set = await tileSetOf(liveIndexOf([], calendar2026))
    expect(set.tile(0, 0, 0, {}).body).toBeNull()
    expect(set.tileJson('x')).toMatchObject({ bounds: BBOX, tilejson: '3.0.0' })
  })

  it('cannot be asked for "now", which is no address', () => {
    expect(tileQuery.safeParse({ open: 'now' }).success).toBe(false)
    expect(tileQuery.safeParse({ open: '2026-10-08T22:00:00+08:00' }).success).toBe(true)
  })

  it('are kept up to a number of bytes, and the last asked for longest', () => {
    const cache = createTileCache<string>(2000, (text) => text.length)
    let made = 0
    const ask = (key: string) => cache.get(key, () => `${++made}`.padEnd(500))
    for (const key of ['a', 'b', 'a', 'c']) ask(key)
    expect([ask('a'), made]).toEqual(['1'.padEnd(500), 3])
    for (const key of ['d', 'a', 'e', 'a']) ask(key)
    expect(made).toBe(5)
    expect(cache.bytes).toBeLessThanOrEqual(2000)
  })
})
