import { z } from 'zod'

const rings = z.array(z.array(z.array(z.number()).min(2).max(4)))
const RING = [
  [116.41, 39.91],
  [116.43, 39.91],
  [116.43, 39.93],
  [116.41, 39.91],
]
const coordinates = { description: 'Rings of positions, longitude first.' }
const type = { description: 'The kind of geometry.' }

/** The outline of an area from outside: a GeoJSON polygon, or several. */
export const outline = z
  .union([
    z.strictObject({
      type: z.literal('Polygon').meta({ ...type, example: 'Polygon' }),
      coordinates: rings.meta({ ...coordinates, example: [RING] }),
    }),
    z.strictObject({
      type: z.literal('MultiPolygon').meta({ ...type, example: 'MultiPolygon' }),
      coordinates: z.array(rings).meta({ ...coordinates, example: [[RING]] }),
    }),
  ])
  .meta({ description: 'Its outline, WGS-84.' })
