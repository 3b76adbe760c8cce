/**
 * The load: a process with keep-alive connections that reads no more of an answer than its status and length, so that
 * it spends less on a request than the leanest server does.
 */
import { spawnSync } from 'node:child_process'
import { setPriority } from 'node:os'
import { connect, type Socket } from 'node:net'
import { serveParent } from './child.ts'

export interface LoadTask {
  port: number
  /** Paths with query, asked in turn. */
  paths: readonly string[]
  connections: number
  seconds: number
  /** Requests a second, sent when they are due; unset: each connection asks again as soon as it has its answer. */
  rate?: number
}

export interface LoadResult extends Latencies {
  requests: number
  seconds: number
  perSecond: number
  /** Answers with another status than 200. */
  refused: number
  /** Median length of the bodies, in bytes. */
  bodyBytes: number
  /** Share of one core that this process used. */
  ownCpu: number
  /** What was answered from each `mark` on to the next one. */
  parts: (Latencies & { name: string; seconds: number })[]
}

export interface Latencies {
  p50Ms: number
  p99Ms: number
  maxMs: number
}

const HEAD_END = Buffer.from('\r\n\r\n')
const CONTENT_LENGTH = Buffer.from('\r\nContent-Length: ')

interface Connection {
  socket: Socket
  /** When the request under way was sent, or was due; NaN when idle. */
  since: number
  /** Bytes of the answer that are still to come; -1 while its head is incomplete. */
  missing: number
  head: Buffer | null
}

let stopEarly: (() => void) | undefined
let markPart: ((name: string) => void) | undefined

function drive(task: LoadTask): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const requests = task.paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`))
    const latencies: number[] = []
    const bodies: number[] = []
    const marks: { name: string; from: number; at: number }[] = []
    const idle: Connection[] = []
    const due: number[] = []
    let next = 0
    let refused = 0
    let underWay = 0
    let timer: NodeJS.Timeout | undefined
    const cpu = process.cpuUsage()
    const started = performance.now()
    let deadline = started + task.seconds * 1000
    let opened = 0
    stopEarly = () => {
      deadline = performance.now()
    }
    markPart = (name) => marks.push({ name, from: latencies.length, at: performance.now() })

    function ask(connection: Connection, since: number): void {
      connection.since = since
      connection.missing = -1
      underWay++
      connection.socket.write(requests[next]!)
      next = next + 1 === requests.length ? 0 : next + 1
    }

    function answered(connection: Connection, now: number): void {
      latencies.push(now - connection.since)
      underWay--
      if (task.rate === undefined && now < deadline) ask(connection, now)
      else if (due.length > 0) ask(connection, due.shift()!)
      else idle.push(connection)
      if (underWay === 0 && now >= deadline) finish(now)
    }

    function received(connection: Connection, chunk: Buffer): void {
      if (connection.missing < 0) {
        const seen = connection.head ? Buffer.concat([connection.head, chunk]) : chunk
        const end = seen.indexOf(HEAD_END)
        if (end < 0) {
          connection.head = seen
          return
        }
        connection.head = null
        const length = contentLength(seen, end)
        if (length < 0) return fail(new Error('an answer without Content-Length'))
        if (seen[9] !== 0x32) refused++
        if (latencies.length < 1000) bodies.push(length)
        connection.missing = end + HEAD_END.length + length - seen.length
      } else connection.missing -= chunk.length
      if (connection.missing === 0) answered(connection, performance.now())
    }

    function finish(now: number): void {
      clearTimeout(timer)
      for (const { socket } of connections) socket.destroy()
      const seconds = (now - started) / 1000
      const used = process.cpuUsage(cpu)
      resolve({
        ...summary(latencies),
        requests: latencies.length,
        seconds,
        perSecond: latencies.length / seconds,
        parts: marks.map(({ name, from, at }, i) => ({
          ...summary(latencies.slice(from, marks[i + 1]?.from)),
          name,
          seconds: ((marks[i + 1]?.at ?? now) - at) / 1000,
        })),
        refused,
        bodyBytes: bodies.sort((a, b) => a - b)[Math.floor(bodies.length / 2)] ?? 0,
        ownCpu: (used.user + used.system) / 1e6 / seconds,
      })
    }

    function fail(error: Error): void {
      clearTimeout(timer)
      for (const { socket } of connections) socket.destroy()
      reject(error)
    }

    /** Sends what is due; a request for which no connection is free waits, and its wait counts. */
    function pace(sent: number): void {
      const now = performance.now()
      const wanted = Math.min(Math.floor(((now - started) / 1000) * task.rate!), Number.MAX_SAFE_INTEGER)
      let count = sent
      for (; count < wanted && now < deadline; count++) {
        // In turn, so that none is idle for so long that the server closes it.
        const connection = idle.shift()
        if (connection) ask(connection, now)
        else due.push(now)
      }
      if (now < deadline) timer = setTimeout(pace, 1, count)
      else if (underWay === 0) finish(now)
    }

    const connections: Connection[] = Array.from({ length: task.connections }, () => {
      const socket = connect({ port: task.port, host: '127.0.0.1', noDelay: true })
      const connection: Connection = { socket, since: NaN, missing: 0, head: null }
      socket.on('data', (chunk) => received(connection, chunk))
      socket.on('error', fail)
      socket.on('end', () => fail(new Error('the server closed a connection')))
      socket.on('connect', () => {
        if (task.rate === undefined) ask(connection, performance.now())
        else idle.push(connection)
        if (++opened === task.connections && task.rate !== undefined) pace(0)
      })
      return connection
    })
  })
}

function summary(latencies: readonly number[]): Latencies {
  const sorted = Float64Array.from(latencies).sort()
  return {
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? NaN,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
    maxMs: sorted.at(-1) ?? NaN,
  }
}

function contentLength(head: Buffer, end: number): number {
  const at = head.indexOf(CONTENT_LENGTH)
  if (at < 0 || at > end) return -1
  let length = 0
  for (let i = at + CONTENT_LENGTH.length; head[i]! >= 0x30 && head[i]! <= 0x39; i++)
    length = length * 10 + head[i]! - 0x30
  return length
}

/**
 * Whenever it has something to do, the load gets a core at once, as phones elsewhere have theirs: what it waits for one
 * would count as the server's latency. Its niceness alone still leaves it waiting for milliseconds on Linux.
 */
function goFirst(): void {
  const realTime = spawnSync('chrt', ['--fifo', '--reset-on-fork', '--pid', '1', String(process.pid)], {
    stdio: 'ignore',
  })
  if (realTime.status === 0) return
  try {
    setPriority(-10)
  } catch {
    // Both are only allowed to root.
  }
}

if (process.send) {
  serveParent(async () => {
    goFirst()
    return {
      ready: null,
      handlers: {
        run: (task: LoadTask) => drive(task),
        stop: () => stopEarly?.(),
        mark: (name: string) => void markPart?.(name),
      },
    }
  })
}
