export type PropertyType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'date-time'

/** A flat property of a feature: one column in a table, one field in a GIS. */
export interface Property {
  name: string
  /** `date` is a Beijing date, `date-time` an instant in whole seconds with Beijing's offset. */
  type: PropertyType
  /** The only values, where there is such a list. */
  values?: readonly string[]
  zh: string
  en: string
  description: string
  example: string | number | boolean
}

export type PropertyValue = string | number | boolean | null

/** The property as an OpenAPI 3.0 schema; `nullable` because nobody may know. */
export function propertySchema(property: Property): Record<string, unknown> {
  const { type, values } = property
  const dated = type === 'date' || type === 'date-time'
  return {
    type: dated ? 'string' : type,
    ...(dated && { format: type }),
    title: `${property.zh} ${property.en}`,
    description: property.description,
    ...(values ? { enum: values } : { nullable: true }),
    example: property.example,
  }
}
