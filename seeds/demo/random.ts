/**
 * Seeded random numbers for the demo network. Only integer arithmetic, `+ - * /` and `sqrt`, which every engine
 * computes to the last bit alike: no sin, log or pow, whose last digit may differ between machines.
 */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** An integer, both ends included. */
  between(low: number, high: number): number
  /** True in `share` (0…1) of all cases. */
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
  /** Draws by weight: `weights` are the odds of the items at the same positions. */
  weighted<T>(items: readonly T[], weights: readonly number[]): T
  /** About normal, mean 0, standard deviation 1, never beyond ±3. */
  bell(): number
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a demo. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (share) => next() < share,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    weighted(items, weights) {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0)
      for (let i = 0; i < items.length; i++) {
        left -= weights[i]!
        if (left < 0) return items[i]!
      }
      return items.at(-1)!
    },
    // Three uniforms have variance 3/12; doubled, their sum has variance 1.
    bell: () => 2 * (next() + next() + next() - 1.5),
  }
}
