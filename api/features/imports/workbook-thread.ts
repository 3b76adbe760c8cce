/** Entry of the thread that writes a result workbook: a hundred thousand cells would hold up the request loop. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ImportedRow } from './read-model.ts'
import { reportWorkbook } from './workbook.ts'

const { rows } = workerData as { rows: ImportedRow[] }
const workbook = await reportWorkbook(rows)
parentPort!.postMessage(workbook)
