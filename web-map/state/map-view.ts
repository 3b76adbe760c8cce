/** What the map shows and how far it is opened. Pages put their stations here; the map only reads. */
import { ref, shallowRef } from 'vue'
import type { BBox, NearbyFeature } from '../api/types.ts'

/** The one station that card and marker both mark. */
export const selectedCode = ref<string | null>(null)
/** On a phone the map peeks from below until it is opened. */
export const mapOpen = ref(false)
/** The map asks for a place: a cross in its middle. */
export const picking = ref(false)
export const mapFeatures = shallowRef<readonly NearbyFeature[]>([])
/** The part of the map in view, once there is a map; null before. */
export const visibleArea = shallowRef<BBox | null>(null)

export function showOnMap(code: string): void {
  selectedCode.value = code
  mapOpen.value = true
}

export function startPicking(): void {
  picking.value = true
  mapOpen.value = true
}
