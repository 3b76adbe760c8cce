import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import knexModule from 'knex'
import pg from 'pg'
import type { Database } from '../database.ts'
import { endPool } from '../end-pool.ts'
import { createListeners } from '../listen.ts'
import { createBridge } from './bridge.ts'
import type { Bridge } from './bridge.ts'
import type { EngineReply, EngineStart } from './messages.ts'
import { serveThread } from './thread-port.ts'

interface Engine {
  bridge: Bridge
  stop(): Promise<void>
}

/** Starts the thread; resolves when the database accepts queries. */
function startEngine(directory: string, durable: boolean): Promise<Engine> {
  const { port1: copyPort, port2: copyPortOfThread } = new MessageChannel()
  const copyPosted = new SharedArrayBuffer(4)
  const start: EngineStart = { directory, durable, copyPort: copyPortOfThread, copyPosted }
  const module = new URL('./worker.ts', import.meta.url).href
  const worker = new Worker(new URL('./start-worker.mjs', import.meta.url), {
    workerData: { module, requestsWait: true, ...start },
    transferList: [copyPortOfThread],
    execArgv: [],
    name: 'embedded-database',
  })
  const bridge = createBridge(worker, copyPort, copyPosted)

  return new Promise((resolve, reject) => {
    let onClosed: (() => void) | undefined
    const stopped = (error: Error) => {
      copyPort.close()
      bridge.fail(error)
      reject(error)
      onClosed?.()
    }
    worker.on('error', (cause) =>
      stopped(new Error(`The embedded database in ${directory} has stopped: ${String(cause)}`, { cause })),
    )
    worker.on('exit', () => stopped(new Error(`The embedded database in ${directory} is closed.`)))
    worker.on('message', (reply: EngineReply) => {
      if (reply.kind === 'ready') {
        resolve({
          bridge,
          stop: () =>
            new Promise((closed) => {
              onClosed = closed
              worker.postMessage({ kind: 'close' })
            }),
        })
      } else bridge.handle(reply)
    })
  })
}

/** PostgreSQL writes this file once; a copy of the folder has one of its own. */
function folderId(directory: string): string {
  const { ino, birthtimeMs } = statSync(join(directory, 'PG_VERSION'))
  return `${ino}-${Math.round(birthtimeMs)}`
}

/**
 * Opens the embedded PostgreSQL whose cluster lies in `directory`, creating an empty one when there is none (some
 * seconds). The caller holds the folder's lock.
 * @param poolSize connections of the pool; they share one session, so more of them buy no speed
 * @param durable false spares the wait for the disk: a power cut may then damage the database, a killed process not
 */
export async function openEmbedded(
  directory: string,
  { poolSize = 10, durable = true }: { poolSize?: number; durable?: boolean } = {},
): Promise<Database> {
  mkdirSync(directory, { recursive: true })
  const engine = await startEngine(directory, durable)
  // Explicit, so that a PGSSLMODE or PGUSER in the environment changes nothing.
  const connection = { stream: () => engine.bridge.connect(), ssl: false, user: 'postgres', password: '' }
  const knex = knexModule({ client: 'pg', connection, pool: { min: 0, max: poolSize } })
  const listeners = createListeners(() => new pg.Client(connection))
  let closing: Promise<void> | undefined

  return {
    knex,
    kind: 'embedded',
    folderId: folderId(directory),
    listen: listeners.listen,
    forThread() {
      const { port1, port2 } = new MessageChannel()
      serveThread(port1, () => engine.bridge.connect())
      return { port: port2 }
    },
    announce: () => undefined,
    close() {
      closing ??= (async () => {
        await listeners.stopAll()
        await endPool(knex)
        await engine.stop()
      })()
      return closing
    },
  }
}
