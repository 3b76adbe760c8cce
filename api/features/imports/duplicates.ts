/** Entries that may be the same place under two spellings: found here, decided by a person. */

/** A located entry: a row of the file being imported, or a station. */
export interface PlacedName {
  nameKey: string
  lon: number
  lat: number
}

export interface NearPair<A, B> {
  entry: A
  other: B
  distanceM: number
}

/** Two entries further apart than this are never taken for one place. */
export const NEAR_M = 100

/** Share of common letter pairs from which two names count as near-same; see the examples in its test. */
export const NEAR_SAME = 0.75

/**
 * Sørensen–Dice coefficient of the two keys' bigrams, 0 … 1; 1 for equal keys. A key that wholly holds the other one
 * (three letters or more) counts as near-same too: 朝阳门店 and 链家朝阳门店.
 */
export function nameSimilarity(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length >= 3 && long.includes(short)) return Math.max(NEAR_SAME, short.length / long.length)
  if (short.length < 2) return 0
  const pairs = new Map<string, number>()
  for (let i = 0; i < a.length - 1; i++) pairs.set(a.slice(i, i + 2), (pairs.get(a.slice(i, i + 2)) ?? 0) + 1)
  let shared = 0
  for (let i = 0; i < b.length - 1; i++) {
    const pair = b.slice(i, i + 2)
    const left = pairs.get(pair) ?? 0
    if (left > 0) {
      shared++
      pairs.set(pair, left - 1)
    }
  }
  return (2 * shared) / (a.length + b.length - 2)
}

const METRES_PER_DEGREE = 111_320
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Metres over a sphere with a local flat approximation: exact to centimetres at 100 m. */
function shortDistance(a: PlacedName, b: PlacedName): number {
  const dy = (a.lat - b.lat) * METRES_PER_DEGREE
  const dx = (a.lon - b.lon) * METRES_PER_DEGREE * Math.cos(radians((a.lat + b.lat) / 2))
  return Math.hypot(dx, dy)
}

/** A grid over the region whose cells are a little larger than NEAR_M: neighbours lie in the nine cells around. */
export class NearNames<T extends PlacedName> {
  private readonly cells = new Map<number, T[]>()

  add(entry: T): void {
    const key = cellKey(column(entry), line(entry))
    const cell = this.cells.get(key)
    if (cell) cell.push(entry)
    else this.cells.set(key, [entry])
  }

  /** Entries within NEAR_M whose name is near-same. */
  near<E extends PlacedName>(entry: E): NearPair<E, T>[] {
    const found: NearPair<E, T>[] = []
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const other of this.cells.get(cellKey(column(entry) + dx, line(entry) + dy)) ?? []) {
          const distanceM = shortDistance(entry, other)
          if (distanceM <= NEAR_M && nameSimilarity(entry.nameKey, other.nameKey) >= NEAR_SAME) {
            found.push({ entry, other, distanceM })
          }
        }
      }
    }
    return found
  }
}

// 0.0015° of longitude is 105 m at 51° N, the northern border of China; 0.001° of latitude is 111 m.
const column = (p: PlacedName) => Math.floor(p.lon / 0.0015)
const line = (p: PlacedName) => Math.floor(p.lat / 0.001)
const cellKey = (x: number, y: number) => x * 1_000_000 + y
