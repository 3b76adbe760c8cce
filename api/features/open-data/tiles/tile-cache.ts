/** Keeps what was made last, up to a number of bytes; what was not asked for longest goes first. */
export interface TileCache<T> {
  get(key: string, make: () => T): T
  /** For tests: bytes held, keys included. */
  readonly bytes: number
}

/** What an entry takes beside its body, about. */
const ENTRY_BYTES = 200

/** @param sizeOf bytes of a value */
export function createTileCache<T>(mostBytes: number, sizeOf: (value: T) => number): TileCache<T> {
  const entries = new Map<string, T>()
  let bytes = 0
  const cost = (key: string, value: T) => ENTRY_BYTES + 2 * key.length + sizeOf(value)
  return {
    get bytes() {
      return bytes
    },
    get(key, make) {
      const known = entries.get(key)
      if (known !== undefined) {
        entries.delete(key)
        entries.set(key, known)
        return known
      }
      const fresh = make()
      entries.set(key, fresh)
      bytes += cost(key, fresh)
      for (const [oldest, value] of entries) {
        if (bytes <= mostBytes) break
        entries.delete(oldest)
        bytes -= cost(oldest, value)
      }
      return fresh
    },
  }
}
