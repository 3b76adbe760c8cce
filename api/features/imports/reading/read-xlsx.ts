import readWorkbook, { InvalidSpreadsheetError } from 'read-excel-file/node'
import { findHeader, type Header } from '../headers.ts'
import { RosterError, type CellValue, type RosterRow } from '../roster.ts'
import type { ReadLimits } from './file-kind.ts'
import { missingHeader, type OpenRoster } from './open-roster.ts'
import { inspectWorkbook, type WorkbookParts } from './workbook-parts.ts'

interface Sheet {
  sheet: string
  data: CellValue[][]
}

/**
 * Opens a workbook and finds the sheet with the roster. Call it in a thread with limited memory: the whole workbook is
 * held while it is read.
 *
 * @param sheetName the sheet to read; null: the first with a header that is recognised
 * @throws RosterError with a sentence for everything that an officer can mend.
 */
export async function openXlsx(
  path: string,
  sheetName: string | null,
  mapping: Record<string, string>,
  limits: ReadLimits,
): Promise<OpenRoster> {
  const parts = await inspectWorkbook(path, limits)
  refuseUnsaved(parts)
  const sheets = await readSheets(path)
  const named = sheetName === null ? sheets : sheets.filter((s) => s.sheet === sheetName)
  const names = sheets.map((s) => `「${s.sheet}」`).join('、')
  if (named.length === 0)
    throw new RosterError(`文件里没有名为「${sheetName}」的工作表。现有的工作表:${names}。`)
  if (named.every((s) => s.data.length === 0))
    throw new RosterError(`工作表是空的(${names})。请选择有名单的文件。`)
  const found = findSheet(named, mapping)
  if (!found) throw missingHeader(named.map((s) => ({ name: s.sheet, rows: numbered(s.data, 10) })))
  const { sheet, header } = found
  return {
    sheet: sheet.sheet,
    header,
    total: sheet.data.length - header.row,
    async *rows() {
      for (let i = header.row; i < sheet.data.length; i++) {
        const cells = sheet.data[i]!
        // Held rows are let go as they are read.
        sheet.data[i] = []
        if (cells.some((cell) => cell !== null && cell !== '')) yield { number: i + 1, cells }
      }
    },
  }
}

function findSheet(
  sheets: Sheet[],
  mapping: Record<string, string>,
): { sheet: Sheet; header: Header } | null {
  let refused: RosterError | null = null
  for (const sheet of sheets) {
    try {
      const header = findHeader(numbered(sheet.data, 11), mapping)
      if (header) return { sheet, header }
    } catch (error) {
      if (!(error instanceof RosterError)) throw error
      refused ??= error
    }
  }
  if (refused) throw refused
  return null
}

function numbered(data: CellValue[][], count: number): RosterRow[] {
  return data.slice(0, count).map((cells, i) => ({ number: i + 1, cells }))
}

function refuseUnsaved({ unsavedFormulas }: WorkbookParts): void {
  const cells = [...unsavedFormulas.values()].flat()
  if (cells.length === 0) return
  throw new RosterError(
    `单元格 ${cells.slice(0, 5).join('、')}${cells.length > 5 ? ' 等' : ''} 是公式,但文件里没有存下计算结果。请用 Excel 或 WPS 打开并保存一次(或把公式粘贴为数值)后再导入。`,
  )
}

async function readSheets(path: string): Promise<Sheet[]> {
  try {
    return (await readWorkbook(path, { trim: false })) as unknown as Sheet[]
  } catch (error) {
    if (error instanceof InvalidSpreadsheetError) {
      const at = /row (\d+), col (\d+)/.exec(error.message)
      const cell = at ? `第 ${at[1]} 行第 ${at[2]} 列的单元格` : '有单元格'
      throw new RosterError(`${cell}读不出来。请用 Excel 或 WPS 打开并另存一份,或改正这个单元格后再导入。`)
    }
    if ((error as Error).message.length === 0) throw error
    throw new RosterError('这个 .xlsx 文件的内容不完整,无法读取。请用 Excel 或 WPS 打开后另存一份再导入。')
  }
}
