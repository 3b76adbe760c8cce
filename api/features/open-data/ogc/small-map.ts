import type { Geometry } from './crs.ts'
import { html, type Markup } from './markup.ts'
import type { Box } from './place-and-time.ts'

/** Width of the drawing in its own units. */
export const MAP_WIDTH = 640

export interface SmallMap {
  /** The box that is shown, in WGS-84 degrees. */
  box: Box
  land: readonly Geometry[]
  /** Areas to point out. */
  areas?: readonly Geometry[]
  points?: readonly (readonly [lon: number, lat: number])[]
  /** Diameter of a point. */
  dot?: number
  label: string
}

/** A box around points with room about them, at least `least` degrees of latitude high. */
export function boxAround(
  points: readonly (readonly [lon: number, lat: number])[],
  least = 0.08,
): Box | null {
  if (points.length === 0) return null
  const lons = points.map(([lon]) => lon)
  const lats = points.map(([, lat]) => lat)
  const [west, south, east, north] = [
    Math.min(...lons),
    Math.min(...lats),
    Math.max(...lons),
    Math.max(...lats),
  ]
  const high = Math.max(north - south, least) * 1.16
  const wide = Math.max(east - west, least * 2.2) * 1.16
  const [lon, lat] = [(west + east) / 2, (south + north) / 2]
  return [lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2]
}

/** All corners of areas. */
export const cornersOf = (areas: readonly Geometry[]) =>
  areas.flatMap((area) => (area.type === 'Point' ? [area.coordinates] : area.coordinates.flat(2)))

/**
 * A drawing without a base map: outlines and points, degrees of longitude shortened as at the box's middle, which is
 * true enough for a city. Every measure is a whole unit, so the text stays small.
 */
export function smallMap({ box, land, areas = [], points = [], dot = 6, label }: SmallMap): Markup {
  const [west, south, east, north] = box
  const shortened = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = MAP_WIDTH / ((east - west) * shortened)
  const height = Math.max(80, Math.min(900, Math.round((north - south) * scale)))
  const x = (lon: number) => Math.round((lon - west) * shortened * scale)
  const y = (lat: number) => Math.round((north - lat) * scale)

  const ring = (corners: readonly (readonly [number, number])[]) => {
    let last = ''
    const kept: string[] = []
    for (const [lon, lat] of corners) {
      const corner = `${x(lon)} ${y(lat)}`
      if (corner !== last) kept.push(corner)
      last = corner
    }
    return `M${kept.join('L')}Z`
  }
  const outline = (area: Geometry) =>
    area.type === 'Point' ? '' : area.coordinates.flatMap((polygon) => polygon.map(ring)).join('')
  const shown = [...new Set(points.map(([lon, lat]) => `M${x(lon)} ${y(lat)}h0`))].join('')
  return html`<figure>
    <svg viewBox="0 0 ${MAP_WIDTH} ${height}" role="img" aria-label="${label}">
      <path class="land" d="${land.map(outline).join('')}" />
      ${areas.length > 0 && html`<path class="area" d="${areas.map(outline).join('')}" />`}
      ${shown && html`<path class="dots" stroke-width="${dot}" d="${shown}" />`}
    </svg>
  </figure>`
}
