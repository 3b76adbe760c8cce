import { dayAt } from '../../api/features/hours/beijing-time.ts'

/** Beijing calendar days from an ISO instant to now; null when there is none. A time ahead of our clock is today. */
export function daysSince(instant: string | null, nowMs: number): number | null {
  const ms = instant === null ? NaN : Date.parse(instant)
  return Number.isNaN(ms) ? null : Math.max(0, dayAt(nowMs) - dayAt(ms))
}
