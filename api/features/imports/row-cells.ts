import { cellText } from './cells.ts'
import type { Column, Header } from './headers.ts'
import type { RowContext } from './read-row.ts'
import type { Mark, RosterField, RosterRow, RowProblem } from './roster.ts'

/** The cells of one row by what they mean, and what there is to say about them. */
export class RowCells {
  protected readonly header: Header
  protected readonly context: RowContext
  protected readonly row: RosterRow
  protected readonly problems: RowProblem[] = []
  protected readonly marks = new Set<Mark>()
  private readonly columns: ReadonlyMap<RosterField, Column>

  constructor(
    header: Header,
    columns: ReadonlyMap<RosterField, Column>,
    context: RowContext,
    row: RosterRow,
  ) {
    this.header = header
    this.columns = columns
    this.context = context
    this.row = row
  }

  protected column(field: RosterField): Column | undefined {
    return this.columns.get(field)
  }

  protected text(field: RosterField, keepLines = false): string {
    const column = this.column(field)
    return column ? cellText(this.row.cells[column.index], keepLines) : ''
  }

  protected report(
    severity: RowProblem['severity'],
    column: Column | undefined,
    value: string | null,
    problem: string,
    remedy: string,
    finding?: string,
  ): void {
    const shown = value !== null && value.length > 120 ? `${value.slice(0, 120)}…` : value
    this.problems.push({
      severity,
      column: column?.header ?? null,
      value: shown,
      problem,
      remedy,
      ...(finding && { finding }),
    })
    if (severity === 'suspicious') this.marks.add('suspicious')
  }
}
