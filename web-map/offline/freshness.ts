/** Whether this page is still the one that the server has; what is shown about it stands in `UpdateNote.vue`. */
import { ref } from 'vue'
import type { Router } from 'vue-router'

/** `new`: a newer version is ready or this one has been replaced. `lost`: a part did not arrive over a bad line. */
export const freshness = ref<'current' | 'new' | 'lost'>('current')

let takeOver: (() => void) | null = null

/** @param activate makes the waiting version the page's own; the page is then loaded again */
export function newVersionReady(activate: (() => void) | null): void {
  takeOver = activate
  freshness.value = 'new'
}

/** On the reader's wish only: what is being read or typed is never taken away. */
export function loadNewVersion(): void {
  if (takeOver) takeOver()
  else location.reload()
}

/**
 * A part of the page could not be fetched. Either the server has replaced this version, as in a tab left open over a
 * deploy, or the line is bad: the server's own page tells which. (The query keeps the service worker out of it.)
 *
 * @param needed the reader asked for just this part and would otherwise see nothing happen
 */
export async function explainMissingPart(needed: boolean): Promise<void> {
  if (freshness.value === 'new') return
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute('src')
  try {
    const page = await (await fetch('/?current', { cache: 'no-store' })).text()
    if (own && !page.includes(own)) return newVersionReady(null)
  } catch {
    // No network: below.
  }
  if (needed) freshness.value = 'lost'
}

/** Maps and sheets say by themselves that they did not come; of a page nobody else would. */
export function watchForMissingParts(router: Router): void {
  addEventListener('vite:preloadError', () => void explainMissingPart(false))
  router.onError(() => void explainMissingPart(true))
}
