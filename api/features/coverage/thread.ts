/** The counting thread at arm's length. */
import { Worker } from 'node:worker_threads'
import type { StationTable, Tally } from './engine.ts'
import type { RegionAreas } from './grid.ts'
import type { CoverageQuestion } from './question.ts'
import type { CoverageReply, CoverageRequest, ModelInput, ModelTable, Places } from './thread-messages.ts'

export class Cancelled extends Error {}

/** Answers come in any order; methods reject when the thread has ended. */
export interface CoverageThread {
  /** Forgets all models. */
  setAreas(region: RegionAreas): void
  setStations(table: StationTable): void
  /** Spreads the model over the grid, once. */
  setModel(model: ModelInput): Promise<ModelTable>
  ask(key: string, question: CoverageQuestion): Promise<Tally>
  /** @throws Cancelled as soon as `signal` is aborted and the hour under way is done */
  week(
    key: string,
    question: CoverageQuestion,
    onHour: (hour: number, tally: Tally) => void,
    signal: AbortSignal,
  ): Promise<void>
  places(key: string, question: CoverageQuestion): Promise<Places>
  soleStations(
    key: string,
    question: CoverageQuestion,
  ): Promise<{ dataVersion: number; stations: [row: number, people: number][] }>
  readonly ended: boolean
  stop(): Promise<void>
}

interface Waiting {
  resolve(reply: CoverageReply): void
  reject(error: Error): void
  onHour?: (hour: number, tally: Tally) => void
}

type Question = Extract<CoverageRequest, { key: string }>

export function startCoverageThread(): CoverageThread {
  const worker = new Worker(new URL('../../../db/embedded/start-worker.mjs', import.meta.url), {
    workerData: { module: new URL('./coverage-thread.ts', import.meta.url).href },
    execArgv: [],
    name: 'coverage',
  })
  worker.unref()
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let ended: Error | null = null

  worker.on('message', (reply: CoverageReply) => {
    const asked = waiting.get(reply.id)
    if (reply.kind === 'hour') {
      asked?.onHour?.(reply.hour, reply.tally)
      return
    }
    waiting.delete(reply.id)
    if (reply.kind === 'failed') asked?.reject(new Error(reply.message))
    else asked?.resolve(reply)
  })
  const end = (error: Error) => {
    ended = ended ?? error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(new Error('the thread that counts the coverage has ended')))

  const post = (message: CoverageRequest) => worker.postMessage(message)

  function request<K extends CoverageReply['kind']>(
    kind: K,
    message: (id: number) => CoverageRequest,
    onHour?: Waiting['onHour'],
  ): { id: number; reply: Promise<Extract<CoverageReply, { kind: K }>> } {
    const id = ++lastId
    const reply = new Promise<CoverageReply>((resolve, reject) => {
      if (ended) {
        reject(ended)
        return
      }
      waiting.set(id, { resolve, reject, onHour })
      post(message(id))
    }).then((answer) => {
      if (answer.kind !== kind) throw new Error(`expected ${kind}, got ${answer.kind}`)
      return answer as Extract<CoverageReply, { kind: K }>
    })
    return { id, reply }
  }
  const about = (kind: Question['kind'], key: string, question: CoverageQuestion) => (id: number) =>
    ({ kind, id, key, question }) as Question

  return {
    get ended() {
      return ended !== null
    },
    setAreas: (region) => post({ kind: 'areas', region }),
    setStations: (table) => post({ kind: 'stations', table }),
    setModel: async (model) => (await request('model', (id) => ({ kind: 'model', id, model })).reply).table,
    ask: async (key, question) => (await request('tally', about('ask', key, question)).reply).tally,
    async week(key, question, onHour, signal) {
      if (signal.aborted) throw new Cancelled()
      const { id, reply } = request('week', about('week', key, question), onHour)
      const cancel = () => post({ kind: 'cancel', id })
      signal.addEventListener('abort', cancel, { once: true })
      try {
        await reply
      } catch (error) {
        throw signal.aborted ? new Cancelled() : error
      } finally {
        signal.removeEventListener('abort', cancel)
      }
    },
    places: async (key, question) => (await request('places', about('places', key, question)).reply).places,
    soleStations: async (key, question) => (await request('sole', about('sole', key, question))).reply,
    stop: async () => void (await worker.terminate()),
  }
}
