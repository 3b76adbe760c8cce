import { addProtocol } from 'maplibre-gl'
import type { Palette } from './palette.ts'

/**
 * A base map from a PMTiles archive. What reads archives is loaded when the map asks for the style, so that nobody
 * with another base map fetches it.
 *
 * @param url of the archive, relative to the page or absolute
 * @returns address of a style, for MapLibre
 */
export function pmtilesStyle(url: string, palette: Palette): string {
  const archive = new URL(url, location.href).href
  const reader = () => import('./pmtiles-archive.ts')
  addProtocol('pmtiles', async (request, abort) => (await reader()).archives.tile(request, abort))
  addProtocol('pmtiles-style', async () => ({ data: await (await reader()).archiveStyle(archive, palette) }))
  return `pmtiles-style://${archive}`
}
