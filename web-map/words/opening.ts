/** How a station's opening reads on a card: which of the four looks, and the words for what comes next. */
import { minuteOfDayAt } from '../../api/features/hours/beijing-time.ts'
import { displayState, type DisplayState, type OpenState } from '../../api/features/hours/evaluate.ts'
import { describeUntil, type Language } from '../../api/features/hours/print.ts'

export interface Opening {
  look: DisplayState
  /** The instant of the next change; null when nothing says so. */
  until: Date | null
}

/**
 * @param state as answered by the API, true until `until`
 * @param until ISO instant of the next change, or null
 * A state whose `until` has passed is no longer known here: it reads as unknown until the next answer arrives.
 */
export function openingOf(state: OpenState, until: string | null, nowMs: number): Opening {
  const ms = until === null ? NaN : Date.parse(until)
  if (Number.isNaN(ms)) return { look: state, until: null }
  if (ms <= nowMs) return { look: 'unknown', until: null }
  const change = new Date(ms)
  return { look: displayState({ state, until: change, next: 'closed' }, nowMs), until: change }
}

/**
 * What stands beside the state's word: "20:00 关门", "明早 8:30 开门"; `ask` where nobody knows; empty where nothing can
 * be said. The answer does not tell what comes after a change at midnight: a closed day may turn into an unknown one,
 * so no opening is promised then.
 */
export function openingDetail(
  { look, until }: Opening,
  nowMs: number,
  language: Language,
  ask: string,
): string {
  if (look === 'unknown') return ask
  if (look !== 'closed') return describeUntil({ state: 'open', until, next: 'closed' }, nowMs, language)
  if (!until || minuteOfDayAt(until.getTime()) === 0) return ''
  return describeUntil({ state: 'closed', until, next: 'open' }, nowMs, language)
}
