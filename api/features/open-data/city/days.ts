import { dateOf, dayOf } from '../../hours/beijing-time.ts'
import { packNumbers, unpackNumbers, unzigzag, zigzag } from './columns.ts'

/** Beijing dates as days before a day, null as 0: recent ones are small numbers. @param today day number */
export function packDays(dates: readonly (string | null)[], today: number): string[] {
  return packNumbers(dates.map((date) => (date === null ? 0 : 1 + zigzag(today - dayOf(date)!))))
}

export function unpackDays(planes: readonly string[], count: number, today: number): (string | null)[] {
  const dates: (string | null)[] = [null]
  return unpackNumbers(planes, count).map(
    (age) => (dates[age] ??= age === 0 ? null : dateOf(today - unzigzag(age - 1))),
  )
}
