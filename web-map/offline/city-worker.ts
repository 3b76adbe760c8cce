/** The thread in which the kept city is fetched, read, indexed and asked: the list never waits for any of it. */
import { createStore, del, delMany, get, keys, set } from 'idb-keyval'
import { CITY_FORMAT } from '../../api/features/open-data/city/city-file.ts'
import { ANSWERS, type CityQuestions, type QuestionName } from './city-questions.ts'
import { createCityKeeper, type StoredCity } from './city-keeper.ts'

export type Errand =
  | { id: number; name: 'refresh' }
  | { id: number; name: 'forget' }
  | { id: number; name: 'open' }
  | { [Name in QuestionName]: { id: number; name: Name; asked: CityQuestions[Name]['asked'] } }[QuestionName]

export interface Reply {
  id: number
  /** Null: nothing is kept, or it cannot tell. */
  value: unknown
  savedAt: number | null
}

const store = createStore('warm-heart-stations', 'city')
/** A tab of an older version that is still open finds what it can read, until this version has its own. */
const KEY = CITY_FORMAT

async function write(city: StoredCity): Promise<void> {
  await set(KEY, city, store)
  const others = (await keys(store)).filter((key) => key !== KEY)
  if (others.length > 0) await delMany(others, store)
}

const keeper = createCityKeeper(
  { read: () => get<StoredCity>(KEY, store), write, clear: () => del(KEY, store) },
  (path) => fetch(path),
)

async function run(errand: Errand): Promise<Omit<Reply, 'id'>> {
  if (errand.name === 'refresh') return { value: null, savedAt: await keeper.refresh() }
  if (errand.name === 'forget') {
    await del(KEY, store)
    return { value: null, savedAt: null }
  }
  const open = await keeper.open()
  if (!open || errand.name === 'open') return { value: null, savedAt: null }
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
