import { Worker } from 'node:worker_threads'
import type { ImportedRow } from './read-model.ts'

const THREAD = new URL('./workbook-thread.ts', import.meta.url).href
const LOADER = new URL('../../../db/embedded/start-worker.mjs', import.meta.url)

/** The result workbook, written in a thread of its own. */
export async function writeReport(rows: ImportedRow[]): Promise<Buffer> {
  const worker = new Worker(LOADER, {
    workerData: { module: THREAD, rows },
    execArgv: [],
    name: 'report-writer',
  })
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
      worker.on('error', reject)
    })
  } finally {
    await worker.terminate()
  }
}
