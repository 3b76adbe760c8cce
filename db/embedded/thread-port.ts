/** The way from a worker thread to the embedded database, which only the main thread reaches. */
import type { MessagePort } from 'node:worker_threads'
import type { ClientStream } from './client-stream.ts'
import { PgSocket } from './pg-socket.ts'

type FromThread = 'connect' | 'end' | Uint8Array

/** Bytes in memory of their own: what they are a part of would be sent as a whole. */
function post(port: MessagePort, message: FromThread): void {
  if (typeof message === 'string') return port.postMessage(message)
  const bytes = new Uint8Array(message)
  port.postMessage(bytes, [bytes.buffer])
}

/** The thread's end: one connection at a time over the same port. */
export class PortSocket extends PgSocket {
  readonly #port: MessagePort
  readonly #receive = (bytes: Uint8Array) => void this.push(bytes)
  readonly #closed = () => void this.destroy(new Error('The embedded database is closed.'))

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('message', this.#receive)
    port.on('close', this.#closed)
    post(port, 'connect')
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    post(this.#port, chunk)
    done()
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#port.off('message', this.#receive)
    this.#port.off('close', this.#closed)
    post(this.#port, 'end')
    done(error)
  }
}

/** The main thread's end. */
export function serveThread(port: MessagePort, connect: () => ClientStream): void {
  let stream: ClientStream | null = null
  const end = () => {
    stream?.destroy()
    stream = null
  }
  port.on('message', (message: FromThread) => {
    if (message === 'end') end()
    else if (message !== 'connect') stream?.write(Buffer.from(message))
    else {
      end()
      stream = connect()
      stream.on('data', (bytes: Buffer) => post(port, bytes))
      // The database has stopped, and the main thread knows.
      stream.on('error', () => port.close())
    }
  })
  port.on('close', end)
  // A thread that asks nothing keeps no process alive.
  port.unref()
}
