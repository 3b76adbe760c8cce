import { CONFORMANCE } from './documents.ts'
import { CRS84 } from './crs.ts'

const string = (description: string, example: string, extra: object = {}) => ({
  type: 'string',
  description,
  example,
  ...extra,
})

const LINK = { href: 'https://stations.example.org/ogc/collections', rel: 'data', type: 'application/json' }

const links = {
  type: 'array',
  description: 'Where to go from here.',
  items: { $ref: '#/components/schemas/link' },
  example: [LINK],
}

const COLLECTION = { id: 'stations', title: '驿站 Stations', links: [LINK] }

/** Schemas that do not depend on the collections. */
export const SCHEMAS: Record<string, object> = {
  link: {
    type: 'object',
    description: 'A link by RFC 8288.',
    required: ['href', 'rel'],
    properties: {
      href: string('The address.', LINK.href),
      rel: string('What lies there.', LINK.rel),
      type: string('Its media type.', LINK.type),
      title: string('In words.', '数据 Collections'),
      hreflang: string('Its language.', 'zh'),
    },
    example: LINK,
  },
  landingPage: {
    type: 'object',
    description: 'The landing page.',
    required: ['links'],
    properties: {
      title: string('Name of the service.', '暖心驿站开放数据'),
      description: string('What it is.', '户外劳动者暖心驿站的公开信息'),
      attribution: string('Whom to name.', '暖心驿站登记数据'),
      synthetic: { type: 'boolean', description: 'Whether it holds demo data.', example: false },
      links,
    },
    example: { title: '暖心驿站开放数据', links: [LINK] },
  },
  confClasses: {
    type: 'object',
    description: 'The standards that the service keeps.',
    required: ['conformsTo'],
    properties: {
      conformsTo: {
        type: 'array',
        description: 'URIs of conformance classes.',
        items: string('A conformance class.', CONFORMANCE[0]!),
        example: CONFORMANCE,
      },
      links,
    },
    example: { conformsTo: CONFORMANCE },
  },
  collections: {
    type: 'object',
    description: 'All collections.',
    required: ['links', 'collections'],
    properties: {
      title: string('Name of the service.', '暖心驿站开放数据'),
      attribution: string('Whom to name.', '暖心驿站登记数据'),
      synthetic: { type: 'boolean', description: 'Whether it holds demo data.', example: false },
      crs: {
        type: 'array',
        description: 'Coordinate systems of all collections.',
        items: string('A coordinate system.', CRS84.uri),
        example: [CRS84.uri],
      },
      links,
      collections: {
        type: 'array',
        description: 'One entry a collection.',
        items: { $ref: '#/components/schemas/collection' },
        example: [COLLECTION],
      },
    },
    example: { links: [LINK], collections: [COLLECTION] },
  },
  collection: {
    type: 'object',
    description: 'One collection.',
    required: ['id', 'links'],
    properties: {
      id: string('Its name in addresses.', 'stations'),
      title: string('Its name.', '驿站 Stations'),
      description: string('What it holds.', '登记过且有位置的全部驿站'),
      attribution: string('Whom to name.', '暖心驿站登记数据'),
      itemType: string('Always feature.', 'feature'),
      extent: {
        type: 'object',
        description: 'Where and when its features lie.',
        properties: {
          spatial: {
            type: 'object',
            description: 'The box around them, longitude first.',
            example: { bbox: [[115.4, 39.4, 117.5, 41.1]], crs: CRS84.uri },
          },
          temporal: {
            type: 'object',
            description: 'First change, and null: it goes on.',
            example: { interval: [['2026-03-01T09:30:00+08:00', null]] },
          },
        },
        example: { spatial: { bbox: [[115.4, 39.4, 117.5, 41.1]], crs: CRS84.uri } },
      },
      crs: {
        type: 'array',
        description: 'Coordinate systems that it can be had in.',
        items: string('A coordinate system.', CRS84.uri),
        example: [CRS84.uri],
      },
      storageCrs: string('The one that it is stored in.', CRS84.uri),
      numberOfItems: {
        type: 'integer',
        minimum: 0,
        description: 'How many features there are.',
        example: 9200,
      },
      links,
    },
    example: COLLECTION,
  },
  point: {
    type: 'object',
    description: 'A GeoJSON point.',
    required: ['type', 'coordinates'],
    properties: {
      type: string('Always Point.', 'Point', { enum: ['Point'] }),
      coordinates: {
        type: 'array',
        description: 'Two numbers in the axis order of the coordinate system.',
        minItems: 2,
        maxItems: 2,
        items: { type: 'number', description: 'A coordinate.', example: 116.45 },
        example: [116.45, 39.91],
      },
    },
    example: { type: 'Point', coordinates: [116.45, 39.91] },
  },
  multiPolygon: {
    type: 'object',
    description: 'A GeoJSON multi-polygon.',
    required: ['type', 'coordinates'],
    properties: {
      type: string('Always MultiPolygon.', 'MultiPolygon', { enum: ['MultiPolygon'] }),
      coordinates: {
        type: 'array',
        description: 'Polygons of rings of points.',
        items: { type: 'array', description: 'A polygon.', items: {}, example: [] },
        example: [],
      },
    },
    example: { type: 'MultiPolygon', coordinates: [] },
  },
  jsonSchema: { type: 'object', description: 'A JSON Schema.', example: { type: 'object', properties: {} } },
  openApi: { type: 'object', description: 'An OpenAPI 3.0 document.', example: { openapi: '3.0.3' } },
  problem: {
    type: 'object',
    description: 'What is wrong, by RFC 9457.',
    required: ['status', 'title', 'detail'],
    properties: {
      type: string('Always about:blank.', 'about:blank'),
      title: string('The status in words.', 'Bad Request'),
      status: { type: 'integer', description: 'The HTTP status.', example: 400 },
      detail: string('A sentence in the reader’s language.', '请求里有不能用的内容:limit。'),
      errors: {
        type: 'array',
        description: 'Each wrong parameter.',
        items: {
          type: 'object',
          description: 'A wrong parameter.',
          properties: {
            field: string('Its name.', 'limit'),
            value: { description: 'As it was given.', example: '0' },
            message: string('What would be right.', 'limit 要一个从 1 开始的整数'),
          },
          example: { field: 'limit', value: '0', message: 'limit 要一个从 1 开始的整数' },
        },
        example: [],
      },
    },
    example: {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: '请求里有不能用的内容:limit。',
    },
  },
}
