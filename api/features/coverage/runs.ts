/** Runs over a week: one after the other, known by a row in the database, shared by all who ask the same. */
import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { Problem } from '../../http/problem.ts'
import type { Counter, Spread } from './counter.ts'
import { createInterest } from './interest.ts'
import type { CoverageModel } from './model.ts'
import { atHour, questionJson, WEEK_HOURS, type CoverageQuestion } from './question.ts'
import { runById, type CoverageRun } from './read-model.ts'
import { createRecent } from './recent.ts'
import {
  cancelled,
  failure,
  INTERRUPTED,
  modelGone,
  nobodyWaits,
  serviceStops,
  tooManyRuns,
} from './run-problems.ts'
import { insertRun, interruptRuns, updateRun, type RunChange } from './store.ts'
import { Cancelled } from './thread.ts'
import { weekStrips, type WeekStrips } from './week.ts'

export interface WeekResult {
  runId: string
  strips: WeekStrips
  spread: Spread
  dataVersion: number
  /** Epoch milliseconds. */
  computedAt: number
}

export interface WeekRun {
  id: string
  modelId: string
  hoursDone: number
  /** Resolves once the run can be found in the database. */
  recorded: Promise<void>
  /** Rejects with a Problem when the run fails or is cancelled. */
  result: Promise<WeekResult>
  /**
   * Waits as one of those who want the result. A run that nobody waits for any more, nor was told to ask for again,
   * is cancelled.
   *
   * @param left aborted when the asker has gone
   * @returns null when it takes longer than `ms`, or the asker has gone
   */
  wait(ms: number, left: AbortSignal): Promise<WeekResult | null>
  /** Somebody asked how far it is. */
  renew(): void
  /** @param why told to those who wait, and kept with the run */
  cancel(why?: Problem): void
}

export interface WeekRuns {
  /** The week if it is known, else its run, begun unless it is under way. @throws Problem 503 when too many wait */
  week(model: CoverageModel, question: CoverageQuestion): Promise<WeekResult | WeekRun>
  /** A run of this process that is under way. */
  find(id: string): WeekRun | undefined
  /** Stops the runs of a model that is no more. */
  cancelModel(modelId: string): void
  /** What became of the runs of this process so far; `open` are those that wait or are being counted. */
  readonly counts: Readonly<RunCounts>
  /** No more runs; those under way end short of their goal. Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

export interface RunCounts {
  open: number
  done: number
  failed: number
  cancelled: number
  refused: number
}

export interface RunsOptions {
  knex: Knex
  counter: Counter
  /** No other process uses this database: what is unfinished has lost its process. */
  alone: boolean
  clock: () => number
  /** Whether the model is still there when a run ends. */
  modelStands(id: string): Promise<boolean>
  onError: (error: unknown) => void
}

const MOST_OPEN = 20
const MOST_WEEKS = 12
const PROGRESS_MS = 1000
/** Without a sign of life for so long a run's process is gone. */
const SILENT_SECONDS = 120
/** Whoever was told to ask again and has not done so by then has left. */
const PROMISE_MS = 60_000

export async function createRuns(options: RunsOptions): Promise<WeekRuns> {
  const { knex, counter, alone } = options
  const counts: RunCounts = { open: 0, done: 0, failed: 0, cancelled: 0, refused: 0 }
  const weeks = createRecent<WeekResult>(MOST_WEEKS)
  /** By question; a cancelled run is not shared any more, though its last hour may still be counted. */
  const shared = new Map<string, WeekRun>()
  const open = new Set<WeekRun>()
  const count = createWork(options)
  let queue: Promise<unknown> = Promise.resolve()
  let stopping = false
  await interruptRuns(knex, alone ? 0 : SILENT_SECONDS, INTERRUPTED.zh)

  function begin(key: string, model: CoverageModel, question: CoverageQuestion): WeekRun {
    const abort = new AbortController()
    const aborted = new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve()))
    const interest = createInterest(PROMISE_MS, () => run.cancel(nobodyWaits()))
    const id = randomUUID()
    const recorded = insertRun(knex, id, model.id, questionJson(question))
    // In turn; who is cancelled while waiting need not wait for the turn.
    const turn = queue
    const job = { model, question, signal: abort.signal }
    const run: WeekRun = {
      id,
      modelId: model.id,
      hoursDone: 0,
      recorded,
      result: Promise.race([turn, aborted])
        .then(() => recorded)
        .then(() => count(run, job))
        .finally(() => {
          interest.end()
          open.delete(run)
          if (shared.get(key) === run) shared.delete(key)
          counts.open--
        })
        .then(
          (result) => {
            counts.done++
            weeks.set(key, result)
            return result
          },
          (problem: unknown) => {
            counts[abort.signal.aborted ? 'cancelled' : 'failed']++
            throw problem
          },
        ),
      async wait(ms, left) {
        interest.enter()
        try {
          return await withinTime(run.result, ms, left)
        } finally {
          interest.leave(!left.aborted)
        }
      },
      renew: () => interest.renew(),
      cancel(why = cancelled()) {
        if (shared.get(key) === run) shared.delete(key)
        abort.abort(why)
      },
    }
    recorded.catch(() => undefined)
    queue = Promise.allSettled([turn, run.result])
    shared.set(key, run)
    open.add(run)
    counts.open++
    return run
  }

  return {
    counts,
    async week(model, question) {
      const week = atHour(question, 0)
      const key = await counter.weekKey(model, week)
      // From here to the run's beginning nothing is waited for: equal questions at once make one run.
      const known = weeks.get(key) ?? shared.get(key)
      if (known) return known
      if (stopping) throw serviceStops()
      if (open.size < MOST_OPEN) return begin(key, model, week)
      counts.refused++
      throw tooManyRuns()
    },
    find: (id) => [...open].find((run) => run.id === id),
    cancelModel(modelId) {
      for (const run of open) if (run.modelId === modelId) run.cancel(modelGone())
    },
    async stop() {
      stopping = true
      for (const run of open) run.cancel(serviceStops())
      await queue
    },
  }
}

interface Job {
  model: CoverageModel
  question: CoverageQuestion
  signal: AbortSignal
}

/** Counts a week and keeps its row true; rejects with the Problem that those who wait are told. */
function createWork({ knex, counter, clock, modelStands, onError }: RunsOptions) {
  async function work(run: WeekRun, { model, question, signal }: Job, note: Note): Promise<WeekResult> {
    if (signal.aborted) throw new Cancelled()
    let reported = 0
    const onHour = (done: number) => {
      run.hoursDone = done
      if (signal.aborted || clock() - reported < PROGRESS_MS) return
      reported = clock()
      note({ status: 'running', hoursDone: done }).catch(onError)
    }
    await note({ status: 'running', hoursDone: 0 })
    const hours = await counter.week(model, question, onHour, signal)
    if (!(await modelStands(model.id))) throw modelGone()
    const { nameOf } = await counter.areas()
    const { spread, tally } = hours[0]!
    const strips = await weekStrips(hours, nameOf)
    await note({ status: 'done', hoursDone: WEEK_HOURS, dataVersion: tally.dataVersion })
    return { runId: run.id, strips, spread, dataVersion: tally.dataVersion, computedAt: clock() }
  }

  return async (run: WeekRun, job: Job): Promise<WeekResult> => {
    let written: Promise<unknown> = Promise.resolve()
    /** One after the other: what is written last stands. */
    const note: Note = (change) => {
      const writing = written.then(() => updateRun(knex, run.id, change))
      written = writing.catch(() => undefined)
      return writing
    }
    try {
      return await work(run, job, note)
    } catch (error) {
      const { problem, status, sentence } = failure(error, job.signal)
      if (!(error instanceof Problem) && !job.signal.aborted) onError(error)
      await note({ status, hoursDone: run.hoursDone, error: sentence }).catch(onError)
      throw problem
    }
  }
}

type Note = (change: RunChange) => Promise<void>

/** @returns null when it takes longer, or `left` is aborted */
async function withinTime<T>(promise: Promise<T>, ms: number, left: AbortSignal): Promise<T | null> {
  let giveUp = () => {}
  const late = new Promise<null>((resolve) => (giveUp = () => resolve(null)))
  const timer = setTimeout(giveUp, ms)
  left.addEventListener('abort', giveUp)
  if (left.aborted) giveUp()
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
    left.removeEventListener('abort', giveUp)
  }
}

/** @throws Problem 404 */
export async function getRun(knex: Knex, id: string): Promise<CoverageRun> {
  const run = await runById(knex, id)
  if (run) return run
  throw new Problem(404, { zh: `没有编号为 ${id} 的计算。`, en: `There is no run ${id}.` })
}
