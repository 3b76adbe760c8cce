import { fsyncSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { postgis } from '@electric-sql/pglite-postgis'
import { keepHouse } from './housekeeping.ts'
import type { CopyChunk, EngineReply, EngineRequest, EngineStart } from './messages.ts'
import { createMessageReader, readFirstColumn, readNotification, simpleQuery } from './protocol.ts'
import type { TransactionStatus } from './protocol.ts'

/** Output is handed over in pieces of this many bytes: few messages between threads, no large buffers. */
const handOverBytes = 128 * 1024
const housekeepingMillis = 30_000

const { directory, durable, copyPort, copyPosted } = workerData as EngineStart
const posted = new Int32Array(copyPosted)
const port = parentPort
if (!port) throw new Error('The embedded database runs in a worker thread only.')

function reply(message: EngineReply, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer)
}

let status: TransactionStatus | null = 'I'
let copying = false
let currentRun = 0
let output: Uint8Array[] = []
let outputBytes = 0
let onRow: ((bytes: Buffer) => void) | undefined

function handOver(): void {
  if (outputBytes === 0) return
  const bytes = new Uint8Array(outputBytes)
  let offset = 0
  for (const part of output) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  output = []
  outputBytes = 0
  reply({ kind: 'data', bytes }, [bytes.buffer])
}

function handleBackendMessage(type: string, bytes: Buffer): void {
  if (type === 'A') {
    handOver()
    reply({ kind: 'notification', channel: readNotification(bytes).channel, bytes: Uint8Array.from(bytes) })
    return
  }
  if (onRow) {
    if (type === 'D') onRow(bytes)
  } else {
    output.push(bytes)
    outputBytes += bytes.byteLength
  }
  if (type === 'Z') status = String.fromCharCode(bytes[5] ?? 0) as TransactionStatus
  if (type === 'E' || type === 'C') copying = false
  if (type === 'G') {
    handOver()
    copying = true
    reply({ kind: 'copying' })
  } else if (outputBytes >= handOverBytes) handOver()
}

const backend = createMessageReader(handleBackendMessage)

/** Sleeps until the client of the running COPY has sent more rows. */
function nextCopyChunk(): Uint8Array {
  for (;;) {
    const seen = Atomics.load(posted, 0)
    const received = receiveMessageOnPort(copyPort) as { message: CopyChunk } | undefined
    if (!received) {
      Atomics.wait(posted, 0, seen)
    } else if (received.message.run === currentRun) {
      reply({ kind: 'copyTaken' })
      return received.message.bytes
    }
    // Otherwise: left over from a COPY that failed while more rows were on their way.
  }
}

/**
 * A batch of client messages in the shape in which PGlite reads its input: it asks for `length`, then for the next
 * `subarray`. PostgreSQL cannot be paused in the middle of COPY FROM STDIN, so while that runs, asking for `length`
 * past the end waits for the client's next rows: they are streamed, never collected.
 */
function createInput(batch: Uint8Array, flushOutput: () => void): Uint8Array {
  let chunk = batch
  let chunkStart = 0
  let consumed = 0
  return {
    0: batch[0],
    get length() {
      const atEnd = consumed === chunkStart + chunk.byteLength
      // An error that ends the COPY may still lie in PostgreSQL's output buffer.
      if (copying && atEnd) flushOutput()
      if (copying && atEnd) {
        chunkStart += chunk.byteLength
        chunk = nextCopyChunk()
        // CopyDone and CopyFail come alone and end the stream.
        if (chunk[0] !== 0x64) copying = false
      }
      return chunkStart + chunk.byteLength
    },
    subarray(from: number, to: number) {
      consumed = to
      return chunk.subarray(from - chunkStart, to - chunkStart)
    },
  } as unknown as Uint8Array
}

function run(pg: PGlite, batch: Uint8Array): void {
  status = null
  const input = createInput(batch, () => pg.Module._pgl_pq_flush())
  // The copy is needed: PGlite reuses its memory, and messages are handed over later.
  void pg.execProtocolRawStream(input, {
    syncToFs: false,
    onRawData: (bytes) => backend.push(bytes.slice()),
  })
  copying = false
}

/** Runs one statement of the housekeeper's and returns the first column of its rows. */
function ask(pg: PGlite, sql: string): string[] {
  const rows: string[] = []
  onRow = (bytes) => rows.push(readFirstColumn(bytes) ?? '')
  try {
    run(pg, simpleQuery(sql))
  } finally {
    onRow = undefined
  }
  return rows
}

/** PGlite's file system has no fsync of its own, which would leave a commit in the system's cache at a power cut. */
function makeCommitsDurable(pg: PGlite): void {
  const fileSystems = pg.Module.FS.filesystems as unknown as {
    NODEFS: { stream_ops: { fsync?: (stream: { nfd?: number; node: { mode: number } }) => number } }
  }
  fileSystems.NODEFS.stream_ops.fsync = (stream) => {
    if (stream.nfd !== undefined) fsyncSync(stream.nfd)
    return 0
  }
}

const engine = await PGlite.create(directory, {
  extensions: { postgis, pg_trgm, btree_gist },
  startParams: [
    // '-F' switches fsync off.
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F' || !durable),
    // Emscripten's fdatasync, the default here, does nothing.
    ...['-c', 'wal_sync_method=fsync'],
    // An index look-up costs little more than a sequential read on an SSD; the default 4 makes PostGIS lose its KNN index.
    ...['-c', 'random_page_cost=1.1', '-c', 'jit=off'],
  ],
})
makeCommitsDurable(engine)

const housekeeping = setInterval(() => {
  // Only between transactions: there is one session for everybody.
  if (status === 'I') keepHouse((sql) => ask(engine, sql))
}, housekeepingMillis)

port.on('message', (request: EngineRequest) => {
  if (request.kind === 'run') {
    currentRun = request.run
    run(engine, request.bytes)
    handOver()
    reply({ kind: 'done', status })
    return
  }
  clearInterval(housekeeping)
  ask(engine, 'checkpoint')
  void engine.close().then(() => {
    copyPort.close()
    reply({ kind: 'closed' })
    port.close()
  })
})
reply({ kind: 'ready' })
