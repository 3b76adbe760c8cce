import type { Knex } from 'knex'
import { DISTRICTS, STATIONS, STREETS, type Collection } from './collections.ts'
import {
  extentOf,
  hasStreets,
  hasSynthetic,
  mapDots,
  mapOutlines,
  type Extent,
  type Item,
} from './read-model.ts'
import { html, type Markup } from './markup.ts'
import type { Box } from './place-and-time.ts'
import { boxAround, cornersOf, MAP_WIDTH, smallMap } from './small-map.ts'

/** The collections that there are now: streets only once their outlines are loaded. */
export async function currentCollections(knex: Knex): Promise<Collection[]> {
  return (await hasStreets(knex)) ? [STATIONS, DISTRICTS, STREETS] : [STATIONS, DISTRICTS]
}

/** What is worked out once a data version, because a whole registry is looked through for it. */
export interface VersionFacts {
  dataVersion: number
  /** Whether any published station is synthetic. */
  synthetic: boolean
  /** Numbers of features by query. */
  counts: Map<string, number>
}

export function factsByVersion(knex: Knex): (dataVersion: number) => Promise<VersionFacts> {
  let known: VersionFacts | null = null
  return async (dataVersion) => {
    if (known?.dataVersion !== dataVersion)
      known = { dataVersion, synthetic: await hasSynthetic(knex), counts: new Map() }
    return known
  }
}

/** One after the other: the embedded database has one session. */
export async function extentsOf(knex: Knex, collections: readonly Collection[]): Promise<Extent[]> {
  const extents: Extent[] = []
  for (const collection of collections) extents.push(await extentOf(knex, collection))
  return extents
}

/** A little beyond the box, so that outlines do not touch the frame. */
const widened = ([west, south, east, north]: Box): Box => {
  const [x, y] = [(east - west) * 0.03, (north - south) * 0.03]
  return [west - x, south - y, east + x, north + y]
}

/** Where the features of a whole collection lie. */
export async function collectionMap(
  knex: Knex,
  collection: Collection,
  extent: Extent,
  region: Box,
  label: string,
): Promise<Markup> {
  const land = await mapOutlines(knex)
  const box = boxAround(cornersOf(land)) ?? extent.box ?? region
  // Two units of the drawing: a finer grid could not be told apart.
  const points = collection.id === 'stations' ? await mapDots(knex, ((box[2] - box[0]) / MAP_WIDTH) * 2) : []
  return smallMap({ box: widened(box), land, points, dot: 2.5, label })
}

/** Where some features lie. */
export async function itemsMap(
  knex: Knex,
  collection: Collection,
  items: readonly Item[],
  label: string,
): Promise<Markup> {
  const shapes = items.map((item) => item.geometry)
  const box = boxAround(cornersOf(shapes))
  if (!box) return html``
  const land = await mapOutlines(knex)
  return collection.geometry === 'Point'
    ? smallMap({ box, land, points: cornersOf(shapes), dot: 7, label })
    : smallMap({ box, land, areas: shapes, label })
}
