/**
 * The search as the page lives it: the place, the wishes, the answer, and what went wrong. List and map both read
 * `features`, so they can never show different sets.
 */
import { computed, ref, shallowRef } from 'vue'
import type { ApiError } from '../api/client.ts'
import type { AppConfig, BBox, NearbyAnswer, NearbyFeature } from '../api/types.ts'
import { AREA_LIMIT, fetchConfig, fetchNearest, fetchPlaceAt, fetchWithin } from '../api/worker-api.ts'
import { language } from '../i18n/index.ts'
import { askBoth, type KeptNote } from '../offline/ask-both.ts'
import { askDevice } from '../offline/on-device.ts'
import { measuredFrom } from '../place/distance.ts'
import { forgetPlace, rememberPlace, rememberedPlace, type Place } from '../place/place.ts'
import { FIRST_WISHES, wishesFromQuery, wishesToQuery, type Wishes } from './question.ts'
import { keep, kept } from './settings.ts'

export const PAGE = 20
const LIMIT_MAX = 100
const WISHES_KEY = 'nuanxin.wishes'

export const config = shallowRef<AppConfig | null>(null)
export const place = shallowRef<Place | null>(null)
/** Set while the worker searches an area instead of around the place. */
export const area = shallowRef<BBox | null>(null)
/** Nothing has said where the worker is: unless the phone tells, the list will be for the middle of the region. */
export const placeUnknown = ref(false)
export const wishes = shallowRef<Wishes>(FIRST_WISHES)
export const limit = ref(PAGE)
export const remembering = ref(false)

export const status = ref<'waiting' | 'searching' | 'ready' | 'failed'>('waiting')
export const answer = shallowRef<NearbyAnswer | null>(null)
export const failure = shallowRef<ApiError | null>(null)
/** Set while the answer is from this device and not the server's. */
export const keptNote = shallowRef<KeptNote | null>(null)

export const features = computed<NearbyFeature[]>(() => {
  if (!answer.value) return []
  if (!area.value || !place.value) return answer.value.features
  return measuredFrom(place.value, answer.value.features)
})
export const canLookFarther = computed(
  () => !area.value && features.value.length >= limit.value && limit.value < LIMIT_MAX,
)

let running: AbortController | null = null

/** Asks again with the present place, area and wishes; an older question still on its way is dropped. */
export async function search(): Promise<void> {
  const from = place.value
  const within = area.value
  if (!from && !within) return
  running?.abort()
  const mine = new AbortController()
  running = mine
  status.value = 'searching'
  const asked = { wishes: wishes.value, limit: limit.value, language: language.value }
  const error = await askBoth<NearbyAnswer>(
    within
      ? fetchWithin(within, asked.wishes, asked.language, mine.signal)
      : fetchNearest(from!, asked.wishes, asked.limit, asked.language, mine.signal),
    () =>
      within
        ? askDevice('within', { area: within, wishes: asked.wishes, limit: AREA_LIMIT })
        : askDevice('nearest', { lon: from!.lon, lat: from!.lat, ...asked }),
    (value, note) => {
      if (mine !== running) return
      answer.value = value
      keptNote.value = note
      failure.value = null
      status.value = 'ready'
    },
  )
  if (!error || mine !== running || error.kind === 'aborted') return
  failure.value = error
  status.value = 'failed'
}

/** Starts searching around a place. A place without a name gets that of its street, when it is known. */
export async function searchFrom(next: Place): Promise<void> {
  place.value = next
  area.value = null
  limit.value = PAGE
  if (remembering.value && next.source !== 'default') rememberPlace(localStorage, next)
  await Promise.all([search(), nameByStreet(next)])
}

async function nameByStreet(unnamed: Place): Promise<void> {
  if (unnamed.name) return
  const found = await fetchPlaceAt(unnamed, language.value)
  const name = found.ok ? (found.value.street?.name ?? found.value.district?.name) : undefined
  if (!name || place.value !== unnamed) return
  place.value = { ...unnamed, name }
  if (remembering.value && unnamed.source !== 'default') rememberPlace(localStorage, place.value)
}

/** Searches an area (degrees), cut to the region; false when it lies outside. */
export async function searchArea(box: BBox): Promise<boolean> {
  const region = config.value?.region.bbox
  const [w, s, e, n] = region
    ? [
        Math.max(box[0], region[0]),
        Math.max(box[1], region[1]),
        Math.min(box[2], region[2]),
        Math.min(box[3], region[3]),
      ]
    : box
  if (w >= e || s >= n) return false
  area.value = [w, s, e, n]
  await search()
  return true
}

export async function wish(next: Wishes): Promise<void> {
  wishes.value = next
  limit.value = PAGE
  keep(WISHES_KEY, new URLSearchParams(wishesToQuery(next)).toString() || null)
  await search()
}

export async function lookFarther(): Promise<void> {
  limit.value = Math.min(limit.value + PAGE, LIMIT_MAX)
  await search()
}

/** Wishes of the address, else the last ones on this device, else the usual. */
export function firstWishes(query: Record<string, unknown>): Wishes {
  const stored = kept(WISHES_KEY)
  return (
    wishesFromQuery(query) ??
    (stored === null ? null : wishesFromQuery(Object.fromEntries(new URLSearchParams(stored)))) ??
    FIRST_WISHES
  )
}

export function setRemembering(on: boolean): void {
  remembering.value = on
  if (!on) forgetPlace(localStorage)
  else if (place.value && place.value.source !== 'default') rememberPlace(localStorage, place.value)
}

/** The middle of the region, for whoever has not said where they are: a list at once, honestly labelled. */
export function defaultPlace({ region }: AppConfig): Place {
  const [lon, lat] = region.centre
  return { lon, lat, name: '', source: 'default', accuracyM: null }
}

/** The place this device was told to remember, if any. */
export function keptPlace({ region }: AppConfig): Place | null {
  try {
    const found = rememberedPlace(localStorage, region.bbox)
    remembering.value = found !== null
    return found
  } catch {
    return null
  }
}

const CONFIG_KEY = 'nuanxin.config'
let configOnItsWay: Promise<boolean> | null = null

/**
 * Settings of this installation: asked once a visit, again only after a failure. Where an earlier visit kept them the
 * page begins with those, and without a network it stays with them.
 */
export function loadConfig(): Promise<boolean> {
  if (config.value) return Promise.resolve(true)
  const before = keptConfig()
  configOnItsWay ??= askForConfig(before === null).finally(() => (configOnItsWay = null))
  if (!before) return configOnItsWay
  config.value = before
  return Promise.resolve(true)
}

function keptConfig(): AppConfig | null {
  try {
    const before = JSON.parse(kept(CONFIG_KEY) ?? 'null') as AppConfig | null
    return before?.region.bbox.length === 4 && before.region.centre.length === 2 ? before : null
  } catch {
    return null
  }
}

async function askForConfig(needed: boolean): Promise<boolean> {
  const result = await fetchConfig(language.value)
  if (result.ok) {
    config.value = result.value
    keep(CONFIG_KEY, JSON.stringify(result.value))
  } else if (needed) {
    failure.value = result.error
    status.value = 'failed'
  }
  return result.ok
}
