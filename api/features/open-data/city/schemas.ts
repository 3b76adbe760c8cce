import { z } from 'zod'
import { wholeBetween } from '../../../http/query.ts'

export const updatesQuery = z
  .strictObject({
    since: wholeBetween(0, Number.MAX_SAFE_INTEGER).meta({
      description: 'The `dataVersion` that the asker has: of the city file, or `to` of the last updates.',
      example: 57,
    }),
  })
  .meta({ id: 'CityUpdatesQuery', description: 'Which version the asker has.' })

export const cityParams = z.strictObject({
  version: z
    .string()
    .regex(/^\d{1,15}-[0-9a-f]{10}$/)
    .meta({ description: 'Version of a city file, from `Content-Location`.', example: '57-0a1b2c3d4e' }),
})
