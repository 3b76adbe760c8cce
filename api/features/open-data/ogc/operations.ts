/** OGC API – Features in the document of the whole service; `/ogc/api` describes each collection by itself. */
import { z } from 'zod'
import {
  always,
  areaGeometry,
  attribution,
  byName,
  instant,
  list,
  openApi,
  pointGeometry,
  synthetic,
  text,
  whole,
} from '../../../openapi/fields.ts'
import type { Operation } from '../../../openapi/operation.ts'
import { STATIONS } from './collections.ts'
import { CRS84 } from './crs.ts'
import { MEDIA_TYPES } from './formats.ts'
import { DEFAULT_LIMIT, MAX_LIMIT } from './schemas.ts'

const link = z
  .object({
    href: text('The address.', 'https://stations.example.org/ogc/collections'),
    rel: text('What lies there.', 'data'),
    type: text('Its media type.', 'application/json').optional(),
    title: text('What to call it.', '数据 Collections').optional(),
    hreflang: text('Its language.', 'zh').optional(),
  })
  .meta({ id: 'Link', description: 'A link by RFC 8288.' })
const links = list(link, 'Where to go from here; `rel=license` leads to the licence.')

const landing = z
  .object({
    title: text('Name of the service.', '暖心驿站开放数据 Warm-Heart Stations open data'),
    description: text('What there is.', '北京户外劳动者暖心驿站的公开信息'),
    attribution,
    synthetic,
    links,
  })
  .meta({ id: 'OgcLanding', description: 'What there is here.' })

const conformance = z
  .object({
    conformsTo: list(z.string(), 'Conformance classes.').meta({
      example: ['http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core'],
    }),
    links,
  })
  .meta({ id: 'OgcConformance', description: 'The standards that the service keeps.' })

const extent = z
  .object({
    spatial: z
      .object({
        bbox: z
          .array(z.array(z.number()))
          .meta({ description: 'The box around all features.', example: [[115.4, 39.4, 117.5, 41.1]] }),
        crs: text('Its coordinate system.', CRS84.uri),
      })
      .optional()
      .meta({ description: 'Where the features lie.' }),
    temporal: z
      .object({
        interval: z
          .array(z.array(z.string().nullable()))
          .meta({ description: 'The time of the features.', example: [['2026-03-01T09:30:00+08:00', null]] }),
        trs: text('Its calendar.', 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian'),
      })
      .optional()
      .meta({ description: 'When they were changed.' }),
  })
  .meta({ description: 'In space and time.' })

const collection = z
  .object({
    id: text('Its name in addresses.', 'stations'),
    title: text('What to call it.', '驿站 Stations'),
    description: text('What it holds.', '登记过且有位置的全部驿站'),
    attribution,
    itemType: always('feature'),
    extent,
    crs: list(z.string(), 'Coordinate systems that it can be had in.').meta({ example: [CRS84.uri] }),
    storageCrs: text('The one that it is kept in.', CRS84.uri),
    numberOfItems: whole('How many features.', 9200),
    links,
  })
  .meta({ id: 'OgcCollection', description: 'One collection of features.' })

const collections = z
  .object({
    title: text('Name of the service.', '暖心驿站开放数据 Warm-Heart Stations open data'),
    attribution,
    synthetic,
    crs: list(z.string(), 'Coordinate systems of all collections.').meta({ example: [CRS84.uri] }),
    links,
    collections: list(collection, 'The collections.'),
  })
  .meta({ id: 'OgcCollections', description: 'All collections.' })

const geometry = z
  .union([pointGeometry, areaGeometry])
  .nullable()
  .meta({ description: 'A point or an outline, in the coordinate system asked for.' })

const feature = {
  type: always('Feature'),
  id: text('The code.', 'BJ000123'),
  geometry,
  properties: byName(
    z.union([z.string(), z.number(), z.boolean()]).nullable(),
    'Flat properties, all of them always there; null: nobody knows. `/ogc/collections/{id}/schema` names them.',
    Object.fromEntries(STATIONS.properties.map(({ name, example }) => [name, example])),
  ),
}

const ogcFeature = z
  .object({ ...feature, attribution, links })
  .meta({ id: 'OgcFeature', description: 'One feature.' })

const features = z
  .object({
    type: always('FeatureCollection'),
    features: list(z.object(feature), 'In the order of their codes.'),
    numberMatched: whole('How many fulfil the query.', 9200),
    numberReturned: whole('How many are here.', 100),
    timeStamp: instant,
    attribution,
    synthetic,
    links: links.meta({ description: '`rel=next` leads to the next page.' }),
  })
  .meta({ id: 'OgcFeatures', description: 'A page of features, or all of them (`f=geojson`).' })

const jsonSchema = z.looseObject({}).meta({
  id: 'JsonSchema',
  description: 'A JSON Schema.',
  example: { type: 'object', properties: {} },
})
const param = (description: string, example: string) => z.string().optional().meta({ description, example })
const format = (formats: readonly [string, ...string[]]) =>
  z
    .enum(formats)
    .optional()
    .meta({ description: 'Format of the answer; wins over the Accept header.', example: formats[0] })
const plain = z.strictObject({ f: format(['json', 'html']) })
const crs = param('Coordinate system of the answer.', CRS84.uri)

const itemsQuery = z.object({
  f: format(['json', 'html', 'geojson', 'csv', 'xlsx']),
  limit: z
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .optional()
    .meta({
      description: `Features on a page, ${DEFAULT_LIMIT} by default; a file (geojson, csv, xlsx) holds all without it.`,
      example: DEFAULT_LIMIT,
    }),
  cursor: param('Where the page starts: copied from the `next` link.', 'QkowMDAxMjM'),
  bbox: param('west,south,east,north in the coordinate system of bbox-crs.', '116.3,39.8,116.5,40'),
  'bbox-crs': param('Coordinate system of bbox.', CRS84.uri),
  crs,
  datetime: param('Last changed at an instant or in an interval.', '2026-03-01T00:00:00+08:00/..'),
})

const collectionId = z.strictObject({
  id: z.enum(['stations', 'districts', 'streets']).meta({
    description: 'The collection; streets only once their outlines are loaded.',
    example: 'stations',
  }),
})
const itemKey = collectionId.extend({ key: text('Code of the feature.', 'BJ000123') })

const unchanged = { status: 304, description: 'The asker has this already (If-None-Match).' }

const ogc = (
  operation: Omit<Operation, 'method' | 'tag' | 'also' | 'problems'>,
  problems: number[] = [],
): Operation => ({
  method: 'get',
  tag: 'open data',
  query: plain,
  also: [unchanged],
  problems: [406, ...problems],
  ...operation,
})

const page = (schema: z.ZodType, description: string, contentType?: string) => ({
  status: 200,
  description,
  schema,
  ...(contentType && { contentType }),
  files: [MEDIA_TYPES.html],
})

export const ogcOperations: Operation[] = [
  ogc({
    path: '/ogc',
    operationId: 'ogcLanding',
    summary: 'OGC API – Features: the landing page',
    zh: 'OGC API – Features 首页(QGIS、GDAL 用这个地址)',
    success: page(landing, 'What there is.'),
  }),
  ogc({
    path: '/ogc/conformance',
    operationId: 'ogcConformance',
    summary: 'The standards that it keeps',
    zh: '符合的标准',
    success: page(conformance, 'Conformance classes.'),
  }),
  ogc({
    path: '/ogc/api',
    operationId: 'ogcApi',
    summary: 'Its own OpenAPI document, collection by collection',
    zh: '它自己的 OpenAPI 文档',
    success: page(openApi, 'OpenAPI 3.0.', MEDIA_TYPES.openapi),
  }),
  ogc({
    path: '/ogc/collections',
    operationId: 'ogcCollections',
    summary: 'The collections: stations, districts, streets',
    zh: '数据集:驿站、区、街道',
    success: page(collections, 'Collections.'),
  }),
  ogc(
    {
      path: '/ogc/collections/{id}',
      operationId: 'ogcCollection',
      summary: 'One collection',
      zh: '一个数据集',
      params: collectionId,
      success: page(collection, 'The collection.'),
    },
    [404],
  ),
  ogc(
    {
      path: '/ogc/collections/{id}/schema',
      operationId: 'ogcSchema',
      summary: 'What a feature of it says, as JSON Schema',
      zh: '要素的字段(JSON Schema)',
      params: collectionId,
      query: z.strictObject({ f: format(['json']) }),
      success: {
        status: 200,
        description: 'JSON Schema.',
        schema: jsonSchema,
        contentType: MEDIA_TYPES.schema,
      },
    },
    [404],
  ),
  ogc(
    {
      path: '/ogc/collections/{id}/items',
      operationId: 'ogcItems',
      summary: 'Features, page by page or whole: GeoJSON, CSV, Excel, HTML',
      zh: '要素:分页或整份下载(GeoJSON、CSV、Excel、网页)',
      description:
        'Every property is a filter as well: `lifecycle=open&facility_toilet=yes`. Unknown parameters are refused.',
      params: collectionId,
      query: itemsQuery,
      success: {
        status: 200,
        description: 'Features.',
        schema: features,
        contentType: MEDIA_TYPES.features,
        files: [MEDIA_TYPES.html, MEDIA_TYPES.csv, MEDIA_TYPES.xlsx],
      },
    },
    [404],
  ),
  {
    ...ogc(
      {
        path: '/ogc/collections/{id}/items/{key}',
        operationId: 'ogcItem',
        summary: 'One feature',
        zh: '一个要素',
        params: itemKey,
        query: plain.extend({ crs }),
        success: page(ogcFeature, 'The feature.', MEDIA_TYPES.features),
      },
      [404],
    ),
    also: [unchanged, { status: 308, description: 'It doubles another entry: Location leads there.' }],
  },
]
