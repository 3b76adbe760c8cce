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
} as const

export type Palette = Record<keyof typeof TOKENS, string>

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const entries = Object.entries(TOKENS).map(([role, token]) => [role, style.getPropertyValue(token).trim()])
  return Object.fromEntries(entries) as Palette
}
