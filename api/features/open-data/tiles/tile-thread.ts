/** Works out the columns of the tiles in a thread of its own, started when it is first needed. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { BuildReply, BuildRequest } from './building-thread.ts'
import type { TileColumns, TileInput } from './tile-columns.ts'

/** Timetables sent in one go. */
const SOME = 500

export interface TileBuilder {
  /** One at a time. Rejects when the thread ends. */
  build(input: TileInput): Promise<TileColumns>
  stop(): Promise<void>
}

export function threadedTileBuilder(): TileBuilder {
  let worker: Worker | null = null
  let waiting: { resolve(columns: TileColumns): void; reject(error: Error): void } | null = null

  function start(): Worker {
    const started = new Worker(new URL('../../../../db/embedded/start-worker.mjs', import.meta.url), {
      workerData: { module: new URL('./building-thread.ts', import.meta.url).href },
    })
    started.unref()
    const end = (error: Error) => {
      if (worker === started) worker = null
      waiting?.reject(error)
    }
    started.on('message', (reply: BuildReply) => {
      if ('failed' in reply) waiting?.reject(new Error(reply.failed))
      else waiting?.resolve(reply.columns)
    })
    started.on('error', end)
    started.on('exit', () => end(new Error('the thread that builds the tiles has ended')))
    return started
  }

  return {
    async build({ timetables, ...columns }) {
      const thread = (worker ??= start())
      const send = (request: BuildRequest) => thread.postMessage(request)
      // Each message is a copy of a megabyte or two: requests get in between.
      for (const [name, values] of Object.entries(columns)) {
        send({ kind: 'column', name: name as keyof typeof columns, values })
        await nextTurn()
      }
      for (let from = 0; from < timetables.length; from += SOME) {
        send({ kind: 'timetables', texts: timetables.slice(from, from + SOME) })
        await nextTurn()
      }
      return new Promise<TileColumns>((resolve, reject) => {
        waiting = { resolve, reject }
        if (worker !== thread) reject(new Error('the thread that builds the tiles has ended'))
        else send({ kind: 'build' })
      }).finally(() => {
        waiting = null
      })
    },
    async stop() {
      await worker?.terminate()
    },
  }
}
