/** The page's tokens as the map needs them: read from the one style sheet, so that no colour is written twice. */
const TOKENS = {
  land: '--land',
  outside: '--outside',
  districtLine: '--district-line',
  streetLine: '--street-line',
  label: '--map-label',
  water: '--map-water',
  green: '--map-green',
  ground: '--ground',
  raised: '--raised',
  ink: '--ink',
  accent: '--accent',
  open: '--open',
  'closing-soon': '--soon',
  closed: '--closed',
  unknown: '--ink',
  labelSize: '--map-label-size',
} as const

export type Palette = Record<keyof typeof TOKENS, string>

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const entries = Object.entries(TOKENS).map(([role, token]) => [role, style.getPropertyValue(token).trim()])
  return Object.fromEntries(entries) as Palette
}

/** Pixels of something written on the map: as given, but never smaller than the view's labels. */
export function textSize({ labelSize }: Pick<Palette, 'labelSize'>, standard = 13): number {
  return Math.max(standard, Number.parseFloat(labelSize) || 0)
}
