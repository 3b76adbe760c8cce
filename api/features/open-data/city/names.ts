import type { AreaName, CityStation } from './city-station.ts'
import { intern, outern, packNumbers, unpackNumbers, unzigzag, zigzag, type Interned } from './columns.ts'
import { leaveOutPlace, putBackPlace } from './place-words.ts'

/** Where the stations lie, by row. */
export interface Areas {
  districts: readonly (AreaName | null)[]
  streets: readonly (AreaName | null)[]
}

type Named = Pick<CityStation, 'name' | 'aliases' | 'address' | 'district' | 'street'>

/** One item a station: its name, then its other names. */
export function writeNames(stations: readonly Named[]): string[][] {
  return stations.map(({ name, aliases, district, street }) =>
    [name, ...aliases].map((text) => leaveOutPlace(text, district, street)),
  )
}

export function readNames(items: readonly (readonly string[])[], { districts, streets }: Areas): string[][] {
  return items.map((parts, row) => parts.map((text) => putBackPlace(text, districts[row]!, streets[row]!)))
}

/** An address is a pattern with or without a number in it. */
export interface AddressColumns {
  /** Number of the pattern by row; the patterns are among the file's texts; 0 is no address. */
  pattern: Interned<number>
  /** By how much the number differs from the one before it on the same street under the same pattern. */
  step: string[]
}

/** Before the number, the number itself without leading zeros, and what follows. */
const NUMBERED = /^(.*?)([1-9]\d{0,8})(\D*)$/su

/** `patterns`: one item each, of one part where there is no number and of two around the number. */
export function writeAddresses(stations: readonly Named[]): {
  columns: AddressColumns
  patterns: string[][]
} {
  const patterns: string[][] = []
  const numbers = new Map<string, number>()
  const last = lastNumbers()
  const steps: number[] = []
  const rows = stations.map(({ address, district, street }) => {
    if (address === null) {
      steps.push(0)
      return 0
    }
    const text = leaveOutPlace(address, district, street)
    const match = NUMBERED.exec(text)
    const parts = match ? [match[1]!, match[3]!] : [text]
    const key = JSON.stringify(parts)
    let pattern = numbers.get(key)
    if (pattern === undefined) {
      pattern = patterns.push(parts)
      numbers.set(key, pattern)
    }
    steps.push(match ? zigzag(last.step(street, pattern, Number(match[2]))) : 0)
    return pattern
  })
  return { columns: { pattern: intern(rows), step: packNumbers(steps) }, patterns }
}

export function readAddresses(
  { pattern, step }: AddressColumns,
  patterns: readonly (readonly string[])[],
  { districts, streets }: Areas,
): (string | null)[] {
  const last = lastNumbers()
  const count = streets.length
  const steps = unpackNumbers(step, count)
  return outern(pattern, count).map((number, row) => {
    if (number === 0) return null
    const [before, after] = patterns[number - 1]!
    const text =
      after === undefined
        ? before!
        : `${before}${last.number(streets[row]!, number, unzigzag(steps[row]!))}${after}`
    return putBackPlace(text, districts[row]!, streets[row]!)
  })
}

/** Numbers as steps from the last one of their kind, and back. */
function lastNumbers() {
  const known = new Map<string, number>()
  const key = (street: AreaName | null, pattern: number) => `${street?.code ?? ''} ${pattern}`
  return {
    step(street: AreaName | null, pattern: number, number: number): number {
      const step = number - (known.get(key(street, pattern)) ?? 0)
      known.set(key(street, pattern), number)
      return step
    },
    number(street: AreaName | null, pattern: number, step: number): number {
      const number = (known.get(key(street, pattern)) ?? 0) + step
      known.set(key(street, pattern), number)
      return number
    },
  }
}
