/** What the rivals keep of each station. */
import { OPEN } from '../../../api/features/hours/evaluate.ts'
import type { LiveIndex } from '../../../api/features/nearest/follower.ts'
import { FACILITIES, type FacilityId } from '../../../api/features/stations/facilities.ts'

export interface StoredStation {
  row: number
  lon: number
  lat: number
  /** The very bytes that the service answers with: the feature's text up to `"distanceM":`. */
  head: string
  /** What follows the walking minutes. */
  tail: string
  /** Facilities that a worker can count on. */
  facilities: FacilityId[]
  access: string
  openNow: boolean
  /** The feature's properties that do not differ from answer to answer. */
  properties: Properties
  /** Number of its timetable (see `IndexSnapshot`). */
  hours: number
}

export interface Properties {
  code: string
  access: string
  [name: string]: unknown
}

export function* storedStations(live: LiveIndex, atMs: number): Generator<StoredStation> {
  const { index, page, start, end } = live.snapshot
  for (let row = 0; row < index.size; row++) {
    const hours = index.hours[row]!
    const head = Buffer.from(live.pages[page[row]!]!.subarray(start[row]!, end[row]!)).toString()
    const { properties } = JSON.parse(`${head}0}}`) as { properties: Properties & { distanceM?: 0 } }
    delete properties.distanceM
    yield {
      row,
      lon: index.lon[row]!,
      lat: index.lat[row]!,
      head,
      tail: `,"usable":"yes",${Buffer.from(live.now.membersAt(hours, atMs)).toString()}}}`,
      facilities: FACILITIES.filter((_, bit) => index.sure[row]! & (1 << bit)),
      access: properties.access,
      openNow: live.now.stateAt(hours, atMs) === OPEN,
      properties,
      hours,
    }
  }
}

/** What stands before the features; the rivals take no pains over it. */
export const COLLECTION_HEAD =
  '{"type":"FeatureCollection","widened":false,"reachM":1000,"notice":null,"method":"straight-line × 1.3 at 1.15 m/s",' +
  '"asOf":"2026-10-08T12:00:00+08:00","dataVersion":1,"synthetic":true,"attribution":"演示数据,不是真实驿站","features":['
