/**
 * The whole city on this device: one file of the server's, the changes since, and when both were last known to be
 * true. Runs in a worker; what it is stored in and how the server is asked are given to it.
 */
import { decodeCity, type City } from '../../api/features/open-data/city/city-file.ts'
import { createCityIndex, type CityIndex } from '../../api/features/open-data/city/city-index.ts'
import {
  withUpdates,
  type CityStation,
  type CityUpdates,
} from '../../api/features/open-data/city/city-station.ts'

/** As it lies in the browser's database: the file as it came, so that keeping it costs no writing of our own. */
export interface StoredCity {
  text: string
  changed: CityStation[]
  removed: string[]
  dataVersion: number
  calendarId: string
  /** Epoch milliseconds at which the server last said that this is how things stand. */
  savedAt: number
}

export interface Shelf {
  read(): Promise<StoredCity | undefined>
  write(city: StoredCity): Promise<void>
  clear(): Promise<void>
}

/** Ready to be asked. */
export interface OpenCity {
  city: City
  index: CityIndex
  savedAt: number
}

export interface CityKeeper {
  /** Asks the server what is new. @returns when the kept data was last true, or null when none is kept */
  refresh(): Promise<number | null>
  /** The kept city, read and indexed once; null when none is kept. */
  open(): Promise<OpenCity | null>
}

/** More changes than these and the whole file is the shorter way. */
const MOST_CHANGES = 300

export const CITY_PATH = '/api/stations/city'
export const updatesPath = (since: number) => `/api/stations/updates?since=${since}`

export function createCityKeeper(
  shelf: Shelf,
  ask: (path: string) => Promise<Response>,
  now: () => number = Date.now,
): CityKeeper {
  let opened: { dataVersion: number; city: OpenCity } | null = null

  async function fetchWhole(): Promise<StoredCity | null> {
    const response = await ask(CITY_PATH)
    // A registry too large for one file has none: what an earlier one left must not grow old here.
    if (response.status === 404) await shelf.clear()
    if (!response.ok) return null
    const text = await response.text()
    const { dataVersion, calendarId } = decodeCity(text)
    return { text, changed: [], removed: [], dataVersion, calendarId, savedAt: now() }
  }

  /** Null: the whole file is needed. */
  async function fetchChanges(stored: StoredCity): Promise<StoredCity | null> {
    const response = await ask(updatesPath(stored.dataVersion))
    if (!response.ok) throw new Error(`The changes were answered with ${response.status}.`)
    const updates = (await response.json()) as CityUpdates
    if (updates.full || updates.calendarId !== stored.calendarId) return null
    const later = joined(stored, updates)
    return later.changed.length > MOST_CHANGES ? null : { ...later, savedAt: now() }
  }

  return {
    async refresh() {
      const stored = await shelf.read()
      const newer = (stored && (await fetchChanges(stored))) ?? (await fetchWhole())
      if (newer) await shelf.write(newer)
      return (newer ?? (await shelf.read()))?.savedAt ?? null
    },

    async open() {
      const stored = await shelf.read()
      if (!stored) return null
      if (opened?.dataVersion !== stored.dataVersion) {
        const city = openStored(stored)
        // A file that this page's version cannot read: the next refresh brings one that it can.
        if (!city) await shelf.clear()
        opened = city && { dataVersion: stored.dataVersion, city }
      }
      return opened && { ...opened.city, savedAt: stored.savedAt }
    },
  }
}

function openStored(stored: StoredCity): OpenCity | null {
  try {
    const file = decodeCity(stored.text)
    const city = { ...file, stations: withUpdates(file.stations, stored), dataVersion: stored.dataVersion }
    return { city, index: createCityIndex(city), savedAt: stored.savedAt }
  } catch {
    return null
  }
}

/** Later changes win over earlier ones to the same station. */
function joined(stored: StoredCity, updates: CityUpdates): StoredCity {
  const changed = new Map(stored.changed.map((station) => [station.code, station]))
  const removed = new Set(stored.removed)
  for (const station of updates.changed) {
    changed.set(station.code, station)
    removed.delete(station.code)
  }
  for (const code of updates.removed) {
    changed.delete(code)
    removed.add(code)
  }
  return { ...stored, changed: [...changed.values()], removed: [...removed], dataVersion: updates.to }
}
