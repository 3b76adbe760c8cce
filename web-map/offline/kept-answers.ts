/** Asks the kept city, which lives in a thread of its own. Fetched only once there is one, or one is to be fetched. */
import CityWorker from './city-worker.ts?worker'
import type { Errand, Reply } from './city-worker.ts'
import type { CityQuestions, QuestionName } from './city-questions.ts'
import type { Kept } from './ask-both.ts'

let worker: Worker | null = null
let asked = 0
const waiting = new Map<number, (reply: Reply | null) => void>()

function start(): Worker {
  const started = new CityWorker()
  started.onmessage = ({ data }: MessageEvent<Reply>) => {
    waiting.get(data.id)?.(data)
    waiting.delete(data.id)
  }
  // Its code did not arrive, or the device refused it.
  started.onerror = () => {
    for (const answer of waiting.values()) answer(null)
    waiting.clear()
    worker = null
  }
  return started
}

function send(errand: (id: number) => Errand): Promise<Reply | null> {
  worker ??= start()
  const id = ++asked
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    worker!.postMessage(errand(id))
  })
}

/** @returns null when nothing is kept or the kept data cannot tell */
export async function askKeptCity<Name extends QuestionName>(
  name: Name,
  question: CityQuestions[Name]['asked'],
): Promise<Kept<CityQuestions[Name]['answer']> | null> {
  const reply = await send((id) => ({ id, name, asked: question }) as Errand)
  if (!reply || reply.value === null || reply.savedAt === null) return null
  return { value: reply.value as CityQuestions[Name]['answer'], savedAt: reply.savedAt }
}

/** Deletes the kept city: the registry has outgrown it. */
export async function forgetKeptCity(): Promise<void> {
  await send((id) => ({ id, name: 'forget' }))
}

/** Reads and indexes the kept city, so that the first question finds it open. */
export async function openKeptCity(): Promise<void> {
  await send((id) => ({ id, name: 'open' }))
}

/** Brings the kept city up to date. @returns epoch milliseconds of the kept data; null when there is none or it failed */
export async function refreshKeptCity(): Promise<number | null> {
  return (await send((id) => ({ id, name: 'refresh' })))?.savedAt ?? null
}
