import { z } from 'zod'
import type { Operation } from '../../openapi/operation.ts'
import { namedCode } from '../stations/answer-schemas.ts'
import { PLACE_KINDS } from './place-search.ts'
import { placesQuery, streetLayer, streetLayerQuery } from './schemas.ts'
import { numberBetween } from '../../http/query.ts'

const place = z.object({
  kind: z.enum(PLACE_KINDS),
  name: z.string().meta({ description: 'Its name.', example: '中关村街道' }),
  aliases: z.array(z.string()).optional(),
  detail: z.string().meta({ description: 'What tells it from others of that name.', example: '海淀区' }),
  lon: z.number().meta({ description: 'WGS-84 degrees.', example: 116.322 }),
  lat: z.number().meta({ description: 'WGS-84 degrees.', example: 39.98 }),
  approximate: z
    .boolean()
    .meta({ description: 'Good enough to move a map to, and no better.', example: true }),
  code: z.string().optional(),
})

const placesAnswer = z.object({ items: z.array(place) }).meta({
  id: 'Places',
  description: 'Places whose name fits, best first.',
  example: { items: [] },
})

const placeAt = z.object({ district: namedCode.nullable(), street: namedCode.nullable() }).meta({
  id: 'PlaceAt',
  description: 'The district and street that a point lies in.',
  example: { district: { code: '110108', name: '海淀区' }, street: null },
})

/** The point of `placeAtQuery`, without its rule that both are needed: OpenAPI has no word for that. */
const point = z.strictObject({
  lon: numberBetween(-180, 180).meta({ description: 'WGS-84 longitude in degrees.', example: 116.39 }),
  lat: numberBetween(-90, 90).meta({ description: 'WGS-84 latitude in degrees.', example: 39.91 }),
})

const outlines = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.any()) }).meta({
  id: 'Outlines',
  description: 'GeoJSON MultiPolygons with code and name, WGS-84.',
  example: { type: 'FeatureCollection', features: [] },
})

const layerReport = z
  .object({
    source: z.string(),
    polygons: z.number().int(),
    matched: z.number().int(),
    unmatched: z.array(z.any()),
  })
  .meta({
    id: 'StreetLayerReport',
    description: 'What became of each polygon of a street layer.',
    example: { source: '民政局 2026', polygons: 331, matched: 300, unmatched: [] },
  })

export const placeOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/places',
    operationId: 'searchPlaces',
    tag: 'places',
    summary: 'Districts, streets, communities, landmarks and stations by name, pinyin or initials',
    query: placesQuery,
    success: { status: 200, description: 'Places.', schema: placesAnswer },
  },
  {
    method: 'get',
    path: '/api/places/at',
    operationId: 'placeAt',
    tag: 'places',
    summary: 'The district and street of a point',
    query: point,
    success: { status: 200, description: 'Names.', schema: placeAt },
  },
  ...(['districts', 'streets'] as const).map((layer): Operation => ({
    method: 'get',
    path: `/api/map/${layer}`,
    operationId: `${layer}Layer`,
    tag: 'places',
    summary: `Outlines of the ${layer}`,
    success: {
      status: 200,
      description: 'GeoJSON.',
      schema: outlines,
      contentType: 'application/geo+json',
    },
  })),
  {
    method: 'post',
    path: '/api/layers/streets',
    operationId: 'importStreetLayer',
    tag: 'places',
    summary: 'Take the outlines of streets from a layer of polygons',
    staff: true,
    query: streetLayerQuery,
    body: { schema: streetLayer, contentType: 'application/geo+json' },
    success: { status: 200, description: 'What became of each polygon.', schema: layerReport },
    problems: [422],
  },
]
