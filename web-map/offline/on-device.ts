/** The small part of keeping a city that the first page carries: whether there is one, and the way to it. */
import { kept, keep } from '../state/settings.ts'
import { lineIsSlow, type Kept } from './ask-both.ts'
import type { CityQuestions, QuestionName } from './city-questions.ts'

const SAVED_KEY = 'nuanxin.city'

/** So that a first visit does not fetch code to find nothing. @param savedAt epoch milliseconds, null: none is kept */
export function markKept(savedAt: number | null): void {
  keep(SAVED_KEY, savedAt === null ? null : String(savedAt))
}

export function cityIsKept(): boolean {
  return kept(SAVED_KEY) !== null
}

/** What the data on this device says; null when there is none or it cannot tell. */
export async function askDevice<Name extends QuestionName>(
  name: Name,
  question: CityQuestions[Name]['asked'],
): Promise<Kept<CityQuestions[Name]['answer']> | null> {
  if (!cityIsKept()) return null
  return (await import('./kept-answers.ts')).askKeptCity(name, question)
}

/** Where the network will not be quick the kept city is opened while the page is still being built. */
export function wakeDevice(): void {
  if (kept(SAVED_KEY) === null || !lineIsSlow()) return
  // A failure shows when the device is asked.
  void import('./kept-answers.ts').then(({ openKeptCity }) => openKeptCity()).catch(() => undefined)
}
