/** How a run over a week can end short of its goal, and what those who wait for it are told. */
import { Problem, type Sentence } from '../../http/problem.ts'
import type { RunState } from './read-model.ts'

export const INTERRUPTED: Sentence = {
  zh: '服务在计算中途重新启动,这次计算没有完成,需要重新发起。',
  en: 'The service was restarted before the run was done; it must be started again.',
}

export const cancelled = () => new Problem(409, { zh: '这次计算已取消。', en: 'The run was cancelled.' })

export const modelGone = () =>
  new Problem(409, {
    zh: '计算途中模型被删除,结果作废。',
    en: 'The model was deleted while it was being counted.',
  })

export const nobodyWaits = () =>
  new Problem(409, { zh: '没有人再等这次计算,已取消。', en: 'Nobody waited for the run any more.' })

export const serviceStops = () => new Problem(503, INTERRUPTED, [], { 'Retry-After': '2' })

export const tooManyRuns = () =>
  new Problem(
    503,
    { zh: '正在排队的计算太多,请稍后再试。', en: 'Too many runs are waiting; please try again later.' },
    [],
    { 'Retry-After': '30' },
  )

/** @param signal of the run; its reason is one of the problems above */
export function failure(
  error: unknown,
  signal: AbortSignal,
): { problem: Problem; status: RunState; sentence: string } {
  if (signal.aborted) {
    const problem = signal.reason as Problem
    const status = problem.detail === INTERRUPTED ? 'interrupted' : 'cancelled'
    return { problem, status, sentence: problem.detail.zh }
  }
  const problem =
    error instanceof Problem
      ? error
      : new Problem(409, { zh: '计算没有完成,请重新发起。', en: 'The run failed; please start it again.' })
  return { problem, status: 'failed', sentence: problem.detail.zh }
}
