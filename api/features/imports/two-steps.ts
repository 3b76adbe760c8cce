/** The two steps of a roster: checked against the registry, then committed whole (docs/decisions/0009). */
import { isDeepStrictEqual } from 'node:util'
import type { Knex } from 'knex'
import type { Database } from '../../../db/database.ts'
import { dateOf, dayAt } from '../hours/beijing-time.ts'
import { setAuthor } from '../stations/store.ts'
import { compareWithRegistry, countOutcomes, type Counted } from './comparison.ts'
import type { Bbox } from './coordinates.ts'
import { hasDemoStations, referenceData, type ImportJob } from './read-model.ts'
import { readRoster, type ReadingSink } from './reader.ts'
import { DEFAULT_LIMITS } from './reading/file-kind.ts'
import type { CommitChoices, ImportOptions } from './roster.ts'
import {
  applyUpdates,
  closeVanished,
  dataVersion,
  filePairs,
  insertCreated,
  markCommitted,
  openFindings,
  reopenReturned,
  updateJob,
} from './store.ts'
import type { RosterNotes } from './thread-messages.ts'

export interface RosterConfig {
  db: Pick<Database, 'knex' | 'forThread'>
  /** The region in WGS-84 degrees. */
  bbox: Bbox
  /** Two letters before a new station's number. */
  codePrefix: string
  /** Largest file in bytes. */
  maxFileBytes: number
}

export interface Upload {
  /** The file; deleted after it was read when `removeFile`. */
  path: string
  removeFile: boolean
  /** As the officer knows it. */
  fileName: string
  options: ImportOptions
  actor: string
}

export interface CommitOptions extends CommitChoices {
  actor: string
}

/** The date in Beijing. */
export const beijingToday = () => dateOf(dayAt(Date.now()))

const HEARTBEAT_MS = 10_000
/** So many new rows make the planner's statistics useless. */
const MANY_ROWS = 5_000
const PROGRESS_MS = 500

/** The dry run: file → rows → comparison → stored outcome. The registry stays as it is. */
export async function checkRoster(
  config: RosterConfig,
  id: string,
  upload: Upload,
  source: string,
  signal: AbortSignal,
): Promise<void> {
  const { knex } = config.db
  let notes: RosterNotes | null = null
  let total: number | null = null
  let phase: 'reading' | 'comparing' = 'reading'
  let rows = 0
  let lastShown = 0
  await updateJob(knex, id, { status: 'running', progress: { phase, rows, total } })
  let shown: Promise<unknown> = Promise.resolve()
  const show = () => {
    lastShown = Date.now()
    shown = updateJob(knex, id, { progress: { phase, rows, total } }).catch(() => undefined)
  }
  const heartbeat = setInterval(show, HEARTBEAT_MS)
  try {
    const reference = await referenceData(knex)
    const task = {
      path: upload.path,
      jobId: id,
      source,
      options: upload.options,
      limits: { ...DEFAULT_LIMITS, fileBytes: config.maxFileBytes },
      bbox: config.bbox,
      reference,
    }
    const sink: ReadingSink = {
      opened(found, count) {
        notes = found
        total = count
      },
      written(count) {
        rows += count
        if (Date.now() - lastShown >= PROGRESS_MS) show()
      },
    }
    rows = await readRoster(config.db, task, sink, signal)
    // What is shown last must not be overtaken.
    await shown
    phase = 'comparing'
    await updateJob(knex, id, { progress: { phase, rows, total: rows } })
    // A table that has just been filled has no statistics, and without them the comparison takes the slow way.
    if (rows > MANY_ROWS) await knex.raw('analyze import_row')
    await knex.transaction((trx) => compare(trx, id, notes!))
  } finally {
    clearInterval(heartbeat)
  }
}

/** Compares a job's rows with the registry as it is now and stores the outcome with its data version. */
async function compare(
  trx: Knex.Transaction,
  id: string,
  notes: RosterNotes | Record<string, unknown>,
): Promise<Counted> {
  const version = await dataVersion(trx)
  await compareWithRegistry(trx, id)
  const counted = await countOutcomes(trx, id)
  const { summary, ...found } = counted
  const demoPresent = await hasDemoStations(trx)
  await updateJob(trx, id, {
    status: 'checked',
    summary,
    notes: { ...notes, ...found, demoPresent } as RosterNotes & Record<string, unknown>,
    progress: { phase: 'done', rows: summary.rows, total: summary.rows },
  })
  await trx('import_job').where({ id }).update({ checked_version: version })
  return counted
}

/** One transaction: all of the list or nothing of it. */
export async function commitJob(
  config: RosterConfig,
  { id, fileName, source, summary, notes }: ImportJob,
  { actor, closeVanished: closes, reopenReturned: reopens }: CommitOptions,
): Promise<'committed' | 'changed' | 'busy'> {
  return config.db.knex.transaction(async (trx) => {
    const mine = await trx('import_job').where({ id, status: 'checked' }).forUpdate().first('checked_version')
    if (!mine) return 'busy'
    // From here on no station changes but by this transaction.
    if ((await dataVersion(trx, true)) !== Number(mine.checked_version)) {
      const now = await compare(trx, id, notes)
      const { vanished, returned } = notes
      if (
        !isDeepStrictEqual(
          { ...now, possibleDuplicates: 0 },
          { summary, vanished, returned, possibleDuplicates: 0 },
        )
      )
        return 'changed'
    }
    await setAuthor(trx, { actor, reason: `导入名单「${fileName}」` })
    // A statement on stations takes a new data version even when it changes no row: an import of nothing new leaves no trace.
    if (summary!.created > 0) await insertCreated(trx, id, source, config.codePrefix)
    if (summary!.updated > 0) await applyUpdates(trx, id)
    if (closes && Number(notes.vanished) > 0) await closeVanished(trx, id, beijingToday())
    if (reopens && Number(notes.returned) > 0) await reopenReturned(trx, id, beijingToday())
    await openFindings(trx, id)
    await filePairs(trx, id)
    await markCommitted(trx, id, actor)
    // Before the readers come: without statistics they would go through the new rows the slow way.
    if (summary!.created > MANY_ROWS) await trx.raw('analyze station')
    return 'committed'
  })
}
