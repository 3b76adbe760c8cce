import type { RowProblem } from './roster.ts'
import type { ReadRow } from './read-row.ts'

export interface SeenBefore {
  /** Number of the earlier row. */
  of: number
  /** The list itself tells the two apart: a person decides, both are written. */
  undecided: boolean
  problem: RowProblem
}

/** Remembers the rows of one file by their identifiers: the same place twice in one list is written once. */
export class SeenRows {
  private readonly byCode = new Map<string, number>()
  private readonly bySourceId = new Map<string, number>()
  private readonly byKeys = new Map<string, { row: number; sourceId: string | null }>()

  /** @returns the earlier row that this one doubles, or null */
  check(row: Pick<ReadRow, 'number' | 'code' | 'sourceId' | 'nameKey' | 'addressKey'>): SeenBefore | null {
    const keys = `${row.nameKey}|${row.addressKey}`
    const sameCode = row.code === null ? undefined : this.byCode.get(row.code)
    const sameId = row.sourceId === null ? undefined : this.bySourceId.get(row.sourceId)
    const sameKeys = this.byKeys.get(keys)
    if (row.code !== null && sameCode === undefined) this.byCode.set(row.code, row.number)
    if (row.sourceId !== null && sameId === undefined) this.bySourceId.set(row.sourceId, row.number)
    if (!sameKeys) this.byKeys.set(keys, { row: row.number, sourceId: row.sourceId })
    if (sameCode !== undefined) return doubled(sameCode, `与第 ${sameCode} 行的驿站编码相同(${row.code})。`)
    if (sameId !== undefined) return doubled(sameId, `与第 ${sameId} 行的编号相同(${row.sourceId})。`)
    if (!sameKeys) return null
    if (row.sourceId !== null && sameKeys.sourceId !== null) {
      return {
        of: sameKeys.row,
        undecided: true,
        problem: note(
          `与第 ${sameKeys.row} 行名称和地址相同,但编号不同。`,
          '两行都会登记,并列为一对待判断的疑似重复。',
        ),
      }
    }
    return doubled(sameKeys.row, `与第 ${sameKeys.row} 行的名称和地址相同。`)
  }
}

const note = (problem: string, remedy: string): RowProblem => ({
  severity: 'note',
  column: null,
  value: null,
  problem,
  remedy,
})

function doubled(of: number, problem: string): SeenBefore {
  return {
    of,
    undecided: false,
    problem: note(problem, '这一行不再登记;如确是两处,请在名称或地址里写出区别。'),
  }
}
