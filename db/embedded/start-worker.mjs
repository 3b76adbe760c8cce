// Worker threads of Node 20 do not take over the parent's TypeScript loader (tsx or vitest), so this plain file brings
// its own: it loads the TypeScript module named in workerData.
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { workerData } from 'node:worker_threads'
import { tsImport } from 'tsx/esm/api'

/** As `nice` does unless told otherwise. */
const BACKGROUND = 10

/**
 * The request loop goes first where both want the same core: on Linux each thread has a niceness of its own.
 * Elsewhere, and without /proc, the system's own fairness must do.
 */
function giveWayToRequests() {
  if (process.platform !== 'linux') return
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
    setPriority(Number(thread), BACKGROUND)
  } catch {
    // The thread works at any priority.
  }
}

// The embedded database is no background work: requests wait for it.
if (!workerData.requestsWait) giveWayToRequests()
await tsImport(workerData.module, import.meta.url)
