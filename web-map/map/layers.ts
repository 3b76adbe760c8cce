/** The layers of stations, place and reach, as data. Drawn over any base map, in this order. */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SymbolLayerSpecification,
} from 'maplibre-gl'
import { textSize, type Palette } from './palette.ts'
import { LABEL_FONT } from './style.ts'

/** At street level every station stands alone. */
export const CLUSTER_MAX_ZOOM = 12
export const CLUSTER_RADIUS = 36

/** Stations that stand alone, without the chosen one: that has a layer of its own above. */
export function singlesBut(chosen: string | null): FilterSpecification {
  return ['all', ['!', ['has', 'point_count']], ['!=', ['get', 'code'], chosen ?? '']]
}

/** A station's name with the word of its state below it. */
export function stationLabel(word: ExpressionSpecification): ExpressionSpecification {
  return ['format', ['get', 'name'], {}, '\n', {}, word, { 'font-scale': 0.86 }]
}

function reachLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'reach-lines',
      type: 'line',
      source: 'reach',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: {
        'line-color': palette.accent,
        'line-width': 1.2,
        'line-opacity': 0.55,
        'line-dasharray': [2, 3],
      },
    },
    {
      id: 'reach-words',
      type: 'symbol',
      source: 'reach',
      minzoom: 12.5,
      filter: ['==', ['geometry-type'], 'Point'],
      layout: {
        'text-field': ['get', 'word'],
        'text-font': LABEL_FONT,
        'text-size': textSize(palette),
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.accent, 'text-halo-color': palette.land, 'text-halo-width': 2 },
    },
  ]
}

function clusterLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'clusters',
      type: 'circle',
      source: 'stations',
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': palette.ink,
        'circle-radius': ['step', ['get', 'point_count'], 17, 10, 21, 100, 26],
        'circle-stroke-width': 3,
        'circle-stroke-color': palette.ground,
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: 'stations',
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': LABEL_FONT,
        'text-size': textSize(palette, 15),
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.ground },
    },
  ]
}

/** How a station's name is set beside its mark, whichever source it comes from. */
export function stationLabelLayout(palette: Palette) {
  return {
    'text-font': LABEL_FONT,
    'text-size': textSize(palette),
    'text-max-width': 9,
    'text-optional': true,
    'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
    'text-radial-offset': 1.05,
    'text-justify': 'auto',
    'text-padding': 4,
  } satisfies SymbolLayerSpecification['layout']
}

function stationLayer(palette: Palette): LayerSpecification {
  return {
    id: 'stations',
    type: 'symbol',
    source: 'stations',
    filter: singlesBut(null),
    layout: {
      'icon-image': ['concat', 'state-', ['get', 'look']],
      'icon-allow-overlap': true,
      'symbol-sort-key': ['get', 'order'],
      'text-field': ['step', ['zoom'], '', 13.5, stationLabel(['get', 'word'])],
      ...stationLabelLayout(palette),
    },
    paint: { 'text-color': palette.ink, 'text-halo-color': palette.land, 'text-halo-width': 1.8 },
  }
}

/** Its own source, outside the clusters: the chosen station is never hidden in a number. */
function chosenLayer(palette: Palette): LayerSpecification {
  return {
    id: 'chosen',
    type: 'symbol',
    source: 'chosen',
    layout: {
      'icon-image': ['concat', 'chosen-', ['get', 'look']],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'text-field': stationLabel(['get', 'word']),
      'text-font': LABEL_FONT,
      'text-size': textSize(palette, 15),
      'text-anchor': 'top',
      'text-offset': [0, 1.5],
      'text-allow-overlap': true,
    },
    paint: { 'text-color': palette.ink, 'text-halo-color': palette.raised, 'text-halo-width': 3 },
  }
}

/** Of the stations in the answer. */
export function answeredLayers(palette: Palette): LayerSpecification[] {
  return [...clusterLayers(palette), stationLayer(palette)]
}

/** What lies around them: reach below, the chosen station above. */
export function overlayLayers(palette: Palette): LayerSpecification[] {
  return [...reachLayers(palette), chosenLayer(palette)]
}
