import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Json } from '../../api/openapi/examples.ts'
import { serviceDocument } from '../../api/openapi/operations.ts'

export interface DocumentedAnswer {
  description: string
  content?: Record<string, { schema: Json }>
}

export interface DocumentedOperation {
  operationId: string
  security: object[]
  parameters: { name: string; in: string; description?: string; example?: unknown; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, DocumentedAnswer>
}

export interface ServiceDocument {
  paths: Record<string, Record<string, DocumentedOperation>>
  components: { schemas: Record<string, Json & { description?: string; example?: unknown }> }
}

export const apiDocument = serviceDocument(undefined) as unknown as ServiceDocument

/** OpenAPI 3.0 says `nullable` beside anything; JSON Schema says it by a choice. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema)
  if (value === null || typeof value !== 'object') return value
  const { nullable, example: _, exclusiveMinimum, exclusiveMaximum, ...rest } = value as Json
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, asJsonSchema(inner)]),
  ) as Json
  if (exclusiveMinimum === true) {
    schema.exclusiveMinimum = schema.minimum
    delete schema.minimum
  }
  if (exclusiveMaximum === true) {
    schema.exclusiveMaximum = schema.maximum
    delete schema.maximum
  }
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : schema
}

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }))
ajv.addSchema({ $id: 'api', components: asJsonSchema(apiDocument.components) as object })
const validators = new Map<Json, ValidateFunction>()

function compiled(schema: Json): ValidateFunction {
  const text = JSON.stringify(asJsonSchema(schema)).replaceAll('"#/components/', '"api#/components/')
  return ajv.compile(JSON.parse(text) as object)
}

/** What a value says that its schema does not allow; nothing where it is as described. */
export function faultsAgainst(schema: Json, value: unknown): string[] {
  const known = validators.get(schema)
  const validate = known ?? compiled(schema)
  if (!known) validators.set(schema, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  )
}

/** What is wrong with an answer by the document: its status, its media type, its body. */
export function answerFaults(
  operation: DocumentedOperation,
  answer: { status: number; type: string; body: Uint8Array },
): string[] {
  const documented = operation.responses[answer.status]
  if (!documented) return [`the status ${answer.status} is not documented: ${Buffer.from(answer.body)}`]
  // The body of a redirect is for readers without a program; Express writes it.
  if (answer.status >= 300 && answer.status < 400) return []
  if (!documented.content) return answer.body.length > 0 ? ['a body is not documented'] : []
  const plain = (type: string) => type.replace(/; *(charset|header)=[^;]*/g, '')
  const entry = Object.entries(documented.content).find(([type]) => plain(type) === plain(answer.type))
  if (!entry) return [`the type ${answer.type} is not documented`]
  const [type, { schema }] = entry
  if (!/[/+]json\b/.test(type)) return answer.body.length > 0 ? [] : ['the file is empty']
  return faultsAgainst(schema, JSON.parse(Buffer.from(answer.body).toString()))
}
