/**
 * The nearest search on PostGIS in two ways. Rows through `pg` is what an application does: the database finds, the
 * application writes the answer. Ready-made text is the most that can be taken off it: the database joins features that
 * were written beforehand. Both have the easier question: only surely usable stations.
 */
import type { RequestHandler, Response } from 'express'
import { endTogether } from '../../../api/http/end-together.ts'
import type { LiveIndex } from '../../../api/features/nearest/follower.ts'
import { walkMinutes } from '../../../api/features/nearest/ranking.ts'
import { nearestQuery } from '../../../api/features/nearest/schemas.ts'
import { askTable, type Kept, type PgConnections } from './postgis-table.ts'
import { COLLECTION_HEAD } from './stored-stations.ts'

export const readyMade: Kept = {
  table: 'bench_text',
  columns: { head: 'text', tail: 'text' },
  values: ({ head, tail }) => [head, tail],
  // One value costs less than twenty rows.
  answer: (nearest) => `
    select string_agg(
      f.head || round(f.metres::numeric, 1) || ',"walkMinutes":' || ceil(f.metres * 1.3 / 69) || f.tail, ',') as features
    from (${nearest}) f`,
}

export function readyMadeRoute(connections: PgConnections): RequestHandler {
  return async (req, res) => {
    const [row] = await askTable<{ features: string | null }>(
      connections,
      readyMade,
      nearestQuery.parse(req.query),
    )
    send(res, Buffer.from(`${COLLECTION_HEAD}${row?.features ?? ''}]}`))
  }
}

const PROPERTIES = {
  code: 'text',
  name: 'text',
  kind: 'text',
  hostKind: 'text',
  address: 'text',
  hoursText: 'text',
  accessNote: 'text',
  facilities: 'json',
  confirmedAt: 'text',
  synthetic: 'boolean',
}
const names = Object.keys(PROPERTIES)

export const rows: Kept = {
  table: 'bench_row',
  columns: {
    ...Object.fromEntries(Object.entries(PROPERTIES).map(([name, type]) => [`"${name}"`, type])),
    timetable: 'integer',
  },
  values: ({ properties, hours }) => [
    ...names.map((name) =>
      name === 'facilities' ? JSON.stringify(properties[name]) : (properties[name] as string),
    ),
    hours,
  ],
  answer: (nearest) => nearest,
}

const COLLECTION = JSON.parse(`${COLLECTION_HEAD}]}`) as object

interface Row {
  code: string
  lon: number
  lat: number
  metres: number
  timetable: number
  [property: string]: unknown
}

export function rowsRoute(connections: PgConnections, live: LiveIndex): RequestHandler {
  /** Open state and until when, by timetable: the application may keep them as the service itself does. */
  const openNow = new Map<number, object>()
  const openMembers = (timetable: number) => {
    const known = openNow.get(timetable)
    if (known) return known
    const members = Buffer.from(live.now.membersAt(timetable, Date.now())).toString()
    const fresh = JSON.parse(`{${members}}`) as object
    openNow.set(timetable, fresh)
    return fresh
  }
  return async (req, res) => {
    const found = await askTable<Row>(connections, rows, nearestQuery.parse(req.query))
    const features = found.map(({ lon, lat, metres, timetable, ...properties }) => ({
      type: 'Feature',
      id: properties.code,
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: {
        ...properties,
        distanceM: Math.round(metres * 10) / 10,
        walkMinutes: walkMinutes(metres),
        usable: 'yes',
        ...openMembers(timetable),
      },
    }))
    send(res, Buffer.from(JSON.stringify({ ...COLLECTION, features })))
  }
}

export function send(res: Response, body: Buffer): void {
  res.setHeader('Content-Type', 'application/geo+json; charset=utf-8')
  res.setHeader('Content-Length', body.length)
  res.setHeader('Cache-Control', 'no-store')
  endTogether(res, body)
}
