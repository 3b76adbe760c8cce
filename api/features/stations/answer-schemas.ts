import { z } from 'zod'
import { hoursSchema } from '../hours/schemas.ts'
import type { StationDetail } from './detail.ts'
import type { HistoryEntry, NamedCode } from './read-model.ts'
import { facilityRecord } from './schemas.ts'
import { ACCESS_TYPES, AUDIENCES, HAVES, HOST_KINDS, LIFECYCLES, STATION_KINDS } from './station.ts'

/** What the registry answers, for the OpenAPI document. `satisfies` holds the schemas to the types. */

export const instant = z
  .string()
  .meta({ description: 'ISO 8601 with the offset of Beijing.', example: '2026-10-08T08:30:00+08:00' })
export const openState = z.enum(['open', 'closed', 'unknown']).meta({
  description: 'Whether it is open; `unknown` when nobody told the hours, never guessed.',
  example: 'open',
})

const day = z.string().meta({ description: 'Beijing date.', example: '2026-10-08' })

export const namedCode = z
  .object({
    code: z.string().meta({ description: 'The code of the reference lists.', example: '110101' }),
    name: z.string().meta({ description: 'Its name.', example: '东城区' }),
  })
  .meta({
    id: 'NamedCode',
    description: 'A code with its name.',
    example: { code: '110101', name: '东城区' },
  }) satisfies z.ZodType<NamedCode>

export const stationDetailSchema = z
  .object({
    code: z.string().meta({ description: 'Stable code, printed on the sign.', example: 'BJ000123' }),
    name: z.string(),
    aliases: z.array(z.string()),
    kind: z.enum(STATION_KINDS),
    audience: z.enum(AUDIENCES),
    hostKind: z.enum(HOST_KINDS),
    hostBrand: z.string().nullable(),
    operator: z.string().nullable(),
    address: z.string().nullable(),
    access: z.enum(ACCESS_TYPES).meta({ description: 'How one gets in.', example: 'free' }),
    accessNote: z.string().nullable(),
    facilities: facilityRecord,
    hours: hoursSchema.nullable(),
    lifecycle: z.enum(LIFECYCLES),
    lifecycleSince: day.nullable(),
    lifecycleReason: z.string().nullable(),
    confirmed: z
      .object({
        location: instant.nullable(),
        hours: instant.nullable(),
        facilities: instant.nullable(),
        access: instant.nullable(),
      })
      .meta({ description: 'When each group of facts was last confirmed on the spot; null: never.' }),
    synthetic: z.boolean().meta({ description: 'Demo data, not a real place.', example: false }),
    version: z.number().int().meta({ description: 'The ETag without its quotes.', example: 3 }),
    updatedAt: instant,
    position: z
      .object({ lon: z.number(), lat: z.number(), accuracyM: z.number().nullable() })
      .nullable()
      .meta({
        description: 'WGS-84 degrees; null while the station is unlocated.',
        example: { lon: 116.42, lat: 39.92, accuracyM: 10 },
      }),
    district: namedCode.nullable(),
    street: namedCode.nullable(),
    community: namedCode.nullable(),
    union: namedCode,
    openState,
    openUntil: instant
      .nullable()
      .meta({ description: 'When that state changes next; null: not within 14 days, or not known.' }),
    hoursText: z.string().nullable(),
    hoursTextEn: z.string().nullable(),
    handoff: z
      .object({ amap: z.string(), baidu: z.string(), tencent: z.string(), apple: z.string() })
      .nullable()
      .meta({ description: 'Links into map apps, in the datum that each wants.' }),
    sevenHaves: z.array(
      z.object({
        id: z.enum(HAVES),
        state: z.enum(['yes', 'no', 'unknown']),
        on: day.nullable(),
        source: z.string().nullable(),
      }),
    ),
    confirmedAt: instant.nullable().meta({ description: 'The latest of the confirmations.' }),
  })
  .meta({
    id: 'Station',
    description: 'What anybody may know of a station, at this moment.',
    example: {
      code: 'BJ000123',
      name: '朝阳门暖心驿站',
      openState: 'open',
      openUntil: '2026-10-08T17:30:00+08:00',
    },
  }) satisfies z.ZodType<StationDetail>

export const stationPageSchema = z
  .object({
    items: z.array(stationDetailSchema),
    next: z.string().nullable().meta({ description: 'The `after` of the next page.', example: null }),
    total: z
      .number()
      .int()
      .meta({ description: 'Stations that fulfil the filters, on all pages.', example: 9200 }),
  })
  .meta({
    id: 'StationPage',
    description: 'One page of the registry.',
    example: { items: [], next: null, total: 0 },
  })

const historyEntry = z.object({
  version: z.number().int(),
  at: z.string(),
  actor: z.string(),
  action: z.enum(['created', 'updated']),
  reason: z.string().nullable(),
  changes: z.record(z.string(), z.tuple([z.any(), z.any()])),
}) satisfies z.ZodType<HistoryEntry>

export const stationHistorySchema = z.object({ items: z.array(historyEntry) }).meta({
  id: 'StationHistory',
  description: 'Who changed what, when and why, newest first; changes are column → [before, after].',
  example: {
    items: [
      {
        version: 2,
        at: '2026-10-08T02:00:00.000Z',
        actor: 'chaoyang',
        action: 'updated',
        reason: '装修',
        changes: { lifecycle: ['open', 'suspended'] },
      },
    ],
  },
})
