import { Worker } from 'node:worker_threads'
import type { Bbox } from '../imports/coordinates.ts'
import type { ReadLimits } from '../imports/reading/file-kind.ts'
import { RosterError } from '../imports/roster.ts'
import type { ReferenceData } from '../imports/thread-messages.ts'
import type { Datum } from '../stations/station.ts'
import type { SiteRowProblem } from './site-rows.ts'
import type { SiteToStore } from './store.ts'

export interface SiteReadingTask {
  path: string
  sheet: string | null
  limits: ReadLimits
  datum: Datum | null
  districtCode: string | null
  bbox: Bbox
  reference: ReferenceData
}

export interface SiteList {
  rows: number
  sites: SiteToStore[]
  problems: SiteRowProblem[]
  /** Years that rows name. */
  years: number[]
  /** Headers that mean nothing here. */
  ignored: string[]
}

export type SiteReadingReply = ({ kind: 'read' } & SiteList) | { kind: 'refused'; message: string }

const THREAD = new URL('./site-thread.ts', import.meta.url).href
const LOADER = new URL('../../../db/embedded/start-worker.mjs', import.meta.url)
const MOST_MEMORY_MB = 1_024

/**
 * Reads a list of demand sites in a thread with limited memory.
 *
 * @throws RosterError with the sentence for the officer when the file cannot be read.
 */
export async function readSiteList(task: SiteReadingTask): Promise<SiteList> {
  const worker = new Worker(LOADER, {
    workerData: { module: THREAD, ...task },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    name: 'site-reader',
  })
  try {
    const reply = await new Promise<SiteReadingReply>((resolve, reject) => {
      worker.on('message', resolve)
      worker.on('error', (error: { code?: string }) =>
        reject(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? new RosterError('这份表格太大,读取它的内存不够。请另存为 .csv,或拆成几个文件后再导入。')
            : error,
        ),
      )
      worker.on('exit', () => reject(new Error('the reading thread ended early')))
    })
    if (reply.kind === 'refused') throw new RosterError(reply.message)
    return reply
  } finally {
    await worker.terminate()
  }
}
