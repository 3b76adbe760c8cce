/**
 * What the worker asks, and how the address says it. Filters stand in the query. A place or an area stands in the
 * fragment, which browsers do not send to any server; the phone's own position never enters the address at all.
 */
import { FACILITIES, type FacilityId } from '../../api/features/stations/facilities.ts'
import type { BBox } from '../api/types.ts'
import type { Place } from '../place/place.ts'

export interface Wishes {
  openNow: boolean
  /** Only stations that one may walk into without asking. */
  freeEntry: boolean
  facilities: FacilityId[]
}

/** Open now is wished unless switched off: a closed door is the first thing that goes wrong. */
export const FIRST_WISHES: Wishes = { openNow: true, freeEntry: false, facilities: [] }

export type Query = Record<string, string>

export function hasWishes(wishes: Wishes): boolean {
  return wishes.openNow || wishes.freeEntry || wishes.facilities.length > 0
}

/** Filters as query parameters; the usual ones are left out, so that the plain address stays plain. */
export function wishesToQuery(wishes: Wishes): Query {
  const query: Query = {}
  if (!wishes.openNow) query.open = 'any'
  if (wishes.freeEntry) query.access = 'free'
  if (wishes.facilities.length) query.has = wishes.facilities.join(',')
  return query
}

/** Filters from query parameters; null when the address says nothing about them. Unknown words are passed over. */
export function wishesFromQuery(query: Record<string, unknown>): Wishes | null {
  const { open, access, has } = query
  if (open === undefined && access === undefined && has === undefined) return null
  const asked = typeof has === 'string' ? has.split(',') : []
  return {
    openNow: open !== 'any',
    freeEntry: access === 'free',
    facilities: FACILITIES.filter((id) => asked.includes(id)),
  }
}

function numbers(text: string | undefined, count: number): number[] | null {
  const parts = (text ?? '').split(',').slice(0, count)
  if (parts.length < count || parts.some((part) => part.trim() === '')) return null
  const values = parts.map(Number)
  return values.every(Number.isFinite) ? values : null
}

/** `#at=lon,lat,name` for a place that was typed or picked, `#area=w,s,e,n` for an area, else empty. */
export function placeToHash(place: Place | null, area: BBox | null): string {
  if (area) return `#area=${area.map((degrees) => degrees.toFixed(4)).join(',')}`
  if (!place || place.source === 'phone' || place.source === 'default') return ''
  return `#at=${place.lon.toFixed(5)},${place.lat.toFixed(5)},${encodeURIComponent(place.name)}`
}

export function placeFromHash(hash: string): { place: Place | null; area: BBox | null } {
  const [key, text] = hash.replace(/^#/, '').split('=')
  if (key === 'area') {
    const box = numbers(text, 4)
    const valid = box && box[0]! < box[2]! && box[1]! < box[3]!
    return { place: null, area: valid ? (box as unknown as BBox) : null }
  }
  const at = key === 'at' ? numbers(text, 2) : null
  if (!at) return { place: null, area: null }
  let name = text?.split(',').slice(2).join(',') ?? ''
  try {
    name = decodeURIComponent(name)
  } catch {
    name = ''
  }
  return { place: { lon: at[0]!, lat: at[1]!, name, source: 'typed', accuracyM: null }, area: null }
}
