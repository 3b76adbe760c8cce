/** Reads PMTiles archives, and draws what is in one. Loaded only where the base map is one. */
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { Palette } from './palette.ts'
import { LABEL_FONT } from './style.ts'

export const archives = new Protocol()

const SOURCE = 'archive'

/** What a layer shows, by the names it has in the usual schemas (Protomaps, OpenMapTiles, Shortbread). */
const ROLES: Record<string, readonly string[]> = {
  land: ['earth', 'land'],
  green: ['landcover', 'landuse', 'park', 'natural'],
  water: ['water', 'ocean', 'water_polygons'],
  buildings: ['buildings', 'building'],
  roads: ['roads', 'transportation', 'streets'],
  borders: ['boundaries', 'boundary'],
  places: ['places', 'place', 'place_labels'],
}
const ORDER = [...Object.keys(ROLES), 'other']

/** A style for whatever the archive holds: pictures as they are, lines and areas in the page's own colours. */
export async function archiveStyle(url: string, palette: Palette): Promise<StyleSpecification> {
  const archive = new PMTiles(url)
  archives.add(archive)
  const source = { url: `pmtiles://${url}` }
  const background: LayerSpecification = {
    id: 'outside',
    type: 'background',
    paint: { 'background-color': palette.outside },
  }
  const { tileType } = await archive.getHeader()
  if (tileType !== TileType.Mvt) {
    const pictures: LayerSpecification = { id: 'pictures', type: 'raster', source: SOURCE }
    return {
      version: 8,
      sources: { [SOURCE]: { type: 'raster', tileSize: 256, ...source } },
      layers: [background, pictures],
    }
  }
  const layers = vectorLayers(await archive.getMetadata())
    .map((name) => ({ name, role: roleOf(name) }))
    .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role))
  const ground = layers.some(({ role }) => role === 'land')
  background.paint = { 'background-color': ground ? palette.outside : palette.land }
  return {
    version: 8,
    sources: { [SOURCE]: { type: 'vector', ...source } },
    layers: [background, ...layers.flatMap(({ name, role }) => drawn(name, role, palette))],
  }
}

function vectorLayers(metadata: unknown): string[] {
  const { vector_layers: layers } = (metadata ?? {}) as { vector_layers?: { id: string }[] }
  return (layers ?? []).map(({ id }) => id)
}

function roleOf(name: string): string {
  return Object.keys(ROLES).find((role) => ROLES[role]!.includes(name)) ?? 'other'
}

function drawn(name: string, role: string, palette: Palette): LayerSpecification[] {
  const from = { source: SOURCE, 'source-layer': name }
  const fill = (colour: string): LayerSpecification => ({
    ...from,
    id: `${name}-areas`,
    type: 'fill',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': colour },
  })
  const line = (colour: string, wide: number): LayerSpecification => ({
    ...from,
    id: `${name}-lines`,
    type: 'line',
    filter: ['!=', ['geometry-type'], 'Point'],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': colour,
      'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, wide / 4, 14, wide, 18, wide * 5],
    },
  })
  const names: LayerSpecification = {
    ...from,
    id: `${name}-names`,
    type: 'symbol',
    layout: {
      'text-field': ['coalesce', ['get', 'name:zh-Hans'], ['get', 'name:zh'], ['get', 'name'], ''],
      'text-font': LABEL_FONT,
      'text-size': 13,
      'text-padding': 12,
      'symbol-placement': role === 'roads' ? 'line' : 'point',
    },
    paint: { 'text-color': palette.label, 'text-halo-color': palette.land, 'text-halo-width': 1.4 },
  }
  if (role === 'land') return [fill(palette.land)]
  if (role === 'green') return [fill(palette.green)]
  // Rivers are lines of the same layer.
  if (role === 'water') return [fill(palette.water), line(palette.water, 1.5)]
  if (role === 'buildings') return [{ ...fill(palette.outside), minzoom: 14 } as LayerSpecification]
  if (role === 'roads') return [line(palette.streetLine, 2), { ...names, minzoom: 14 }]
  if (role === 'borders') return [line(palette.districtLine, 1)]
  if (role === 'places') return [names]
  return [line(palette.streetLine, 1), { ...names, minzoom: 12 }]
}
