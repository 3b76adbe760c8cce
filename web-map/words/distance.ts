/** A length as shown: metres in tens up to a kilometre, then kilometres with one decimal (none from ten on). */
export interface ShownLength {
  figure: string
  unit: 'm' | 'km'
}

/** @param metres geodesic metres, ≥ 0. Below ten metres the figure stays exact: rounding to 0 would be odd. */
export function shownLength(metres: number): ShownLength {
  const tens = metres < 10 ? Math.round(metres) : Math.round(metres / 10) * 10
  if (tens < 1000) return { figure: String(tens), unit: 'm' }
  const kilometres = metres / 1000
  return { figure: kilometres < 9.95 ? kilometres.toFixed(1) : String(Math.round(kilometres)), unit: 'km' }
}

/** Walking speed in metres a second and the detour over the straight line, as in the API's answer. */
const WALK_MPS = 1.15
const DETOUR = 1.3

/** Whole minutes on foot for a straight distance in metres, rounded up. */
export function walkMinutes(metres: number): number {
  return Math.ceil((metres * DETOUR) / WALK_MPS / 60)
}

/** Straight metres that so many minutes on foot reach. */
export function reachOf(minutes: number): number {
  return (minutes * 60 * WALK_MPS) / DETOUR
}
