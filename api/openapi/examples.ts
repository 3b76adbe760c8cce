/** Examples of whole answers, put together from those of their fields, so that no example lacks a field. */
export type Json = Record<string, unknown>

/**
 * The example of a schema: its own, or one made of its parts.
 *
 * @param components schemas by name, which `$ref` leads to
 * @returns undefined where a field has no example to give
 */
export function exampleOf(schema: Json, components: Json): unknown {
  const { example, enum: values, properties, items, anyOf, oneOf, allOf, $ref } = schema as Schema
  if (example !== undefined) return example
  if (values) return values[0]
  if ($ref) return exampleOf(components[$ref.split('/').at(-1)!] as Json, components)
  const choice = (anyOf ?? oneOf ?? allOf)?.[0]
  if (choice) return exampleOf(choice, components)
  if (properties) return assembled(properties, components)
  if (items) {
    const one = exampleOf(items, components)
    return one === undefined ? undefined : [one]
  }
  return undefined
}

function assembled(properties: Record<string, Json>, components: Json): Json | undefined {
  const entries = Object.entries(properties).map(([name, property]) => [
    name,
    exampleOf(property, components),
  ])
  return entries.some(([, example]) => example === undefined) ? undefined : Object.fromEntries(entries)
}

interface Schema {
  example?: unknown
  enum?: unknown[]
  properties?: Record<string, Json>
  items?: Json
  anyOf?: Json[]
  oneOf?: Json[]
  allOf?: Json[]
  $ref?: string
}
