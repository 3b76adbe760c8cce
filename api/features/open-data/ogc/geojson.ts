import { geometryIn, type Crs } from './crs.ts'
import type { Link } from './links.ts'
import type { Item, ItemSearch } from './read-model.ts'

/** A GeoJSON feature of a stored one. */
export function featureOf(item: Item, crs: Crs) {
  return {
    type: 'Feature' as const,
    id: item.key,
    geometry: geometryIn(crs, item.geometry),
    properties: item.properties,
  }
}

/** What a collection says after its features, when all is known. */
export interface Trailer {
  returned: number
  /** Key of the last feature when there are more behind it. */
  next: string | null
}

/**
 * A GeoJSON feature collection, piece by piece: never more than one batch in memory. Counts and links come last,
 * because whether there is a next page is known only then.
 */
export async function* featureCollection(
  search: ItemSearch,
  crs: Crs,
  trailer: (end: Trailer) => { links: Link[] } & Record<string, unknown>,
): AsyncGenerator<string> {
  let returned = 0
  let last: string | null = null
  const batches = search.batches()
  let step = await batches.next()
  yield '{"type":"FeatureCollection","features":['
  while (!step.done) {
    const items = step.value
    yield (
      (returned > 0 ? ',\n' : '\n') + items.map((item) => JSON.stringify(featureOf(item, crs))).join(',\n')
    )
    returned += items.length
    last = items.at(-1)!.key
    step = await batches.next()
  }
  const end = trailer({ returned, next: step.value.more ? last : null })
  yield `\n],${JSON.stringify(end).slice(1)}\n`
}
