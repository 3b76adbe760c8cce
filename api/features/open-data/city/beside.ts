/** A column that another one foretells: the host of a station by the ending of its name, say. */
import { packNumbers, unpackNumbers } from './columns.ts'

/** Values remembered beside one key: more would cost the writer time and the file nothing less. */
const MOST_REMEMBERED = 64

/**
 * A row is told by the rank of its number among those that stood beside the same key so far, the most frequent first;
 * what has not stood there follows, the newest number first.
 *
 * @param numbers each distinct value's, in the order of first appearance: see `numbered`
 * @param keys one a row, compared as a `Map` does
 */
export function packBeside(numbers: readonly number[], keys: readonly unknown[]): string[] {
  const memory = besideMemory()
  let known = 0
  return packNumbers(
    numbers.map((number, row) => {
      const beside = memory.of(keys[row])
      const rank = beside.rankOf(number) ?? beside.size() + known - number
      if (number === known) known++
      beside.saw(number)
      return rank
    }),
  )
}

/** The reverse of `packBeside` with the same keys, as many as there are rows. */
export function unpackBeside(planes: readonly string[], keys: readonly unknown[]): number[] {
  const memory = besideMemory()
  let known = 0
  return unpackNumbers(planes, keys.length).map((rank, row) => {
    const beside = memory.of(keys[row])
    const number = beside.at(rank) ?? known - (rank - beside.size())
    if (number === known) known++
    beside.saw(number)
    return number
  })
}

/** What both sides remember alike: for each key the numbers seen beside it, the most frequent first. */
function besideMemory() {
  const lists = new Map<unknown, ReturnType<typeof rankedNumbers>>()
  return {
    of(key: unknown) {
      let list = lists.get(key)
      if (!list) lists.set(key, (list = rankedNumbers()))
      return list
    },
  }
}

function rankedNumbers() {
  const ranked: { number: number; count: number }[] = []
  return {
    size: () => ranked.length,
    at: (rank: number): number | undefined => ranked[rank]?.number,
    rankOf(number: number): number | null {
      const rank = ranked.findIndex((seen) => seen.number === number)
      return rank < 0 ? null : rank
    },
    saw(number: number): void {
      let rank = ranked.findIndex((seen) => seen.number === number)
      if (rank < 0) {
        rank = Math.min(ranked.length, MOST_REMEMBERED - 1)
        ranked[rank] = { number, count: 0 }
      }
      const seen = ranked[rank]!
      seen.count++
      for (; rank > 0 && ranked[rank - 1]!.count < seen.count; rank--) ranked[rank] = ranked[rank - 1]!
      ranked[rank] = seen
    },
  }
}
