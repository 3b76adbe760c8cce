/** The layers of stations and clusters that come in vector tiles, as data. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { DisplayState } from '../../api/features/hours/evaluate.ts'
import type { Words } from '../i18n/zh.ts'
import { textSize, type Palette } from './palette.ts'
import { stationLabel, stationLabelLayout } from './layers.ts'
import { LABEL_FONT } from './style.ts'

/** In the words of the tiles: `state` and `closing_soon`, told for the instant that their address names. */
const LOOK: ExpressionSpecification = ['case', ['get', 'closing_soon'], 'closing-soon', ['get', 'state']]
const LOOKS: readonly DisplayState[] = ['open', 'closing-soon', 'closed', 'unknown']

const COUNT: ExpressionSpecification = ['get', 'count']
const OPEN: ExpressionSpecification = ['get', 'open']
const ANY_OPEN: ExpressionSpecification = ['>', OPEN, 0]

/** Single stations but the chosen one, which has a layer of its own above. */
export function unchosen(code: string | null): FilterSpecification {
  return ['!=', ['get', 'code'], code ?? '']
}

export function tiledStationText(words: Words): ExpressionSpecification {
  const word = ['match', LOOK, ...LOOKS.flatMap((look) => [look, words.lookWord(look)]), '']
  return [
    'step',
    ['zoom'],
    '',
    14.5,
    stationLabel(word as ExpressionSpecification),
  ] as ExpressionSpecification
}

function short(count: ExpressionSpecification, { from, unit }: Words['manyCount']): ExpressionSpecification {
  const tenths: ExpressionSpecification = ['/', ['round', ['/', count, from / 10]], 10]
  return ['case', ['>=', count, from], ['concat', tenths, unit], ['to-string', count]]
}

/** The number that the wishes leave, and how many of them are open where that is another number. */
export function tiledClusterText(words: Words): ExpressionSpecification {
  const { before, after } = words.ofThemOpen
  const count = short(COUNT, words.manyCount)
  const open: ExpressionSpecification = ['concat', before, short(OPEN, words.manyCount), after]
  return [
    'case',
    ['all', ANY_OPEN, ['<', OPEN, COUNT]],
    ['format', count, {}, '\n', {}, open, { 'font-scale': 0.8 }],
    ['format', count, {}],
  ]
}

export function tiledLayers(palette: Palette, words: Words): LayerSpecification[] {
  return [
    {
      id: 'clusters',
      type: 'circle',
      source: 'stations',
      'source-layer': 'clusters',
      paint: {
        // Filled where one gets in somewhere, a ring where nothing is surely open: as single stations are.
        'circle-color': ['case', ANY_OPEN, palette.open, palette.raised],
        'circle-radius': ['*', textSize(palette, 15) / 15, ['step', COUNT, 18, 10, 21, 100, 24, 1000, 27]],
        'circle-stroke-width': 3,
        'circle-stroke-color': ['case', ANY_OPEN, palette.ground, palette.closed],
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: 'stations',
      'source-layer': 'clusters',
      layout: {
        'text-field': tiledClusterText(words),
        'text-font': LABEL_FONT,
        'text-size': textSize(palette, 15),
        'text-line-height': 1,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': ['case', ANY_OPEN, palette.ground, palette.ink] },
    },
    {
      id: 'stations',
      type: 'symbol',
      source: 'stations',
      'source-layer': 'stations',
      filter: unchosen(null),
      layout: {
        'icon-image': ['concat', 'state-', LOOK],
        'icon-allow-overlap': true,
        'text-field': tiledStationText(words),
        ...stationLabelLayout(palette),
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.land, 'text-halo-width': 1.8 },
    },
  ]
}
