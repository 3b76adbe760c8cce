import { readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second whatever the kernel's own clock is. */
const TICK_MICROS = 10_000

/** CPU time that a process has used so far, in microseconds; null where that cannot be read. */
export function processCpuMicros(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name may hold blanks; what follows its bracket is fixed.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS
  } catch {
    return null
  }
}
