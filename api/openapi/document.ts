import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { exampleOf, type Json } from './examples.ts'
import type { Answer, Operation } from './operation.ts'
import { problemSchema } from './problem-schema.ts'
import { TAGS } from './tags.ts'

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json

export interface DocumentOptions {
  version: string
  /** Where the service is reached; relative when not known. */
  serverUrl: string | undefined
}

/**
 * The OpenAPI 3.0 document of the given operations. Not 3.1: QGIS and the OGC tests read 3.0.
 * Schemas with an id become components; the others stand where they are used.
 */
export function openApiDocument(operations: readonly Operation[], options: DocumentOptions): Json {
  const components: Json = {}
  const schemaOf: SchemaOf = (schema, io) => {
    const { definitions, ...own } = z.toJSONSchema(schema, {
      target: 'openapi-3.0',
      io,
      override: ({ jsonSchema }) => tidy(jsonSchema as Json),
    }) as Json & { definitions?: Json }
    for (const [id, definition] of Object.entries(definitions ?? {})) components[id] = relinked(definition)
    return relinked(own) as Json
  }

  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method] = describe(operation, schemaOf)
  }
  const schemas = Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    openapi: '3.0.3',
    info: {
      title: '暖心驿站 · Warm-Heart Stations',
      version: options.version,
      description:
        'Rest stations for outdoor workers: the nearest that is usable now, the registry behind it, its import, ' +
        'who reaches what and when, and open data. Positions are WGS-84 degrees with longitude first, distances ' +
        'geodesic metres, times ISO 8601 with the offset of Beijing. What nobody knows is null or `unknown`, never guessed.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: options.serverUrl ?? '/' }],
    tags: TAGS.filter(({ tag }) => operations.some((o) => o.tag === tag)).map(({ tag, zh, en }) => ({
      name: tag,
      description: `${zh} ${en}`,
    })),
    paths,
    components: {
      schemas: Object.fromEntries(
        schemas.map(([name, schema]) => [
          name,
          { ...(schema as Json), example: exampleOf(schema as Json, components) },
        ]),
      ),
      securitySchemes: {
        staffToken: { type: 'http', scheme: 'bearer', description: 'A token of the setting STAFF_TOKENS.' },
      },
    },
  }
}

/** Leaves out bounds that say no more than the type does. */
function tidy(schema: Json): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.format !== undefined) delete schema.pattern
  const { items } = schema as { items?: Json & { anyOf?: Json[] } }
  // A tuple of equals is a list of one kind.
  if (items?.anyOf && new Set(items.anyOf.map((one) => JSON.stringify(one))).size === 1)
    schema.items = items.anyOf[0]
  if (schema.enum && schema.example === undefined) schema.example = (schema.enum as unknown[])[0]
}

function describe(operation: Operation, schemaOf: SchemaOf): Json {
  const { success, also = [], body } = operation
  const statuses = [
    ...new Set([400, ...(operation.staff ? [401] : []), ...(operation.problems ?? [])]),
  ].sort()
  const problem = { 'application/problem+json': { schema: schemaOf(problemSchema, 'output') } }
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: `${operation.zh} ${operation.summary}`,
    ...(operation.description && { description: operation.description }),
    security: operation.staff ? [{ staffToken: [] }] : [],
    parameters: [
      ...parameters(operation.params, 'path', schemaOf),
      ...parameters(operation.query, 'query', schemaOf),
      ...Object.entries(operation.headers ?? {}).map(([name, header]) => ({
        name,
        in: 'header',
        ...header,
        schema: { type: 'string' },
      })),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: { [body.contentType ?? 'application/json']: { schema: schemaOf(body.schema, 'input') } },
      },
    }),
    responses: Object.fromEntries([
      ...[success, ...also].map((answer) => [answer.status, response(answer, schemaOf)]),
      ...statuses.map((status) => [
        status,
        { description: STATUS_CODES[status] ?? 'Problem', content: problem },
      ]),
    ]),
  }
}

function response({ description, schema, contentType, files = [] }: Answer, schemaOf: SchemaOf): Json {
  const file = { schema: { type: 'string', format: 'binary' } }
  const content = {
    ...(schema && { [contentType ?? 'application/json']: { schema: schemaOf(schema, 'output') } }),
    ...(!schema && contentType && { [contentType]: file }),
    ...Object.fromEntries(files.map((type) => [type, file])),
  }
  return { description, ...(Object.keys(content).length > 0 && { content }) }
}

/** The properties of an object schema as parameters. A query's id names it in code only. */
function parameters(schema: z.ZodObject | undefined, where: 'path' | 'query', schemaOf: SchemaOf): Json[] {
  if (!schema) return []
  return Object.entries(schema.shape).map(([name, property]) => {
    const { description, example, ...rest } = schemaOf(property as z.ZodType, 'input')
    const absent = (property as z.ZodType).safeParse(undefined)
    return {
      name,
      in: where,
      required: where === 'path' || !absent.success,
      ...(description !== undefined && { description }),
      ...(example !== undefined && { example }),
      // zod forgets a default that stands behind a reader of numbers.
      schema: { ...(typeof absent.data === 'number' && { default: absent.data }), ...rest },
    }
  })
}

/** zod links to `#/definitions/…`, OpenAPI to `#/components/schemas/…`. */
function relinked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relinked)
  if (value === null || typeof value !== 'object') return value
  return typedNull(
    Object.fromEntries(
      Object.entries(value).map(([key, inner]) =>
        key === '$ref' && typeof inner === 'string'
          ? [key, inner.replace('#/definitions/', '#/components/schemas/')]
          : [key, relinked(inner)],
      ),
    ),
  )
}

/** OpenAPI 3.0.3 heeds `nullable` only beside a `type`. */
function typedNull(schema: Json): Json {
  const { nullable, ...rest } = schema
  if (nullable !== true || rest.type !== undefined) return schema
  const { anyOf } = rest as { anyOf?: Json[] }
  // What is linked to is always an object.
  if (!anyOf) return { ...rest, type: 'object', nullable }
  return {
    ...rest,
    anyOf: anyOf.map((one) => typedNull({ ...('$ref' in one ? { allOf: [one] } : one), nullable })),
  }
}
