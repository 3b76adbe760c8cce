/**
 * The search for places at arm's length. At 200,000 stations a look at all names takes tens of milliseconds, and so many
 * objects on the request loop's heap would hold it up at each collection of garbage.
 */
import { Worker } from 'node:worker_threads'
import type { Place } from './place-search.ts'
import type { LandmarkPlace, NamedAreas } from './places-index.ts'

export type SearchRequest =
  | { kind: 'areas'; areas: NamedAreas }
  /** JSON of `StationPlaceRow[]` */
  | { kind: 'stations'; json: string }
  | { kind: 'find'; query: string; limit: number }
  | { kind: 'settle' }

/** One for each request but `areas`. */
export interface SearchReply {
  id: number
  places?: Place[]
  error?: string
}

/** Later requests see what earlier ones set; the promises reject when the thread has ended. */
export interface SearchThread {
  setAreas(areas: NamedAreas): void
  setStations(json: string): Promise<void>
  find(query: string, limit: number): Promise<Place[]>
  /** Resolves when every name can also be found by its pinyin. */
  settled(): Promise<void>
  readonly ended: boolean
  stop(): Promise<void>
}

interface Waiting {
  resolve(reply: SearchReply): void
  reject(error: Error): void
}

export function startSearchThread(landmarks: readonly LandmarkPlace[]): SearchThread {
  const worker = new Worker(new URL('../../../db/embedded/start-worker.mjs', import.meta.url), {
    workerData: { module: new URL('./searching-thread.ts', import.meta.url).href, landmarks },
    execArgv: [],
    name: 'place-search',
  })
  worker.unref()
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let ended: Error | null = null
  worker.on('message', (reply: SearchReply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.error === undefined) asked?.resolve(reply)
    else asked?.reject(new Error(reply.error))
  })
  const end = (error: Error) => {
    ended = ended ?? error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the thread that searches places has ended')))

  function ask(request: SearchRequest): Promise<SearchReply> {
    if (ended) return Promise.reject(ended)
    return new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ ...request, id })
    })
  }

  return {
    setAreas: (areas) => worker.postMessage({ kind: 'areas', areas: namesOf(areas) }),
    setStations: async (json) => void (await ask({ kind: 'stations', json })),
    find: async (query, limit) => (await ask({ kind: 'find', query, limit })).places!,
    settled: async () => void (await ask({ kind: 'settle' })),
    get ended() {
      return ended !== null
    },
    stop: async () => void (await worker.terminate()),
  }
}

/** Without the outlines: they are megabytes, and the search needs to know only whether there is one. */
function namesOf({ districts, streets, communities }: NamedAreas): NamedAreas {
  return {
    districts: districts.map(({ code, name, label }) => ({ code, name, label })),
    streets: streets.map(({ code, name, districtCode, centre, geometry }) => ({
      code,
      name,
      districtCode,
      centre,
      geometry: geometry === null ? null : true,
    })),
    communities,
  }
}
