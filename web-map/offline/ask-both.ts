/** The network and the data on this device, asked so that the street never waits: whichever can answer, and honestly. */
import type { ApiError, Result } from '../api/client.ts'

/** An answer from this device. */
export interface Kept<T> {
  value: T
  /** Epoch milliseconds at which this was last known to be true. */
  savedAt: number
}

/** Why an answer comes from this device; `waiting`: the network's is still expected. */
export interface KeptNote {
  savedAt: number
  why: 'waiting' | 'slow' | 'offline' | 'broken'
}

export interface Patience {
  /** Milliseconds after which the kept data is shown until the network answers. */
  early: number
  /** Milliseconds after which the network counts as too slow; its answer is still taken when it comes. */
  late: number
}

export const PATIENCE: Patience = { early: 300, late: 4000 }

/** The browser itself calls the line slow, or there is none. */
export function lineIsSlow(): boolean {
  const { connection, onLine } = navigator as Navigator & { connection?: { effectiveType?: string } }
  return onLine === false || /2g|3g/.test(connection?.effectiveType ?? '')
}

/** On a slow line nothing is won by waiting first. */
const usualPatience = (): Patience => (lineIsSlow() ? { ...PATIENCE, early: 0 } : PATIENCE)

/**
 * @param network the question on its way; its answer always wins when it comes
 * @param askKept asked only when the network is slow or fails; null: the device cannot tell
 * @param show called with each answer as it becomes the best one, at most three times
 * @returns the network's failure when the device had nothing to show instead
 */
export async function askBoth<T>(
  network: Promise<Result<T>>,
  askKept: () => Promise<Kept<T> | null>,
  show: (value: T, note: KeptNote | null) => void,
  { early, late }: Patience = usualPatience(),
): Promise<ApiError | null> {
  let settled = false
  let once: Promise<Kept<T> | null> | null = null
  const showKept = async (why: KeptNote['why']): Promise<boolean> => {
    const kept = await (once ??= askKept().catch(() => null))
    if (kept && !settled) show(kept.value, { savedAt: kept.savedAt, why })
    return kept !== null
  }
  const timers = [
    setTimeout(() => void showKept('waiting'), early),
    setTimeout(() => void showKept('slow'), late),
  ]
  const result = await network
  for (const timer of timers) clearTimeout(timer)
  if (result.ok) {
    settled = true
    show(result.value, null)
    return null
  }
  const { kind } = result.error
  const shown = kind !== 'refused' && kind !== 'aborted' && (await showKept(kind))
  settled = true
  return shown ? null : result.error
}
