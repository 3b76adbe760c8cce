import { PgSocket } from './pg-socket.ts'
import { createMessageReader, handshake, message, startupCode } from './protocol.ts'

/** A piece of work that a client has sent: a batch up to Sync, Query or Flush, or rows of a COPY FROM STDIN. */
export interface ClientWork {
  kind: 'batch' | 'copyRows' | 'copyEnd'
  bytes: Buffer
}

export interface ClientEvents {
  /** There is new work in the client's inbox. */
  onWork(client: ClientStream): void
  /** The client said good-bye or was destroyed. */
  onGone(client: ClientStream): void
}

/** A client may send this many bytes of COPY rows ahead of the database. */
const copyAheadBytes = 1024 * 1024

/**
 * PGlite silently drops what it cannot take in at once (somewhere between 1 and 2 MB), so rows are handed over in
 * pieces. CopyData messages may end anywhere, also within a row.
 */
const copyPieceBytes = 256 * 1024
const copyHeaderBytes = 5

/** What a PostgreSQL server reports at start-up and the `pg` driver or its users may look at. */
const parameters = {
  server_version: '18.3',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'GMT',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
}

/** The server's end of one connection: what `pg` takes for a socket. */
export class ClientStream extends PgSocket {
  readonly inbox: ClientWork[] = []
  /** Channels on which this client listens. */
  readonly channels = new Set<string>()
  gone = false

  readonly #events: ClientEvents
  readonly #processId: number
  readonly #reader = createMessageReader((type, bytes) => this.#receive(type, bytes), { typed: false })
  #batch: Buffer[] = []
  #copyBytes = 0
  #resumeWriting: (() => void) | undefined

  /** @param first work of the bridge's own, for a stream that nobody reads */
  constructor(processId: number, events: ClientEvents, first?: ClientWork) {
    super()
    if (first) this.inbox.push(first)
    this.#processId = processId
    this.#events = events
  }

  /** Sends bytes to the client. */
  deliver(bytes: Uint8Array): void {
    if (!this.gone && !this.destroyed) this.push(bytes)
  }

  /** Takes the next work; rows of a COPY that wait together come together, up to a piece. */
  takeWork(): ClientWork | undefined {
    const first = this.inbox.shift()
    if (first?.kind !== 'copyRows') return first
    const rows = [first.bytes]
    let length = first.bytes.length
    for (let next = this.inbox[0]; next?.kind === 'copyRows'; next = this.inbox[0]) {
      if (length + next.bytes.length > copyPieceBytes) break
      rows.push(next.bytes)
      length += next.bytes.length
      this.inbox.shift()
    }
    this.#copyBytes -= length
    if (this.#copyBytes <= copyAheadBytes) {
      const resume = this.#resumeWriting
      this.#resumeWriting = undefined
      // Not within this call: the next write may bring rows at once, and they must not overtake the ones taken here.
      if (resume) process.nextTick(resume)
    }
    return { kind: 'copyRows', bytes: Buffer.concat(rows) }
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#reader.push(chunk)
    if (this.#copyBytes > copyAheadBytes) this.#resumeWriting = done
    else done()
  }

  override _writev(chunks: Array<{ chunk: Buffer }>, done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done)
  }

  override _final(done: () => void): void {
    this.#leave()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#leave()
    done(error)
  }

  #leave(): void {
    if (this.gone) return
    this.gone = true
    this.push(null)
    this.inbox.length = 0
    this.#resumeWriting?.()
    this.#events.onGone(this)
  }

  #receive(type: string, bytes: Buffer): void {
    if (this.gone) return
    switch (type) {
      case '':
        this.#start(bytes)
        break
      case 'X':
        this.#leave()
        break
      case 'd':
        this.#addRows(bytes)
        break
      case 'c':
      case 'f':
        this.#addWork({ kind: 'copyEnd', bytes: Buffer.from(bytes) })
        break
      default:
        this.#batch.push(Buffer.from(bytes))
        if (type === 'Q' || type === 'S' || type === 'H' || type === 'F') {
          const batch = this.#batch
          this.#batch = []
          this.#addWork({ kind: 'batch', bytes: Buffer.concat(batch) })
        }
    }
  }

  #start(bytes: Buffer): void {
    const code = bytes.readInt32BE(4)
    if (code === startupCode.sslRequest || code === startupCode.gssRequest) {
      this.deliver(Buffer.from('N'))
    } else if (code === startupCode.cancelRequest) {
      this.#leave()
    } else {
      this.#reader.typed = true
      this.deliver(handshake(this.#processId, parameters))
    }
  }

  /** @param copyData a CopyData message: type, length, rows */
  #addRows(copyData: Buffer): void {
    const pieces: Buffer[] = []
    if (copyData.length <= copyPieceBytes) pieces.push(Buffer.from(copyData))
    else {
      const rowsPerPiece = copyPieceBytes - copyHeaderBytes
      for (let from = copyHeaderBytes; from < copyData.length; from += rowsPerPiece)
        pieces.push(message('d', copyData.subarray(from, from + rowsPerPiece)))
    }
    for (const bytes of pieces) this.#copyBytes += bytes.length
    for (const bytes of pieces) this.#addWork({ kind: 'copyRows', bytes })
  }

  #addWork(work: ClientWork): void {
    this.inbox.push(work)
    this.#events.onWork(this)
  }
}

/** Ends a COPY FROM STDIN whose client has gone. */
export const copyAborted: ClientWork = {
  kind: 'copyEnd',
  bytes: message('f', Buffer.from('the client has gone\0')),
}
