/** The index builder in a thread of its own, so that no request waits while the index is built. */
import { Worker } from 'node:worker_threads'
import type { AppliedPage, IndexSnapshot } from './index-builder.ts'

export type BuilderRequest = { kind: 'apply'; page: string } | { kind: 'snapshot' }
export type BuilderReply =
  | ({ kind: 'applied' } & AppliedPage)
  | { kind: 'snapshot'; snapshot: IndexSnapshot }
  | { kind: 'failed'; message: string }

/** An `IndexBuilder` at arm's length; its methods reject when the thread has ended. */
export interface IndexThread {
  apply(pageJson: string): Promise<AppliedPage>
  snapshot(): Promise<IndexSnapshot>
  /** The thread is gone, and all it knew. */
  readonly ended: boolean
  /** Ends the thread; requests under way are rejected. */
  stop(): Promise<void>
}

interface Waiting {
  resolve(reply: BuilderReply): void
  reject(error: Error): void
}

export function startIndexThread(): IndexThread {
  const worker = new Worker(new URL('../../../db/embedded/start-worker.mjs', import.meta.url), {
    workerData: { module: new URL('./builder-thread.ts', import.meta.url).href },
  })
  // An idle index must not keep a process alive that is otherwise done.
  worker.unref()
  const waiting: Waiting[] = []
  let ended: Error | null = null

  worker.on('message', (reply: BuilderReply) => {
    const first = waiting.shift()
    if (reply.kind === 'failed') first?.reject(new Error(reply.message))
    else first?.resolve(reply)
  })
  const end = (error: Error) => {
    ended = ended ?? error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the thread that builds the index has ended')))

  function ask(request: BuilderRequest): Promise<BuilderReply> {
    if (ended) return Promise.reject(ended)
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      worker.postMessage(request)
    })
  }

  return {
    get ended() {
      return ended !== null
    },
    async apply(page) {
      const reply = await ask({ kind: 'apply', page })
      if (reply.kind !== 'applied') throw outOfOrder()
      return reply
    },
    async snapshot() {
      const reply = await ask({ kind: 'snapshot' })
      if (reply.kind !== 'snapshot') throw outOfOrder()
      return reply.snapshot
    },
    stop: async () => void (await worker.terminate()),
  }
}

const outOfOrder = () => new Error('the thread that builds the index answered out of order')
