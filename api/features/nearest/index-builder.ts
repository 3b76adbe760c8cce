/**
 * Keeps what the index knows of each station, and makes a fresh snapshot of it whenever asked. Belongs into a worker
 * thread (`builder-thread.ts`): at 200,000 stations a snapshot takes some tenths of a second.
 */
import type { Hours } from '../hours/hours.ts'
import { latestConfirmation } from '../stations/detail.ts'
import type { Confirmations } from '../stations/station.ts'
import { featureText } from './feature-encoding.ts'
import { stationMasks } from './question.ts'
import { buildStationIndex, emptyColumns, type IndexedStation, type StationIndex } from './station-index.ts'

/** A station as the read model delivers it; all but the first two are left out of one that is not searchable. */
export type BuilderRow =
  | { id: number; searchable: false }
  | ({ id: number; searchable: true; confirmed: Confirmations } & Omit<IndexedStation, 'confirmedAt'>)

/** Plain data: it is handed from thread to thread. All columns go by row. */
export interface IndexSnapshot {
  index: StationIndex
  /** JSON of each distinct timetable; 0 stands for unknown hours. */
  timetables: string[]
  /** Where the written feature lies: bytes [start, end) of the page with the number `page`. */
  page: Uint32Array
  start: Uint32Array
  end: Uint32Array
  /** 1 for a station of the demo network. */
  synthetic: Uint8Array
}

export interface AppliedPage {
  /**
   * The page's features, written (see `featureText`). The builder does not keep them: the one who answers does, as page
   * number 0, 1, 2 … in the order of the calls.
   */
  features: Uint8Array<ArrayBuffer>
  /** A sentence for each station that cannot be indexed: one bad entry must not hold up all others. */
  problems: string[]
  /** So much of all pages is out of date that it is time to begin anew. */
  wasteful: boolean
}

export interface IndexBuilder {
  /** Takes over changed stations. @param pageJson JSON of `BuilderRow[]` */
  apply(pageJson: string): AppliedPage
  snapshot(): IndexSnapshot
}

interface Entry {
  /** Sorts like the code. */
  order: number
  lon: number
  lat: number
  sure: number
  possible: number
  traits: number
  hours: number
  synthetic: boolean
  page: number
  start: number
  end: number
}

/** Out-of-date bytes are worth a new beginning beyond this share of the living ones, and beyond a few megabytes. */
const WASTE_SHARE = 2
const WASTE_BYTES = 8 * 1024 * 1024

export function createIndexBuilder(): IndexBuilder {
  const entries = new Map<number, Entry>()
  const timetables: string[] = ['']
  const timetableNumbers = new Map<string, number>()
  let pages = 0
  let writtenBytes = 0
  let livingBytes = 0

  function remove(id: number): void {
    const known = entries.get(id)
    if (!known) return
    livingBytes -= known.end - known.start
    entries.delete(id)
  }

  function timetableNumber(key: string): number {
    const known = timetableNumbers.get(key)
    if (known !== undefined) return known
    const fresh = timetables.push(key) - 1
    timetableNumbers.set(key, fresh)
    return fresh
  }

  function entryOf(row: Extract<BuilderRow, { searchable: true }>, textBytes: number, start: number): Entry {
    return {
      order: codeOrder(row.code),
      lon: row.lon,
      lat: row.lat,
      ...stationMasks(row.facilities, row.access, row.audience),
      hours: row.hours ? timetableNumber(timetableJson(row.hours)) : 0,
      synthetic: row.synthetic,
      page: pages,
      start,
      end: start + textBytes,
    }
  }

  return {
    apply(pageJson) {
      const problems: string[] = []
      const texts: Buffer[] = []
      let at = 0
      for (const row of JSON.parse(pageJson) as BuilderRow[]) {
        remove(row.id)
        if (!row.searchable) continue
        try {
          const text = Buffer.from(featureText({ ...row, confirmedAt: latestConfirmation(row.confirmed) }))
          entries.set(row.id, entryOf(row, text.length, at))
          texts.push(text)
          at += text.length
        } catch (error) {
          problems.push(`station ${row.code} cannot be indexed: ${String(error)}`)
        }
      }
      pages++
      writtenBytes += at
      livingBytes += at
      const features = new Uint8Array(at)
      features.set(Buffer.concat(texts))
      const waste = writtenBytes - livingBytes
      return { features, problems, wasteful: waste > WASTE_BYTES && waste > WASTE_SHARE * livingBytes }
    },
    snapshot() {
      const ordered = [...entries.values()].sort((a, b) => a.order - b.order)
      return { ...columnsOf(ordered), timetables }
    },
  }
}

function columnsOf(ordered: readonly Entry[]): Omit<IndexSnapshot, 'timetables'> {
  const size = ordered.length
  const columns = emptyColumns(size)
  const page = new Uint32Array(size)
  const start = new Uint32Array(size)
  const end = new Uint32Array(size)
  const synthetic = new Uint8Array(size)
  ordered.forEach((entry, row) => {
    columns.lon[row] = entry.lon
    columns.lat[row] = entry.lat
    columns.sure[row] = entry.sure
    columns.possible[row] = entry.possible
    columns.traits[row] = entry.traits
    columns.hours[row] = entry.hours
    page[row] = entry.page
    start[row] = entry.start
    end[row] = entry.end
    synthetic[row] = entry.synthetic ? 1 : 0
  })
  return { index: buildStationIndex(columns), page, start, end, synthetic }
}

/** What decides open or closed; text, source and confirmation play no part, so that equal hours are kept once. */
function timetableJson({ week, seasons, holidays, makeup, exceptions, closures }: Hours): string {
  return JSON.stringify({ week, seasons, holidays, makeup, exceptions, closures })
}

/** Station codes, two letters and six digits, as numbers that sort alike. */
function codeOrder(code: string): number {
  return code.charCodeAt(0) * 1e8 + code.charCodeAt(1) * 1e6 + Number(code.slice(2))
}

/** The buffers of a snapshot that may change hands between threads. */
export function transferable({ index, page, start, end, synthetic }: IndexSnapshot): ArrayBuffer[] {
  const { tree, ...columns } = index
  return [...Object.values(columns), ...Object.values(tree), page, start, end, synthetic]
    .filter((value): value is Exclude<typeof value, number> => typeof value !== 'number')
    .map((array) => array.buffer as ArrayBuffer)
}
