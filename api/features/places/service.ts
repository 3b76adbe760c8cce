import { createHash } from 'node:crypto'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import type { Knex } from 'knex'
import type { Database } from '../../../db/database.ts'
import { Problem, type FieldError } from '../../http/problem.ts'
import { createAddressParser, type AddressParser, type AddressReading } from './address.ts'
import { createAreaIndex, DISTRICT_CREDIT, type AreaIndex, type Located } from './areas.ts'
import type { Divisions } from './divisions.ts'
import { PLACE_FINDINGS, placeStation, type PlaceFacts, type Placement } from './placement.ts'
import type { Place } from './place-search.ts'
import type { LandmarkPlace } from './places-index.ts'
import { changedStationPlaces, loadAreas, type Areas } from './read-model.ts'
import type { StreetLayer } from './schemas.ts'
import { startSearchThread } from './search-thread.ts'
import { AREAS_CHANNEL, invalidPolygons, replaceStreetOutlines } from './store.ts'
import { faultOf, matchLayer, type LayerPolygon, type Unmatched } from './street-layer.ts'

export interface NamedCode {
  code: string
  name: string
}

/** A prepared GeoJSON answer with its entity tag. */
export interface MapLayer {
  body: string
  etag: string
}

export interface StreetLayerReport {
  source: string
  /** Polygons in the file. */
  polygons: number
  /** Streets and towns that have their outline from it now. */
  matched: number
  unmatched: Unmatched[]
}

export interface PlacesService {
  /** District, street and community of a station, and what contradicts itself. */
  place(facts: PlaceFacts): Placement
  readonly findingKinds: readonly string[]
  /** WGS-84 degrees → codes of the polygons that hold the point. */
  locate(point: { lon: number; lat: number }): Located
  /** Divisions that a text names beyond doubt; `within` settles names that several districts have. */
  inText(text: string, within: string | null): AddressReading
  /** Name of a district, street or community; the code itself when there is none. */
  nameOf(code: string): string
  at(point: { lon: number; lat: number }): { district: NamedCode | null; street: NamedCode | null }
  search(query: string, limit: number): Promise<Place[]>
  districtsLayer(): MapLayer
  streetsLayer(): MapLayer
  /**
   * Takes the outlines of streets from a layer in WGS-84, in one transaction, in place of those that the layer's
   * districts had. Polygons that match no street are listed and not written.
   *
   * @throws Problem 422 with a sentence for each polygon that is broken or lies elsewhere; then nothing is written.
   */
  importStreetLayer(
    layer: StreetLayer,
    options: { source: string },
    actor: string,
  ): Promise<StreetLayerReport>
  /** Reads the areas anew. */
  reload(): Promise<void>
  /** Resolves when all changes seen so far can be searched for, in pinyin too. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface PlacesOptions {
  landmarks: readonly LandmarkPlace[]
  /**
   * Calls back after changes of stations; unset: as soon as the database tells of them. A service has the search index
   * go first: both at once would take the requests' core after a large import.
   */
  onStations?: (callback: () => void) => () => void
  /** Told when following a change fails; the next change tries again. */
  onError?: (error: unknown) => void
}

/** Stations read at a time while following changes: the page's text passes through the request loop. */
const PAGE_ROWS = 500
/** Before the first version. */
const NOTHING_SEEN = { dataVersion: -1, id: 0 }

interface Known {
  areas: Areas
  index: AreaIndex
  names: Map<string, string>
  districts: MapLayer
  streets: MapLayer
}

/** Loads areas and station names and keeps both at what is committed, whichever process committed it. */
export async function createPlaces(
  db: Pick<Database, 'knex' | 'listen'>,
  { landmarks, onStations, onError = () => undefined }: PlacesOptions,
): Promise<PlacesService> {
  const { knex } = db
  let search = startSearchThread(landmarks)
  let known = know(await loadAreas(knex))
  // Divisions change with a migration or a new reference only, so the parser is made once.
  const addresses: AddressParser = createAddressParser(known.areas)
  search.setAreas(known.areas)

  const areasTask = oneAtATime(async () => {
    known = know(await loadAreas(knex))
    search.setAreas(known.areas)
  })
  let seen = NOTHING_SEEN
  const stationsTask = oneAtATime(async () => {
    if (search.ended) {
      search = startSearchThread(landmarks)
      search.setAreas(known.areas)
      seen = NOTHING_SEEN
    }
    for (;;) {
      const page = await changedStationPlaces(knex, seen, PAGE_ROWS)
      if (page.rows > 0) await search.setStations(page.json)
      seen = page.last
      if (page.rows < PAGE_ROWS) return
    }
  })
  const followStations = () => void stationsTask.run().catch(onError)
  const stops = [
    await db.listen(AREAS_CHANNEL, () => void areasTask.run().catch(onError)),
    onStations?.(followStations) ?? (await db.listen('data_version', followStations)),
  ]
  await stationsTask.run()

  const nameOf = (code: string): string => known.names.get(code) ?? code
  const named = (code: string | null) => (code === null ? null : { code, name: nameOf(code) })

  return {
    findingKinds: PLACE_FINDINGS,
    place: (facts) => placeStation(facts, { areas: known.index, addresses, nameOf }),
    locate: ({ lon, lat }) => known.index.locate(lon, lat),
    inText: (text, within) => addresses.parse(text, { districtHint: within }),
    nameOf,
    at({ lon, lat }) {
      const { districtCode, streetCode } = known.index.locate(lon, lat)
      return { district: named(districtCode), street: named(streetCode) }
    },
    async search(query, limit) {
      if (search.ended) await stationsTask.run()
      return search.find(query, limit)
    },
    districtsLayer: () => known.districts,
    streetsLayer: () => known.streets,
    reload: areasTask.run,
    async importStreetLayer(layer, { source }, actor) {
      const report = await writeStreetLayer(knex, known.areas, layer, source, actor)
      await areasTask.run()
      return report
    },
    async settled() {
      await Promise.all([areasTask.idle(), stationsTask.idle()])
      await search.settled()
    },
    async close() {
      for (const stop of stops) await stop()
      await Promise.allSettled([areasTask.idle(), stationsTask.idle()])
      await search.stop()
    },
  }
}

/** Runs the work again when asked to while it is under way: what it read first may be older than the question. */
function oneAtATime(work: () => Promise<void>): { run(): Promise<void>; idle(): Promise<void> } {
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  function start(): Promise<void> {
    running = work().finally(() => {
      running = null
    })
    return running
  }
  return {
    run() {
      if (!running) return start()
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null
          return start()
        })
      return next
    },
    async idle() {
      while (running ?? next) await (next ?? running)
    },
  }
}

function know(areas: Areas): Known {
  const streets = areas.streets.flatMap((s) => (s.geometry ? [{ ...s, geometry: s.geometry }] : []))
  return {
    areas,
    index: createAreaIndex({ districts: areas.districts, streets }),
    names: new Map([...areas.districts, ...areas.streets, ...areas.communities].map((a) => [a.code, a.name])),
    districts: mapLayer(
      areas.districts.map(({ code, name, label, geometry }) => ({
        properties: { code, name, label: [label.lon, label.lat] },
        geometry,
      })),
      DISTRICT_CREDIT,
    ),
    streets: mapLayer(
      areas.streets.flatMap(({ code, name, districtCode, outline }) =>
        outline ? [{ properties: { code, name, districtCode }, geometry: outline }] : [],
      ),
      [...new Set(areas.streets.flatMap(({ source }) => publicSource(source) ?? []))].join('; ') || null,
    ),
  }
}

/** `source (who, when)` as it is kept, without who loaded it and when: that is for staff. */
function publicSource(kept: string | null): string | null {
  return /^(.*) \([^()]*, \d{4}-\d\d-\d\d\)$/s.exec(kept ?? '')?.[1] ?? null
}

function mapLayer(
  features: { properties: { code: string }; geometry: MultiPolygon }[],
  attribution: string | null,
): MapLayer {
  const collection: FeatureCollection & { attribution?: string } = {
    type: 'FeatureCollection',
    ...(attribution !== null && { attribution }),
    features: features.map((f) => ({ type: 'Feature', id: f.properties.code, ...f })),
  }
  const body = JSON.stringify(collection)
  // Weak, because the answer may be compressed on its way.
  return { body, etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

async function writeStreetLayer(
  knex: Knex,
  areas: Areas,
  layer: StreetLayer,
  source: string,
  actor: string,
): Promise<StreetLayerReport> {
  const polygons = layer.features.map(({ properties, geometry }, i) => ({
    row: i + 1,
    ...properties,
    geometry: flat(geometry),
  }))
  const { matched, unmatched, districtCodes } = matchLayer(polygons, areas satisfies Divisions)
  const districts = createAreaIndex({ districts: areas.districts, streets: [] })
  refuse(
    matched.flatMap(({ polygon, street }) => {
      const fault = faultOf(polygon, street.districtCode, districts)
      return fault === null ? [] : [{ polygon, fault }]
    }),
  )
  await knex.transaction(async (trx) => {
    const invalid = await invalidPolygons(
      trx,
      matched.map((m) => m.polygon.geometry),
    )
    refuse(
      invalid.map(({ index, reason }) => {
        const { polygon } = matched[index]!
        return {
          polygon,
          fault: `第 ${polygon.row} 个面「${polygon.district}${polygon.name}」的边界自相交或重叠:${reason}。`,
        }
      }),
    )
    const outlines = matched.map(({ polygon, street }) => ({ code: street.code, geometry: polygon.geometry }))
    const when = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
    await replaceStreetOutlines(trx, outlines, districtCodes, `${source} (${actor}, ${when})`)
  })
  return { source, polygons: polygons.length, matched: matched.length, unmatched }
}

/** Heights have no place in an outline. */
function flat(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const ring = (positions: number[][]) => positions.map(([lon, lat]) => [lon!, lat!])
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(ring)) }
}

/** Nothing of a layer is taken when a part of it is broken: half a layer has holes that look like no man's land. */
function refuse(faults: { polygon: LayerPolygon; fault: string }[]): void {
  if (faults.length === 0) return
  const errors = faults.slice(0, 100).map(({ polygon, fault }): FieldError => ({
    field: `features.${polygon.row - 1}`,
    value: polygon.name,
    message: {
      zh: fault,
      en: `Polygon ${polygon.row} (${polygon.district} ${polygon.name}) cannot be used: ${fault}`,
    },
  }))
  throw new Problem(
    422,
    {
      zh: `图层里有 ${faults.length} 个面不能用,整个图层没有写入。${faults[0]!.fault}`,
      en: `${faults.length} polygons of the layer cannot be used, so nothing was written.`,
    },
    errors,
  )
}
