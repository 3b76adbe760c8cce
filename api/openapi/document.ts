import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Operation } from './operation.ts'
import { problemSchema } from './problem-schema.ts'

type Json = Record<string, unknown>

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
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const { definitions, ...own } = z.toJSONSchema(schema, { target: 'openapi-3.0', io }) as Json & {
      definitions?: Json
    }
    for (const [id, definition] of Object.entries(definitions ?? {})) components[id] = relinked(definition)
    return relinked(own) as Json
  }

  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    paths[operation.path] ??= {}
    paths[operation.path]![operation.method] = describe(operation, schemaOf)
  }
  return {
    openapi: '3.0.3',
    info: {
      title: '暖心驿站 · Warm-Heart Stations',
      version: options.version,
      description:
        'Rest stations for outdoor workers: the nearest that is usable now, the registry behind it, and its import. ' +
        'Positions are WGS-84 degrees, distances geodesic metres, times ISO 8601 with the offset of Beijing.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: options.serverUrl ?? '/' }],
    tags: [...new Set(operations.map((o) => o.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        staffToken: { type: 'http', scheme: 'bearer', description: 'A token of the setting STAFF_TOKENS.' },
      },
    },
  }
}

function describe(operation: Operation, schemaOf: (schema: z.ZodType, io: 'input' | 'output') => Json): Json {
  const { success, body } = operation
  const statuses = [
    ...new Set([400, ...(operation.staff ? [401] : []), ...(operation.problems ?? [])]),
  ].sort()
  const problem = { 'application/problem+json': { schema: schemaOf(problemSchema, 'output') } }
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    ...(operation.staff && { security: [{ staffToken: [] }] }),
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
    responses: {
      [success.status]: {
        description: success.description,
        ...((success.schema || success.contentType) && {
          content: {
            [success.contentType ?? 'application/json']: success.schema
              ? { schema: schemaOf(success.schema, 'output') }
              : { schema: { type: 'string', format: 'binary' } },
          },
        }),
      },
      ...Object.fromEntries(
        statuses.map((status) => [
          status,
          { description: STATUS_CODES[status] ?? 'Problem', content: problem },
        ]),
      ),
    },
  }
}

/** The properties of an object schema as parameters. A query's id names it in code only. */
function parameters(
  schema: z.ZodObject | undefined,
  where: 'path' | 'query',
  schemaOf: (schema: z.ZodType, io: 'input' | 'output') => Json,
): Json[] {
  if (!schema) return []
  return Object.entries(schema.shape).map(([name, property]) => {
    const { description, example, ...rest } = schemaOf(property as z.ZodType, 'input')
    return {
      name,
      in: where,
      required: where === 'path' || !(property as z.ZodType).safeParse(undefined).success,
      ...(description !== undefined && { description }),
      ...(example !== undefined && { example }),
      schema: rest,
    }
  })
}

/** zod links to `#/definitions/…`, OpenAPI to `#/components/schemas/…`. */
function relinked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relinked)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string'
        ? [key, inner.replace('#/definitions/', '#/components/schemas/')]
        : [key, relinked(inner)],
    ),
  )
}
