import { rm } from 'node:fs/promises'
import type { Knex } from 'knex'
import { Problem } from '../../http/problem.ts'
import { decideDuplicate, type DuplicateDecision } from './decisions.ts'
import {
  duplicatePairs,
  jobById,
  recentJobs,
  rowsOfJob,
  type DuplicatePair,
  type ImportedRow,
  type ImportJob,
  type RowFilter,
} from './read-model.ts'
import { RosterError, sourceOfFile } from './roster.ts'
import { dropOldJobs, dropRows, failAbandoned, insertJob, updateJob } from './store.ts'
import {
  beijingToday,
  checkRoster,
  commitJob,
  type CommitOptions,
  type RosterConfig,
  type Upload,
} from './two-steps.ts'

export interface ImportsConfig extends RosterConfig {
  /** True when no other process can use this database: abandoned jobs are known as such at once. */
  alone: boolean
  /** Where uploads wait to be read; what an earlier process left there is cleared away. */
  uploadFolder: string
  /** Told about failures that are ours, not the file's. */
  onError?: (error: unknown) => void
}

export interface ImportsService {
  /** Starts the dry run and answers at once; jobs run one after the other. */
  submit(upload: Upload): Promise<ImportJob>
  /** Resolves when the dry run of this process's job has ended, as `checked` or `failed`. */
  finished(id: string, onProgress?: (job: ImportJob) => void): Promise<ImportJob>
  /**
   * Writes a checked job in one transaction.
   *
   * @throws Problem 404; 409 when it is not checked, or when the registry has changed since and the outcome with it
   * (the job then holds the new outcome, to be looked at again).
   */
  commit(id: string, options: CommitOptions): Promise<ImportJob>
  list(limit: number): Promise<ImportJob[]>
  /** @throws Problem 404 */
  get(id: string): Promise<ImportJob>
  /** @throws Problem 404 */
  rows(id: string, filter: RowFilter | null, after: number | null, limit: number): Promise<ImportedRow[]>
  duplicates(decided: boolean, after: number, limit: number): Promise<DuplicatePair[]>
  /** @throws Problem 404; 409 when somebody has decided already */
  decideDuplicate(
    id: number,
    decision: DuplicateDecision,
    actor: string,
    note: string | null,
  ): Promise<DuplicatePair>
  readonly maxFileBytes: number
  /** Where uploads wait to be read. */
  readonly uploadFolder: string
  /** What became of the jobs of this process so far; `open` are those not read to their end. */
  readonly jobs: Readonly<JobCounts>
  stop(): Promise<void>
}

export interface JobCounts {
  open: number
  checked: number
  failed: number
  committed: number
}

/** Without a sign of life for so long a job's process is gone. */
const ABANDONED_SECONDS = 60
const PROGRESS_MS = 500

/** Roster imports over a migrated database. Jobs that an earlier process left unfinished are marked as failed. */
export async function createImports(config: ImportsConfig): Promise<ImportsService> {
  const { knex } = config.db
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()
  const jobs: JobCounts = { open: 0, checked: 0, failed: 0, committed: 0 }
  let queue: Promise<void> = Promise.resolve()
  await failAbandoned(knex, config.alone ? 0 : ABANDONED_SECONDS, [])
  await dropOldJobs(knex)
  if (config.alone) await rm(config.uploadFolder, { recursive: true, force: true })

  async function get(id: string): Promise<ImportJob> {
    const job = await jobById(knex, id)
    if (!job) throw new Problem(404, { zh: '没有这个导入任务。', en: 'There is no such import.' })
    return job
  }

  async function fresh<T>(read: () => Promise<T>): Promise<T> {
    if (!config.alone) await failAbandoned(knex, ABANDONED_SECONDS, [...running.keys()])
    return read()
  }

  async function run(id: string, upload: Upload, source: string): Promise<void> {
    try {
      stopping.signal.throwIfAborted()
      await checkRoster(config, id, upload, source, stopping.signal)
      jobs.checked++
    } catch (error) {
      // A stopping service leaves the job to be marked at the next start.
      if (error === stopping.signal.reason) return
      if (!(error instanceof RosterError)) config.onError?.(error)
      jobs.failed++
      await dropRows(knex, id)
      const message =
        error instanceof RosterError
          ? error.message
          : '导入时服务出了问题,登记册没有改动。请重新导入;再次失败请联系管理员。'
      await updateJob(knex, id, { status: 'failed', error: message })
    } finally {
      if (upload.removeFile) await rm(upload.path, { force: true })
      running.delete(id)
      jobs.open--
    }
  }

  return {
    maxFileBytes: config.maxFileBytes,
    uploadFolder: config.uploadFolder,
    jobs,
    get: (id) => fresh(() => get(id)),
    list: (limit) => fresh(() => recentJobs(knex, limit)),
    async submit(upload) {
      const source = upload.options.source ?? sourceOfFile(upload.fileName)
      const id = await insertJob(knex, {
        fileName: upload.fileName,
        source,
        options: upload.options,
        actor: upload.actor,
      })
      jobs.open++
      queue = queue.then(() => run(id, upload, source)).catch((error: unknown) => config.onError?.(error))
      running.set(id, queue)
      return get(id)
    },
    async finished(id, onProgress) {
      const timer =
        onProgress && setInterval(() => void get(id).then(onProgress, () => undefined), PROGRESS_MS)
      await running.get(id)?.finally(() => clearInterval(timer))
      return get(id)
    },
    async commit(id, options) {
      const job = await get(id)
      if (job.status !== 'checked') throw notChecked(job)
      const outcome = await commitJob(config, job, options)
      if (outcome === 'changed') throw registryChanged()
      if (outcome === 'busy') throw notChecked(await get(id))
      jobs.committed++
      return get(id)
    },
    async rows(id, filter, after, limit) {
      await get(id)
      return rowsOfJob(knex, id, filter, after, limit)
    },
    duplicates: (decided, after, limit) => duplicatePairs(knex, { decided, after, limit }),
    decideDuplicate: (...decision) => decide(knex, ...decision),
    async stop() {
      stopping.abort()
      await queue
    },
  }
}

async function decide(
  knex: Knex,
  id: number,
  decision: DuplicateDecision,
  actor: string,
  note: string | null,
): Promise<DuplicatePair> {
  const result = await knex.transaction((trx) =>
    decideDuplicate(trx, id, decision, actor, note, beijingToday()),
  )
  if (result === 'missing')
    throw new Problem(404, { zh: '没有这一对疑似重复。', en: 'There is no such pair.' })
  if (result === 'already-decided') {
    throw new Problem(409, {
      zh: '这一对已经有人判定过了。',
      en: 'Somebody has decided about this pair already.',
    })
  }
  return (await duplicatePairs(knex, { id, decided: true, after: 0, limit: 1 }))[0]!
}

function notChecked(job: ImportJob): Problem {
  if (job.status === 'committed') {
    return new Problem(409, { zh: '这份名单已经提交过了。', en: 'This import has been committed already.' })
  }
  if (job.status === 'failed') {
    return new Problem(409, {
      zh: `这份名单没有通过检查:${job.error}`,
      en: `This import has failed: ${job.error}`,
    })
  }
  return new Problem(409, {
    zh: '这份名单还在检查,请稍候再提交。',
    en: 'This import is still being checked.',
  })
}

function registryChanged(): Problem {
  return new Problem(409, {
    zh: '检查之后登记册有了变化,这份名单的结果也随之改变。请看过新的结果后再提交。',
    en: 'The registry has changed since the check, and the outcome with it. Look at the new outcome, then commit again.',
  })
}
