import { Worker } from 'node:worker_threads'
import type { Database } from '../../../db/database.ts'
import { portsOf } from '../../../db/thread-client.ts'
import { fileKind } from './reading/file-kind.ts'
import { RosterError } from './roster.ts'
import type { FromReader, ReadingTask, RosterNotes } from './thread-messages.ts'

/** Told how the reading goes. */
export interface ReadingSink {
  opened(notes: RosterNotes, total: number | null): void
  /** So many rows more are in the database. */
  written(rows: number): void
}

/** Text streams; an .xlsx is held whole while it is read. Both are enough for 200,000 rows. */
const MOST_MEMORY_MB = { text: 512, xlsx: 2_048 }

const THREAD = new URL('./reading-thread.ts', import.meta.url).href
const LOADER = new URL('../../../db/embedded/start-worker.mjs', import.meta.url)

/**
 * Reads a roster in a thread of its own, with limited memory; the thread writes the job's rows and pairs by itself.
 *
 * @returns how many rows
 * @throws RosterError with the sentence for the officer when the file cannot be imported; the signal's reason when it is aborted.
 */
export async function readRoster(
  db: Pick<Database, 'forThread'>,
  task: ReadingTask,
  sink: ReadingSink,
  signal: AbortSignal,
): Promise<number> {
  const kind = await fileKind(task.path, task.limits)
  signal.throwIfAborted()
  const database = db.forThread()
  const worker = new Worker(LOADER, {
    workerData: { module: THREAD, database, ...task },
    transferList: portsOf(database),
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB[kind] },
    name: 'roster-reader',
  })
  let onAbort = () => {}
  try {
    return await new Promise((resolve, reject) => {
      onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort)
      worker.on('error', (error) => reject(asRosterError(error)))
      worker.on('exit', () => reject(new Error('the reading thread ended early')))
      worker.on('message', (message: FromReader) => {
        if (message.kind === 'opened') sink.opened(message.notes, message.total)
        else if (message.kind === 'written') sink.written(message.rows)
        else if (message.kind === 'done') resolve(message.rows)
        else reject(new RosterError(message.message))
      })
    })
  } finally {
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

function asRosterError(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error
  return new RosterError('这份表格太大,读取它的内存不够。请另存为 .csv,或按区拆成几个文件后再导入。')
}
