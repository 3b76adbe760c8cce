import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { parse, CsvError } from 'csv-parse'
import { findHeader, HEADER_SEARCH_ROWS } from '../headers.ts'
import { RosterError, type RosterRow } from '../roster.ts'
import { missingHeader, type OpenRoster } from './open-roster.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/**
 * Encoding by the byte order mark, else UTF-8 if the whole file is valid UTF-8, else GB 18030, of which GBK and
 * GB 2312 are parts. One pass over the file: a wrong letter may stand in its last line.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let first = true
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer
    if (first && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
    if (first && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
    first = false
    try {
      decoder.decode(bytes, { stream: true })
    } catch {
      return 'gb18030'
    }
  }
  try {
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk as Buffer, { stream: true })
  yield decoder.decode()
}

/** The separator that divides the first lines into most columns. */
async function detectDelimiter(path: string, encoding: Encoding): Promise<string> {
  const file = await open(path, 'r')
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(16_384), 0, 16_384, 0)
    .finally(() => file.close())
  const head = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead))
  const lines = head.split(/\r?\n/).slice(0, HEADER_SEARCH_ROWS)
  const count = (delimiter: string) =>
    Math.max(...lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length))
  return [',', '\t', ';', '|'].reduce((best, d) => (count(d) > count(best) ? d : best))
}

/**
 * Opens a text roster. Rows stream: memory does not grow with the file.
 *
 * @throws RosterError when no header is recognised, or the text is no table.
 */
export async function openCsv(path: string, mapping: Record<string, string>): Promise<OpenRoster> {
  const encoding = await detectEncoding(path)
  const records = csvRecords(path, encoding, await detectDelimiter(path, encoding))
  const head: RosterRow[] = []
  for (let next = await records.next(); !next.done; next = await records.next()) {
    head.push(next.value)
    if (head.length > HEADER_SEARCH_ROWS) break
  }
  if (head.length === 0) throw new RosterError('文件里没有内容。请选择有名单的文件。')
  const header = findHeader(head, mapping)
  if (!header) throw missingHeader([{ name: null, rows: head }])
  return {
    sheet: null,
    header,
    total: null,
    async *rows() {
      for (const row of head) if (row.number > header.row) yield row
      yield* records
    },
  }
}

/** Records with the number that a spreadsheet program would show for them: a quoted line break does not count. */
async function* csvRecords(path: string, encoding: Encoding, delimiter: string): AsyncGenerator<RosterRow> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    // A quote that is never closed would swallow the rest of the file.
    max_record_size: 1_000_000,
  })
  const source = Readable.from(decoded(path, encoding))
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  let number = 0
  try {
    for await (const record of parser) {
      number++
      const cells = record as string[]
      if (cells.some((cell) => cell.trim() !== '')) yield { number, cells }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new RosterError(
      `第 ${number + 1} 行之后的内容读不出来:引号没有成对,或一行太长。请用 Excel 或 WPS 打开,另存为 .xlsx 后再导入。`,
    )
  } finally {
    source.destroy()
    parser.destroy()
  }
}
