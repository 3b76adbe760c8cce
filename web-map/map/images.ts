/** The four states as images: the same shapes as on the cards, so that colour is never the only sign. */
import type { Map as MapLibreMap } from 'maplibre-gl'
import type { DisplayState } from '../../api/features/hours/evaluate.ts'
import type { Palette } from './palette.ts'

const LOOKS: readonly DisplayState[] = ['open', 'closing-soon', 'closed', 'unknown']
/** Drawn at three times the size for sharp edges on phones. */
const RATIO = 3

function drawState(look: DisplayState, palette: Palette, size: number, chosen: boolean): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size * RATIO
  const ink = canvas.getContext('2d')!
  ink.scale(RATIO, RATIO)
  ink.translate(size / 2, size / 2)
  const radius = chosen ? size / 2 - 7 : size / 2 - 4
  const disc = (r: number) => {
    ink.beginPath()
    ink.arc(0, 0, r, 0, Math.PI * 2)
  }
  if (chosen) {
    disc(size / 2 - 1.5)
    ink.fillStyle = palette.raised
    ink.fill()
    ink.lineWidth = 3
    ink.strokeStyle = palette.accent
    ink.stroke()
  } else {
    disc(size / 2 - 1)
    ink.fillStyle = palette.raised
    ink.fill()
  }
  ink.fillStyle = ink.strokeStyle = palette[look]
  ink.lineWidth = 2.4
  if (look === 'unknown') ink.setLineDash([3.4, 2.6])
  disc(radius)
  if (look === 'open') ink.fill()
  ink.stroke()
  if (look === 'closing-soon') {
    ink.beginPath()
    ink.arc(0, 0, radius, Math.PI / 2, Math.PI * 1.5)
    ink.fill()
  }
  if (look === 'unknown') {
    ink.font = `700 ${radius * 1.5}px sans-serif`
    ink.textAlign = 'center'
    ink.textBaseline = 'middle'
    ink.fillText('?', 0, 0.5)
  }
  return ink.getImageData(0, 0, canvas.width, canvas.height)
}

export function addStateImages(map: MapLibreMap, palette: Palette): void {
  for (const look of LOOKS) {
    map.addImage(`state-${look}`, drawState(look, palette, 22, false), { pixelRatio: RATIO })
    map.addImage(`chosen-${look}`, drawState(look, palette, 36, true), { pixelRatio: RATIO })
  }
}
