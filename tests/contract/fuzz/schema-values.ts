/** Values as the interface's own schemas describe them, and values that are almost so. */
import fc from 'fast-check'
import { z } from 'zod'
import { hostileValue } from './hostile.ts'

/** The part of JSON Schema that zod writes. */
export interface JsonSchema {
  type?: string
  enum?: unknown[]
  const?: unknown
  example?: unknown
  minimum?: number
  maximum?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  prefixItems?: JsonSchema[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  format?: string
  $ref?: string
  $defs?: Record<string, JsonSchema>
}

/** Every object schema that the features export, as JSON Schema of what comes in. */
export function inputSchemas(modules: Record<string, Record<string, unknown>>): JsonSchema[] {
  const found: JsonSchema[] = []
  for (const module of Object.values(modules)) {
    for (const value of Object.values(module)) {
      if (!(value instanceof z.ZodType)) continue
      try {
        const schema = z.toJSONSchema(value, {
          io: 'input',
          unrepresentable: 'any',
          reused: 'inline',
        }) as JsonSchema
        if (schema.properties) found.push(schema)
      } catch {
        // A schema that JSON Schema has no words for; its route still gets hostile values.
      }
    }
  }
  return found
}

const nearEdges = ({ minimum = -1000, maximum = 1000 }: JsonSchema) =>
  fc.constantFrom(
    minimum,
    maximum,
    minimum - 1,
    maximum + 1,
    (minimum + maximum) / 2,
    Math.round(minimum + 1),
  )

/** Mostly what the schema wants, now and then something else at any depth. */
export function valueOf(schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  const options: { weight: number; arbitrary: fc.Arbitrary<unknown> }[] = [
    { weight: 1, arbitrary: hostileValue },
  ]
  const fitting = fittingValue(schema, depth)
  if (fitting) options.push({ weight: 12, arbitrary: fitting })
  if (schema.example !== undefined) options.push({ weight: 8, arbitrary: fc.constant(schema.example) })
  return fc.oneof(...options)
}

function fittingValue(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> | null {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => valueOf(choice, depth + 1)))
  if (schema.properties) return depth > 6 ? fc.constant({}) : objectOf(schema, depth)
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.oneof(nearEdges(schema), fc.double({ noNaN: true, noDefaultInfinity: true }))
    case 'array':
      return depth > 6 ? fc.constant([]) : arrayOf(schema, depth)
    case 'string':
      return textOf(schema)
    default:
      return null
  }
}

function objectOf(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  const members = Object.entries(schema.properties!).map(([name, member]) => [
    name,
    valueOf(member, depth + 1),
  ])
  const record = fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [],
  })
  return fc.oneof(
    { weight: 12, arbitrary: record.map((given) => ({ ...exampleOf(schema), ...given })) },
    { weight: 1, arbitrary: record },
    {
      weight: 1,
      arbitrary: fc.tuple(record, hostileValue).map(([given, surplus]) => ({ ...given, surplus })),
    },
    // As JSON.parse makes it: an own property of that name.
    { weight: 1, arbitrary: fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":1}')) },
  )
}

const exampleOf = ({ example }: JsonSchema): object =>
  typeof example === 'object' && example !== null && !Array.isArray(example) ? example : {}

function arrayOf({ items, prefixItems }: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  if (prefixItems) return fc.tuple(...prefixItems.map((item) => valueOf(item, depth + 1)))
  return fc.array(valueOf(items ?? {}, depth + 1), { maxLength: 3 })
}

function textOf({ format }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date')
    return fc.constantFrom('2026-10-08', '2026-02-29', '0001-01-01', '9999-12-31', '10000-01-01')
  if (format === 'date-time')
    return fc.constantFrom('2026-10-08T08:00:00+08:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z')
  if (format === 'uuid') return fc.uuid()
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      '朝阳门暖心驿站',
      '海淀区',
      'U110105',
      '110105',
      '110105001',
      'BJ000001',
      '周一至周五 8:30-17:30',
    ),
  )
}
