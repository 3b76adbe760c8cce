import { z } from 'zod'
import {
  attribution,
  flag,
  instant,
  lat,
  list,
  lon,
  number,
  oneOf,
  synthetic,
  text,
  whole,
} from '../../openapi/fields.ts'
import { hoursSchema } from '../hours/schemas.ts'
import type { StationDetail } from './detail.ts'
import type { HistoryEntry, NamedCode } from './read-model.ts'
import { facilityRecord } from './schemas.ts'
import { ACCESS_TYPES, AUDIENCES, HAVES, HOST_KINDS, LIFECYCLES, STATION_KINDS } from './station.ts'

/** What the registry answers, for the OpenAPI document. `satisfies` holds the schemas to the types. */

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

const facts = z
  .object({
    code: z.string().meta({ description: 'Stable code, printed on the sign.', example: 'BJ000123' }),
    name: text('Name as on the sign.', '朝阳门暖心驿站'),
    aliases: list(z.string(), 'Other names.').meta({ example: ['司机之家'] }),
    kind: oneOf(STATION_KINDS, 'What kind of place it is.'),
    audience: oneOf(AUDIENCES, 'Whom it serves; `internal` is a lounge for own staff.'),
    hostKind: oneOf(HOST_KINDS, 'What kind of premises host it.'),
    hostBrand: text('Brand of the premises.', '链家').nullable(),
    operator: text('Who runs it from day to day.', '朝阳门街道总工会').nullable(),
    address: text('Postal address as registered.', '朝阳门北小街 1 号').nullable(),
    access: oneOf(ACCESS_TYPES, 'How one gets in.'),
    accessNote: text('How to get in, in words.', '从东门进').nullable(),
    facilities: facilityRecord,
    hours: hoursSchema.nullable(),
    lifecycle: oneOf(LIFECYCLES, 'Workers are sent to `open` ones only.'),
    lifecycleSince: day.nullable().meta({ description: 'Beijing date on which that state began.' }),
    lifecycleReason: text('Why it is suspended or closed.', '装修').nullable(),
    confirmed: z
      .object({
        location: instant.nullable(),
        hours: instant.nullable(),
        facilities: instant.nullable(),
        access: instant.nullable(),
      })
      .meta({ description: 'When each group of facts was last confirmed on the spot; null: never.' }),
    synthetic: flag('Demo data, not a real place.'),
    version: z.number().int().meta({ description: 'The ETag without its quotes.', example: 3 }),
    updatedAt: instant,
    position: z
      .object({
        lon,
        lat,
        accuracyM: number('Radius in metres within which the entrance lies.', 10).nullable(),
      })
      .nullable()
      .meta({
        description: 'WGS-84 degrees; null while the station is unlocated.',
      }),
    district: namedCode.nullable(),
    street: namedCode.nullable(),
    community: namedCode.nullable(),
    union: namedCode,
    openState,
    openUntil: instant
      .nullable()
      .meta({ description: 'When that state changes next; null: not within 14 days, or not known.' }),
    hoursText: text('Opening hours in Chinese words; null: not known.', '工作日 08:30-17:30').nullable(),
    hoursTextEn: text('The same in English.', 'Workdays 08:30-17:30').nullable(),
    handoff: z
      .object({
        amap: text('高德.', 'https://uri.amap.com/navigation?to=116.43,39.92,朝阳门暖心驿站&mode=walk'),
        baidu: text('百度.', 'https://api.map.baidu.com/marker?location=39.92,116.43'),
        tencent: text('腾讯.', 'https://apis.map.qq.com/uri/v1/routeplan?type=walk&tocoord=39.92,116.43'),
        apple: text('Apple.', 'https://maps.apple.com/?daddr=39.92,116.43&dirflg=w'),
      })
      .nullable()
      .meta({ description: 'Links into map apps, in the datum that each wants.' }),
    sevenHaves: list(
      z.object({
        id: oneOf(HAVES, 'Which of the seven.'),
        state: oneOf(['yes', 'no', 'unknown'], 'Whether it is met.'),
        on: day.nullable().meta({ description: 'When that was stated.' }),
        source: text('Which list or inspection states it.', '区总抽查').nullable(),
      }),
      '七有: venue, sign, facilities, publicity, service, rules, effect, as stated by a source.',
    ),
    confirmedAt: instant.nullable().meta({ description: 'The latest of the confirmations.' }),
  })
  .meta({
    id: 'ListedStation',
    description: 'What anybody may know of a station, at this moment.',
  }) satisfies z.ZodType<StationDetail>

export const stationDetailSchema = z
  .object({ ...facts.shape, attribution })
  .meta({ id: 'Station', description: 'A station by itself.' })

export const stationPageSchema = z
  .object({
    synthetic,
    attribution,
    items: list(facts, 'The stations of this page.'),
    next: text('The `after` of the next page; null: this was the last.', 'WyJCSjAwMDEyMyJd').nullable(),
    total: z
      .number()
      .int()
      .meta({ description: 'Stations that fulfil the filters, on all pages.', example: 9200 }),
  })
  .meta({
    id: 'StationPage',
    description: 'One page of the registry.',
  })

const historyEntry = z.object({
  version: whole('The version that this change made.', 2),
  at: text('UTC instant.', '2026-10-08T02:00:00.000Z'),
  actor: text('Whose token or job.', 'chaoyang'),
  action: oneOf(['created', 'updated'], 'What happened.'),
  reason: text('Why.', '装修').nullable(),
  changes: z
    .record(z.string(), z.tuple([z.any(), z.any()]))
    .meta({ description: 'Column → [before, after].', example: { lifecycle: ['open', 'suspended'] } }),
}) satisfies z.ZodType<HistoryEntry>

export const stationHistorySchema = z.object({ items: list(historyEntry, 'Newest first.') }).meta({
  id: 'StationHistory',
  description: 'Who changed what, when and why, newest first; changes are column → [before, after].',
})
