import type { DataLicence } from '../../../http/licence.ts'
import type { Collection } from './collections.ts'
import { toCrs, type Crs } from './crs.ts'
import type { PropertyValue } from './property.ts'
import type { Item, ItemSearch } from './read-model.ts'

/** The columns of a table: the point first, longitude before latitude whatever the system's axis order. */
export function columnNames(collection: Collection, crs: Crs): string[] {
  return [...(crs.projected ? ['x', 'y'] : ['lon', 'lat']), ...collection.properties.map((p) => p.name)]
}

/** Areas are represented by their label's point: an outline does not fit into a cell. */
export function rowOf(collection: Collection, crs: Crs, item: Item): PropertyValue[] {
  const pair = item.place ? toCrs(crs, ...item.place) : [null, null]
  const place = crs.latitudeFirst ? [pair[1]!, pair[0]!] : pair
  return [...place, ...collection.properties.map((p) => item.properties[p.name] ?? null)]
}

/** Characters with which spreadsheets begin a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** A cell by RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvCell(value: PropertyValue): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

const csvLine = (cells: readonly PropertyValue[]) => `${cells.map(csvCell).join(',')}\r\n`

/**
 * UTF-8 with a byte order mark, without which Excel garbles Chinese. Whom to name and under what terms stand in the last
 * columns of every row: a file travels without its headers.
 */
export async function* csv(
  search: ItemSearch,
  collection: Collection,
  crs: Crs,
  { attribution, title, url }: DataLicence,
): AsyncGenerator<string> {
  const terms = [attribution, `${title} ${url}`]
  yield `\uFEFF${csvLine([...columnNames(collection, crs), 'attribution', 'licence'])}`
  for await (const items of search.batches()) {
    yield items.map((item) => csvLine([...rowOf(collection, crs, item), ...terms])).join('')
  }
}
