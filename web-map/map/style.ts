/**
 * The base map. By default our own: the region's districts and streets as outlines and names, drawn from this server
 * with the device's fonts (no glyphs address is needed), so nothing is fetched from the internet.
 */
import type { FeatureCollection } from 'geojson'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { BasemapConfig } from '../api/types.ts'
import type { Palette } from './palette.ts'
import { pmtilesStyle } from './pmtiles.ts'

/** Families that carry Chinese on the usual phones; MapLibre draws the labels with them on the device. */
export const LABEL_FONT = [
  'PingFang SC',
  'HarmonyOS Sans SC',
  'Noto Sans SC',
  'Noto Sans CJK SC',
  'Microsoft YaHei',
  'sans-serif',
]

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

function outlineSource() {
  return { type: 'geojson', data: NOTHING, tolerance: 0.4 } as const
}

function ownLayers(palette: Palette): LayerSpecification[] {
  return [
    { id: 'outside', type: 'background', paint: { 'background-color': palette.outside } },
    { id: 'land', type: 'fill', source: 'districts', paint: { 'fill-color': palette.land } },
    {
      id: 'street-lines',
      type: 'line',
      source: 'streets',
      minzoom: 10.5,
      paint: {
        'line-color': palette.streetLine,
        'line-width': ['interpolate', ['linear'], ['zoom'], 10.5, 0.6, 15, 1.6],
      },
    },
    {
      id: 'district-lines',
      type: 'line',
      source: 'districts',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.districtLine,
        'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.8, 12, 1.6, 16, 2.4],
        'line-dasharray': [5, 2.5],
      },
    },
    {
      id: 'street-names',
      type: 'symbol',
      source: 'street-names',
      minzoom: 12,
      layout: { 'text-field': ['get', 'name'], 'text-font': LABEL_FONT, 'text-size': 13, 'text-padding': 16 },
      paint: { 'text-color': palette.label, 'text-halo-color': palette.land, 'text-halo-width': 1.4 },
    },
    {
      id: 'district-names',
      type: 'symbol',
      source: 'district-names',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': LABEL_FONT,
        'text-size': ['interpolate', ['linear'], ['zoom'], 7, 12, 11, 17, 15, 22],
        'text-letter-spacing': 0.12,
        'text-padding': 8,
      },
      paint: {
        'text-color': palette.label,
        'text-halo-color': palette.land,
        'text-halo-width': 1.6,
        'text-opacity': ['interpolate', ['linear'], ['zoom'], 13, 1, 15, 0.55],
      },
    },
  ]
}

/** Our own offline style; its sources are filled by `fillOutlines`. */
export function ownStyle(palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      districts: outlineSource(),
      streets: outlineSource(),
      'district-names': { type: 'geojson', data: NOTHING },
      'street-names': { type: 'geojson', data: NOTHING },
    },
    layers: ownLayers(palette),
  }
}

const TIANDITU_SERVERS = ['0', '1', '2', '3', '4', '5', '6', '7']

function tiandituSource(layer: 'vec' | 'cva', key: string) {
  const tiles = TIANDITU_SERVERS.map(
    (n) =>
      `https://t${n}.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}` +
      `&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`,
  )
  return { type: 'raster', tiles, tileSize: 256, maxzoom: 18 } as const
}

function tiandituStyle(key: string): StyleSpecification {
  return {
    version: 8,
    sources: { ground: tiandituSource('vec', key), names: tiandituSource('cva', key) },
    layers: [
      { id: 'ground', type: 'raster', source: 'ground' },
      { id: 'names', type: 'raster', source: 'names' },
    ],
  }
}

export interface BaseMap {
  style: StyleSpecification | string
  own: boolean
}

/** The configured base map. */
export function baseMap(config: BasemapConfig, palette: Palette): BaseMap {
  if (config.kind === 'tianditu' && config.key) return { style: tiandituStyle(config.key), own: false }
  if (config.kind === 'pmtiles' && config.url) return { style: pmtilesStyle(config.url, palette), own: false }
  if (config.kind === 'style' && config.url) return { style: config.url, own: false }
  return { style: ownStyle(palette), own: true }
}
