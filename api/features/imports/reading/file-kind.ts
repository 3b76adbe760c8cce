import { open, stat } from 'node:fs/promises'
import { RosterError } from '../roster.ts'

export type FileKind = 'xlsx' | 'text'

/** What a spreadsheet may hold before it is read: far above a city's roster, far below what hurts the server. */
export interface ReadLimits {
  /** Bytes of the file as it came. */
  fileBytes: number
  /** Bytes of an .xlsx with all its parts unpacked. */
  inflatedBytes: number
}

export const MEGABYTE = 1024 * 1024
export const DEFAULT_LIMITS: ReadLimits = { fileBytes: 64 * MEGABYTE, inflatedBytes: 300 * MEGABYTE }

const startsWith = (head: Buffer, ...bytes: number[]) => bytes.every((b, i) => head[i] === b)

/**
 * Tells what a file is by its first bytes: names lie.
 *
 * @throws RosterError for an empty file, one that is too large, and what is neither .xlsx nor text.
 */
export async function fileKind(path: string, limits: ReadLimits): Promise<FileKind> {
  const { size } = await stat(path)
  if (size === 0) throw new RosterError('文件是空的。请选择有内容的 .xlsx 或 .csv 文件。')
  if (size > limits.fileBytes) throw tooLarge(size, limits.fileBytes)
  const file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0).finally(() => file.close())
  const head = buffer.subarray(0, bytesRead)
  if (startsWith(head, 0x50, 0x4b, 3, 4)) return 'xlsx'
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new RosterError(
      '这是旧版 Excel 文件(.xls)或加了密码的文件。请用 Excel 或 WPS 打开,另存为不加密的 .xlsx 后再导入。',
    )
  }
  const utf16 = startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)
  if (!utf16 && head.includes(0)) {
    throw new RosterError(
      '这个文件既不是 .xlsx 表格,也不是 .csv 文本,无法读取。请从 Excel 或 WPS 另存为 .xlsx 后再导入。',
    )
  }
  if (/^\s*<(?:!doctype|html|table|\?xml)/i.test(head.toString('latin1').replace(/^ï»¿/, ''))) {
    throw new RosterError(
      '这个文件其实是网页(HTML/XML),不是表格。请用 Excel 或 WPS 打开,另存为 .xlsx 后再导入。',
    )
  }
  return 'text'
}

export function tooLarge(bytes: number, limit: number): RosterError {
  const mb = (n: number) => Math.ceil(n / MEGABYTE)
  return new RosterError(
    `文件有 ${mb(bytes)} MB,超过 ${mb(limit)} MB 的上限。请删去图片和无关的工作表,或按区拆成几个文件,或另存为 .csv。`,
  )
}
