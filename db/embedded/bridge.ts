import type { MessagePort, Worker } from 'node:worker_threads'
import { ClientStream, copyAborted } from './client-stream.ts'
import type { ClientWork } from './client-stream.ts'
import { noteListening } from './listening.ts'
import type { CopyChunk, EngineReply, EngineRequest } from './messages.ts'
import { message, simpleQuery } from './protocol.ts'
import type { TransactionStatus } from './protocol.ts'

/** Puts many clients onto the one session of the embedded database. */
export interface Bridge {
  /** A new connection, to be given to `pg` as its `stream`. */
  connect(): ClientStream
  /** For each reply of the worker thread. */
  handle(reply: EngineReply): void
  /** Ends all connections with this error. */
  fail(error: Error): void
}

/** Sync first: it ends an extended-protocol batch that the client has left half-way. */
const rollBack: ClientWork = { kind: 'batch', bytes: Buffer.concat([message('S'), simpleQuery('rollback')]) }

/** The way for rows to a COPY that is running, one piece at a time; `underWay` until the thread has taken it. */
function createCopyFeed(port: MessagePort, posted: Int32Array) {
  const feed = {
    underWay: false,
    next(client: ClientStream, run: number): void {
      // A batch here comes after the answer to this COPY: its rest ('done') is still on the way from the thread.
      if (feed.underWay || client.inbox[0]?.kind === 'batch') return
      const work = client.takeWork()
      if (!work) return
      feed.underWay = true
      port.postMessage({ run, bytes: work.bytes } satisfies CopyChunk)
      Atomics.add(posted, 0, 1)
      Atomics.notify(posted, 0)
    },
  }
  return feed
}

/**
 * @param worker the thread that runs batches, one at a time
 * @param copyPort,copyPosted the way for COPY rows while that thread is busy (see EngineStart)
 */
export function createBridge(worker: Worker, copyPort: MessagePort, copyPosted: SharedArrayBuffer): Bridge {
  const clients = new Set<ClientStream>()
  /** Clients with work, in the order in which they get the session. */
  const waiting: ClientStream[] = []
  /** The client that has the session: it keeps it until ReadyForQuery says that no transaction is open. */
  let holder: ClientStream | null = null
  /** What the thread does: nothing, a batch, or a COPY that reads the holder's rows. */
  let state: 'idle' | 'running' | 'copying' = 'idle'
  let run = 0
  let connections = 0
  const copyFeed = createCopyFeed(copyPort, new Int32Array(copyPosted))

  function pump(): void {
    if (state === 'copying' && holder) copyFeed.next(holder, run)
    while (state === 'idle') {
      const client: ClientStream | undefined = holder ?? waiting.shift()
      const work = client?.takeWork()
      if (!client) return
      if (work?.kind === 'batch') start(client, work.bytes)
      // The holder is between two steps of its transaction.
      else if (!work && client === holder) return
      // Otherwise: rows that were on their way when their COPY failed; they are dropped.
      else if (client !== holder && client.inbox.length > 0) waiting.unshift(client)
    }
  }

  function start(client: ClientStream, bytes: Buffer): void {
    const listenAgain = noteListening(client, clients, bytes)
    if (listenAgain)
      waiting.unshift(new ClientStream(0, events, { kind: 'batch', bytes: simpleQuery(listenAgain) }))
    holder = client
    state = 'running'
    run += 1
    worker.postMessage({ kind: 'run', run, bytes } satisfies EngineRequest)
  }

  function finish(status: TransactionStatus | null): void {
    state = 'idle'
    copyFeed.underWay = false
    if (holder?.gone && status !== 'I') {
      holder.inbox.push(rollBack)
    } else if (status === 'I' && holder) {
      if (holder.inbox.length > 0) waiting.push(holder)
      holder = null
    }
    pump()
  }

  const events = {
    onWork(client: ClientStream) {
      if (client !== holder && !waiting.includes(client)) waiting.push(client)
      pump()
    },
    onGone(client: ClientStream) {
      clients.delete(client)
      const place = waiting.indexOf(client)
      if (place >= 0) waiting.splice(place, 1)
      if (client !== holder) return
      if (state === 'copying') client.inbox.push(copyAborted)
      else if (state === 'idle') client.inbox.push(rollBack)
      pump()
    },
  }

  return {
    connect() {
      connections += 1
      const client = new ClientStream(connections, events)
      clients.add(client)
      return client
    },
    handle(reply) {
      if (reply.kind === 'data') holder?.deliver(reply.bytes)
      else if (reply.kind === 'done') finish(reply.status)
      else if (reply.kind === 'notification') {
        for (const client of clients) if (client.channels.has(reply.channel)) client.deliver(reply.bytes)
      } else if (reply.kind === 'copying') {
        state = 'copying'
        if (holder?.gone) holder.inbox.push(copyAborted)
        pump()
      } else if (reply.kind === 'copyTaken') {
        copyFeed.underWay = false
        pump()
      }
    },
    fail(error) {
      for (const client of [...clients]) client.destroy(error)
    },
  }
}
