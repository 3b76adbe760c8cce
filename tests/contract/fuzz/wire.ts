/** HTTP by hand over keep-alive connections: an ordinary client refuses to send most of what is sent here. */
import { connect, type Socket } from 'node:net'

export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Buffer
}

/** What became of a request when no answer came. */
export type Silence = 'closed' | 'hung'

export interface AskOptions {
  /** The answer has no body whatever its headers say, as to HEAD. */
  bodiless: boolean
  /** Nothing follows: our side of the connection is ended. */
  endAfter: boolean
}

export interface Wire {
  ask(request: Buffer, options: AskOptions): Promise<Answer | Silence>
  /** The next request goes over a new connection. */
  renew(): void
}

/** Generous: a machine may be busy, but no answer of ours takes half of it. */
const PATIENCE_MS = 60_000

export function openWire(port: number): Wire {
  let socket: Socket | null = null

  function renew(): void {
    socket?.destroy()
    socket = null
  }

  function askOnce(request: Buffer, { bodiless, endAfter }: AskOptions): Promise<Answer | Silence> {
    return new Promise((resolve) => {
      const used = (socket ??= connect(port, '127.0.0.1').setNoDelay(true))
      const chunks: Buffer[] = []
      const done = (result: Answer | Silence, keep: boolean) => {
        clearTimeout(patience)
        used.removeAllListeners()
        used.on('error', () => undefined)
        if (!keep) {
          used.destroy()
          if (socket === used) socket = null
        }
        resolve(result)
      }
      const patience = setTimeout(() => done('hung', false), PATIENCE_MS)
      used.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (!mayBeWhole(chunks)) return
        const read = readAnswer(Buffer.concat(chunks), bodiless, false)
        if (!read) return
        const keep = read.rest === 0 && !endAfter && read.answer.headers.connection !== 'close'
        done(read.answer, keep)
      })
      used.on('error', () => undefined)
      used.on('close', () =>
        done(readAnswer(Buffer.concat(chunks), bodiless, true)?.answer ?? 'closed', false),
      )
      used.write(request)
      if (endAfter) used.end()
    })
  }

  return {
    renew,
    async ask(request, options) {
      const reused = socket !== null
      const answer = await askOnce(request, options)
      // The server may end a connection between two requests, or for what an odd one before left on it.
      return answer === 'closed' && reused ? askOnce(request, options) : answer
    },
  }
}

const HEAD_END = '\r\n\r\n'

/** Large answers are looked at once and not at each piece: those in chunks end with an empty one. */
function mayBeWhole(chunks: readonly Buffer[]): boolean {
  if (chunks.length < 4) return true
  const first = chunks[0]!.toString('latin1', 0, 4000)
  const length = /^content-length: (\d+)/im.exec(first)?.[1]
  if (length) return chunks.reduce((sum, chunk) => sum + chunk.length, 0) >= Number(length)
  return chunks.at(-1)!.subarray(-7).toString('latin1').endsWith('0\r\n\r\n') || chunks.at(-1)!.length < 7
}

/** The first answer in what has come so far, or null while it is not whole. */
function readAnswer(
  received: Buffer,
  bodiless: boolean,
  ended: boolean,
): { answer: Answer; rest: number } | null {
  const end = received.indexOf(HEAD_END)
  if (end < 0) return null
  const [statusLine, ...lines] = received.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(statusLine!.split(' ')[1])
  const after = received.subarray(end + HEAD_END.length)
  // 100 Continue and the like announce the answer.
  if (status < 200) return readAnswer(after, bodiless, ended)
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  const whole = (body: Buffer, taken: number) => ({
    answer: { status, headers, body },
    rest: after.length - taken,
  })
  if (bodiless || status === 204 || status === 304) return whole(Buffer.alloc(0), 0)
  if (headers['transfer-encoding'] === 'chunked') {
    const chunks = readChunks(after)
    return chunks && whole(chunks.body, chunks.taken)
  }
  const length = headers['content-length']
  if (length === undefined) return ended ? whole(after, after.length) : null
  return after.length < Number(length) ? null : whole(after.subarray(0, Number(length)), Number(length))
}

function readChunks(bytes: Buffer): { body: Buffer; taken: number } | null {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return null
    const size = parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16)
    const from = lineEnd + 2
    if (bytes.length < from + size + 2) return null
    if (size === 0) return { body: Buffer.concat(parts), taken: from + 2 }
    parts.push(bytes.subarray(from, from + size))
    at = from + size + 2
  }
}
