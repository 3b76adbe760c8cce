/** Processes of a bench, so that server, load and database each have their own core where there are enough. */
import { fork, type ChildProcess } from 'node:child_process'

type Request = { id: number; name: string; input: unknown }
type Reply = { id: number; output?: unknown; error?: string } | { ready: unknown } | { failed: string }

export interface Child<Ready> {
  pid: number
  /** What the process said when it was ready. */
  ready: Ready
  /** @throws Error with the message of what failed there */
  ask<Output>(name: string, input?: unknown): Promise<Output>
  stop(): Promise<void>
}

/** Starts a module that calls `serveParent`. Resolves when it is ready. */
export async function startChild<Ready>(
  module: string,
  env: Record<string, string | undefined> = {},
): Promise<Child<Ready>> {
  const child = fork(new URL(module, import.meta.url), {
    // The first as `npm start` has it.
    execArgv: [
      '--max-semi-space-size=32',
      '--import',
      'tsx',
      ...(process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []),
    ],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve(output: never): void; reject(error: Error): void }>()
  let last = 0
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${module} ended with code ${code}`)))
    child.on('message', (message: Reply) => {
      if ('ready' in message) resolve(message.ready as Ready)
      else if ('failed' in message) reject(new Error(`${module}: ${message.failed}`))
      else if (message.error !== undefined) waiting.get(message.id)?.reject(new Error(message.error))
      else waiting.get(message.id)?.resolve(message.output as never)
    })
  })
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${module} ended`))
  })
  return {
    pid: child.pid!,
    ready,
    ask(name, input) {
      return new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve, reject })
        child.send({ id, name, input } satisfies Request)
      })
    },
    stop: () => endProcess(child),
  }
}

/** The gentle signal, and SIGKILL for what does not heed it in ten seconds. */
export function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.once('exit', () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill(signal)
  })
}

/** The other end: tells the parent that this process is ready, then answers what it asks. */
export function serveParent(
  start: () => Promise<{ ready: unknown; handlers: Record<string, (input: never) => unknown> }>,
): void {
  const send = (message: Reply) => process.send!(message)
  // A parent that dies takes its children along.
  process.on('disconnect', () => process.exit(0))
  start().then(
    ({ ready, handlers }) => {
      process.on('message', async ({ id, name, input }: Request) => {
        try {
          send({ id, output: await handlers[name]!(input as never) })
        } catch (error) {
          send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        }
      })
      send({ ready })
    },
    (error: unknown) =>
      send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
}
