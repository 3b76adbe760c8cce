import { Marker, type Map as MapLibreMap } from 'maplibre-gl'

export interface PlaceMarker {
  /** @param at WGS-84 degrees, null removes it; @param word what stands beside the point */
  show(at: { lon: number; lat: number } | null, word: string): void
}

/** The worker's place: a drawn point with its word, in the page's own style sheet. */
export function placeMarker(map: MapLibreMap): PlaceMarker {
  const element = document.createElement('div')
  element.className = 'you-are-here'
  const word = element.appendChild(document.createElement('span'))
  const marker = new Marker({ element, anchor: 'center' })
  return {
    show(at, text) {
      word.textContent = text
      if (!at) {
        marker.remove()
        return
      }
      marker.setLngLat([at.lon, at.lat]).addTo(map)
      // MapLibre calls every marker a button; this one does nothing and says what it is.
      element.removeAttribute('tabindex')
      element.setAttribute('role', 'img')
      element.setAttribute('aria-label', text)
    },
  }
}
