/** Writing and compressing the file takes a second of processor time: a thread of its own does it, and ends. */
import { Worker } from 'node:worker_threads'
import type { DataLicence } from '../../../http/licence.ts'
import type { City } from './city-file.ts'

export interface CityWork {
  /** JSON of `CityRow[]` each; where a station comes twice the later one counts. */
  pages: string[]
  head: Pick<City, 'dataVersion' | 'calendar' | 'calendarId'>
  licence: DataLicence
}

export interface CityText {
  /** The same city has the same one on every machine: data version, and a digest of the content. */
  version: string
  dataVersion: number
  changedAt: string
  stations: number
  plain: Uint8Array
  brotli: Uint8Array
  gzip: Uint8Array
}

export interface RunningWork {
  done: Promise<CityText>
  /** Ends it; `done` is rejected. */
  stop(): Promise<void>
}

export function writeCityFile(work: CityWork): RunningWork {
  const worker = new Worker(new URL('../../../../db/embedded/start-worker.mjs', import.meta.url), {
    workerData: { module: new URL('./writer-thread.ts', import.meta.url).href, work },
  })
  worker.unref()
  const done = new Promise<CityText>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that writes the city file has ended')))
  })
  return { done, stop: async () => void (await worker.terminate()) }
}
