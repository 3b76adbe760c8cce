/**
 * What the page needs without a network and the service worker has not stored by itself: what was fetched before it
 * came, out of the browser's own cache, and the map, which a phone first loads when it is opened.
 */
import { ASSETS_CACHE, MAP_PARTS, OUTLINE_PATHS, OUTLINES_CACHE } from './cache-names.ts'

export async function warmCaches(): Promise<void> {
  const fetched = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
    .map(({ pathname }) => pathname)
  await fill(ASSETS_CACHE, fetched)
  const { saveData } = (navigator as { connection?: { saveData?: boolean } }).connection ?? {}
  if (saveData) return
  await fill(ASSETS_CACHE, await mapParts())
  await fill(OUTLINES_CACHE, OUTLINE_PATHS)
}

async function mapParts(): Promise<string[]> {
  try {
    return (await (await fetch(MAP_PARTS)).json()) as string[]
  } catch {
    return []
  }
}

async function fill(name: string, paths: readonly string[]): Promise<void> {
  for (const path of new Set(paths)) {
    try {
      if (await caches.match(path, { ignoreSearch: true })) continue
      await (await caches.open(name)).add(new Request(path, { priority: 'low' }))
    } catch {
      // Gone, or no room: it is fetched when it is needed.
    }
  }
}
