import { StringDecoder } from 'node:string_decoder'
import { openPromise, type Entry } from 'yauzl'
import { RosterError } from '../roster.ts'
import { MEGABYTE, type ReadLimits } from './file-kind.ts'

/** What streaming through a workbook's parts tells, before anything of it is held in memory. */
export interface WorkbookParts {
  inflatedBytes: number
  /** Part path → cells that hold a formula without a saved result, at most ten. */
  unsavedFormulas: Map<string, string[]>
}

const MOST_ENTRIES = 2_000
const SHEET = /^xl\/worksheets\/[^/]+\.xml$/i

/**
 * Unpacks every part of an .xlsx without keeping it, and counts: no reader survives a zip bomb, and the sizes that an
 * archive states about itself may lie.
 *
 * @throws RosterError for what is no workbook, and as soon as more than `limits.inflatedBytes` have come out.
 */
export async function inspectWorkbook(path: string, limits: ReadLimits): Promise<WorkbookParts> {
  const unreadable = new RosterError(
    '这个 .xlsx 文件已损坏,或不是 Excel 工作簿,无法打开。请用 Excel 或 WPS 打开后另存一份再导入。',
  )
  const zip = await openPromise(path, {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: false,
  }).catch(() => {
    throw unreadable
  })
  const parts: WorkbookParts = { inflatedBytes: 0, unsavedFormulas: new Map() }
  let entries = 0
  let workbook = false
  try {
    for await (const entry of zip.eachEntry()) {
      if (++entries > MOST_ENTRIES)
        throw new RosterError('这个 .xlsx 文件里的部件多得不正常,没有读取。请另存一份再导入。')
      if (/^xl\/workbook\.xml$/i.test(entry.fileName)) workbook = true
      if (entry.fileName.endsWith('/')) continue
      const scan = SHEET.test(entry.fileName) ? formulaScan() : null
      for await (const chunk of await zip.openReadStreamPromise(entry satisfies Entry)) {
        parts.inflatedBytes += (chunk as Buffer).length
        if (parts.inflatedBytes > limits.inflatedBytes) throw bomb(limits.inflatedBytes)
        scan?.add(chunk as Buffer)
      }
      const cells = scan?.cells ?? []
      if (cells.length > 0) parts.unsavedFormulas.set(entry.fileName, cells)
    }
  } catch (error) {
    if (error instanceof RosterError) throw error
    throw unreadable
  } finally {
    zip.close()
  }
  if (!workbook)
    throw new RosterError(
      '这是压缩包,不是 Excel 工作簿(里面没有 xl/workbook.xml)。请选择 .xlsx 或 .csv 文件。',
    )
  return parts
}

function bomb(limit: number): RosterError {
  return new RosterError(
    `这个 .xlsx 文件解开后超过 ${Math.round(limit / MEGABYTE)} MB,远大于一份名单,没有读取。请删去空白行列、图片和无关的工作表后另存,或另存为 .csv。`,
  )
}

/** Finds `<c r="B7"><f>…</f></c>` without a `<v>`: a formula that no spreadsheet program has calculated. */
function formulaScan(): { add(chunk: Buffer): void; cells: string[] } {
  const decoder = new StringDecoder('utf8')
  const cells: string[] = []
  let rest = ''
  return {
    cells,
    add(chunk) {
      if (cells.length >= 10) return
      const text = rest + decoder.write(chunk)
      const end = text.lastIndexOf('</c>')
      // A cell that never ends is kept only as far as a formula may be long (8,192 characters) with its tags.
      rest = text.slice(Math.max(end + 4, text.length - 65_536))
      if (end < 0 || !text.includes('<f')) return
      for (const cell of text.slice(0, end + 4).split('</c>')) {
        if (!/<f[\s/>]/.test(cell) || /<v[\s/>]/.test(cell) || /<is>/.test(cell)) continue
        const at = /<c\s[^>]*\br="([A-Z]+\d+)"[^>]*>(?![\s\S]*<c\s)/.exec(cell)?.[1]
        if (at && cells.length < 10) cells.push(at)
      }
    },
  }
}
