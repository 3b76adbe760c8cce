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

import { wholeBetween } from '../../http/query.ts'
import { line } from '../../http/text.ts'
const triState = z.enum(['yes', 'no', 'unknown'])
const instant = z.iso.datetime({ offset: true })
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
    lon: z.number().min(-180).max(180),
    lat: z.number().min(-90).max(90),
    datum: z.enum(DATUMS),
    accuracyM: z.number().min(0).max(10_000).nullable().optional(),
  })
  .meta({
    description: 'A position with its declared datum. It is converted to WGS-84; the source is kept.',
    example: { lon: 116.397541, lat: 39.906901, datum: 'gcj02', accuracyM: 10 },
  })

const divisionCode = (digits: number) => z.string().regex(new RegExp(`^\\d{${digits}}$`))

const factShape = {
  name: line(200).meta({ description: 'Name as on the sign.', example: '朝阳门暖心驿站' }),
  aliases: z.array(line(200)).max(20),
  kind: z.enum(STATION_KINDS),
  audience: z.enum(AUDIENCES),
  hostKind: z.enum(HOST_KINDS),
  hostBrand: line(100).nullable(),
  owner: line(200).nullable(),
  operator: line(200).nullable(),
  unionCode: line(40).meta({
    description: 'The responsible union; by default that of the street or district.',
  }),
  address: line(300).nullable(),
  position: positionInput.nullable(),
  districtCode: divisionCode(6).nullable(),
  streetCode: divisionCode(9).nullable(),
  communityCode: divisionCode(12).nullable(),
  access: z.enum(ACCESS_TYPES),
  accessNote: line(300).nullable(),
  facilities: facilityRecord,
  hours: z
    .union([line(1000), hoursSchema])
    .nullable()
    .meta({
      description: 'Opening hours as text, which is parsed, or as structure.',
      example: '周一至周五 08:30-17:30',
    }),
  lifecycle: z.enum(LIFECYCLES),
  lifecycleSince: day.nullable(),
  lifecycleReason: line(500).nullable(),
  investedCny: z.number().int().min(0).max(100_000_000).nullable(),
  haves: haveRecord,
  confirmed: z.strictObject({
    location: instant.nullable(),
    hours: instant.nullable(),
    facilities: instant.nullable(),
    access: instant.nullable(),
  }),
  source: line(200),
  sourceId: line(200).nullable(),
}

const reason = line(500).optional().meta({ description: 'Why this is changed; kept in the history.' })

export const stationCreate = z
  .strictObject({ ...z.strictObject(factShape).partial().shape, name: factShape.name, reason })
  .meta({
    id: 'StationCreate',
    description: 'A new station; what is left out is unknown.',
    example: { name: '朝阳门暖心驿站' },
  })

export const stationUpdate = z.strictObject({ ...z.strictObject(factShape).partial().shape, reason }).meta({
  id: 'StationUpdate',
  description: 'Changed facts: what is left out stays, null clears.',
  example: { access: 'free' },
})

export type StationCreate = z.output<typeof stationCreate>
export type StationUpdate = z.output<typeof stationUpdate>

export const stationCode = z.strictObject({ code: z.string().regex(STATION_CODE) })

export const STATION_SORTS = ['code', '-code', 'name', '-name', 'updatedAt', '-updatedAt'] as const

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

export const stationListQuery = z.strictObject({
  limit: wholeBetween(1, 200).default(50),
  after: z.string().max(1000).optional().meta({ description: 'The `next` of the page before.' }),
  sort: z.enum(STATION_SORTS).default('code'),
  district: divisionCode(6).optional(),
  street: divisionCode(9).optional(),
  union: line(40).optional(),
  lifecycle: z.enum(LIFECYCLES).optional(),
  kind: z.enum(STATION_KINDS).optional(),
  access: z.enum(ACCESS_TYPES).optional(),
  facility: z.enum(FACILITIES).optional().meta({ description: 'Surely there and not broken.' }),
  located: flag.optional().meta({ description: '`false` is the worklist of stations without a point.' }),
  findings: flag.optional().meta({ description: '`true`: only stations with an unresolved finding.' }),
  synthetic: flag.optional(),
  q: line(100).optional().meta({ description: 'Part of the name, an alias, the address or the code.' }),
})
export type StationListQuery = z.output<typeof stationListQuery>
