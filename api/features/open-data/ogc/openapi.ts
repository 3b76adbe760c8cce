import { bilingual, type Collection } from './collections.ts'
import { CRS84, CRS_LIST } from './crs.ts'
import { CONFORMANCE, TITLE, type Scene } from './documents.ts'
import { MEDIA_TYPES } from './formats.ts'
import { SCHEMAS } from './openapi-schemas.ts'
import { propertySchema } from './property.ts'
import { DEFAULT_LIMIT, MAX_LIMIT } from './schemas.ts'

type Json = Record<string, unknown>

const ref = (kind: 'schemas' | 'parameters' | 'responses', name: string) => ({
  $ref: `#/components/${kind}/${name}`,
})

const text = (description: string, schema: Json, extra: Json = {}): Json => ({
  in: 'query',
  required: false,
  style: 'form',
  explode: false,
  description,
  schema,
  ...extra,
})

const CRS_SCHEMA = {
  type: 'string',
  format: 'uri',
  description: 'A coordinate reference system of this service.',
  enum: CRS_LIST.map((crs) => crs.uri),
  default: CRS84.uri,
  example: CRS84.uri,
}

const formats = (names: readonly string[]) =>
  text('Format of the answer; wins over the Accept header.', {
    type: 'string',
    description: 'A format.',
    enum: names,
    example: names[0],
  })

const PARAMETERS: Json = {
  f: { name: 'f', ...formats(['json', 'html']) },
  fItems: {
    name: 'f',
    ...formats(['json', 'html', 'geojson', 'csv', 'xlsx']),
    description:
      'Format of the answer; wins over the Accept header. json and html come in pages; geojson, csv and xlsx are ' +
      'everything that fulfils the query in one file, unless limit says less.',
  },
  limit: {
    name: 'limit',
    ...text(`Features on a page; more than ${MAX_LIMIT} counts as ${MAX_LIMIT}.`, {
      type: 'integer',
      description: 'A number of features.',
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
      example: DEFAULT_LIMIT,
    }),
  },
  cursor: {
    name: 'cursor',
    ...text('Where the page starts: copied from the `next` link, never made up.', {
      type: 'string',
      description: 'An opaque place in the order of features.',
      example: 'QkowMDAxMjM',
    }),
  },
  bbox: {
    name: 'bbox',
    ...text(
      'Only features that touch this box: four numbers in the axis order of bbox-crs (default longitude, latitude), ' +
        'or six, of which the heights are left aside. West greater than east crosses the antimeridian.',
      {
        type: 'array',
        description: 'The lower and the upper corner.',
        items: { type: 'number', description: 'A coordinate.', example: 116.3 },
        oneOf: [
          { minItems: 4, maxItems: 4 },
          { minItems: 6, maxItems: 6 },
        ],
        example: [116.3, 39.8, 116.5, 40],
      },
    ),
  },
  bboxCrs: {
    name: 'bbox-crs',
    ...text('Coordinate system of bbox.', CRS_SCHEMA),
  },
  crs: { name: 'crs', ...text('Coordinate system of the answer, said again in Content-Crs.', CRS_SCHEMA) },
  datetime: {
    name: 'datetime',
    ...text(
      'Only features last changed at this instant, on this Beijing date, or in this interval (open with `..`). ' +
        'Areas have no time: all fulfil it.',
      {
        type: 'string',
        description: 'RFC 3339 instant or interval of them.',
        example: '2026-03-01T00:00:00+08:00/..',
      },
    ),
  },
}

const content = (types: Record<string, Json>): Json => ({ content: types })
const withSchema = (name: string): Json => ({ schema: ref('schemas', name) })
const asText = (description: string): Json => ({ schema: { type: 'string', description, example: '' } })

const page = (description: string, schema: string): Json => ({
  description,
  ...content({ [MEDIA_TYPES.json]: withSchema(schema), [MEDIA_TYPES.html]: asText('A page for people.') }),
})

const contentCrs = {
  'Content-Crs': {
    description: 'The coordinate system of the geometries, in angle brackets.',
    schema: { type: 'string', description: 'A URI in angle brackets.', example: `<${CRS84.uri}>` },
  },
}

const problem = (description: string): Json => ({
  description,
  ...content({ 'application/problem+json': withSchema('problem') }),
})

const RESPONSES: Json = {
  LandingPage: page('What there is here.', 'landingPage'),
  ConformanceDeclaration: page('The standards that this service keeps.', 'confClasses'),
  Collections: page('All collections.', 'collections'),
  Collection: page('One collection.', 'collection'),
  InvalidParameter: problem(
    'A parameter is unknown, repeated or wrong; the sentence says which and what would be right.',
  ),
  NotFound: problem('There is no such thing.'),
  NotAcceptable: problem('The service does not have this in a format that the client accepts.'),
}

const ERRORS = { 400: ref('responses', 'InvalidParameter'), 406: ref('responses', 'NotAcceptable') }

const get = (operationId: string, summary: string, parameters: Json[], ok: Json, more: Json = {}): Json => ({
  get: {
    operationId,
    summary,
    tags: ['OGC API Features'],
    parameters,
    responses: { 200: ok, ...ERRORS, ...more },
  },
})

function pathsOf(collection: Collection): Json {
  const { id, properties } = collection
  const path = `/collections/${id}`
  const lost = { 404: ref('responses', 'NotFound') }
  const filters = properties.map((property) => ({
    name: property.name,
    ...text(`Only features whose ${property.name} is this. ${property.description}`, {
      ...propertySchema(property),
      nullable: undefined,
    }),
  }))
  const standard = ['limit', 'bbox', 'datetime', 'crs', 'bboxCrs', 'cursor', 'fItems']
  return {
    [path]: get(
      `describe_${id}`,
      `About ${bilingual(collection.title)}`,
      [ref('parameters', 'f')],
      ref('responses', 'Collection'),
      lost,
    ),
    [`${path}/schema`]: get(
      `schema_${id}`,
      `A feature of ${bilingual(collection.title)} as JSON Schema`,
      [
        {
          name: 'f',
          ...formats(['json']),
        },
      ],
      { description: 'JSON Schema.', ...content({ [MEDIA_TYPES.schema]: withSchema('jsonSchema') }) },
      lost,
    ),
    [`${path}/items`]: get(
      `items_${id}`,
      `Features of ${bilingual(collection.title)}`,
      [...standard.map((name) => ref('parameters', name)), ...filters],
      {
        description: 'Features in the order of their codes.',
        headers: contentCrs,
        ...content({
          [MEDIA_TYPES.features]: withSchema(`${id}_features`),
          [MEDIA_TYPES.html]: asText('A page for people.'),
          [MEDIA_TYPES.csv]: asText(
            'UTF-8 with a byte order mark, RFC 4180; the column synthetic marks demo data.',
          ),
          [MEDIA_TYPES.xlsx]: {
            schema: { type: 'string', format: 'binary', description: 'An Excel workbook.', example: '' },
          },
        }),
      },
      lost,
    ),
    [`${path}/items/{featureId}`]: get(
      `item_${id}`,
      `One feature of ${bilingual(collection.title)}`,
      [
        {
          name: 'featureId',
          in: 'path',
          required: true,
          description: 'The code of the feature.',
          schema: { type: 'string', description: 'A code.', example: properties[0]!.example },
        },
        ref('parameters', 'crs'),
        ref('parameters', 'f'),
      ],
      {
        description: 'The feature.',
        headers: contentCrs,
        ...content({
          [MEDIA_TYPES.features]: withSchema(`${id}_feature`),
          [MEDIA_TYPES.html]: asText('A page for people.'),
        }),
      },
      lost,
    ),
  }
}

const ring = [
  [116.4, 39.9],
  [116.5, 39.9],
  [116.5, 40],
  [116.4, 39.9],
]

const exampleOf = ({ geometry, properties }: Collection): Json => ({
  type: 'Feature',
  id: properties[0]!.example,
  geometry:
    geometry === 'Point'
      ? { type: 'Point', coordinates: [116.45, 39.91] }
      : { type: 'MultiPolygon', coordinates: [[ring]] },
  properties: Object.fromEntries(properties.map((p) => [p.name, p.example])),
})

const attribution = { type: 'string', description: 'Whom to name.', example: '暖心驿站登记数据' }
const links = {
  type: 'array',
  description: 'Where to go from here.',
  items: ref('schemas', 'link'),
  example: [],
}
const count = (description: string, example: number): Json => ({
  type: 'integer',
  minimum: 0,
  description,
  example,
})
const only = (value: string): Json => ({
  type: 'string',
  description: `Always ${value}.`,
  enum: [value],
  example: value,
})

function featureSchema(collection: Collection): Json {
  const { title, geometry, properties } = collection
  return {
    type: 'object',
    description: `A feature of ${bilingual(title)}.`,
    required: ['type', 'id', 'geometry', 'properties'],
    properties: {
      type: only('Feature'),
      id: { type: 'string', description: 'The code.', example: properties[0]!.example },
      geometry: ref('schemas', geometry === 'Point' ? 'point' : 'multiPolygon'),
      properties: {
        type: 'object',
        description: 'All of these are always there; null: nobody knows.',
        required: properties.map((p) => p.name),
        properties: Object.fromEntries(properties.map((p) => [p.name, propertySchema(p)])),
        example: exampleOf(collection).properties,
      },
      attribution,
      links,
    },
    example: exampleOf(collection),
  }
}

function featuresSchema(collection: Collection): Json {
  return {
    type: 'object',
    description: `Features of ${bilingual(collection.title)}.`,
    required: ['type', 'features', 'numberMatched', 'numberReturned', 'timeStamp', 'links'],
    properties: {
      type: only('FeatureCollection'),
      features: {
        type: 'array',
        description: 'In the order of their codes.',
        items: ref('schemas', `${collection.id}_feature`),
        example: [exampleOf(collection)],
      },
      numberMatched: count('How many fulfil the query, exactly.', 9200),
      numberReturned: count('How many of them are here.', 100),
      timeStamp: {
        type: 'string',
        format: 'date-time',
        description: 'When this was answered.',
        example: '2026-03-01T09:30:00+08:00',
      },
      attribution,
      synthetic: { type: 'boolean', description: 'Whether the registry holds demo data.', example: false },
      links,
    },
    example: {
      type: 'FeatureCollection',
      features: [exampleOf(collection)],
      numberMatched: 1,
      numberReturned: 1,
      timeStamp: '2026-03-01T09:30:00+08:00',
      links: [],
    },
  }
}

const featureSchemas = (collection: Collection): Json => ({
  [`${collection.id}_feature`]: featureSchema(collection),
  [`${collection.id}_features`]: featuresSchema(collection),
})

/** The OpenAPI 3.0 document of this part, with one literal path per collection: QGIS and GDAL look for those. */
export function ogcOpenApi(scene: Scene): Json {
  return {
    openapi: '3.0.3',
    info: {
      title: TITLE,
      version: '1.0.0',
      description: `OGC API – Features over the public facts of the registry. Conforms to: ${CONFORMANCE.join(', ')}.`,
      license: { name: scene.licence.title, url: scene.licence.url },
      'x-attribution': scene.licence.attribution,
    },
    servers: [{ url: scene.base, description: 'This service.' }],
    tags: [{ name: 'OGC API Features', description: 'Part 1 (core) and Part 2 (coordinate systems).' }],
    paths: {
      '/': get('landing', 'What there is here', [ref('parameters', 'f')], ref('responses', 'LandingPage')),
      '/conformance': get(
        'conformance',
        'The standards that this service keeps',
        [ref('parameters', 'f')],
        ref('responses', 'ConformanceDeclaration'),
      ),
      '/api': get('api', 'This document', [ref('parameters', 'f')], {
        description: 'This document.',
        ...content({
          [MEDIA_TYPES.openapi]: withSchema('openApi'),
          [MEDIA_TYPES.html]: asText('A page for people.'),
        }),
      }),
      '/collections': get(
        'collections',
        'All collections',
        [ref('parameters', 'f')],
        ref('responses', 'Collections'),
      ),
      ...Object.assign({}, ...scene.collections.map(pathsOf)),
    },
    components: {
      parameters: PARAMETERS,
      responses: RESPONSES,
      schemas: { ...SCHEMAS, ...Object.assign({}, ...scene.collections.map(featureSchemas)) },
    },
  }
}
