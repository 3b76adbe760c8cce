/**
 * On a first visit the service worker arrives after the map: what the page has fetched by then is put into the
 * worker's caches here, out of the browser's own cache. Nothing is fetched that the reader has not used.
 */
import { ASSETS_CACHE, OUTLINES, OUTLINES_CACHE } from './cache-names.ts'

export async function warmCaches(): Promise<void> {
  const paths = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin }) => origin === location.origin)
    .map(({ pathname }) => pathname)
  await fill(
    ASSETS_CACHE,
    paths.filter((path) => path.startsWith('/assets/')),
  )
  await fill(
    OUTLINES_CACHE,
    paths.filter((path) => OUTLINES.test(path)),
  )
}

async function fill(name: string, paths: readonly string[]): Promise<void> {
  for (const path of new Set(paths)) {
    try {
      if (await caches.match(path, { ignoreSearch: true })) continue
      await (await caches.open(name)).add(path)
    } catch {
      // Gone, or no room: it is fetched when it is needed.
    }
  }
}
