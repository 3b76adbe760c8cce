import { z } from 'zod'
import { DATUMS } from '../stations/station.ts'
import { NO_OPTIONS, OUTCOMES, ROSTER_FIELDS, type ImportOptions, type RosterField } from './roster.ts'

const text = (max: number) => z.string().trim().min(1).max(max)
/** A form field that was left empty was not given. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  )

const mapping = z
  .string()
  .max(10_000)
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json)
    } catch {
      context.addIssue({
        code: 'custom',
        params: {
          zh: 'mapping 不是有效的 JSON。请写成 {"列名":"字段"}。',
          en: 'mapping is not valid JSON. Write {"header":"field"}.',
        },
      })
      return z.NEVER
    }
  })
  .pipe(z.record(z.string().min(1).max(200), z.enum(ROSTER_FIELDS as [RosterField, ...RosterField[]])))

/** The form fields beside the file. */
export const uploadFields = z.strictObject({
  datum: optional(z.enum(DATUMS)).meta({
    description: 'Datum of the coordinates; needed when the file has coordinates and does not say itself.',
    example: 'gcj02',
  }),
  district: optional(text(40)).meta({ description: 'The district whose list this is.', example: '海淀区' }),
  source: optional(text(200)).meta({
    description:
      'Name of the list, which its versions share. Default: the file name without date and version.',
    example: '海淀区暖心驿站名单',
  }),
  mapping: optional(mapping).meta({
    description: 'JSON object, header → field, for headers that are not recognised.',
    example: '{"点位":"name"}',
  }),
  sheet: optional(text(100)).meta({ description: 'Name of the sheet to read.', example: 'Sheet1' }),
})

export function importOptions(fields: z.output<typeof uploadFields>): ImportOptions {
  return {
    ...NO_OPTIONS,
    datum: fields.datum ?? null,
    district: fields.district ?? null,
    source: fields.source ?? null,
    mapping: (fields.mapping as Record<string, string> | undefined) ?? {},
    sheet: fields.sheet ?? null,
  }
}

export const jobId = z.strictObject({
  id: z.uuid().meta({ description: 'An import.', example: '0b9b7f4e-6f7c-4a5e-9d2b-1f2d3c4b5a69' }),
})

export const jobListQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(20)
    .meta({ description: 'Imports at most.', example: 20 }),
})

export const rowFilter = z.enum([
  ...OUTCOMES,
  'unlocated',
  'otherDistrict',
  'suspicious',
  'returned',
  'problems',
])

export const rowsQuery = z.strictObject({
  outcome: rowFilter.optional().meta({
    description: 'Only rows with this outcome or mark; `problems`: all about which something is to be said.',
    example: 'rejected',
  }),
  after: z.coerce.number().int().min(-2_000_000_000).max(2_000_000_000).optional().meta({
    description: 'The `next` of the page before.',
    example: 200,
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(200)
    .meta({ description: 'Rows at most.', example: 200 }),
})

export const reportQuery = rowsQuery.pick({ outcome: true })

export const commitBody = z.strictObject({
  closeVanished: z.boolean().default(false).meta({
    description: 'Also close the stations that the new version of the list no longer has.',
    example: false,
  }),
  reopenReturned: z.boolean().default(false).meta({
    description: 'Also open the stations again that were closed as vanished and that the list has again.',
    example: false,
  }),
})

export const duplicatesQuery = z.strictObject({
  decided: z
    .enum(['true', 'false'])
    .default('false')
    .transform((flag) => flag === 'true')
    .meta({ description: 'Those that are decided; else those that are not.', example: 'false' }),
  after: z.coerce.number().int().min(0).max(2_000_000_000).default(0).meta({
    description: 'The `next` of the page before.',
    example: 0,
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'Pairs at most.', example: 50 }),
})

export const pairId = z.strictObject({
  id: z.coerce.number().int().min(1).max(2_000_000_000).meta({ description: 'A pair.', example: 1 }),
})

export const decisionBody = z.strictObject({
  decision: z.enum(['same', 'different']).meta({
    description: '`same` closes the younger entry and leads its link to the older one.',
    example: 'different',
  }),
  note: z.string().trim().max(500).optional().meta({ description: 'Why.', example: '同楼不同层,两处都在' }),
})
