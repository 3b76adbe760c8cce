/**
 * Makes the page one that works without a network: the service worker, what it could not see being fetched, and the
 * city's data. Loaded when everything else is done.
 */
import { config } from '../state/nearby.ts'
import { cityIsKept, markKept } from './on-device.ts'
import { newVersionReady } from './freshness.ts'
import { forgetKeptCity, refreshKeptCity } from './kept-answers.ts'
import { warmCaches } from './warm-caches.ts'

/** A page that stays open asks at most this often. */
const PAUSE_MS = 30 * 60_000

/** No more than once; does nothing where the browser offers no service worker (plain http, private windows). */
export async function keepForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || !window.isSecureContext) return
  // (Browsers that are told to block service workers resolve to nothing.)
  const registration = await register()
  if (!registration) return
  followVersions(registration)
  await navigator.serviceWorker.ready
  let asked = 0
  const refresh = async (): Promise<void> => {
    if (document.hidden || !navigator.onLine || Date.now() - asked < PAUSE_MS) return
    asked = Date.now()
    if (config.value?.cityFile === false) await dropCity()
    else {
      const savedAt = await refreshKeptCity()
      if (savedAt === null) asked = 0
      else markKept(savedAt)
    }
    await warmCaches()
  }
  await refresh()
  const look = () => {
    if (!document.hidden) void registration.update().catch(() => undefined)
    void refresh()
  }
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
}

/** A network too large for one file has none: what an earlier, smaller one left must not grow old here. */
async function dropCity(): Promise<void> {
  if (!cityIsKept()) return
  markKept(null)
  await forgetKeptCity()
}

async function register(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await navigator.serviceWorker.register('/sw.js')
  } catch {
    return undefined
  }
}

function followVersions(registration: ServiceWorkerRegistration): void {
  const { serviceWorker } = navigator
  let replacing = Boolean(serviceWorker.controller)
  let asked = false
  const offer = () =>
    newVersionReady(() => {
      asked = true
      // Another tab may have been quicker, or a still newer one has come.
      if (registration.waiting) registration.waiting.postMessage({ type: 'SKIP_WAITING' })
      else location.reload()
    })
  if (registration.waiting && replacing) offer()
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && serviceWorker.controller) offer()
    })
  })
  serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload()
    // Another tab has taken the new version: parts of this one are gone.
    else if (replacing) newVersionReady(null)
    replacing = true
  })
}
