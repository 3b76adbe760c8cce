/** What workers ask: places where stations are near, some where none are, with and without wishes. */

/** Equal shares of the questions. */
export const WISHES = [
  '',
  '&open=now',
  '&open=now&facilities=toilet',
  '&facilities=microwave,hot_water',
  '&open=now&facilities=toilet,charging&access=free,ask_staff',
] as const

/** One question in so many is asked somewhere in the region, the others a short walk from a station. */
const ANYWHERE_EVERY = 10
/** Degrees: about 700 m. */
const NEAR = 0.007

/** Numbers in [0, 1), the same at every run. */
function fixedRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Queries (`?lon=…&lat=…&limit=20…`) for the nearest search.
 *
 * @param places WGS-84 positions of stations, flat: lon, lat, lon, lat …
 */
export function nearestQueries(
  places: readonly number[],
  [west, south, east, north]: readonly [number, number, number, number],
  count: number,
): string[] {
  const random = fixedRandom(20_220_831)
  return Array.from({ length: count }, (_, i) => {
    const at = 2 * Math.floor(random() * (places.length / 2))
    const anywhere = i % ANYWHERE_EVERY === 0
    const lon = anywhere ? west + random() * (east - west) : places[at]! + (random() - 0.5) * 2 * NEAR
    const lat = anywhere ? south + random() * (north - south) : places[at + 1]! + (random() - 0.5) * 2 * NEAR
    const inside = [Math.min(Math.max(lon, west), east), Math.min(Math.max(lat, south), north)] as const
    const wishes = WISHES[Math.floor(i / ANYWHERE_EVERY) % WISHES.length]!
    return `?lon=${inside[0].toFixed(5)}&lat=${inside[1].toFixed(5)}&limit=20${wishes}`
  })
}

/** The same places without the wishes. */
export const withoutWishes = (query: string): string => query.replace(/&limit=20.*$/, '&limit=20')
