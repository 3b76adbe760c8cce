import { z } from 'zod'
import { always, areaGeometry, flag, lat, list, lon, oneOf, text, whole } from '../../openapi/fields.ts'
import type { Operation } from '../../openapi/operation.ts'
import { namedCode } from '../stations/answer-schemas.ts'
import { PLACE_KINDS } from './place-search.ts'
import { placesQuery, streetLayer, streetLayerQuery } from './schemas.ts'
import { numberBetween } from '../../http/query.ts'

const place = z
  .object({
    kind: oneOf(PLACE_KINDS, 'What kind of place.'),
    name: text('Its name.', '中关村街道'),
    aliases: list(z.string(), 'Other names.')
      .meta({ example: ['中关村'] })
      .optional(),
    detail: text('What tells it from others of that name.', '海淀区'),
    lon,
    lat,
    approximate: flag('Good enough to move a map to, and no better.', true),
    code: text('Code of the area or the station.', '110108001').optional(),
  })
  .meta({ id: 'Place', description: 'A place that a name can mean.' })

const placesAnswer = z
  .object({ items: list(place, 'Best first.') })
  .meta({ id: 'Places', description: 'Places whose name fits.' })

const placeAt = z.object({ district: namedCode.nullable(), street: namedCode.nullable() }).meta({
  id: 'PlaceAt',
  description: 'The district and street that a point lies in.',
})

/** The point of `placeAtQuery`, without its rule that both are needed: OpenAPI has no word for that. */
const point = z.strictObject({
  lon: numberBetween(-180, 180).meta({ description: 'WGS-84 longitude in degrees.', example: 116.39 }),
  lat: numberBetween(-90, 90).meta({ description: 'WGS-84 latitude in degrees.', example: 39.91 }),
})

const outlines = z
  .object({
    type: always('FeatureCollection'),
    attribution: text(
      'Whose outlines these are.',
      'District outlines: Apache ECharts 4.9.0 (Apache-2.0), converted to WGS-84',
    ).optional(),
    features: list(
      z.object({
        type: always('Feature'),
        id: text('The code.', '110105').optional(),
        geometry: areaGeometry,
        properties: z
          .object({
            code: text('Code of the area.', '110105'),
            name: text('Its name.', '朝阳区'),
            districtCode: text('Code of a street’s district.', '110105').optional(),
            label: z
              .tuple([z.number(), z.number()])
              .optional()
              .meta({ description: 'Where to write a district’s name.', example: [116.49, 39.96] }),
          })
          .meta({ description: 'Which area it is.' }),
      }),
      'Areas.',
    ),
  })
  .meta({ id: 'Outlines', description: 'Outlines with code and name as GeoJSON.' })

const layerReport = z
  .object({
    source: text('Whose data this is.', '民政局 2026'),
    polygons: whole('Polygons in the file.', 331),
    matched: whole('Streets and towns that have their outline from it now.', 330),
    unmatched: list(
      z.object({
        row: whole('Position in the file, from 1.', 17),
        district: text('Name of the district as given.', '东城区'),
        name: text('Name as given.', '无名街道'),
        reason: text('Why, in a word.', 'unknown-name'),
        message: text('Why, in a sentence.', '东城区没有叫「无名街道」的街道。'),
      }),
      'Polygons that no street has.',
    ),
  })
  .meta({
    id: 'StreetLayerReport',
    description: 'What became of each polygon of a street layer.',
  })

export const placeOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/places',
    operationId: 'searchPlaces',
    tag: 'places',
    summary: 'Districts, streets, communities, landmarks and stations by name, pinyin or initials',
    zh: '按名称、拼音或首字母找区、街道、社区、地标、驿站',
    query: placesQuery,
    success: { status: 200, description: 'Places.', schema: placesAnswer },
  },
  {
    method: 'get',
    path: '/api/places/at',
    operationId: 'placeAt',
    tag: 'places',
    summary: 'The district and street of a point',
    zh: '一个点在哪个区、哪条街道',
    query: point,
    success: { status: 200, description: 'Names.', schema: placeAt },
  },
  ...(['districts', 'streets'] as const).map((layer): Operation => ({
    method: 'get',
    path: `/api/map/${layer}`,
    operationId: `${layer}Layer`,
    tag: 'places',
    summary: `Outlines of the ${layer}`,
    zh: layer === 'districts' ? '各区的轮廓' : '街道乡镇的轮廓',
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
    zh: '导入街道轮廓图层',
    staff: true,
    query: streetLayerQuery,
    body: { schema: streetLayer, contentType: 'application/geo+json' },
    success: { status: 200, description: 'What became of each polygon.', schema: layerReport },
    problems: [413, 422],
  },
]
