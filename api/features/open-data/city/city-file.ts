/**
 * The whole city in one small file: columnar JSON, a column a fact, that a phone keeps and searches without a network.
 * Pure and without loss (but for what `CityStation` leaves out), so that a device finds exactly what the server finds.
 */
import { dayOf } from '../../hours/beijing-time.ts'
import type { CalendarRow } from '../../hours/holiday-calendar.ts'
import { FACILITIES } from '../../stations/facilities.ts'
import type { AccessType, Audience, HostKind, Lifecycle, StationKind } from '../../stations/station.ts'
import { inOrder, type AreaName, type CityHours, type CityStation } from './city-station.ts'
import { packBeside, unpackBeside } from './beside.ts'
import {
  intern,
  numbered,
  outern,
  packNumbers,
  packTexts,
  unpackNumbers,
  unpackTexts,
  type Interned,
  type Texts,
} from './columns.ts'
import type { Licence } from '../../../http/licence.ts'
import { packDays, unpackDays } from './days.ts'
import {
  readAddresses,
  readNames,
  writeAddresses,
  writeNames,
  type AddressColumns,
  type NameColumns,
} from './names.ts'
import { readFacilities, writeFacilities } from './facility-columns.ts'
import { readPoints, writePoints, type PointColumns } from './points.ts'

/** Rises when an older reader can no longer read the file, or the changes that are kept beside it. */
export const CITY_FORMAT = 'warm-heart-city/2'

export interface City {
  dataVersion: number
  /** ISO instant of the newest change of any station. */
  changedAt: string
  /** Days off and make-up workdays: opening hours cannot be told without them. */
  calendar: CalendarRow[]
  /** Changes with the calendar. */
  calendarId: string
  attribution: string
  licence: Licence
  /** Any station is made up for demonstration. */
  synthetic: boolean
  /** In the order of their codes. */
  stations: CityStation[]
}

/** The file as it lies on the wire. Columns have an entry for every station, in the order of the codes. */
export interface CityFile extends Omit<City, 'stations' | 'calendar'> {
  format: string
  count: number
  calendar: { off: string[]; workday: string[] }
  /** Whose bits and order the facility columns follow. */
  facilities: readonly string[]
  /** Two letters of the code, and by how much the number exceeds the one before, less one. */
  letters: Interned<string>
  steps: string[]
  districts: Interned<AreaName | null>
  streets: Interned<AreaName | null>
  points: PointColumns
  /** Beginnings of names, their endings, lists of other names, address patterns. */
  texts: Texts
  names: NameColumns
  addresses: AddressColumns
  /** Of stations and hosts; foretold by the ending of the name, which mostly says it. */
  kinds: Interned<[StationKind, HostKind]>
  audience: Interned<Audience>
  /** With the note on it. */
  access: Interned<[AccessType, string | null]>
  lifecycle: Interned<[Lifecycle, string | null]>
  hours: Interned<CityHours | null>
  facilityStates: string[][]
  /** Days before `changedAt`; see `packDays`. */
  confirmed: string[]
  demo: Interned<boolean>
}

/** @param city its stations may be in any order. The same city gives the same text. */
export function encodeCity(city: City): string {
  const stations = inOrder([...city.stations])
  const column = <T>(value: (station: CityStation) => T) => stations.map(value)
  const today = dayOf(city.changedAt.slice(0, 10))!
  const streets = column((s) => s.street)
  const { columns: addresses, patterns } = writeAddresses(stations)
  const { columns: names, texts, endings } = writeNames(stations)
  const kinds = numbered(column((s): [StationKind, HostKind] => [s.kind, s.hostKind]))
  const { calendar, stations: _, ...head } = city
  const datesOf = (kind: CalendarRow['kind']) =>
    calendar.filter((row) => row.kind === kind).map((row) => row.date)
  const file: CityFile = {
    format: CITY_FORMAT,
    ...head,
    count: stations.length,
    calendar: { off: datesOf('off'), workday: datesOf('workday') },
    facilities: FACILITIES,
    letters: intern(column((s) => s.code.slice(0, 2))),
    steps: packNumbers(codeSteps(stations)),
    districts: intern(column((s) => s.district)),
    streets: intern(streets),
    points: writePoints(stations),
    texts: packTexts([texts.beginnings, texts.endings, texts.aliases, patterns]),
    names,
    addresses,
    kinds: { values: kinds.distinct, rows: packBeside(kinds.numbers, endings) },
    audience: intern(column((s) => s.audience)),
    access: intern(column((s) => [s.access, s.accessNote])),
    lifecycle: intern(column((s) => [s.lifecycle, s.lifecycleReason])),
    hours: intern(column((s) => s.hours)),
    facilityStates: writeFacilities(column((s) => s.facilities)),
    confirmed: packDays(
      column((s) => s.confirmedOn),
      today,
    ),
    demo: intern(column((s) => s.synthetic)),
  }
  return JSON.stringify(file)
}

/** @throws Error for a file that this reader does not know: a newer page must be loaded, or a newer file */
export function decodeCity(text: string): City {
  const file = JSON.parse(text) as CityFile
  if (file.format !== CITY_FORMAT)
    throw new Error(`The city file has the format "${file.format}", not "${CITY_FORMAT}".`)
  const { count } = file
  const today = dayOf(file.changedAt.slice(0, 10))!
  const codes = readCodes(outern(file.letters, count), unpackNumbers(file.steps, count))
  const districts = outern(file.districts, count)
  const streets = outern(file.streets, count)
  const [beginnings, endings, aliases, patterns] = unpackTexts(file.texts) as [Items, Items, Items, Items]
  const areas = { districts, streets }
  const named = readNames(file.names, { beginnings, endings, aliases }, areas)
  const addresses = readAddresses(file.addresses, patterns, areas)
  const points = readPoints(file.points, streets)
  const kinds = unpackBeside(file.kinds.rows, named.endings).map((number) => file.kinds.values[number]!)
  const audience = outern(file.audience, count)
  const access = outern(file.access, count)
  const lifecycle = outern(file.lifecycle, count)
  const hours = outern(file.hours, count)
  const facilities = readFacilities(file.facilityStates, count)
  const confirmed = unpackDays(file.confirmed, count, today)
  const demo = outern(file.demo, count)
  const stations = codes.map((code, row): CityStation => ({
    code,
    name: named.names[row]!,
    aliases: named.aliases[row]!,
    lon: points[row]?.lon ?? null,
    lat: points[row]?.lat ?? null,
    kind: kinds[row]![0],
    hostKind: kinds[row]![1],
    audience: audience[row]!,
    district: districts[row]!,
    street: streets[row]!,
    address: addresses[row]!,
    access: access[row]![0],
    accessNote: access[row]![1],
    facilities: facilities[row]!,
    hours: hours[row]!,
    lifecycle: lifecycle[row]![0],
    lifecycleReason: lifecycle[row]![1],
    confirmedOn: confirmed[row]!,
    synthetic: demo[row]!,
  }))
  const calendar = (['off', 'workday'] as const).flatMap((kind) =>
    file.calendar[kind].map((date) => ({ date, kind })),
  )
  const { dataVersion, changedAt, calendarId, attribution, licence, synthetic } = file
  return { dataVersion, changedAt, calendarId, attribution, licence, synthetic, calendar, stations }
}

type Items = string[][]

function codeSteps(stations: readonly CityStation[]): number[] {
  return stations.map(({ code }, row) => {
    const before = stations[row - 1]?.code
    const last = before?.slice(0, 2) === code.slice(0, 2) ? Number(before.slice(2)) : -1
    return Number(code.slice(2)) - last - 1
  })
}

function readCodes(letters: readonly string[], steps: readonly number[]): string[] {
  let number = -1
  return letters.map((pair, row) => {
    number = (pair === letters[row - 1] ? number : -1) + 1 + steps[row]!
    return `${pair}${String(number).padStart(6, '0')}`
  })
}
