/** The interfaces that the worker's page asks. Positions are WGS-84 degrees; nothing here is kept or logged. */
import type { Place } from '../place/place.ts'
import type { Wishes } from '../state/question.ts'
import { getJson, withQuery, type QueryValue, type Result } from './client.ts'
import type { AppConfig, BBox, NearbyAnswer, PlaceAt, PlaceHit, StationDetail } from './types.ts'

function wishQuery(wishes: Wishes): Record<string, QueryValue> {
  return {
    open: wishes.openNow ? 'now' : null,
    facilities: wishes.facilities,
    access: wishes.freeEntry ? 'free' : null,
  }
}

export function fetchConfig(language: string): Promise<Result<AppConfig>> {
  return getJson('/api/config', language)
}

/** The nearest stations to a place. Six decimals are a tenth of a metre. */
export function fetchNearest(
  place: Pick<Place, 'lon' | 'lat'>,
  wishes: Wishes,
  limit: number,
  language: string,
  signal?: AbortSignal,
): Promise<Result<NearbyAnswer>> {
  const { lon, lat } = place
  const query = { lon: lon.toFixed(6), lat: lat.toFixed(6), limit, ...wishQuery(wishes) }
  return getJson(withQuery('/api/stations/nearest', query), language, signal)
}

/** Where the server says which vector tiles hold the stations with these wishes, as things stand now. */
export function tileSetPath(wishes: Wishes): string {
  const { open, ...rest } = wishQuery(wishes)
  return withQuery('/tiles/stations.json', { ...rest, [open ? 'open' : 'at']: 'now' })
}

/** As many as the map draws without effort; the answer says when there are more. */
export const AREA_LIMIT = 1000

export function fetchWithin(
  area: BBox,
  wishes: Wishes,
  language: string,
  signal?: AbortSignal,
): Promise<Result<NearbyAnswer>> {
  const bbox = area.map((degrees) => degrees.toFixed(5)).join(',')
  return getJson(
    withQuery('/api/stations/within', { bbox, limit: AREA_LIMIT, ...wishQuery(wishes) }),
    language,
    signal,
  )
}

export function fetchStation(code: string, language: string): Promise<Result<StationDetail>> {
  return getJson(`/api/stations/${encodeURIComponent(code)}`, language)
}

export function searchPlaces(
  text: string,
  language: string,
  signal?: AbortSignal,
): Promise<Result<{ items: PlaceHit[] }>> {
  return getJson(withQuery('/api/places', { q: text, limit: 10 }), language, signal)
}

/** Which district and street a point lies in: to call a place by a name. */
export function fetchPlaceAt(place: Pick<Place, 'lon' | 'lat'>, language: string): Promise<Result<PlaceAt>> {
  const { lon, lat } = place
  return getJson(withQuery('/api/places/at', { lon: lon.toFixed(5), lat: lat.toFixed(5) }), language)
}
