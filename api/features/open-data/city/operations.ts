import { z } from 'zod'
import {
  always,
  attribution,
  dataVersion,
  flag,
  licence,
  list,
  number,
  oneOf,
  synthetic,
  text,
  whole,
} from '../../../openapi/fields.ts'
import type { Operation } from '../../../openapi/operation.ts'
import { hoursSchema } from '../../hours/schemas.ts'
import { namedCode } from '../../stations/answer-schemas.ts'
import { FACILITIES } from '../../stations/facilities.ts'
import { facilityRecord } from '../../stations/schemas.ts'
import { ACCESS_TYPES, AUDIENCES, HOST_KINDS, LIFECYCLES, STATION_KINDS } from '../../stations/station.ts'
import { CITY_FORMAT, type CityFile } from './city-file.ts'
import type { CityStation, CityUpdates } from './city-station.ts'
import { cityParams, updatesQuery } from './schemas.ts'

const cityHours = hoursSchema.omit({ source: true, confirmedAt: true }).meta({
  id: 'CityHours',
  description: 'Opening hours as `Hours`, without their source and confirmation.',
  example: { raw: '24小时', week: Array(7).fill([[0, 1440]]), holidays: 'same', makeup: 'same' },
})

const access = oneOf(ACCESS_TYPES, 'How one gets in.')
const note = text('How to get in, in words.', '从东门进').nullable()
const lifecycle = oneOf(LIFECYCLES, 'Workers are sent to `open` ones only.')
const reason = text('Why it is suspended or closed.', '装修').nullable()

const cityStation = z
  .object({
    code: text('Stable code.', 'BJ000123'),
    name: text('Name as on the sign.', '朝阳门暖心驿站'),
    aliases: list(z.string(), 'Other names.').meta({ example: ['司机之家'] }),
    lon: number('WGS-84 longitude in degrees; null: unlocated.', 116.42).nullable(),
    lat: number('WGS-84 latitude in degrees; null: unlocated.', 39.92).nullable(),
    kind: oneOf(STATION_KINDS, 'What kind of place it is.'),
    hostKind: oneOf(HOST_KINDS, 'What kind of premises host it.'),
    audience: oneOf(AUDIENCES, 'Whom it serves.'),
    district: namedCode.nullable(),
    street: namedCode.nullable(),
    address: text('Postal address as registered.', '朝阳门北小街 1 号').nullable(),
    access,
    accessNote: note,
    facilities: facilityRecord,
    hours: cityHours.nullable(),
    lifecycle,
    lifecycleReason: reason,
    confirmedOn: text('Beijing date of the latest confirmation; null: never.', '2026-10-08').nullable(),
    synthetic: flag('Demo data, not a real place.'),
  })
  .meta({
    id: 'CityStation',
    description: 'A station as the city file holds it.',
  }) satisfies z.ZodType<CityStation>

const packed = z
  .array(z.string())
  .meta({ description: 'A column of numbers, packed; see `columns.ts`.', example: ['0 1 0', '!'] })

/** A column of repeated values: each distinct value once, and which of them a row has. */
const interned = <T extends z.ZodType>(value: T, description: string, example: unknown[]) =>
  z
    .object({
      values: z.array(value).meta({ description: 'The distinct values.', example }),
      rows: packed.meta({ description: 'Which of them each row has, packed.' }),
    })
    .meta({ description })

const areaColumn = (what: string) =>
  interned(namedCode.nullable(), what, [{ code: '110105', name: '朝阳区' }])

const cityFile = z
  .object({
    format: always(CITY_FORMAT),
    dataVersion,
    changedAt: text('Newest change of any station.', '2026-10-08T08:30:00+08:00'),
    calendarId: text('Changes with the calendar.', '0a1b2c3d'),
    attribution,
    licence,
    synthetic,
    count: whole('Stations; every column has so many entries.', 9200),
    calendar: z
      .object({
        off: list(z.string(), 'Days off.').meta({ example: ['2026-10-01'] }),
        workday: list(z.string(), 'Weekend days worked in lieu.').meta({ example: ['2026-10-10'] }),
      })
      .meta({ description: 'Opening hours cannot be told without it.' }),
    facilities: list(z.enum(FACILITIES), 'Whose order the facility columns follow.').meta({
      example: ['toilet', 'microwave'],
    }),
    letters: interned(z.string(), 'First letters of the codes.', ['BJ']),
    steps: packed.meta({ description: 'By how much the code’s number exceeds the one before, less one.' }),
    districts: areaColumn('Districts.'),
    streets: areaColumn('Streets.'),
    points: z
      .object({
        decimals: whole('Decimals of the degrees.', 6),
        lon: packed,
        lat: packed,
        exact: z
          .array(z.tuple([z.number(), z.number(), z.number()]))
          .meta({ description: 'Row, longitude, latitude where more decimals are needed.', example: [] }),
        nowhere: z.array(z.number()).meta({ description: 'Rows without a position.', example: [17] }),
      })
      .meta({ description: 'Positions.' }),
    texts: z
      .object({
        alphabet: text('All characters that occur, the most frequent first.', '京东区'),
        lists: list(
          z.string(),
          'Beginnings of names, their endings, other names, patterns of addresses.',
        ).meta({
          example: ['!"#'],
        }),
      })
      .meta({ description: 'Texts by the rank of their characters.' }),
    names: z
      .object({
        ending: packed.meta({ description: 'How each name ends, packed.' }),
        aliases: packed.meta({ description: 'Which other names each has, packed.' }),
      })
      .meta({ description: 'Names as beginnings and endings.' }),
    addresses: z
      .object({
        pattern: interned(z.number(), 'Number of the pattern; 0: no address.', [0, 1]),
        step: packed.meta({ description: 'House numbers, as differences.' }),
      })
      .meta({ description: 'Addresses as patterns with numbers.' }),
    kinds: interned(
      z.tuple([z.enum(STATION_KINDS), z.enum(HOST_KINDS)]),
      'Kind of station and of premises.',
      [['warm_station', 'bank']],
    ),
    audience: interned(z.enum(AUDIENCES), 'Whom it serves.', ['outdoor']),
    access: interned(z.tuple([access, note]), 'How one gets in, and the note on it.', [['free', null]]),
    lifecycle: interned(z.tuple([lifecycle, reason]), 'State and its reason.', [['open', null]]),
    hours: interned(cityHours.nullable(), 'Opening hours.', [null]),
    facilityStates: z
      .array(z.array(z.string()))
      .meta({ description: 'A column for each facility, packed.', example: [['0']] }),
    confirmed: packed.meta({ description: 'Days before `changedAt` of the latest confirmation.' }),
    demo: interned(z.boolean(), 'Demo data or not.', [false]),
  })
  .meta({
    id: 'CityFile',
    description:
      'The whole city as columns, an entry for every station in the order of the codes. ' +
      '`api/features/open-data/city/city-file.ts` reads and writes it, and depends on nothing.',
  }) satisfies z.ZodType<CityFile>

const cityUpdates = z
  .object({
    from: whole('The version asked from.', 57),
    to: whole('The version that these changes lead to.', 60),
    full: flag('Too many changes, or another registry: fetch the whole file. Nothing is listed then.'),
    calendarId: text('Differs from the file’s: fetch the whole file.', '0a1b2c3d'),
    attribution,
    licence,
    synthetic,
    changed: list(cityStation, 'The stations as they are now, in no particular order.'),
    removed: list(z.string(), 'Codes of stations that live on in another one.').meta({
      example: ['BJ000124'],
    }),
  })
  .meta({ id: 'CityUpdates', description: 'What changed since a version.' }) satisfies z.ZodType<CityUpdates>

const unchanged = { status: 304, description: 'The asker has this already (If-None-Match).' }

export const cityOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/stations/city',
    operationId: 'cityFile',
    tag: 'open data',
    summary: 'The whole city in one compact file, as the page keeps it',
    zh: '全市驿站一个文件(离线用)',
    description: '`Content-Location` names the address of exactly this version.',
    success: { status: 200, description: 'The file.', schema: cityFile },
    also: [unchanged],
    problems: [404],
  },
  {
    method: 'get',
    path: '/api/stations/city/{version}',
    operationId: 'cityFileVersion',
    tag: 'open data',
    summary: 'The city file of one version, which never changes',
    zh: '某一版本的全市文件(永不改变)',
    params: cityParams,
    success: { status: 200, description: 'The file.', schema: cityFile },
    also: [
      unchanged,
      { status: 307, description: 'That version is not kept here: Location leads to the current one.' },
    ],
    problems: [404],
  },
  {
    method: 'get',
    path: '/api/stations/updates',
    operationId: 'cityUpdates',
    tag: 'open data',
    summary: 'What changed since a version',
    zh: '某一版本以来的变化',
    query: updatesQuery,
    success: { status: 200, description: 'Changes.', schema: cityUpdates },
  },
]
