import { readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'

/** As `nice` does unless told otherwise. */
const BACKGROUND = 10

/**
 * Lets the request loop go before the helpers that Node has started by now: those of V8 (garbage, compilation) work for
 * every thread of the process, and beside a large import they would hold a core for four milliseconds at a time each.
 * To be called first of all, on the main thread; threads started later are not touched (see
 * `db/embedded/start-worker.mjs`). On Linux each thread has a niceness of its own; elsewhere their priority stays.
 */
export function putRequestsFirst(): void {
  // V8 takes parts of requests for long-lived, puts them beside the index, and has that much more to go through each
  // time it clears what requests leave behind.
  setFlagsFromString('--no-allocation-site-pretenuring')
  if (process.platform !== 'linux') return
  try {
    for (const thread of readdirSync('/proc/self/task').map(Number))
      if (thread !== process.pid) setPriority(thread, BACKGROUND)
  } catch {
    // Without /proc, or when a thread has just ended: the system's own fairness must do.
  }
}
