/** The index builder in a thread of its own, which reads the stations itself: no request waits for either. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { portsOf, type ThreadDatabase } from '../../../db/thread-client.ts'
import type { AppliedPage, IndexSnapshot } from './index-builder.ts'

export interface BuilderData {
  database: ThreadDatabase
}
export type BuilderRequest = { kind: 'read'; version: number } | { kind: 'stop' }

/** What a reading of changed stations came to; the thread's only reply. */
export interface Changes extends Omit<AppliedPage, 'features'> {
  snapshot: IndexSnapshot
  /** The features written since the last time. They go on from the pages that came before (see `AppliedPage`). */
  pages: AppliedPage['features'][]
}

/** An `IndexBuilder` at arm's length; its methods reject when the thread has ended. */
export interface IndexThread {
  /**
   * Reads whatever has changed after this version of the registry. Ask for one at a time.
   * @throws whatever the database says; the thread has ended then
   */
  readChanges(version: number): Promise<Changes>
  /** The thread is gone, and all it knew. */
  readonly ended: boolean
  /** Ends the thread and its connection; a request under way is rejected. */
  stop(): Promise<void>
}

interface Waiting {
  resolve(changes: Changes): void
  reject(error: Error): void
}

/** For the thread to give its connection back. */
const STOP_MS = 2000

export function startIndexThread(database: ThreadDatabase): IndexThread {
  const worker = new Worker(new URL('../../../db/embedded/start-worker.mjs', import.meta.url), {
    workerData: {
      module: new URL('./builder-thread.ts', import.meta.url).href,
      database,
    } satisfies BuilderData & { module: string },
    transferList: portsOf(database),
    execArgv: [],
    name: 'index',
  })
  // An idle index must not keep a process alive that is otherwise done.
  worker.unref()
  let waiting: Waiting | null = null
  let ended: Error | null = null

  worker.on('message', (changes: Changes) => {
    waiting?.resolve(changes)
    waiting = null
  })
  const end = (error: Error) => {
    ended = ended ?? error
    waiting?.reject(ended)
    waiting = null
  }
  worker.on('error', end)
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(new Error('the thread that builds the index has ended'))
      resolve()
    })
  })

  return {
    get ended() {
      return ended !== null
    },
    readChanges(version) {
      if (ended) return Promise.reject(ended)
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        worker.postMessage({ kind: 'read', version } satisfies BuilderRequest)
      })
    },
    async stop() {
      worker.postMessage({ kind: 'stop' } satisfies BuilderRequest)
      await Promise.race([exited, sleep(STOP_MS, undefined, { ref: false })])
      await worker.terminate()
    },
  }
}
