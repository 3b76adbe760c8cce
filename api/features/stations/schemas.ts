import { z } from 'zod'
import { hoursSchema } from '../hours/schemas.ts'
import { FACILITIES, type FacilityRecord } from './facilities.ts'
import {
  ACCESS_TYPES,
  AUDIENCES,
  DATUMS,
  HAVES,
  HOST_KINDS,
  LIFECYCLES,
  STATION_CODE,
  STATION_KINDS,
  type HaveRecord,
} from './station.ts'

import { oneOf } from '../../openapi/fields.ts'
import { wholeBetween } from '../../http/query.ts'
import { line } from '../../http/text.ts'
const triState = z.enum(['yes', 'no', 'unknown'])
const instant = z.iso
  .datetime({ offset: true })
  .meta({ description: 'ISO 8601 with an offset.', example: '2026-10-08T08:30:00+08:00' })
/** A Beijing date. */
const day = z.iso.date()

const facilityState = z.strictObject({
  state: triState,
  condition: z.enum(['ok', 'broken']).optional(),
  confirmedOn: day.optional(),
})

export const facilityRecord = z.partialRecord(z.enum(FACILITIES), facilityState).meta({
  description: 'What the station offers. A facility that is absent is unknown, which is not "no".',
  example: { toilet: { state: 'yes', condition: 'ok', confirmedOn: '2026-10-08' } },
}) satisfies z.ZodType<FacilityRecord>

const haveRecord = z
  .partialRecord(
    z.enum(HAVES),
    z.strictObject({ state: triState, on: day.optional(), source: line(200).optional() }),
  )
  .meta({
    description: 'The seven haves as stated by a source.',
    example: { venue: { state: 'yes', on: '2026-10-08', source: '区总抽查' } },
  }) satisfies z.ZodType<HaveRecord>

const positionInput = z
  .strictObject({
    lon: z.number().min(-180).max(180).meta({ description: 'Longitude in degrees.', example: 116.397541 }),
    lat: z.number().min(-90).max(90).meta({ description: 'Latitude in degrees.', example: 39.906901 }),
    datum: oneOf(DATUMS, 'Which datum they are in.'),
    accuracyM: z.number().min(0).max(10_000).nullable().optional().meta({
      description: 'Radius in metres within which the entrance lies.',
      example: 10,
    }),
  })
  .meta({
    description: 'A position with its declared datum. It is converted to WGS-84; the source is kept.',
    example: { lon: 116.397541, lat: 39.906901, datum: 'gcj02', accuracyM: 10 },
  })

const division = (digits: number, what: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^\\d{${digits}}$`))
    .meta({ description: `Code of the ${what}.`, example })

const factShape = {
  name: line(200).meta({ description: 'Name as on the sign.', example: '朝阳门暖心驿站' }),
  aliases: z
    .array(line(200))
    .max(20)
    .meta({ description: 'Other names.', example: ['司机之家'] }),
  kind: oneOf(STATION_KINDS, 'What kind of place it is.'),
  audience: oneOf(AUDIENCES, 'Whom it serves; `internal` is a lounge for own staff.'),
  hostKind: oneOf(HOST_KINDS, 'What kind of premises host it.'),
  hostBrand: line(100).nullable().meta({ description: 'Brand of the premises.', example: '链家' }),
  owner: line(200)
    .nullable()
    .meta({ description: 'Whose premises they are; for staff.', example: '某置业公司' }),
  operator: line(200).nullable().meta({
    description: 'Who runs it from day to day; anybody may read it.',
    example: '朝阳门街道总工会',
  }),
  unionCode: line(40).meta({
    description: 'The responsible union; by default that of the street or district.',
    example: 'U110101',
  }),
  address: line(300).nullable().meta({ description: 'Postal address.', example: '朝阳门北小街 1 号' }),
  position: positionInput.nullable(),
  districtCode: division(6, 'district', '110101').nullable(),
  streetCode: division(9, 'street', '110101004').nullable(),
  communityCode: division(12, 'community', '110101004001').nullable(),
  access: oneOf(ACCESS_TYPES, 'How one gets in.'),
  accessNote: line(300).nullable().meta({ description: 'How to get in, in words.', example: '从东门进' }),
  facilities: facilityRecord,
  hours: z
    .union([line(1000), hoursSchema])
    .nullable()
    .meta({
      description: 'Opening hours as text, which is parsed, or as structure.',
      example: '周一至周五 08:30-17:30',
    }),
  lifecycle: oneOf(LIFECYCLES, 'Workers are sent to `open` ones only.'),
  lifecycleSince: day
    .nullable()
    .meta({ description: 'Beijing date on which it began.', example: '2026-03-01' }),
  lifecycleReason: line(500).nullable().meta({
    description: 'Why it is suspended or closed; needed then, and for anybody to read.',
    example: '装修',
  }),
  investedCny: z.number().int().min(0).max(100_000_000).nullable().meta({
    description: 'Money spent on it, in yuan; for staff.',
    example: 2000,
  }),
  haves: haveRecord,
  confirmed: z
    .strictObject({
      location: instant.nullable(),
      hours: instant.nullable(),
      facilities: instant.nullable(),
      access: instant.nullable(),
    })
    .meta({ description: 'When each group of facts was last confirmed on the spot; null: never.' }),
  source: line(200).meta({
    description: 'The list that it comes from; for staff.',
    example: '东城区暖心驿站名单',
  }),
  sourceId: line(200).nullable().meta({ description: 'Its number in that list; for staff.', example: '17' }),
}

const reason = line(500)
  .optional()
  .meta({ description: 'Why this is changed; kept in the history.', example: '现场核实' })

export const stationCreate = z
  .strictObject({ ...z.strictObject(factShape).partial().shape, name: factShape.name, reason })
  .meta({ id: 'StationCreate', description: 'A new station; what is left out is unknown.' })

export const stationUpdate = z.strictObject({ ...z.strictObject(factShape).partial().shape, reason }).meta({
  id: 'StationUpdate',
  description: 'Changed facts: what is left out stays, null clears.',
  example: { access: 'free' },
})

export type StationCreate = z.output<typeof stationCreate>
export type StationUpdate = z.output<typeof stationUpdate>

export const stationCode = z.strictObject({
  code: z
    .string()
    .regex(STATION_CODE)
    .meta({ description: 'Stable code, printed on the sign.', example: 'BJ000123' }),
})

export const STATION_SORTS = ['code', '-code', 'name', '-name', 'updatedAt', '-updatedAt'] as const

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const stationListQuery = z.strictObject({
  limit: wholeBetween(1, 200).default(50).meta({ description: 'Stations on a page at most.', example: 50 }),
  after: z.string().max(1000).optional().meta({
    description: 'The `next` of the page before.',
    example: 'WyJCSjAwMDEyMyJd',
  }),
  sort: z
    .enum(STATION_SORTS)
    .default('code')
    .meta({ description: 'The order; `-` turns it.', example: 'code' }),
  district: division(6, 'district', '110101').optional(),
  street: division(9, 'street', '110101004').optional(),
  union: line(40).optional().meta({ description: 'Code of the responsible union.', example: 'U110101' }),
  lifecycle: factShape.lifecycle.optional(),
  kind: factShape.kind.optional(),
  access: factShape.access.optional(),
  facility: z.enum(FACILITIES).optional().meta({
    description: 'Surely there and not broken.',
    example: 'toilet',
  }),
  located: flag.optional().meta({
    description: '`false` is the worklist of stations without a point.',
    example: 'false',
  }),
  findings: flag.optional().meta({
    description: '`true`: only stations with an unresolved finding. Needs a staff token.',
    example: 'true',
  }),
  synthetic: flag.optional().meta({ description: 'Only demo data, or none of it.', example: 'false' }),
  q: line(100).optional().meta({
    description: 'Part of the name, an alias, the address or the code.',
    example: '朝阳门',
  }),
})
export type StationListQuery = z.output<typeof stationListQuery>
