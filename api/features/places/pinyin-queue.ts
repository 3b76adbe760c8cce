import { setImmediate as nextTurn } from 'node:timers/promises'
import { pinyinOf } from './pinyin.ts'
import type { PlaceSearch } from './place-search.ts'

/** Pinyin costs 50 µs a name: after this many, a millisecond, whoever asks for a place gets his turn. */
const NAMES_A_SLICE = 20

/** Spells names in pinyin, a few at a time, between the questions. */
export function createPinyinQueue(search: PlaceSearch): {
  add(id: string, names: string[]): void
  settled(): Promise<void>
} {
  const spelled = new Map<string, string[]>()
  const waiting = new Map<string, string[]>()
  let running: Promise<void> | null = null

  function spell(name: string): string[] {
    const known = spelled.get(name)
    if (known) return known
    const syllables = pinyinOf(name)
    spelled.set(name, syllables)
    return syllables
  }

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      let budget = NAMES_A_SLICE
      for (const [id, names] of waiting) {
        budget -= names.filter((n) => !spelled.has(n)).length
        waiting.delete(id)
        search.setSyllables(id, names.map(spell))
        if (budget <= 0) break
      }
      await nextTurn()
    }
  }

  return {
    add(id, names) {
      waiting.set(id, names)
      running ??= run().finally(() => {
        running = null
      })
    },
    async settled() {
      while (running) await running
    },
  }
}
