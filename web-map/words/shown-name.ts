import type { AppConfig } from '../api/types.ts'
import type { Words } from '../i18n/zh.ts'
import type { Place } from '../place/place.ts'

/** What the page calls a place: its own name, said honestly where nobody chose it. */
export function placeName(place: Place, words: Words, config: AppConfig | null): string {
  if (place.source === 'default')
    return words.defaultPlace(place.name || words.regionCentre(config?.region.name ?? ''))
  if (place.source === 'phone') return place.name ? words.nearPlace(place.name) : words.myPlace
  return place.name || words.pickedPlace
}
