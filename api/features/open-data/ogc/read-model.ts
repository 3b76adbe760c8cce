import type { Knex } from 'knex'
import { beijingIso } from '../../hours/beijing-time.ts'
import { formatHours } from '../../hours/format.ts'
import type { Hours } from '../../hours/hours.ts'
import { printHours } from '../../hours/print.ts'
import type { Collection, CollectionId } from './collections.ts'
import type { Geometry } from './crs.ts'
import type { Box } from './place-and-time.ts'
import type { Property, PropertyValue } from './property.ts'
import type { ItemsQuery, Wish } from './schemas.ts'
import { SOURCES, type Source } from './sources.ts'

/** A feature as stored: WGS-84, longitude first. */
export interface Item {
  key: string
  geometry: Geometry
  /** A point that stands for the feature in a table: the station itself, an area's label. */
  place: [lon: number, lat: number] | null
  properties: Record<string, PropertyValue>
}

/** Rows a statement: large enough to be quick, small enough that memory stays flat. */
const BATCH = 1000

/** Counts that are remembered. */
const MOST_COUNTS = 500

/** What is said of the hours: worked out here, because the database keeps the schedule, not its wording. */
const HOURS_TEXTS: Record<string, (hours: Hours) => string> = {
  hoursText: (hours) => printHours(hours, 'zh'),
  hoursOsm: formatHours,
}

interface Sql {
  sql: string
  bindings: (string | number | boolean)[]
}

function equality(source: Source, { property, value }: Wish): Sql {
  const expression = source.properties[property.name]!
  switch (property.type) {
    case 'date-time':
      // Instants are told in whole seconds, so they are asked for in whole seconds.
      return {
        sql: `date_trunc('second', ${expression}) = to_timestamp(?)`,
        bindings: [Number(value) / 1000],
      }
    case 'date':
      return { sql: `${expression} = ?::date`, bindings: [value] }
    case 'number':
      return { sql: `${expression} = ?::float8`, bindings: [value] }
    default:
      return { sql: `${expression} = ?`, bindings: [value] }
  }
}

/** Schedules that are worded like this, as jsonb texts. */
async function schedulesWorded(knex: Knex, { property, value }: Wish): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { text: string }[] }>(
    `select distinct s.hours::text as text from station s where s.hours is not null`,
  )
  const words = HOURS_TEXTS[property.name]!
  return rows.map((row) => row.text).filter((text) => words(JSON.parse(text) as Hours) === value)
}

async function conditions(knex: Knex, collection: Collection, query: ItemsQuery): Promise<Sql> {
  const source = SOURCES[collection.id]
  const parts: Sql[] = [{ sql: source.where, bindings: [] }]
  for (const wish of query.wishes) {
    if (wish.property.name in HOURS_TEXTS) {
      const texts = await schedulesWorded(knex, wish)
      // One parameter, however many schedules: a statement takes no more than 65,535.
      parts.push({
        sql: `s.hours in (select e::jsonb from jsonb_array_elements_text(?::jsonb) e)`,
        bindings: [JSON.stringify(texts)],
      })
    } else parts.push(equality(source, wish))
  }
  if (query.boxes) {
    const boxes = query.boxes.map((box) => source.inBox(box))
    parts.push({
      sql: `(${boxes.map(() => source.boxSql).join(' or ')})`,
      bindings: boxes.flat(),
    })
  }
  if (query.changed && collection.time) {
    const time = `date_trunc('second', ${source.properties[collection.time]!})`
    if (query.changed.from !== null)
      parts.push({ sql: `${time} >= to_timestamp(?)`, bindings: [query.changed.from / 1000] })
    if (query.changed.to !== null)
      parts.push({ sql: `${time} <= to_timestamp(?)`, bindings: [query.changed.to / 1000] })
  }
  return { sql: parts.map((p) => p.sql).join(' and '), bindings: parts.flatMap((p) => p.bindings) }
}

function selectList(collection: Collection): string {
  const source = SOURCES[collection.id]
  const properties = collection.properties
    .filter((p) => !(p.name in HOURS_TEXTS))
    .map((p) => `${source.properties[p.name]!}${p.type === 'date' ? '::text' : ''} as "${p.name}"`)
  return [`${source.key} as "key"`, ...source.geometry, ...properties].join(', ')
}

type Row = Record<string, PropertyValue | Date | Hours> & {
  key: string
  lon: number | null
  lat: number | null
}

const asValue = (property: Property, row: Row): PropertyValue => {
  const words = HOURS_TEXTS[property.name]
  if (words) return row.hours ? words(row.hours as Hours) : null
  const value = row[property.name]
  if (value instanceof Date) return beijingIso(value.getTime())
  return (value ?? null) as PropertyValue
}

function toItem(collection: Collection, row: Row): Item {
  const place: Item['place'] = row.lon === null || row.lat === null ? null : [row.lon, row.lat]
  return {
    key: row.key,
    geometry:
      collection.geometry === 'Point'
        ? { type: 'Point', coordinates: place! }
        : (JSON.parse(row.outline as string) as Geometry),
    place,
    properties: Object.fromEntries(collection.properties.map((p) => [p.name, asValue(p, row)])),
  }
}

/** The features that a query asks for. */
export interface ItemSearch {
  /** How many fulfil the query, on all pages together. */
  matched: number
  /**
   * The features in the order of their keys, a batch at a time, from after the query's cursor until its limit or the
   * end. Each batch is a statement of its own: nothing stays open in the database while a slow client reads.
   */
  batches(): AsyncGenerator<Item[], { more: boolean }>
}

/**
 * Counts what a query asks for and prepares to read it.
 *
 * @param counts numbers counted before at this data version; a first page always counts anew, those after it do not
 */
export async function searchItems(
  knex: Knex,
  collection: Collection,
  query: ItemsQuery,
  counts: Map<string, number> = new Map(),
): Promise<ItemSearch> {
  const source = SOURCES[collection.id]
  const where = await conditions(knex, collection, query)
  const key = JSON.stringify([collection.id, where])
  let matched = query.after === null ? undefined : counts.get(key)
  if (matched === undefined) {
    const counted = await knex.raw<{ rows: { matched: string }[] }>(
      `select count(*) as matched from ${source.from} where ${where.sql}`,
      where.bindings,
    )
    matched = Number(counted.rows[0]!.matched)
    if (counts.size >= MOST_COUNTS) counts.clear()
    counts.set(key, matched)
  }
  const columns = selectList(collection)

  async function* batches(): AsyncGenerator<Item[], { more: boolean }> {
    let after = query.after
    let left = query.limit ?? Infinity
    for (;;) {
      const size = Math.min(BATCH, left)
      const { rows } = await knex.raw<{ rows: Row[] }>(
        `select ${columns} from ${source.from}
         where ${where.sql} ${after === null ? '' : `and ${source.key} > ?`}
         order by ${source.key} limit ?`,
        [...where.bindings, ...(after === null ? [] : [after]), size + 1],
      )
      const items = rows.slice(0, size).map((row) => toItem(collection, row))
      if (items.length > 0) yield items
      left -= items.length
      after = items.at(-1)?.key ?? after
      const more = rows.length > size
      if (!more || left <= 0) return { more }
    }
  }
  return { matched, batches }
}

/** One feature, or null when there is none (any more) under this key. */
export async function itemByKey(knex: Knex, collection: Collection, key: string): Promise<Item | null> {
  const source = SOURCES[collection.id]
  const { rows } = await knex.raw<{ rows: Row[] }>(
    `select ${selectList(collection)} from ${source.from} where ${source.where} and ${source.key} = ?`,
    [key],
  )
  return rows[0] ? toItem(collection, rows[0]) : null
}

/** The code of the station that this one was found to double, or null. */
export async function mergedInto(knex: Knex, code: string): Promise<string | null> {
  const { rows } = await knex.raw<{ rows: { code: string }[] }>(
    `select m.code from station s join station m on m.id = s.merged_into where s.code = ?`,
    [code],
  )
  return rows[0]?.code ?? null
}

export interface Extent {
  count: number
  /** WGS-84; null when the collection is empty. */
  box: Box | null
  /** First and last change, as instants; null where the features have no time. */
  time: [string, string] | null
}

/** How many features there are, and where and when they lie. */
export async function extentOf(knex: Knex, collection: Collection): Promise<Extent> {
  const source = SOURCES[collection.id]
  const time = collection.time ? source.properties[collection.time]! : 'null::timestamptz'
  const { rows } = await knex.raw<{
    rows: { count: string; box: number[]; first: Date | null; last: Date | null }[]
  }>(
    `select count(*) as count, min(${time}) as first, max(${time}) as last,
            array[min(st_xmin(${source.shape})), min(st_ymin(${source.shape})),
                  max(st_xmax(${source.shape})), max(st_ymax(${source.shape}))] as box
     from ${source.from} where ${source.where}`,
  )
  const { count, box, first, last } = rows[0]!
  return {
    count: Number(count),
    box: Number(count) > 0 ? (box as Box) : null,
    time: first && last ? [beijingIso(first.getTime()), beijingIso(last.getTime())] : null,
  }
}

/** Whether street outlines have been loaded. */
export async function hasStreets(knex: Knex): Promise<boolean> {
  const { rows } = await knex.raw<{ rows: { there: boolean }[] }>(
    `select exists (select from street where geom is not null) as there`,
  )
  return rows[0]!.there
}

/** Whether any published station is synthetic. */
export async function hasSynthetic(knex: Knex): Promise<boolean> {
  const { rows } = await knex.raw<{ rows: { there: boolean }[] }>(
    `select exists (select from station s where s.synthetic and ${SOURCES.stations.where}) as there`,
  )
  return rows[0]!.there
}

/**
 * A short text that changes when the areas do. They are reference data outside the data version, but few.
 */
export async function areasFingerprint(knex: Knex, id: Exclude<CollectionId, 'stations'>): Promise<string> {
  const { rows } = await knex.raw<{ rows: { print: string | null }[] }>(
    `select md5(string_agg(md5(st_asbinary(a.geom)) || a.code || a.name, '' order by a.code)) as print
     from ${id === 'districts' ? 'district' : 'street'} a where a.geom is not null`,
  )
  return rows[0]!.print ?? 'none'
}

/** District outlines for a small map, simplified to about 150 m. */
export async function mapOutlines(knex: Knex): Promise<Geometry[]> {
  const { rows } = await knex.raw<{ rows: { outline: string }[] }>(
    `select st_asgeojson(st_multi(st_simplifypreservetopology(d.geom, 0.0015)), 4) as outline
     from district d order by d.code`,
  )
  return rows.map((row) => JSON.parse(row.outline) as Geometry)
}

/** Where stations are, on a grid of `step` degrees: bounded by the map's size, however many stations there are. */
export async function mapDots(knex: Knex, step: number): Promise<[lon: number, lat: number][]> {
  const { rows } = await knex.raw<{ rows: { lon: number; lat: number }[] }>(
    `select distinct round(st_x(s.point) / ?::float8) * ?::float8 as lon,
                     round(st_y(s.point) / ?::float8) * ?::float8 as lat
     from station s where ${SOURCES.stations.where}`,
    [step, step, step, step],
  )
  return rows.map(({ lon, lat }) => [lon, lat])
}
