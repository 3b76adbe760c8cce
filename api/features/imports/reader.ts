import { Worker } from 'node:worker_threads'
import { fileKind } from './reading/file-kind.ts'
import { RosterError } from './roster.ts'
import type { FromReader, KnownPlace, ReadingTask, RosterNotes, ToReader } from './thread-messages.ts'

/** What the reading of a roster needs from outside the thread. */
export interface ReadingSink {
  opened(notes: RosterNotes, total: number | null): Promise<void>
  /** Writes COPY text; the thread goes on when it is written. */
  write(kind: 'rows' | 'pairs', copy: Uint8Array, rows: number): Promise<void>
  /** The next page of located stations to compare with, as JSON of KnownPlace[]; '[]' at the end. */
  known(): Promise<string>
}

export type { KnownPlace }

/** Text streams; an .xlsx is held whole while it is read. Both are enough for 200,000 rows. */
const MOST_MEMORY_MB = { text: 512, xlsx: 2_048 }

const THREAD = new URL('./reading-thread.ts', import.meta.url).href
const LOADER = new URL('../../../db/embedded/start-worker.mjs', import.meta.url)

/**
 * Reads a roster in a thread of its own, with limited memory.
 *
 * @throws RosterError with the sentence for the officer when the file cannot be imported; the signal's reason when it is aborted.
 */
export async function readRoster(
  task: ReadingTask,
  sink: ReadingSink,
  signal: AbortSignal,
): Promise<{ rows: number }> {
  const kind = await fileKind(task.path, task.limits)
  signal.throwIfAborted()
  const worker = new Worker(LOADER, {
    workerData: { module: THREAD, ...task },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB[kind] },
    name: 'roster-reader',
  })
  let onAbort = () => {}
  try {
    return await new Promise((resolve, reject) => {
      const reply = (message: ToReader) => worker.postMessage(message)
      onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort)
      worker.on('error', (error) => reject(asRosterError(error)))
      worker.on('exit', () => reject(new Error('the reading thread ended early')))
      worker.on('message', (message: FromReader) => {
        if (message.kind === 'done') resolve({ rows: message.rows })
        else if (message.kind === 'refused') reject(new RosterError(message.message))
        else answer(message, sink, reply).catch(reject)
      })
    })
  } finally {
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

async function answer(
  message: Exclude<FromReader, { kind: 'done' | 'refused' }>,
  sink: ReadingSink,
  reply: (message: ToReader) => void,
): Promise<void> {
  if (message.kind === 'opened') await sink.opened(message.notes, message.total)
  else if (message.kind === 'ask') reply({ kind: 'known', json: await sink.known() })
  else {
    await sink.write(message.kind, message.copy, message.kind === 'rows' ? message.rows : 0)
    reply({ kind: 'next' })
  }
}

function asRosterError(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error
  return new RosterError('这份表格太大,读取它的内存不够。请另存为 .csv,或按区拆成几个文件后再导入。')
}
