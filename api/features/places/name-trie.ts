/** Finds the longest of many names that starts at a place in a text. */
export interface NameTrie<T> {
  add(name: string, value: T): void
  /** The longest name that starts at `at`, with everything added under it. */
  longestAt(text: string, at: number): { end: number; values: readonly T[] } | null
  /** Everything added under exactly this name. */
  get(name: string): readonly T[]
}

interface Node<T> {
  next: Map<string, Node<T>>
  values: T[]
}

export function createNameTrie<T>(): NameTrie<T> {
  const root: Node<T> = { next: new Map(), values: [] }
  return {
    add(name, value) {
      let node = root
      for (const char of name) {
        let next = node.next.get(char)
        if (!next) node.next.set(char, (next = { next: new Map(), values: [] }))
        node = next
      }
      if (!node.values.includes(value)) node.values.push(value)
    },
    longestAt(text, at) {
      let node: Node<T> | undefined = root
      let found: { end: number; values: readonly T[] } | null = null
      for (let end = at; end < text.length; end++) {
        node = node.next.get(text[end]!)
        if (!node) break
        if (node.values.length > 0) found = { end: end + 1, values: node.values }
      }
      return found
    },
    get(name) {
      const found = this.longestAt(name, 0)
      return found?.end === name.length ? found.values : []
    },
  }
}
