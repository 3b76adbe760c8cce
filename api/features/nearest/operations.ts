import { z } from 'zod'
import type { Operation } from '../../openapi/operation.ts'
import {
  always,
  attribution,
  dataVersion,
  flag,
  instant,
  list,
  oneOf,
  pointGeometry,
  synthetic,
  text,
} from '../../openapi/fields.ts'
import { openState } from '../stations/answer-schemas.ts'
import { facilityRecord } from '../stations/schemas.ts'
import { ACCESS_TYPES, HOST_KINDS, STATION_KINDS } from '../stations/station.ts'
import { nearestQuery, withinQuery } from './schemas.ts'

const properties = z.object({
  code: z.string().meta({ description: 'Stable code; `/s/CODE` is its page.', example: 'BJ000123' }),
  name: text('Name as on the sign.', '朝阳门暖心驿站'),
  kind: oneOf(STATION_KINDS, 'What kind of place it is.'),
  hostKind: oneOf(HOST_KINDS, 'What kind of premises host it.'),
  address: text('Postal address as registered.', '朝阳门北小街 1 号').nullable(),
  hoursText: text('Opening hours in Chinese words; null: not known.', '工作日 08:30-17:30').nullable(),
  access: oneOf(ACCESS_TYPES, 'How one gets in.'),
  accessNote: text('How to get in, in words.', '从东门进').nullable(),
  facilities: facilityRecord,
  confirmedAt: instant
    .nullable()
    .meta({ description: 'When anything about it was last confirmed; null: never.' }),
  synthetic: flag('Demo data, not a real place.'),
  distanceM: z
    .number()
    .nullable()
    .meta({ description: 'Geodesic metres; null where nothing is measured from.', example: 220.4 }),
  walkMinutes: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'Straight line × 1.3 at 1.15 m/s, whole minutes begun.', example: 5 }),
  usable: z
    .enum(['yes', 'maybe', 'no'])
    .meta({ description: 'Against this question; `maybe`: something is unknown.', example: 'yes' }),
  openState,
  openUntil: instant.nullable().meta({ description: 'When that state changes next.' }),
})

const features = list(
  z
    .object({
      type: always('Feature'),
      id: text('The code.', 'BJ000123'),
      geometry: pointGeometry,
      properties: properties.meta({
        id: 'NearbyProperties',
        description: 'What a worker must know of a station, against this question and at this moment.',
      }),
    })
    .meta({ id: 'NearbyFeature', description: 'A station as a GeoJSON feature.' }),
  'Stations.',
)

const about = {
  asOf: instant,
  dataVersion,
  synthetic,
  attribution,
}

const nearestAnswer = z
  .object({
    type: always('FeatureCollection'),
    widened: z.boolean().meta({
      description: 'Nothing surely usable lay within reach: the answer goes further.',
      example: false,
    }),
    reachM: z.number().meta({ description: 'The reach, in metres.', example: 1000 }),
    notice: text('The sentence that says so.', '一公里内没有确定可用的驿站,已扩大范围。').nullable(),
    method: text('How walking minutes are reckoned.', 'straight-line × 1.3 at 1.15 m/s'),
    ...about,
    features,
  })
  .meta({
    id: 'NearestAnswer',
    description: 'GeoJSON, in the order in which a worker would choose: usable first, then near.',
  })

const withinAnswer = z
  .object({
    type: always('FeatureCollection'),
    matched: z.number().int().meta({ description: 'How many there are, shown or not.', example: 31 }),
    truncated: z.boolean().meta({ description: 'Not all of them are in the answer.', example: false }),
    ...about,
    features,
  })
  .meta({
    id: 'WithinAnswer',
    description: 'GeoJSON, in the order of the codes.',
  })

export const nearestOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/stations/nearest',
    operationId: 'nearestStations',
    tag: 'search',
    summary: 'The stations that a worker here would choose',
    zh: '离我最近、现在能用的驿站',
    description:
      'Without `maxDistance` the answer is never empty. The position is neither stored nor logged.',
    query: nearestQuery,
    success: {
      status: 200,
      description: 'Stations.',
      schema: nearestAnswer,
      contentType: 'application/geo+json',
    },
    problems: [503],
  },
  {
    method: 'get',
    path: '/api/stations/within',
    operationId: 'stationsWithin',
    tag: 'search',
    summary: 'The stations inside a frame of the map',
    zh: '地图范围内的驿站',
    query: withinQuery,
    success: {
      status: 200,
      description: 'Stations.',
      schema: withinAnswer,
      contentType: 'application/geo+json',
    },
    problems: [503],
  },
]
