import type { AreaName, CityStation } from './city-station.ts'
import { packBeside, unpackBeside } from './beside.ts'
import {
  intern,
  numbered,
  outern,
  packNumbers,
  unpackNumbers,
  unzigzag,
  zigzag,
  type Interned,
} from './columns.ts'
import { cutNames } from './name-endings.ts'
import { leaveOutPlace, putBackPlace } from './place-words.ts'

/** Where the stations lie, by row. */
export interface Areas {
  districts: readonly (AreaName | null)[]
  streets: readonly (AreaName | null)[]
}

type Named = Pick<CityStation, 'name' | 'aliases' | 'address' | 'district' | 'street'>

/** Columns of numbers; the texts themselves are among the file's texts. */
export interface NameColumns {
  /** How the name ends, foretold by nothing but what is frequent. */
  ending: string[]
  /** The other names, foretold by the ending: what else a station is called goes with its host. */
  aliases: string[]
}

/** `beginnings`: an item a station. `endings`, `aliases`: an item for each distinct one, as they first appear. */
export interface NameTexts {
  beginnings: string[][]
  endings: string[][]
  aliases: string[][]
}

export interface WrittenNames {
  columns: NameColumns
  texts: NameTexts
  /** Number of the ending by row: other columns are foretold by it too. */
  endings: number[]
}

export function writeNames(stations: readonly Named[]): WrittenNames {
  const cut = cutNames(stations.map(({ name, district, street }) => leaveOutPlace(name, district, street)))
  const endings = numbered(cut.map(({ ending }) => [ending]))
  const aliases = numbered(
    stations.map(({ aliases, district, street }) =>
      // An item has at least one part, and a station may have no other name.
      ['', ...aliases.map((alias) => leaveOutPlace(alias, district, street))],
    ),
  )
  return {
    columns: {
      ending: packBeside(endings.numbers, nothing(stations)),
      aliases: packBeside(aliases.numbers, endings.numbers),
    },
    texts: {
      beginnings: cut.map(({ beginning }) => [beginning]),
      endings: endings.distinct,
      aliases: aliases.distinct,
    },
    endings: endings.numbers,
  }
}

export function readNames(
  columns: NameColumns,
  texts: NameTexts,
  { districts, streets }: Areas,
): { names: string[]; aliases: string[][]; endings: number[] } {
  const endings = unpackBeside(columns.ending, nothing(streets))
  const aliases = unpackBeside(columns.aliases, endings)
  const putBack = (text: string, row: number) => putBackPlace(text, districts[row]!, streets[row]!)
  return {
    endings,
    names: endings.map((ending, row) =>
      putBack(texts.beginnings[row]![0]! + texts.endings[ending]![0]!, row),
    ),
    aliases: aliases.map((list, row) => texts.aliases[list]!.slice(1).map((text) => putBack(text, row))),
  }
}

const nothing = (rows: readonly unknown[]): null[] => rows.map(() => null)

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
