/** The device's position, with each way in which it fails told apart so that the page can say what to do. */
import type { BBox } from '../api/types.ts'
import { insideRegion, type Place } from './place.ts'

export type LocateFailure = 'denied' | 'timeout' | 'unavailable' | 'insecure' | 'unsupported' | 'outside'
export type Located = { ok: true; place: Place } | { ok: false; failure: LocateFailure }

/** Beyond this radius (metres) a position is a hint: it exceeds a fifteen-minute walk. */
export const INACCURATE_M = 1000

/** Indoors and between towers a first fix takes longer than ten seconds only when it will not come. */
const PATIENCE_MS = 12_000

const FAILURES: Record<number, LocateFailure> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' }

/**
 * Asks the device once; never throws and always answers, also in web views that swallow the request.
 * @param region a position outside it is a failure: no station is near
 */
export function locate(
  geolocation: Geolocation | undefined,
  secure: boolean,
  region: BBox,
  patienceMs = PATIENCE_MS,
): Promise<Located> {
  if (!secure) return Promise.resolve({ ok: false, failure: 'insecure' })
  if (!geolocation) return Promise.resolve({ ok: false, failure: 'unsupported' })
  return new Promise((resolve) => {
    const swallowed = setTimeout(() => resolve({ ok: false, failure: 'timeout' }), patienceMs + 1000)
    const answer = (located: Located) => {
      clearTimeout(swallowed)
      resolve(located)
    }
    geolocation.getCurrentPosition(
      ({ coords: { longitude: lon, latitude: lat, accuracy } }) => {
        if (!insideRegion(lon, lat, region)) return answer({ ok: false, failure: 'outside' })
        answer({ ok: true, place: { lon, lat, name: '', source: 'phone', accuracyM: accuracy } })
      },
      ({ code }) => answer({ ok: false, failure: FAILURES[code] ?? 'unavailable' }),
      { enableHighAccuracy: true, timeout: patienceMs, maximumAge: 30_000 },
    )
  })
}

/** Whether the worker already allowed positioning, so that using it asks nothing. */
export async function alreadyAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted'
  } catch {
    return false
  }
}
