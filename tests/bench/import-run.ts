/** One import in a process of its own, so that its memory can be told: check and commit, as the command line does. */
import { basename, join } from 'node:path'
import { openRegistry } from '../../api/bootstrap.ts'
import { readConfig } from '../../api/config.ts'
import { createImports } from '../../api/features/imports/service.ts'
import { NO_OPTIONS } from '../../api/features/imports/roster.ts'
import { serveParent } from './child.ts'

export interface ImportRun {
  checkSeconds: number
  commitSeconds: number
  created: number
  updated: number
  /** Before and at most, in bytes. */
  rssBefore: number
  rssPeak: number
}

const KIB = 1024

serveParent(async () => {
  const config = readConfig(process.env)
  const db = await openRegistry(config, () => undefined)
  const imports = await createImports({
    db,
    alone: db.kind === 'embedded',
    bbox: config.region.bbox,
    codePrefix: config.region.codePrefix,
    maxFileBytes: config.uploadMaxBytes,
    uploadFolder: join(config.dataDir, 'uploads'),
    onError: (error) => console.error(error),
  })
  return {
    ready: null,
    handlers: {
      async run(path: string): Promise<ImportRun> {
        const rssBefore = process.memoryUsage.rss()
        const started = performance.now()
        const job = await imports.submit({
          path,
          fileName: basename(path),
          options: { ...NO_OPTIONS, datum: 'wgs84', source: 'bench' },
          actor: 'bench',
          removeFile: false,
        })
        const checked = await imports.finished(job.id, () => undefined)
        if (checked.status !== 'checked')
          throw new Error(`the import ended as ${checked.status}: ${checked.error}`)
        const between = performance.now()
        const done = await imports.commit(job.id, {
          actor: 'bench',
          closeVanished: false,
          reopenReturned: false,
        })
        return {
          checkSeconds: (between - started) / 1000,
          commitSeconds: (performance.now() - between) / 1000,
          created: done.summary!.created,
          updated: done.summary!.updated,
          rssBefore,
          rssPeak: process.resourceUsage().maxRSS * KIB,
        }
      },
      async stop() {
        await imports.stop()
        await db.close()
      },
    },
  }
})
