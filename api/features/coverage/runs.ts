/** Runs over a week: one after the other, known by a row in the database, shared by all who ask the same. */
import type { Knex } from 'knex'
import { Problem, type Sentence } from '../../http/problem.ts'
import type { Counter } from './counter.ts'
import type { CoverageModel } from './model.ts'
import { atHour, questionJson, WEEK_HOURS, type CoverageQuestion } from './question.ts'
import { runById, type CoverageRun } from './read-model.ts'
import { createRecent } from './recent.ts'
import { insertRun, interruptRuns, updateRun } from './store.ts'
import { Cancelled } from './thread.ts'
import { weekStrips, type WeekStrips } from './week.ts'

export interface WeekResult {
  runId: string
  strips: WeekStrips
  dataVersion: number
  /** Epoch milliseconds. */
  computedAt: number
}

export interface WeekRun {
  id: string
  modelId: string
  hoursDone: number
  /** Rejects with a Problem when the run fails or is cancelled. */
  result: Promise<WeekResult>
  /** @param why told to those who wait, and kept with the run */
  cancel(why?: Sentence): void
}

export interface WeekRuns {
  /** The week if it is known, else its run, begun unless it is under way. @throws Problem 503 when too many wait */
  week(model: CoverageModel, question: CoverageQuestion): Promise<WeekResult | WeekRun>
  /** Stops a run of this process. @returns false when there is no such run under way here */
  cancel(id: string): boolean
  /** Stops the runs of a model that is no more. */
  cancelModel(modelId: string): void
  /** What became of the runs of this process so far; `open` are those that wait or are being counted. */
  readonly counts: Readonly<RunCounts>
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

const MOST_WAITING = 20
const MOST_WEEKS = 12
const PROGRESS_MS = 1000
/** Without a sign of life for so long a run's process is gone. */
const SILENT_SECONDS = 120

export const INTERRUPTED = '服务在计算中途重新启动,这次计算没有完成,需要重新发起。'
const MODEL_GONE: Sentence = {
  zh: '计算途中模型被删除,结果作废。',
  en: 'The model was deleted while it was being counted.',
}
const CANCELLED: Sentence = { zh: '这次计算已取消。', en: 'The run was cancelled.' }

const FAILED: Sentence = { zh: '计算没有完成,请重新发起。', en: 'The run failed; please start it again.' }

const tooMany = () =>
  new Problem(
    503,
    { zh: '正在排队的计算太多,请稍后再试。', en: 'Too many runs are waiting; please try again later.' },
    [],
    { 'Retry-After': '30' },
  )

export async function createRuns(options: RunsOptions): Promise<WeekRuns> {
  const { knex, counter, alone, clock, modelStands, onError } = options
  const weeks = createRecent<WeekResult>(MOST_WEEKS)
  const runs = new Map<string, WeekRun>()
  const counts: RunCounts = { open: 0, done: 0, failed: 0, cancelled: 0, refused: 0 }
  let queue: Promise<unknown> = Promise.resolve()
  let stopped = false
  await interruptRuns(knex, alone ? 0 : SILENT_SECONDS, INTERRUPTED)

  async function work(
    run: WeekRun,
    model: CoverageModel,
    question: CoverageQuestion,
    signal: AbortSignal,
  ): Promise<WeekResult> {
    let reported = 0
    const onHour = (done: number) => {
      run.hoursDone = done
      if (clock() - reported < PROGRESS_MS) return
      reported = clock()
      updateRun(knex, run.id, { status: 'running', hoursDone: done }).catch(onError)
    }
    if (signal.aborted) throw new Cancelled()
    await updateRun(knex, run.id, { status: 'running', hoursDone: 0 })
    const hours = await counter.week(model, question, onHour, signal)
    if (!(await modelStands(model.id))) throw new Problem(409, MODEL_GONE)
    const { nameOf } = await counter.areas()
    const dataVersion = hours[0]!.tally.dataVersion
    const strips = await weekStrips(hours, nameOf)
    await updateRun(knex, run.id, { status: 'done', hoursDone: WEEK_HOURS, dataVersion })
    return { runId: run.id, strips, dataVersion, computedAt: clock() }
  }

  /** Notes how a run ended short of its goal, and says so to those who wait. */
  async function failed(run: WeekRun, error: unknown, why: unknown): Promise<never> {
    const cancelled = error instanceof Cancelled
    counts[cancelled ? 'cancelled' : 'failed']++
    const sentence = cancelled ? (why as Sentence) : error instanceof Problem ? error.detail : FAILED
    if (!cancelled && !(error instanceof Problem)) onError(error)
    if (!stopped) {
      const status = cancelled ? 'cancelled' : 'failed'
      await updateRun(knex, run.id, { status, hoursDone: run.hoursDone, error: sentence.zh }).catch(onError)
    }
    throw new Problem(error instanceof Problem ? error.status : 409, sentence)
  }

  function begin(key: string, id: string, model: CoverageModel, question: CoverageQuestion): WeekRun {
    const abort = new AbortController()
    const run: WeekRun = {
      id,
      modelId: model.id,
      hoursDone: 0,
      result: Promise.reject(new Error('not begun')),
      cancel: (why = CANCELLED) => abort.abort(why),
    }
    run.result.catch(() => undefined)
    runs.set(key, run)
    counts.open++
    run.result = queue
      .then(() => work(run, model, question, abort.signal))
      .then((result) => {
        counts.done++
        weeks.set(key, result)
        return result
      })
      .catch((error: unknown) => failed(run, error, abort.signal.reason))
      .finally(() => {
        counts.open--
        runs.delete(key)
      })
    queue = run.result.catch(() => undefined)
    return run
  }

  return {
    counts,
    async week(model, question) {
      const week = atHour(question, 0)
      const key = await counter.weekKey(model, week)
      const known = weeks.get(key) ?? runs.get(key)
      if (known) return known
      if (runs.size >= MOST_WAITING) {
        counts.refused++
        throw tooMany()
      }
      const id = await insertRun(knex, model.id, questionJson(week))
      // Somebody else may have begun the same one meanwhile.
      const run = runs.get(key) ?? begin(key, id, model, week)
      if (run.id !== id) await updateRun(knex, id, { status: 'cancelled', hoursDone: 0 })
      return run
    },
    cancel(id) {
      const run = [...runs.values()].find((one) => one.id === id)
      run?.cancel()
      return run !== undefined
    },
    cancelModel(modelId) {
      for (const run of runs.values()) if (run.modelId === modelId) run.cancel(MODEL_GONE)
    },
    async stop() {
      stopped = true
      for (const run of runs.values()) run.cancel()
    },
  }
}

/** @throws Problem 404 */
export async function getRun(knex: Knex, id: string): Promise<CoverageRun> {
  const run = await runById(knex, id)
  if (run) return run
  throw new Problem(404, { zh: `没有编号为 ${id} 的计算。`, en: `There is no run ${id}.` })
}
