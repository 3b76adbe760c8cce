/** The way from a tap on 离我最近 to a list: locating, being slow, failing with a reason, or succeeding. */
import { ref, shallowRef } from 'vue'
import { INACCURATE_M, alreadyAllowed, locate, type LocateFailure } from '../place/locate.ts'
import { config, place, searchFrom } from './nearby.ts'

export const locating = ref<'no' | 'yes' | 'slow'>('no')
export const locateFailure = shallowRef<LocateFailure | null>(null)

/** After so long the page says that it is still waiting. */
const SLOW_MS = 3000

export { INACCURATE_M }

/** Finds the device and searches from there. Whatever happens, the list that stands stays until a better one comes. */
export async function searchNearMe(): Promise<boolean> {
  if (locating.value !== 'no' || !config.value) return false
  locating.value = 'yes'
  locateFailure.value = null
  const slow = setTimeout(() => (locating.value = 'slow'), SLOW_MS)
  const before = place.value
  const located = await locate(navigator.geolocation, window.isSecureContext, config.value.region.bbox)
  clearTimeout(slow)
  locating.value = 'no'
  // Somebody who typed a place in the meantime has decided.
  if (place.value !== before && place.value?.source !== 'default') return false
  if (!located.ok) {
    locateFailure.value = located.failure
    return false
  }
  await searchFrom(located.place)
  return true
}

/** Uses the position without a tap only where the worker already allowed it. */
export async function searchNearMeIfAllowed(): Promise<boolean> {
  return (await alreadyAllowed()) && searchNearMe()
}
