/** The place that a search starts from, and where it may be kept: on the device, and only when the worker says so. */
import type { BBox } from '../api/types.ts'

export interface Place {
  /** WGS-84 degrees. */
  lon: number
  lat: number
  /** What to call it; empty: the page's own word for this kind of place. */
  name: string
  /** `phone`: from the device's positioning. `default`: nobody chose it. */
  source: 'phone' | 'picked' | 'typed' | 'default'
  /** Radius in metres within which the phone believes to be; null when nothing measured it. */
  accuracyM: number | null
}

export const PLACE_KEY = 'nuanxin.place'

/** Four decimals are 11 m: enough to search from, and no finer trace than needed on the device. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e4) / 1e4
}

export function insideRegion(lon: number, lat: number, [west, south, east, north]: BBox): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north
}

/** The place kept on this device, or null; what is damaged or outside the region counts as nothing. */
export function rememberedPlace(storage: Pick<Storage, 'getItem'>, region: BBox): Place | null {
  try {
    const kept = JSON.parse(storage.getItem(PLACE_KEY) ?? 'null') as Partial<Place> | null
    if (!kept || typeof kept.lon !== 'number' || typeof kept.lat !== 'number') return null
    if (!insideRegion(kept.lon, kept.lat, region)) return null
    const name = typeof kept.name === 'string' ? kept.name : ''
    return { lon: kept.lon, lat: kept.lat, name, source: 'picked', accuracyM: null }
  } catch {
    return null
  }
}

export function rememberPlace(storage: Pick<Storage, 'setItem'>, place: Place): void {
  const { lon, lat, name } = place
  try {
    storage.setItem(PLACE_KEY, JSON.stringify({ lon: rounded(lon), lat: rounded(lat), name }))
  } catch {
    // A full or forbidden storage only means that the place is asked for again.
  }
}

export function forgetPlace(storage: Pick<Storage, 'removeItem'>): void {
  try {
    storage.removeItem(PLACE_KEY)
  } catch {
    // Nothing was kept there.
  }
}
