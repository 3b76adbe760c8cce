import { z } from 'zod'
import type { Operation } from '../../openapi/operation.ts'
import { instant, openState } from '../stations/answer-schemas.ts'
import { facilityRecord } from '../stations/schemas.ts'
import { ACCESS_TYPES, HOST_KINDS, STATION_KINDS } from '../stations/station.ts'
import { nearestQuery, withinQuery } from './schemas.ts'

const properties = z.object({
  code: z.string().meta({ description: 'Stable code; `/s/CODE` is its page.', example: 'BJ000123' }),
  name: z.string(),
  kind: z.enum(STATION_KINDS),
  hostKind: z.enum(HOST_KINDS),
  address: z.string().nullable(),
  hoursText: z.string().nullable(),
  access: z.enum(ACCESS_TYPES).meta({ description: 'How one gets in.', example: 'free' }),
  accessNote: z.string().nullable(),
  facilities: facilityRecord,
  confirmedAt: instant
    .nullable()
    .meta({ description: 'When anything about it was last confirmed; null: never.' }),
  synthetic: z.boolean().meta({ description: 'Demo data, not a real place.', example: false }),
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

const features = z.array(
  z.object({
    type: z.literal('Feature'),
    id: z.string(),
    geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }),
    properties,
  }),
)

const about = {
  asOf: instant,
  dataVersion: z.number().int().meta({ description: 'The registry’s version that answered.', example: 42 }),
  synthetic: z.boolean().meta({ description: 'Some of it is demo data.', example: false }),
  attribution: z.string(),
}

const nearestAnswer = z
  .object({
    type: z.literal('FeatureCollection'),
    widened: z.boolean().meta({
      description: 'Nothing surely usable lay within reach: the answer goes further.',
      example: false,
    }),
    reachM: z.number().meta({ description: 'The reach, in metres.', example: 1000 }),
    notice: z.string().nullable().meta({ description: 'The sentence that says so.', example: null }),
    method: z.string().meta({ description: 'How walking minutes are reckoned.' }),
    ...about,
    features,
  })
  .meta({
    id: 'NearestAnswer',
    description: 'GeoJSON, in the order in which a worker would choose: usable first, then near.',
    example: { type: 'FeatureCollection', widened: false, reachM: 1000, notice: null, features: [] },
  })

const withinAnswer = z
  .object({
    type: z.literal('FeatureCollection'),
    matched: z.number().int().meta({ description: 'How many there are, shown or not.', example: 31 }),
    truncated: z.boolean().meta({ description: 'Not all of them are in the answer.', example: false }),
    ...about,
    features,
  })
  .meta({
    id: 'WithinAnswer',
    description: 'GeoJSON, in the order of the codes.',
    example: { type: 'FeatureCollection', matched: 0, truncated: false, features: [] },
  })

export const nearestOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/stations/nearest',
    operationId: 'nearestStations',
    tag: 'search',
    summary: 'The stations that a worker here would choose',
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
