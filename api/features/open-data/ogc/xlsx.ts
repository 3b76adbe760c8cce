import { once } from 'node:events'
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib'
import { Zip, type ZipInputFile } from 'fflate'
import { Problem } from '../../../http/problem.ts'
import type { DataLicence } from '../../../http/licence.ts'
import { bilingual, type Collection } from './collections.ts'
import type { Crs } from './crs.ts'
import type { PropertyValue } from './property.ts'
import type { ItemSearch } from './read-model.ts'
import { columnNames, rowOf } from './tables.ts'

/** Rows of a sheet, the heading row among them. */
const MAX_ROWS = 1_048_576
/** Characters of a cell. */
const MAX_CELL = 32_767

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Text in XML: escaped, and without the control characters that XML 1.0 cannot hold. */
function xml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  )
}

/** A, B … Z, AA … of a column counted from 0. */
const column = (index: number): string =>
  (index >= 26 ? column(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

/** Numbers are cells of numbers, all else is text, which no spreadsheet runs as a formula. */
function cell(value: PropertyValue, address: string, style: string): string {
  if (value === null) return ''
  if (typeof value === 'number') return `<c r="${address}"><v>${value}</v></c>`
  if (typeof value === 'boolean') return `<c r="${address}" t="b"><v>${value ? 1 : 0}</v></c>`
  const text = xml(value.slice(0, MAX_CELL))
  return `<c r="${address}" t="inlineStr"${style}><is><t xml:space="preserve">${text}</t></is></c>`
}

/** @param number the row's number, from 1 */
const row = (number: number, cells: readonly PropertyValue[], style = '') =>
  `<row r="${number}">${cells.map((value, index) => cell(value, column(index) + number, style)).join('')}</row>`

/** @throws Problem 400 when a sheet cannot hold that many features. */
export function requireSheetSize(features: number): void {
  if (features < MAX_ROWS) return
  throw new Problem(400, {
    zh: `一张表最多 ${MAX_ROWS} 行,装不下 ${features} 个;请用 f=csv,或者缩小范围。`,
    en: `A sheet holds ${MAX_ROWS} rows, not ${features} features; ask for f=csv, or for less.`,
  })
}

/** The parts of the package beside the sheets. */
function frame(titles: readonly string[]): Record<string, string> {
  const each = (text: (title: string, number: number) => string) =>
    titles.map((t, i) => text(t, i + 1)).join('')
  return {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SHEET_TYPE}.styles+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${each((t, n) => `<sheet name="${xml(t)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each((_, n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${titles.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
  }
}

interface ArchiveFile {
  write(text: string): Promise<void>
  end(): Promise<void>
}

/**
 * A zip archive whose bytes are taken out as they come. fflate writes the container; Node deflates, outside the request
 * loop.
 */
function zipStream() {
  let ready: Uint8Array[] = []
  let failure: Error | null = null
  let deflating: DeflateRaw | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else ready.push(chunk)
  })
  return {
    /** One file after the other: the next is opened when this one has ended. */
    open(filename: string): ArchiveFile {
      const file: ZipInputFile = { filename, size: 0, crc: 0, compression: 8 }
      zip.add(file)
      const deflate = createDeflateRaw({ level: 4 })
      deflating = deflate
      deflate.on('data', (chunk: Buffer) => file.ondata!(null, new Uint8Array(chunk), false))
      deflate.on('error', (error) => (failure = error))
      return {
        write(text) {
          const bytes = Buffer.from(text)
          file.size += bytes.length
          file.crc = crc32(bytes, file.crc)
          return new Promise((resolve, reject) =>
            deflate.write(bytes, (error) => (error ? reject(error) : resolve())),
          )
        },
        async end() {
          deflate.end()
          await once(deflate, 'end')
          file.ondata!(null, new Uint8Array(), true)
        },
      }
    },
    end: () => zip.end(),
    /** Gives back what a file that was not finished holds outside the heap. */
    close: () => void deflating?.destroy(),
    *take(): Generator<Uint8Array> {
      if (failure) throw failure
      const chunks = ready
      ready = []
      yield* chunks
    },
  }
}

const BOLD = ' s="1"'

const PLACE_TITLES: Record<string, string> = { lon: '经度', lat: '纬度' }

/** What the data are, and what each column means. */
function aboutRows(collection: Collection, crs: Crs, licence: DataLicence & { asOf: string }): string[] {
  return [
    ['数据', 'Data', bilingual(collection.title)],
    ['说明', 'About', bilingual(collection.description)],
    ['时间', 'As of', licence.asOf],
    ['来源', 'Attribution', licence.attribution],
    ['许可', 'Licence', `${licence.title} ${licence.url}`],
    ['坐标', 'Coordinates', `${crs.name} ${crs.uri}`],
    [],
    ['列', 'Column', '含义 Meaning'],
    ...collection.properties.map((p) => [p.zh, p.name, p.description]),
  ].map((cells, index) => row(index + 1, cells))
}

async function* pieces(
  archive: ReturnType<typeof zipStream>,
  search: ItemSearch,
  collection: Collection,
  crs: Crs,
  licence: DataLicence & { asOf: string },
): AsyncGenerator<Uint8Array> {
  const add = async (name: string, text: string) => {
    const file = archive.open(name)
    await file.write(text)
    await file.end()
  }
  for (const [name, text] of Object.entries(frame([collection.id, 'about']))) await add(name, text)

  await add(
    'xl/worksheets/sheet2.xml',
    `${HEAD}<worksheet xmlns="${MAIN}"><cols><col min="1" max="2" width="22" customWidth="1"/><col min="3" max="3" width="100" customWidth="1"/></cols><sheetData>${aboutRows(collection, crs, licence).join('')}</sheetData></worksheet>`,
  )

  const names = columnNames(collection, crs)
  const titles = new Map(collection.properties.map((p) => [p.name, p.zh]))
  const headings = names.map((name) => titles.get(name) ?? PLACE_TITLES[name] ?? name)
  const sheet = archive.open('xl/worksheets/sheet1.xml')
  await sheet.write(
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane xSplit="4" ySplit="1" topLeftCell="E2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${names.length}" width="16" customWidth="1"/></cols><sheetData>${row(1, headings, BOLD)}`,
  )
  yield* archive.take()
  let number = 1
  for await (const items of search.batches()) {
    await sheet.write(items.map((item) => row((number += 1), rowOf(collection, crs, item))).join(''))
    yield* archive.take()
  }
  await sheet.write('</sheetData></worksheet>')
  await sheet.end()
  archive.end()
  yield* archive.take()
}

/**
 * A workbook, piece by piece: a sheet of data under Chinese headings, and one that explains them. The spreadsheet library keeps a whole workbook in memory; this keeps one batch.
 */
export async function* xlsx(
  search: ItemSearch,
  collection: Collection,
  crs: Crs,
  licence: DataLicence & { asOf: string },
): AsyncGenerator<Uint8Array> {
  const archive = zipStream()
  try {
    yield* pieces(archive, search, collection, crs, licence)
  } finally {
    archive.close()
  }
}
