// Worker threads of Node 20 do not take over the parent's TypeScript loader (tsx or vitest), so this plain file brings
// its own: it loads the TypeScript module named in workerData.
import { workerData } from 'node:worker_threads'
import { tsImport } from 'tsx/esm/api'

await tsImport(workerData.module, import.meta.url)
