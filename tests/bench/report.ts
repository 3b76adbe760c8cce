import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))

/** What a reader must know of the machine to make anything of the numbers. */
export function machineFacts(): string {
  const busy = loadavg()[0]!
  const cores = availableParallelism()
  return [
    cpus()[0]?.model.trim() ?? 'unknown processor',
    `${cores} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    systemName(),
    `Node ${process.versions.node}`,
    `load average ${busy.toFixed(1)}${busy > cores / 2 ? ' (the machine is busy with other work)' : ''}`,
  ].join(', ')
}

function systemName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}

/** Prints rows of text under headings, numbers to the right. */
export function printTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const cells = [headings, ...rows].map((row) => row.map(String))
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  for (const row of cells) {
    const line = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
    console.log(`  ${line.join('  ')}`)
  }
}

/** One line on a goal; a bench tells, it never fails. */
export function printGoal(what: string, value: number | null, goal: { least?: number; most?: number }): void {
  const wanted = goal.least === undefined ? `at most ${goal.most}` : `at least ${goal.least}`
  if (value === null) {
    console.log(`  goal  ${what}: not measured (${wanted} wanted)`)
    return
  }
  const met = value >= (goal.least ?? -Infinity) && value <= (goal.most ?? Infinity)
  console.log(`  goal  ${what}: ${rounded(value)}, ${wanted} wanted: ${met ? 'met' : 'MISSED'}`)
}

export const say = (message: string): void => console.error(message)
