/** Short ways to say what a field of an answer is, with its description and an example: the document wants both. */
import { z } from 'zod'

export const text = (description: string, example: string) => z.string().meta({ description, example })
export const whole = (description: string, example: number) => z.number().int().meta({ description, example })
export const number = (description: string, example: number) => z.number().meta({ description, example })
export const flag = (description: string, example = false) => z.boolean().meta({ description, example })

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).meta({ description, example: values[0] })

export const always = <const T extends string>(value: T) =>
  z.literal(value).meta({ description: `Always ${value}.`, example: value })

export const list = <T extends z.ZodType>(item: T, description: string) => z.array(item).meta({ description })

/** Anything by name: what the values are is said in words. */
export const byName = <T extends z.ZodType>(
  value: T,
  description: string,
  example: Record<string, unknown>,
) => z.record(z.string(), value).meta({ description, example })

export const instant = z
  .string()
  .meta({ description: 'ISO 8601 with the offset of Beijing.', example: '2026-10-08T08:30:00+08:00' })

/** Longitude and latitude, WGS-84 degrees. */
export const lon = number('WGS-84 longitude in degrees.', 116.42)
export const lat = number('WGS-84 latitude in degrees.', 39.92)

const pair = z.tuple([z.number(), z.number()])

export const pointGeometry = z
  .object({
    type: always('Point'),
    coordinates: pair.meta({ description: 'Longitude, latitude.', example: [116.42, 39.92] }),
  })
  .meta({ description: 'Where it is, WGS-84.' })

const RING = [
  [116.41, 39.91],
  [116.43, 39.91],
  [116.43, 39.93],
  [116.41, 39.91],
]

export const areaGeometry = z
  .object({
    type: oneOf(['MultiPolygon', 'Polygon'], 'The kind of geometry.'),
    coordinates: z
      .array(z.any())
      .meta({ description: 'Rings of positions, longitude first.', example: [[RING]] }),
  })
  .meta({ description: 'The outline, WGS-84.' })

/** What nearly every open answer says of itself. */
export const synthetic = flag('Some of it is made-up demo data, not real places or people.')
export const attribution = text('Whom to name as the source.', '暖心驿站登记数据')
export const licence = z
  .object({
    title: text('Its name.', 'CC BY 4.0'),
    url: text('Its text.', 'https://creativecommons.org/licenses/by/4.0/'),
  })
  .meta({ id: 'Licence', description: 'Under what terms the data may be used.' })
export const dataVersion = whole('The registry’s version that answered; it rises with each change.', 42)

export const openApi = z.looseObject({}).meta({
  id: 'OpenApi',
  description: 'An OpenAPI 3.0 document.',
  example: { openapi: '3.0.3' },
})
