/** A station as the city file has it: every fact that the page shows without a network. */
import type { Hours } from '../../hours/hours.ts'
import type { IndexedStation } from '../../nearest/station-index.ts'
import type { FacilityRecord } from '../../stations/facilities.ts'
import type { Licence } from '../../../http/licence.ts'
import { isSearchable, type Lifecycle } from '../../stations/station.ts'

export interface AreaName {
  code: string
  name: string
}

/** What no confirmation or source can make different between two stations with the same timetable. */
export type CityHours = Omit<Hours, 'source' | 'confirmedAt'>

/** All stations but merged ones, also those that nobody can be sent to: their links must lead somewhere offline too. */
export interface CityStation extends Omit<
  IndexedStation,
  'lon' | 'lat' | 'districtCode' | 'facilities' | 'hours' | 'confirmedAt'
> {
  aliases: string[]
  /** WGS-84 degrees, the very numbers that the server searches with; null while the station is unlocated. */
  lon: number | null
  lat: number | null
  district: AreaName | null
  street: AreaName | null
  /** Without the days of confirmation; see `statesOnly`. */
  facilities: FacilityRecord
  hours: CityHours | null
  lifecycle: Lifecycle
  lifecycleReason: string | null
  /** Beijing date of the latest confirmation; null when never confirmed. */
  confirmedOn: string | null
}

export type LocatedCityStation = CityStation & { lon: number; lat: number }

/** A worker may be sent there. */
export function canBeFound(station: CityStation): station is LocatedCityStation {
  const { lifecycle, audience, lon } = station
  // Only whether there is a position counts, not how it came to be known.
  const position = lon === null ? null : ({} as never)
  return isSearchable({ lifecycle, audience, position })
}

/** What changed after version `from`, up to and including version `to`. */
export interface CityUpdates {
  from: number
  to: number
  /** The changes are too many, or from another registry: fetch the whole file. Nothing is listed then. */
  full: boolean
  /** Differs from the file's: so does the holiday calendar, and the whole file is to be fetched. */
  calendarId: string
  attribution: string
  licence: Licence
  /** Any of the changed stations is made up for demonstration. */
  synthetic: boolean
  /** The stations as they are now, in no particular order. */
  changed: CityStation[]
  /** Codes of stations that live on in another one. */
  removed: string[]
}

/** The stations with the changes put in, in the order of their codes. @param stations in any order */
export function withUpdates(
  stations: readonly CityStation[],
  updates: Pick<CityUpdates, 'changed' | 'removed'>,
): CityStation[] {
  const byCode = new Map(stations.map((station) => [station.code, station]))
  for (const station of updates.changed) byCode.set(station.code, station)
  for (const code of updates.removed) byCode.delete(code)
  return inOrder([...byCode.values()])
}

/** Codes are ASCII letters and digits. */
export function inOrder(stations: CityStation[]): CityStation[] {
  return stations.sort((a, b) => (a.code < b.code ? -1 : 1))
}
