/** How a visit begins and stays fresh: where the first place comes from, and when the answer has aged. */
import { onScopeDispose, watch } from 'vue'
import type { RouteLocationNormalizedLoaded } from 'vue-router'
import { language } from '../i18n/index.ts'
import { now } from '../state/clock.ts'
import {
  answer,
  area,
  config,
  defaultPlace,
  firstWishes,
  keptNote,
  keptPlace,
  loadConfig,
  place,
  placeUnknown,
  search,
  searchArea,
  searchFrom,
  status,
  wishes,
} from '../state/nearby.ts'
import { searchNearMeIfAllowed } from '../state/position.ts'
import { PLACE_KEY } from '../place/place.ts'
import { placeFromHash, placeToHash } from '../state/question.ts'
import { kept } from '../state/settings.ts'

let started = false

/** How long a worker who allowed positioning waits before a list for the last or the default place is shown. */
const FIRST_FIX_MS = 2500

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** First the place that the address names, else the phone where it was allowed, else the kept place, else the middle. */
export async function start(route: RouteLocationNormalizedLoaded, again = false): Promise<void> {
  if (started && !again) return
  started = true
  const named = placeFromHash(route.hash)
  placeUnknown.value = !named.place && !named.area && kept(PLACE_KEY) === null
  if (!again) wishes.value = firstWishes(route.query)
  if (!(await loadConfig())) return
  if (named.area) {
    place.value = keptPlace(config.value!)
    if (await searchArea(named.area)) return
  }
  const before = keptPlace(config.value!)
  if (named.place) return searchFrom(named.place)
  await Promise.race([searchNearMeIfAllowed(), pause(FIRST_FIX_MS)])
  if (place.value || area.value) return
  await searchFrom(before ?? defaultPlace(config.value!))
}

/** Somebody changed the fragment by hand or went back: search what it says. */
export async function followAddress(hash: string): Promise<void> {
  if (hash === placeToHash(place.value, area.value) || !config.value) return
  const named = placeFromHash(hash)
  if (named.area) await searchArea(named.area)
  else if (named.place) await searchFrom(named.place)
}

/** A state that has changed since, another language, or a network that is back asks again; nothing else disturbs the list. */
export function refreshWhenStale(): void {
  watch([now, language], ([time, speech], [, speechBefore]) => {
    if (status.value !== 'ready' || document.hidden) return
    const aged = answer.value?.features.some(
      ({ properties: { openUntil } }) => openUntil && Date.parse(openUntil) <= time,
    )
    if (aged || speech !== speechBefore) void search()
  })
  const onLine = () => {
    if (keptNote.value || status.value === 'failed') void search()
  }
  addEventListener('online', onLine)
  onScopeDispose(() => removeEventListener('online', onLine))
}
