import { z } from 'zod'
import { outline } from '../../http/geojson.ts'
import { line } from '../../http/text.ts'
import { always, byName } from '../../openapi/fields.ts'
import { FACILITIES } from '../stations/facilities.ts'
import { ACCESS_TYPES, DATUMS } from '../stations/station.ts'
import { WORKER_GROUPS } from './model.ts'
import { GREATEST_REACH_M, LEAST_REACH_M, metresIn, WEEK_HOURS, type TravelMode } from './question.ts'

/** A parameter as a number in plain decimal notation; everything else stays what it is and is refused. */
const decimal = (value: unknown) =>
  typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,20})?$/.test(value) ? Number(value) : value

/** A refusal with a sentence of ours. */
function refuse(context: z.RefinementCtx, zh: string, en: string, path: string[] = []): never {
  context.addIssue({ code: 'custom', params: { zh, en }, path })
  return z.NEVER
}

/** `a,b,c` from a fixed choice, answered in the order of the choice. */
function listOf<T extends string>(choice: readonly T[], description: string) {
  return z
    .string()
    .transform((text, context): T[] => {
      const given = new Set(text.split(',').filter((word) => word !== ''))
      const strangers = [...given].filter((word) => !choice.includes(word as T))
      if (strangers.length === 0) return choice.filter((word) => given.has(word))
      return refuse(
        context,
        `「${strangers.join('、').slice(0, 100)}」不在可选值里,可选:${choice.join(', ')}。`,
        `"${strangers.join(', ').slice(0, 100)}" is not one of: ${choice.join(', ')}.`,
      )
    })
    .meta({
      description: `${description} Comma-separated, any of: ${choice.join(', ')}.`,
      example: choice.slice(0, 2).join(','),
    })
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** Epoch milliseconds of an ISO instant. An unescaped `+` of the offset arrives as a blank. */
const instant = (name: string) =>
  z
    .string()
    .transform((text, context): number => {
      const iso = text.replace(' ', '+')
      const ms = INSTANT.test(iso) ? Date.parse(iso) : NaN
      if (!Number.isNaN(ms)) return ms
      return refuse(
        context,
        `${name} 应为带时区的时刻,如 2026-10-08T22:00:00+08:00。`,
        `${name} must be an instant with its offset, such as 2026-10-08T22:00:00+08:00.`,
      )
    })
    .meta({ description: 'An ISO 8601 instant with offset.', example: '2026-10-08T22:00:00+08:00' })

const hour = z
  .string()
  .transform((text, context): number => {
    const value = /^\d{1,3}$/.test(text) ? Number(text) : NaN
    if (value < WEEK_HOURS) return value
    return refuse(
      context,
      'hour 应为 0 到 167 的整数:0 是周一 00:00,167 是周日 23:00(没有 24:00,那是次日 0 点)。',
      'hour must be a whole number from 0 (Monday 00:00) to 167 (Sunday 23:00); 24:00 is the next day’s hour 0.',
    )
  })
  .meta({
    description: 'Hour of the week in Beijing, asked at its start: 0 is Monday 00:00.',
    example: '166',
  })

const reach = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?(m|min)?$/)
  .meta({
    description: 'Metres (`500`), or minutes: `10min`, or a plain number when `mode` is given.',
    example: '500',
  })

export const modelId = z
  .string()
  .regex(/^(area|\d{1,15})$/)
  .meta({ description: 'A model’s id; `area` counts square kilometres.', example: '1' })

const asked = {
  model: modelId.optional(),
  hour: hour.optional(),
  at: instant('at').optional(),
  holiday: z.enum(['on', 'off']).default('off').meta({
    description: 'With `hour`: `on` asks as if the day were a statutory day off.',
    example: 'off',
  }),
  facilities: listOf(FACILITIES, 'Facilities that must all be usable.').default([]),
  access: listOf(ACCESS_TYPES, 'Acceptable ways of getting in.').default([]),
  group: listOf(WORKER_GROUPS, 'Worker groups to count; all of the model by default.').default([]),
  reach: reach.optional(),
  mode: z.enum(['walk', 'ebike']).optional().meta({
    description: 'How minutes of reach are travelled.',
    example: 'walk',
  }),
}

interface Asked {
  hour?: number | undefined
  at?: number | undefined
  reach?: string | undefined
  mode?: TravelMode | undefined
}

/** The rules that no single parameter can tell; turns the reach into metres. */
function together<T extends Asked>(query: T, context: z.RefinementCtx) {
  const { reach: text, mode, ...rest } = query
  if (query.hour !== undefined && query.at !== undefined) {
    return refuse(context, 'hour 和 at 只能给一个。', 'Give either hour or at, not both.', ['hour'])
  }
  if (text === undefined) {
    if (mode === undefined) return { ...rest, reach: null }
    return refuse(context, '给了 mode 就要用 reach 给出分钟数。', 'mode needs reach in minutes.', ['mode'])
  }
  const value = Number.parseFloat(text)
  const inMinutes = text.endsWith('min') || (mode !== undefined && !text.endsWith('m'))
  const travel = inMinutes ? { mode: mode ?? ('walk' as const), minutes: value } : null
  const metres = travel ? metresIn(travel.minutes, travel.mode) : value
  if (!(metres >= LEAST_REACH_M && metres <= GREATEST_REACH_M)) {
    return refuse(
      context,
      `reach 应在 ${LEAST_REACH_M} 到 ${GREATEST_REACH_M} 米之间,收到「${text}」。`,
      `reach must be between ${LEAST_REACH_M} and ${GREATEST_REACH_M} metres; it was "${text}".`,
      ['reach'],
    )
  }
  return { ...rest, reach: { metres, travel } }
}

export const coverageQuery = z.strictObject(asked).transform(together)
export type CoverageQuery = z.output<typeof coverageQuery>

const areaCode = z
  .string()
  .regex(/^\d{6}(\d{3})?$/)
  .meta({ description: 'Code of a district or street; the city by default.', example: '110105' })

export const weekQuery = z
  .strictObject({
    ...asked,
    area: areaCode.optional(),
    wait: z.preprocess(decimal, z.number().min(0).max(60)).default(30).meta({
      description: 'Seconds to wait for the week; then 202 with the run.',
      example: 0,
    }),
  })
  .transform(together)

const FIELDS = ['h3', 'people', 'pessimist', 'optimist'] as const
export type CellField = (typeof FIELDS)[number]

export const cellsQuery = z
  .strictObject({
    ...asked,
    area: areaCode.optional(),
    fields: listOf(FIELDS, 'Columns to send, in this order.').default([...FIELDS]),
  })
  .transform(together)

export const detailsQuery = z
  .strictObject({
    ...asked,
    area: areaCode.optional(),
    limit: z.preprocess(decimal, z.number().int().min(1).max(1000)).default(50).meta({
      description: 'Entries of each list at most.',
      example: 50,
    }),
  })
  .transform(together)

export const exportQuery = z
  .strictObject({
    ...asked,
    level: z.enum(['areas', 'cells', 'sites', 'stations']).default('areas').meta({
      description:
        'Districts and streets, or (staff) cells, demand sites, or stations that are the only one in reach.',
      example: 'areas',
    }),
  })
  .transform(together)

/** A kept answer's number, `now`, or an instant. */
const moment = (name: string) =>
  z
    .union([
      z.literal('now'),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
      instant(name).transform((atMs) => ({ atMs })),
    ])
    .meta({ description: 'A kept answer’s number, `now`, or an ISO 8601 instant with offset.', example: '7' })
export type Moment = z.output<ReturnType<typeof moment>>

export const compareQuery = z
  .strictObject({ ...asked, before: moment('before'), after: moment('after').default('now') })
  .transform(together)

export const snapshotBody = z
  .strictObject({
    name: line(200).meta({ description: 'What is kept, and why.', example: '2026年10月名单入库前' }),
    question: coverageQuery.optional().meta({ description: 'What to ask; the usual question by default.' }),
  })
  .meta({
    id: 'CoverageSnapshotCreate',
    description: 'What to keep.',
    example: { name: '2026年10月名单入库前', question: { hour: '166' } },
  })

export const h3Cell = z.strictObject({
  h3: z
    .string()
    .regex(/^[0-9a-f]{15}$/)
    .meta({ description: 'H3 index of a cell.', example: '8931aa4e2dbffff' }),
})

const weighted = z.strictObject({
  id: z.number().int().min(1).max(2_000_000_000).meta({ description: 'Number of a layer.', example: 3 }),
  weight: z.number().positive().max(1000).default(1).meta({
    description: 'Each head counts as so many people: 0.4 takes four in ten residents.',
    example: 1,
  }),
})

export const modelBody = z
  .strictObject({
    name: line(100).meta({ description: 'Name of the model.', example: '户外劳动者 2026' }),
    grid: z
      .union([z.literal(8), z.literal(9)])
      .default(9)
      .meta({ description: 'H3 resolution of the grid.', example: 9 }),
    year: z.number().int().min(1990).max(2100).nullable().default(null).meta({
      description: 'The year that it speaks of.',
      example: 2026,
    }),
    layers: z.array(weighted).max(50).meta({ description: 'What it is made of; none counts area.' }),
    headCounts: z
      .record(z.string().regex(/^\d{6}$/), z.number().int().min(0).max(30_000_000))
      .default({})
      .meta({ description: 'District code → the district’s own head-count.', example: { 110112: 4826 } }),
    isDefault: z.boolean().default(false).meta({
      description: 'Answers when a question names none.',
      example: true,
    }),
  })
  .meta({ id: 'CoverageModelCreate', description: 'A new model.' })

export const idParam = z.strictObject({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_000_000_000)
    .meta({ description: 'Number of a layer.', example: 3 }),
})
export const modelParam = z.strictObject({ id: modelId })
export const runParam = z.strictObject({
  id: z.uuid().meta({ description: 'A run.', example: '0b9b7f4e-6f7c-4a5e-9d2b-1f2d3c4b5a69' }),
})
export const runsQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(20)
    .meta({ description: 'Runs at most.', example: 20 }),
})

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  )

/** What is said about a layer beside its content. */
const layerFields = {
  name: optional(line(200)).meta({
    description: 'Name of the layer. Default: the file’s.',
    example: '通州区摸底 2026',
  }),
  source: optional(line(200)).meta({ description: 'Whose data this is.', example: '通州区总工会' }),
  year: optional(z.coerce.number().int().min(1990).max(2100)).meta({
    description: 'The year that it speaks of.',
    example: 2026,
  }),
}

/** The form fields beside a file of demand sites. */
export const siteFileFields = z.strictObject({
  ...layerFields,
  datum: optional(z.enum(DATUMS)).meta({ description: 'Datum of the coordinates.', example: 'gcj02' }),
  district: optional(line(40)).meta({ description: 'The district whose list this is.', example: '通州区' }),
  sheet: optional(line(100)).meta({ description: 'Name of the sheet to read.', example: 'Sheet1' }),
})
export type SiteFileFields = z.output<typeof siteFileFields>

/** The query beside a GeoJSON layer of polygons that carry a number. */
export const areaLayerQuery = z.strictObject({
  ...layerFields,
  name: line(200).meta({ description: 'Name of the layer.', example: '常住人口 2020' }),
  group: z.enum(WORKER_GROUPS).default('resident').meta({
    description: 'Whom the numbers count.',
    example: 'resident',
  }),
  value: line(60)
    .default('value')
    .meta({ description: 'The property that holds the number.', example: 'people' }),
})
export type AreaLayerQuery = z.output<typeof areaLayerQuery>

export const areaLayerBody = z
  .object({
    type: always('FeatureCollection'),
    features: z
      .array(
        z.object({
          type: always('Feature'),
          properties: byName(z.unknown(), 'One of them holds the number.', { people: 66_523 }),
          geometry: outline,
        }),
      )
      .min(1)
      .max(20_000)
      .meta({ description: 'Polygons in WGS-84.' }),
  })
  .meta({
    id: 'DemandAreas',
    description: 'GeoJSON polygons that carry a number.',
  })
export type AreaLayerBody = z.output<typeof areaLayerBody>

/** Whether rows that cannot be taken are left out; otherwise nothing is taken. */
export const leaveOutQuery = z.strictObject({
  leaveOut: z
    .enum(['true', 'false'])
    .default('false')
    .transform((flag) => flag === 'true')
    .meta({
      description: '`true`: leave out rows that cannot be taken; else nothing is taken.',
      example: 'false',
    }),
})
