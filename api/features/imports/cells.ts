import type { CellValue } from './roster.ts'

/** A lone surrogate or a NUL cannot be stored; other control characters are never meant. */
const UNPRINTABLE = /\p{Surrogate}|(?![\t\r\n])\p{Cc}|\ufeff/gu

/** A cell as trimmed text, '' when it is empty. Line breaks inside a cell become spaces unless kept. */
export function cellText(value: CellValue | undefined, keepLines = false): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dateText(value)
  const text = String(value).replace(UNPRINTABLE, '')
  return (keepLines ? text : text.replace(/[ \t]*\r?\n[ \t]*/g, joinLines)).trim()
}

/** Chinese text broken into two lines is one word; Latin text needs its space. */
function joinLines(_: string, offset: number, whole: string): string {
  return /[\u3000-\u9fff\uff00-\uffef]/u.test(whole[offset - 1] ?? '') ? '' : ' '
}

/** Spreadsheet dates carry no zone; readers give them in UTC. A time of day without a date lies before 1901. */
function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const [day, time] = date.toISOString().split('T') as [string, string]
  const clock = time.slice(0, 5)
  if (day < '1901') return clock
  return clock === '00:00' ? day : `${day} ${clock}`
}

/** A date or a time as spreadsheets keep it, which an officer typed as text: 44562 is 2022-01-01, 0.354 is 8:30. */
export function isSpreadsheetTime(value: CellValue | undefined): boolean {
  if (value instanceof Date) return true
  const number = typeof value === 'number' ? value : /^\d*\.?\d+$/.test(String(value)) ? Number(value) : NaN
  return (number > 0 && number < 1) || (number > 20_000 && number < 80_000)
}

/** A Beijing date `YYYY-MM-DD` from 2022-9-1, 2022/09/01, 2022年9月1日, 20220901; null when it is none. */
export function readDate(text: string): string | null {
  const match = /^(\d{4})(?:[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?|(\d{2})(\d{2}))(?:[\sT].*)?$/u.exec(
    text.normalize('NFKC').trim(),
  )
  if (!match) return null
  const [year, month, day] = [match[1]!, match[2] ?? match[4]!, match[3] ?? match[5]!].map(Number) as [
    number,
    number,
    number,
  ]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1990 || year > 2100) return null
  return date.toISOString().slice(0, 10)
}

/** A number as people write it: 1,200.5, full-width, with 元 or 万元 behind; null when it is none. */
export function readAmount(text: string): number | null {
  const match = /^[¥￥]?\s*(\d[\d,]*(?:\.\d+)?)\s*(万)?元?$/u.exec(text.normalize('NFKC').trim())
  if (!match) return null
  const value = Number(match[1]!.replaceAll(',', '')) * (match[2] ? 10_000 : 1)
  return Number.isFinite(value) ? value : null
}
