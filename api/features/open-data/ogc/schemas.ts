import { z } from 'zod'
import { inputProblem, parseInput } from '../../../http/parse.ts'
import { line } from '../../../http/text.ts'
import { dayOf } from '../../hours/beijing-time.ts'
import type { Collection } from './collections.ts'
import { CRS84, CRS_LIST, crsOf, type Crs } from './crs.ts'
import {
  instantFrom,
  Misunderstood,
  parseBbox,
  parseDatetime,
  type Box,
  type TimeSpan,
} from './place-and-time.ts'
import type { Property } from './property.ts'

export const DEFAULT_LIMIT = 100
export const MAX_LIMIT = 10_000

/** A property and the value that it must have; instants in epoch milliseconds. */
export interface Wish {
  property: Property
  value: string | number | boolean
}

/** What was asked of a collection's items. */
export interface ItemsQuery {
  /** As given, at most MAX_LIMIT; null: none given. */
  limit: number | null
  /** The key of the last feature of the page before. */
  after: string | null
  /** WGS-84; any of them; null: everywhere. */
  boxes: Box[] | null
  changed: TimeSpan | null
  wishes: Wish[]
  crs: Crs
}

/** A sentence of ours for a value that zod found nothing wrong with. */
function refuse(
  context: z.RefinementCtx,
  sentence: { zh: string; en: string },
  path: PropertyKey[] = [],
): never {
  context.addIssue({ code: 'custom', params: sentence, path })
  return z.NEVER
}

/** Runs a reader of the domain, turning its complaint into the parameter's. */
function read<T>(context: z.RefinementCtx, reader: () => T, path: PropertyKey[] = []): T {
  try {
    return reader()
  } catch (error) {
    if (error instanceof Misunderstood) return refuse(context, error.sentence, path)
    throw error
  }
}

const crs = z.string().transform((uri, context): Crs => {
  const found = crsOf(uri)
  if (found) return found
  const known = CRS_LIST.map((each) => each.uri).join(', ')
  return refuse(context, {
    zh: `没有这个坐标系;可用的有 ${known}。`,
    en: `There is no such coordinate system here; these are: ${known}.`,
  })
})

const limit = z.string().transform((text, context) => {
  if (/^\+?\d{1,15}$/.test(text) && Number(text) >= 1) return Math.min(Number(text), MAX_LIMIT)
  return refuse(context, {
    zh: `limit 要一个从 1 开始的整数;超过 ${MAX_LIMIT} 的按 ${MAX_LIMIT} 算。`,
    en: `limit needs a whole number from 1; more than ${MAX_LIMIT} counts as ${MAX_LIMIT}.`,
  })
})

const cursor = z.string().transform((text, context) => {
  const key = Buffer.from(text, 'base64url').toString()
  if (/^[A-Z0-9]{1,20}$/.test(key) && cursorOf(key) === text) return key
  return refuse(context, {
    zh: 'cursor 只能照抄上一页 next 链接里的值。',
    en: 'cursor must be copied from the next link of the page before.',
  })
})

/** The key of a page's last feature, as `next` carries it. */
export const cursorOf = (key: string): string => Buffer.from(key).toString('base64url')

/** The smallest and largest PostgreSQL integer. */
const INTEGER = 2 ** 31 - 1

function wishValue(property: Property): z.ZodType<string | number | boolean> {
  if (property.values) return z.enum(property.values as [string, ...string[]])
  const sentence = {
    zh: `${property.name} 要 ${ZH_NAMES[property.type]}。`,
    en: `${property.name} needs ${EN_NAMES[property.type]}.`,
  }
  const readAs = <T>(reader: (text: string) => T | null) =>
    z.string().transform((text, context) => reader(text) ?? refuse(context, sentence))
  const number = (text: string) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : null)
  switch (property.type) {
    case 'string':
      return line(500)
    case 'boolean':
      // 1 and 0 is what GDAL sends.
      return readAs((text) => ({ true: true, false: false, 1: true, 0: false })[text] ?? null)
    case 'number':
      return readAs(number)
    case 'integer':
      return readAs((text) => {
        const value = number(text)
        return value !== null && Number.isInteger(value) && Math.abs(value) <= INTEGER ? value : null
      })
    case 'date':
      return readAs((text) => (dayOf(text) === null ? null : text))
    case 'date-time':
      return readAs(instantFrom)
  }
}

const ZH_NAMES: Record<Property['type'], string> = {
  string: '文字',
  boolean: 'true 或 false',
  number: '一个数',
  integer: '一个整数',
  date: '一个日期,例如 2026-03-01',
  'date-time': '一个时刻,例如 2026-03-01T09:30:00+08:00',
}
const EN_NAMES: Record<Property['type'], string> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
  date: 'a date, such as 2026-03-01',
  'date-time': 'an instant, such as 2026-03-01T09:30:00+08:00',
}

function itemsSchema(collection: Collection) {
  const wishes = Object.fromEntries(collection.properties.map((p) => [p.name, wishValue(p).optional()]))
  return z
    .strictObject({
      ...wishes,
      f: z.string().optional(),
      limit: limit.optional(),
      cursor: cursor.optional(),
      crs: crs.optional(),
      'bbox-crs': crs.optional(),
      bbox: z.string().optional(),
      datetime: z
        .string()
        .transform((text, context) => read(context, () => parseDatetime(text)))
        .optional(),
    })
    .transform(({ bbox, ...given }, context) => ({
      ...given,
      // After the rest: what the numbers mean depends on bbox-crs.
      boxes:
        bbox === undefined
          ? null
          : read(context, () => parseBbox(bbox, given['bbox-crs'] ?? CRS84), ['bbox']),
    }))
}

const SCHEMAS = new Map<Collection, ReturnType<typeof itemsSchema>>()

/**
 * Reads the query of `/collections/{id}/items`. An empty property filter, as a form sends it, asks for nothing.
 *
 * @throws Problem 400 naming every parameter that is unknown, repeated or wrong.
 */
export function parseItemsQuery(collection: Collection, query: Record<string, unknown>): ItemsQuery {
  let schema = SCHEMAS.get(collection)
  if (!schema) SCHEMAS.set(collection, (schema = itemsSchema(collection)))
  const names = new Set(collection.properties.map((p) => p.name))
  const asked = Object.fromEntries(
    Object.entries(query).filter(([name, value]) => !(value === '' && names.has(name))),
  )
  const parsed = schema.safeParse(asked)
  if (!parsed.success) throw inputProblem(parsed.error, asked)
  const given = parsed.data as z.output<typeof schema> & Record<string, unknown>
  return {
    limit: given.limit ?? null,
    after: given.cursor ?? null,
    boxes: given.boxes,
    changed: given.datetime ?? null,
    crs: given.crs ?? CRS84,
    wishes: collection.properties.flatMap((property) => {
      const value = given[property.name] as Wish['value'] | undefined
      return value === undefined ? [] : [{ property, value }]
    }),
  }
}

const plainSchema = z.strictObject({ f: z.string().optional() })
const itemSchema = z.strictObject({ f: z.string().optional(), crs: crs.optional() })

/** The query of a page without parameters but the format. @throws Problem 400 */
export function parsePlainQuery(query: unknown): void {
  parseInput(plainSchema, query)
}

/** The query of one feature. @throws Problem 400 */
export function parseItemQuery(query: unknown): { crs: Crs } {
  return { crs: parseInput(itemSchema, query).crs ?? CRS84 }
}
