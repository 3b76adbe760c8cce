/** The thread in which the kept city is fetched, read, indexed and asked: the list never waits for any of it. */
import { createStore, del, get, set } from 'idb-keyval'
import { ANSWERS, type CityQuestions, type QuestionName } from './city-questions.ts'
import { createCityKeeper, type StoredCity } from './city-keeper.ts'

export type Errand =
  | { id: number; name: 'refresh' }
  | { [Name in QuestionName]: { id: number; name: Name; asked: CityQuestions[Name]['asked'] } }[QuestionName]

export interface Reply {
  id: number
  /** Null: nothing is kept, or it cannot tell. */
  value: unknown
  savedAt: number | null
}

const store = createStore('warm-heart-stations', 'city')
const KEY = 'city'

const keeper = createCityKeeper(
  {
    read: () => get<StoredCity>(KEY, store),
    write: (city) => set(KEY, city, store),
    clear: () => del(KEY, store),
  },
  (path) => fetch(path),
)

async function run(errand: Errand): Promise<Omit<Reply, 'id'>> {
  if (errand.name === 'refresh') return { value: null, savedAt: await keeper.refresh() }
  const open = await keeper.open()
  if (!open) return { value: null, savedAt: null }
  const answer = ANSWERS[errand.name] as (city: typeof open, asked: unknown, nowMs: number) => unknown
  return { value: answer(open, errand.asked, Date.now()), savedAt: open.savedAt }
}

self.onmessage = async ({ data }: MessageEvent<Errand>) => {
  const { id } = data
  try {
    self.postMessage({ id, ...(await run(data)) } satisfies Reply)
  } catch {
    // No network, no room on the device, storage forbidden: there is nothing to answer with.
    self.postMessage({ id, value: null, savedAt: null } satisfies Reply)
  }
}
