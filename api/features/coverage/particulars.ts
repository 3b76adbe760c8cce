/** What lies below street level, for staff: single cells, sites and stations; and the week's strips put together. */
import { cellToLatLng, isValidCell, latLngToCell } from 'h3-js'
import { Problem, type Language } from '../../http/problem.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import { createOpenStates } from '../nearest/open-states.ts'
import { compileWishes } from '../nearest/question.ts'
import { createAreaIndex, type AreaIndex } from '../places/areas.ts'
import { cellReasons, cellSentence, type CellReasons, type NearStation } from './cell-sentence.ts'
import type { Counter, KnownAreas } from './counter.ts'
import type { AreaPair } from './demand-table.ts'
import { frameOf, type Frame, type Material } from './present.ts'
import { calendarFor, instantAsked } from './question.ts'
import { stationAt } from './station-text.ts'
import type { CellColumns, Places } from './thread-messages.ts'

interface Named {
  code: string
  name: string
}

export interface CellAnswer extends Frame {
  h3: string
  /** The centre, WGS-84 degrees. */
  lon: number
  lat: number
  district: Named | null
  street: Named | null
  /** The nearest station that surely answers the question. */
  nearest: (Named & { distanceM: number }) | null
  /** The nearest of which that is not known. */
  possible: (Named & { distanceM: number }) | null
  /** What is wrong with those nearer than `nearest`. */
  nearer: CellReasons['nearer']
  sentence: string
}

/** Metres with one decimal; null where no station answers. */
export interface DistanceInterval {
  pessimist: number | null
  optimist: number | null
}

export interface WorstCell {
  h3: string
  lon: number
  lat: number
  people: number
  distanceM: DistanceInterval
  districtCode: string | null
  streetCode: string | null
}

const tenths = (metres: number) => Math.round(metres * 10) / 10
const finite = (metres: number) => (Number.isFinite(metres) ? tenths(metres) : null)

export function distances(pessimist: number, optimist: number): DistanceInterval {
  return { pessimist: finite(pessimist), optimist: finite(optimist) }
}

/** @param area code of a district or street; null takes all */
export function inArea({ districtCode, streetCode }: AreaPair, area: string | null): boolean {
  return area === null || area === districtCode || area === streetCode
}

/** The cells that count with an area; one on a border counts with the first of its areas. */
export function cellsInArea(
  cells: CellColumns,
  areas: readonly AreaPair[],
  area: string | null,
): CellColumns {
  if (area === null) return cells
  const inside = areas.map((pair) => inArea(pair, area))
  const rows: number[] = []
  for (let i = 0; i < cells.h3.length; i++) if (inside[cells.area[i]!]) rows.push(i)
  const column = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!)
  return {
    h3: BigUint64Array.from(rows, (row) => cells.h3[row]!),
    people: column(cells.people),
    area: Uint16Array.from(rows, (row) => cells.area[row]!),
    lon: column(cells.lon),
    lat: column(cells.lat),
    pessimist: column(cells.pessimist),
    optimist: column(cells.optimist),
  }
}

/** Cells surely beyond reach, most people first; the farther first among equals. */
export function worstCells(
  { places, areas }: { places: Places; areas: readonly AreaPair[] },
  reachM: number,
  area: string | null,
  limit: number,
): WorstCell[] {
  const { h3, people, lon, lat, pessimist, optimist } = places.cells
  const rows: number[] = []
  for (let i = 0; i < h3.length; i++) {
    if (pessimist[i]! > reachM && inArea(areas[places.cells.area[i]!]!, area)) rows.push(i)
  }
  return rows
    .sort((a, b) => people[b]! - people[a]! || pessimist[b]! - pessimist[a]!)
    .slice(0, limit)
    .map((i) => ({
      h3: h3[i]!.toString(16),
      lon: lon[i]!,
      lat: lat[i]!,
      people: tenths(people[i]!),
      distanceM: distances(pessimist[i]!, optimist[i]!),
      ...areas[places.cells.area[i]!]!,
    }))
}

/** A station without which people would have no other within reach. */
export interface SoleStation extends AreaPair {
  code: string
  name: string
  /** WGS-84 degrees. */
  lon: number
  lat: number
  /** People (or km²) who would have none without it. */
  people: number
}

/**
 * Stations that are the only one surely in reach, most people first.
 *
 * @param area code of the district or street that the station stands in; null takes all
 */
export async function soleStations(
  counter: Counter,
  { model, question }: Pick<Material, 'model' | 'question'>,
  area: string | null,
  limit: number,
): Promise<{ dataVersion: number; stations: SoleStation[] }> {
  const { live, stations } = await counter.soleStations(model, question)
  const { lon, lat } = live.snapshot.index
  const index = areaIndex(await counter.areas())
  const found = stations
    .map(({ row, people }) => ({ row, people, pair: index.locate(lon[row]!, lat[row]!) }))
    .filter(({ pair }) => inArea(pair, area))
    .sort((a, b) => b.people - a.people || a.row - b.row)
    .slice(0, limit)
    .map(({ row, people, pair: { districtCode, streetCode } }) => ({
      ...stationAt(live, row),
      districtCode,
      streetCode,
      lon: lon[row]!,
      lat: lat[row]!,
      people: tenths(people),
    }))
  return { dataVersion: live.dataVersion, stations: found }
}

const areaIndices = new WeakMap<KnownAreas, AreaIndex>()

function areaIndex(known: KnownAreas): AreaIndex {
  let index = areaIndices.get(known)
  if (!index) {
    index = createAreaIndex({ districts: [...known.region.districts], streets: [...known.region.streets] })
    areaIndices.set(known, index)
  }
  return index
}

/** @throws Problem 400 for what is no cell of the model's grid */
export async function presentCell(
  h3: string,
  material: Material,
  counter: Counter,
  calendar: HolidayCalendar,
  language: Language,
): Promise<CellAnswer> {
  const { model, question, counted } = material
  const [lat, lon] = centreOf(h3, model.grid)
  const known = await counter.areas()
  const live = counter.live()
  const { index, timetables } = live.snapshot
  const atMs = instantAsked(question.when)
  const { facilities, access } = question
  const reasons = cellReasons(
    {
      index,
      states: createOpenStates(timetables, calendarFor(question.when, calendar)),
      wishes: compileWishes({ open: atMs, facilities, access, audience: [] }),
      atMs,
    },
    lon,
    lat,
  )
  const { districtCode, streetCode } = areaIndex(known).locate(lon, lat)
  const named = (code: string | null) => (code === null ? null : { code, name: known.nameOf(code) })
  const station = (near: NearStation | null) =>
    near && { ...stationAt(live, near.row), distanceM: tenths(near.distanceM) }
  const { dataVersion } = live
  return {
    ...frameOf(material, counted.spread, { dataVersion, computedAt: counted.computedAt }, language),
    h3,
    lon,
    lat,
    district: named(districtCode),
    street: named(streetCode),
    nearest: station(reasons.sure),
    possible: station(reasons.maybe),
    nearer: reasons.nearer,
    sentence: cellSentence(reasons, facilities, (row) => stationAt(live, row).name)[language],
  }
}

function centreOf(h3: string, resolution: number): [lat: number, lon: number] {
  if (isValidCell(h3)) {
    const [lat, lon] = cellToLatLng(h3)
    if (latLngToCell(lat, lon, resolution) === h3) return [lat, lon]
  }
  const message = {
    zh: `「${h3}」不是这个模型的网格(H3 第 ${resolution} 级)的单元。`,
    en: `"${h3}" is no cell of this model's grid (H3 resolution ${resolution}).`,
  }
  throw new Problem(400, message, [{ field: 'h3', value: h3, message }])
}
