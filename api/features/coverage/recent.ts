/** A map that forgets what was not asked for longest. */
export interface Recent<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  clear(): void
}

export function createRecent<V>(most: number): Recent<V> {
  const map = new Map<string, V>()
  return {
    get(key) {
      const value = map.get(key)
      if (value === undefined) return undefined
      map.delete(key)
      map.set(key, value)
      return value
    },
    set(key, value) {
      map.delete(key)
      map.set(key, value)
      for (const oldest of map.keys()) {
        if (map.size <= most) break
        map.delete(oldest)
      }
    },
    delete: (key) => void map.delete(key),
    clear: () => map.clear(),
  }
}
