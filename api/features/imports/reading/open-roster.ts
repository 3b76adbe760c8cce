import type { Header } from '../headers.ts'
import { RosterError, type ImportOptions, type RosterRow } from '../roster.ts'
import { fileKind, type ReadLimits } from './file-kind.ts'
import { openCsv } from './read-csv.ts'
import { openXlsx } from './read-xlsx.ts'

/** A roster whose header is known and whose rows are about to be read, once. */
export interface OpenRoster {
  /** Null for text files. */
  sheet: string | null
  header: Header
  /** Rows below the header, blank ones too; null when only reading would tell. */
  total: number | null
  rows(): AsyncGenerator<RosterRow>
}

/** @throws RosterError with a sentence for every file that cannot be imported. */
export async function openRoster(
  path: string,
  options: ImportOptions,
  limits: ReadLimits,
): Promise<OpenRoster> {
  const kind = await fileKind(path, limits)
  return kind === 'xlsx'
    ? openXlsx(path, options.sheet, options.mapping, limits)
    : openCsv(path, options.mapping)
}

/** The sentence for a file in which no header was recognised: what was looked for, and what is there instead. */
export function missingHeader(sheets: { name: string | null; rows: readonly RosterRow[] }[]): RosterError {
  const seen = sheets.slice(0, 8).map(({ name, rows }) => {
    const first = rows.find((row) => row.cells.some((c) => c !== null && String(c).trim() !== ''))
    const words = (first?.cells ?? [])
      .filter((c) => c !== null && String(c).trim() !== '')
      .slice(0, 6)
      .map((c) => String(c).trim().slice(0, 20))
    const where = name === null ? '文件开头' : `工作表「${name}」`
    return words.length === 0 ? `${where}是空的` : `${where}的第一行是:${words.join('、')}`
  })
  return new RosterError(
    `前 10 行里没有找到表头。表头要有「名称」一列,以及「地址」或「经度、纬度」。${seen.join(';')}。` +
      '请把表头放在名单上方;列名不同时可用列对应关系指明,例如 --map "点位=name"。也可下载导入模板。',
  )
}
