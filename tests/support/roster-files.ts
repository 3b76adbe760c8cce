import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'

const folder = mkdtempSync(join(tmpdir(), 'rosters-'))

/** Writes a file into a temporary folder and answers its path. */
export function rosterFile(name: string, content: string | Uint8Array): string {
  const path = join(folder, `${randomUUID().slice(0, 8)}-${name}`)
  writeFileSync(path, content)
  return path
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

/** A cell as its own XML, for what no writer writes: formulas without results, errors. */
export interface RawCell {
  xml: (ref: string) => string
}
export type SheetCell = string | number | null | RawCell

export interface SheetParts {
  name: string
  rows: SheetCell[][]
  /** Ranges such as C1:D1. */
  merged?: string[]
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function sheetXml({ rows, merged = [] }: SheetParts): string {
  const lines = rows.map((cells, r) => {
    const xml = cells.map((cell, c) => {
      const ref = `${String.fromCharCode(65 + c)}${r + 1}`
      if (cell === null) return ''
      if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`
      if (typeof cell === 'string')
        return `<c r="${ref}" t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`
      return cell.xml(ref)
    })
    return `<row r="${r + 1}">${xml.join('')}</row>`
  })
  const merges = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
  return `${XML}<worksheet xmlns="${MAIN}"><sheetData>${lines.join('')}</sheetData>${merges && `<mergeCells>${merges}</mergeCells>`}</worksheet>`
}

/** A workbook, part by part. */
export function workbookBytes(sheets: SheetParts[], more: Record<string, Uint8Array> = {}): Uint8Array {
  const list = sheets
    .map((s, i) => `<sheet name="${s.name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join('')
  const rels = sheets
    .map(
      (_, i) =>
        `<Relationship Id="rId${i + 1}" Type="${RELS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
    )
    .join('')
  const types = sheets
    .map(
      (_, i) =>
        `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
    )
    .join('')
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${types}</Types>`,
    '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${rels}</Relationships>`,
  }
  sheets.forEach((sheet, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] = sheetXml(sheet)
  })
  const bytes = Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)]))
  return zipSync({ ...bytes, ...more })
}
