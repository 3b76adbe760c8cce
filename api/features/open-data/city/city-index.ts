/**
 * The nearest search over a decoded city, for a page without a network: the same index, wishes, ranking and opening
 * hours as the server's, and the same answer (only that confirmations are told by the day).
 */
import { beijingIso } from '../../hours/beijing-time.ts'
import { holidayCalendar, type CalendarRow } from '../../hours/holiday-calendar.ts'
import { featureText } from '../../nearest/feature-encoding.ts'
import { wideningNotice } from '../../nearest/notice.ts'
import { createOpenStates, type OpenStates } from '../../nearest/open-states.ts'
import { compileWishes, matchName, stationMasks, type Match, type Question } from '../../nearest/question.ts'
import { WALK_METHOD, walkMinutes } from '../../nearest/ranking.ts'
import { searchNearest, searchWithin, wishesGivenUp, type Asked, type Frame } from '../../nearest/search.ts'
import { buildStationIndex, emptyColumns, type StationIndex } from '../../nearest/station-index.ts'
import type { FacilityRecord } from '../../stations/facilities.ts'
import type { AccessType, HostKind, StationKind } from '../../stations/station.ts'
import { attributionOf } from '../../../http/licence.ts'
import { canBeFound, inOrder, type CityStation, type LocatedCityStation } from './city-station.ts'

export interface CityIndex {
  dataVersion: number
  /** Those that can be found, by row of the index. */
  stations: readonly LocatedCityStation[]
  index: StationIndex
  states: OpenStates
}

export interface FoundStation {
  type: 'Feature'
  id: string
  geometry: { type: 'Point'; coordinates: [lon: number, lat: number] }
  properties: {
    code: string
    name: string
    kind: StationKind
    hostKind: HostKind
    address: string | null
    hoursText: string | null
    access: AccessType
    accessNote: string | null
    facilities: FacilityRecord
    /** Beijing date, where the server tells the instant. */
    confirmedAt: string | null
    synthetic: boolean
    /** Geodesic metres; null in an answer about a frame. */
    distanceM: number | null
    walkMinutes: number | null
    usable: 'yes' | 'maybe' | 'no'
    openState: 'open' | 'closed' | 'unknown'
    /** ISO instant of the next change of that state. */
    openUntil: string | null
  }
}

interface FoundStations {
  type: 'FeatureCollection'
  asOf: string
  dataVersion: number
  synthetic: boolean
  attribution: string
  features: FoundStation[]
}

export interface CityNearest extends FoundStations {
  widened: boolean
  reachM: number
  notice: string | null
  method: string
}

export interface CityWithin extends FoundStations {
  matched: number
  truncated: boolean
}

/** @param city as `decodeCity` gives it, or with later `stations` */
export function createCityIndex(city: {
  stations: readonly CityStation[]
  calendar: readonly CalendarRow[]
  dataVersion: number
}): CityIndex {
  const stations = inOrder([...city.stations]).filter(canBeFound)
  const columns = emptyColumns(stations.length)
  const timetables: string[] = ['']
  const numbers = new Map<unknown, number>()
  stations.forEach(({ lon, lat, facilities, access, audience, hours }, row) => {
    const masks = stationMasks(facilities, access, audience)
    columns.lon[row] = lon
    columns.lat[row] = lat
    columns.sure[row] = masks.sure
    columns.possible[row] = masks.possible
    columns.traits[row] = masks.traits
    if (!hours) return
    // The decoder shares equal timetables.
    let number = numbers.get(hours)
    if (number === undefined) {
      number = timetables.push(JSON.stringify(hours)) - 1
      numbers.set(hours, number)
    }
    columns.hours[row] = number
  })
  return {
    dataVersion: city.dataVersion,
    stations,
    index: buildStationIndex(columns),
    states: createOpenStates(timetables, holidayCalendar(city.calendar)),
  }
}

function ask({ index, states }: CityIndex, question: Question, nowMs: number): Asked {
  const atMs = typeof question.open === 'number' ? question.open : nowMs
  return { index, states, wishes: compileWishes(question), atMs }
}

/**
 * What `GET /api/stations/nearest` answers to the same question.
 *
 * @param place WGS-84 degrees
 * @param maxDistance metres, or null for as far as it takes
 * @param nowMs epoch milliseconds
 */
export function nearestInCity(
  city: CityIndex,
  place: { lon: number; lat: number },
  question: Question,
  { limit, maxDistance, nowMs, language }: CityQuestionOptions,
): CityNearest {
  const asked = ask(city, question, nowMs)
  const chosen = searchNearest(asked, place.lon, place.lat, limit, maxDistance)
  const notice = wideningNotice(chosen, () => wishesGivenUp(asked, chosen))
  return {
    type: 'FeatureCollection',
    widened: chosen.widened,
    reachM: chosen.reachM,
    notice: notice && notice[language],
    method: WALK_METHOD,
    ...listed(city, asked, chosen.rows, chosen.matches, chosen.distances),
  }
}

export interface CityQuestionOptions {
  limit: number
  maxDistance: number | null
  nowMs: number
  language: 'zh' | 'en'
}

/** What `GET /api/stations/within` answers to the same question. */
export function withinCity(
  city: CityIndex,
  frame: Frame,
  question: Question,
  { limit, nowMs }: Pick<CityQuestionOptions, 'limit' | 'nowMs'>,
): CityWithin {
  const asked = ask(city, question, nowMs)
  const { rows, matches, matched } = searchWithin(asked, frame, limit)
  return {
    type: 'FeatureCollection',
    matched,
    truncated: matched > rows.length,
    ...listed(city, asked, rows, matches, null),
  }
}

function listed(
  city: CityIndex,
  asked: Asked,
  rows: readonly number[],
  matches: readonly Match[],
  distances: readonly number[] | null,
): Omit<FoundStations, 'type'> {
  const synthetic = rows.some((row) => city.stations[row]!.synthetic)
  return {
    asOf: beijingIso(asked.atMs),
    dataVersion: city.dataVersion,
    synthetic,
    attribution: attributionOf(synthetic),
    features: rows.map((row, i) => feature(city, asked, row, matches[i]!, distances && distances[i]!)),
  }
}

function feature(
  { stations, index, states }: CityIndex,
  asked: Asked,
  row: number,
  match: Match,
  distanceM: number | null,
): FoundStation {
  const station = stations[row]!
  // The server's own writer, so that a card says the same offline.
  const text = featureText({ ...station, districtCode: null, confirmedAt: station.confirmedOn })
  const written = JSON.parse(`${text}null}}`) as FoundStation
  const open = JSON.parse(
    `{${new TextDecoder().decode(states.membersAt(index.hours[row]!, asked.atMs))}}`,
  ) as Pick<FoundStation['properties'], 'openState' | 'openUntil'>
  return {
    ...written,
    properties: {
      ...written.properties,
      distanceM: distanceM === null ? null : Math.round(distanceM * 10) / 10,
      walkMinutes: distanceM === null ? null : walkMinutes(distanceM),
      usable: matchName(match),
      ...open,
    },
  }
}
