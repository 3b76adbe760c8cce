import { z } from 'zod'
import { decimal, numberBetween, wholeBetween } from '../../http/query.ts'
import { FACILITIES } from '../stations/facilities.ts'
import { ACCESS_TYPES, AUDIENCES } from '../stations/station.ts'

/** `a,b,c` from a fixed choice. */
function listOf<T extends string>(choice: readonly T[], description: string) {
  return z
    .string()
    .transform((text, context): T[] => {
      const given = [...new Set(text.split(','))]
      const strangers = given.filter((word) => !choice.includes(word as T))
      if (strangers.length > 0) {
        context.addIssue({
          code: 'custom',
          params: {
            zh: `「${strangers.join('、').slice(0, 100)}」不在可选值里,可选:${choice.join(', ')}。`,
            en: `"${strangers.join(', ').slice(0, 100)}" is not one of: ${choice.join(', ')}.`,
          },
        })
        return z.NEVER
      }
      return given as T[]
    })
    .meta({
      description: `${description} Comma-separated, any of: ${choice.join(', ')}.`,
      example: choice.slice(0, 2).join(','),
    })
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** `now`, or epoch milliseconds of an ISO instant. An unescaped `+` of the offset arrives as a blank. */
const openAt = z
  .string()
  .transform((text, context): 'now' | number => {
    if (text === 'now') return 'now'
    const instant = text.replace(' ', '+')
    const ms = INSTANT.test(instant) ? Date.parse(instant) : NaN
    if (!Number.isNaN(ms)) return ms
    context.addIssue({
      code: 'custom',
      params: {
        zh: 'open 应为 now,或带时区的时刻,如 2026-10-08T22:00:00+08:00。',
        en: 'open must be "now" or an instant with its offset, such as 2026-10-08T22:00:00+08:00.',
      },
    })
    return z.NEVER
  })
  .meta({
    description: 'Only stations that are open: `now`, or at an ISO 8601 instant with offset.',
    example: 'now',
  })

const wishes = {
  open: openAt.optional(),
  facilities: listOf(FACILITIES, 'Facilities that must work, all of them.').optional(),
  access: listOf(ACCESS_TYPES, 'Acceptable ways of getting in.').optional(),
  audience: listOf(AUDIENCES, 'Acceptable answers to whom the station is meant for.').optional(),
}

export const nearestQuery = z
  .strictObject({
    lon: numberBetween(-180, 180).meta({ description: 'WGS-84 longitude in degrees.', example: 116.3913 }),
    lat: numberBetween(-90, 90).meta({ description: 'WGS-84 latitude in degrees.', example: 39.9055 }),
    limit: wholeBetween(1, 100).default(20).meta({ description: 'How many stations at most.', example: 20 }),
    ...wishes,
    maxDistance: numberBetween(0, 1_000_000).optional().meta({
      description: 'Metres beyond which nothing is shown; the answer may then be empty.',
      example: 500,
    }),
  })
  .meta({ id: 'NearestQuery', description: 'Where a worker is and what she needs.' })
export type NearestQuery = z.output<typeof nearestQuery>

const frame = z
  .string()
  .transform((text, context): [number, number, number, number] => {
    const edges = text.split(',').map(decimal)
    const [west, south, east, north] = edges as number[]
    const numbers = edges.length === 4 && edges.every((edge) => typeof edge === 'number')
    if (
      numbers &&
      west! >= -180 &&
      east! <= 180 &&
      south! >= -90 &&
      north! <= 90 &&
      west! <= east! &&
      south! <= north!
    ) {
      return [west!, south!, east!, north!]
    }
    context.addIssue({
      code: 'custom',
      params: {
        zh: 'bbox 应为「西,南,东,北」四个 WGS-84 度数,西不大于东,南不大于北,如 116.30,39.90,116.40,39.95。',
        en: 'bbox must be west,south,east,north in WGS-84 degrees, west ≤ east and south ≤ north, such as 116.30,39.90,116.40,39.95.',
      },
    })
    return z.NEVER
  })
  .meta({ description: 'west,south,east,north in WGS-84 degrees.', example: '116.30,39.90,116.40,39.95' })

export const withinQuery = z
  .strictObject({
    bbox: frame,
    ...wishes,
    limit: wholeBetween(1, 3000)
      .default(3000)
      .meta({ description: 'How many stations at most.', example: 3000 }),
  })
  .meta({ id: 'WithinQuery', description: 'A frame on the map and what a worker needs.' })
export type WithinQuery = z.output<typeof withinQuery>
