/** Keeps the index at the newest committed version of the registry, whichever process committed it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../db/database.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import type { IndexSnapshot } from './index-builder.ts'
import { startIndexThread, type IndexThread } from './index-thread.ts'
import { matchPictures, type MatchPictures } from './match-picture.ts'
import { createOpenStates, type OpenStates } from './open-states.ts'
import { currentDataVersion } from './read-model.ts'

/** Should a notification get lost, the change is seen after this long. */
const POLL_MS = 5000
const LONGEST_PAUSE_MS = 300

/** One version of the index with all that answering from it takes. Replaced as a whole, never changed. */
export interface LiveIndex {
  snapshot: IndexSnapshot
  /** The written features that the snapshot's columns point into, by number of the page. */
  pages: readonly Uint8Array[]
  dataVersion: number
  /** For questions about this moment. */
  now: OpenStates
  /** Go with `now`. */
  pictures: MatchPictures
  /** For questions about any other. */
  otherTimes: OpenStates
}

export interface StationFollower {
  /** The newest index; null until the first one stands. */
  live(): LiveIndex | null
  readonly ready: boolean
  /** -1 until ready. */
  readonly dataVersion: number
  /** How many stations can be found. */
  readonly stations: number
  /** Milliseconds since the index was last known to be the database's newest version; null before the first. */
  readonly ageMs: number | null
  /** Called after each change of the index. @returns a function that ends this */
  onChange(callback: (index: LiveIndex) => void): () => void
  /** Resolves once the index stands; rejects when the database cannot be read. */
  start(): Promise<void>
  /** Resolves when nothing is under way any more; the thread and the connection are given back. */
  stop(): Promise<void>
}

export interface FollowerOptions {
  db: Pick<Database, 'knex' | 'listen' | 'forThread'>
  calendar: HolidayCalendar
  /** Told when following fails (it is tried again at the next change or poll) or a station cannot be indexed. */
  onError?: (error: unknown) => void
  pollMs?: number
}

export function liveIndex(
  snapshot: IndexSnapshot,
  pages: readonly Uint8Array[],
  dataVersion: number,
  calendar: HolidayCalendar,
): LiveIndex {
  const now = createOpenStates(snapshot.timetables, calendar)
  return {
    snapshot,
    pages,
    dataVersion,
    now,
    pictures: matchPictures(snapshot.index, snapshot.timetables.length, now),
    otherTimes: createOpenStates(snapshot.timetables, calendar),
  }
}

export function createFollower(options: FollowerOptions): StationFollower {
  const { db, calendar, onError = () => undefined, pollMs = POLL_MS } = options
  const mirror = createMirror(db, onError)
  const callbacks = new Set<(index: LiveIndex) => void>()
  let live: LiveIndex | null = null
  let running: Promise<void> | null = null
  let askedAgain = false
  let stopped = false
  let newestAt: number | null = null
  let stopListening: (() => Promise<void>) | undefined
  let poll: NodeJS.Timeout | undefined

  /** Brings the index to the version committed now. */
  async function catchUp(): Promise<void> {
    const asked = performance.now()
    const dataVersion = await currentDataVersion(db.knex)
    if (stopped) return
    if (dataVersion === live?.dataVersion && !mirror.lost) {
      newestAt = asked
      return
    }
    const { snapshot, pages } = await mirror.bringTo(dataVersion)
    if (stopped) return
    live = liveIndex(snapshot, pages, dataVersion, calendar)
    newestAt = asked
    for (const callback of callbacks) callback(live)
  }

  /** Many changes while one catch-up is under way make one more. */
  function follow(): Promise<void> {
    if (running) {
      askedAgain = true
      return running
    }
    running = (async () => {
      do {
        askedAgain = false
        const began = performance.now()
        await catchUp()
        // Under a stream of changes the index is not built without pause: the requests need the processor too.
        if (askedAgain) await sleep(Math.min(performance.now() - began, LONGEST_PAUSE_MS))
      } while (askedAgain && !stopped)
    })().finally(() => {
      running = null
    })
    return running
  }

  const followQuietly = () => {
    if (stopped) return
    follow().catch((error: unknown) => {
      if (!stopped) onError(error)
    })
  }

  return {
    live: () => live,
    get ready() {
      return live !== null
    },
    get dataVersion() {
      return live?.dataVersion ?? -1
    },
    get stations() {
      return live?.snapshot.index.size ?? 0
    },
    get ageMs() {
      return newestAt === null ? null : performance.now() - newestAt
    },
    onChange(callback) {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    async start() {
      // Listening comes first: what is committed while the first index is read must not go unheard.
      stopListening = await db.listen('data_version', followQuietly)
      poll = setInterval(followQuietly, pollMs)
      poll.unref()
      await follow()
    },
    async stop() {
      stopped = true
      clearInterval(poll)
      await stopListening?.()
      await mirror.stop()
      await running?.catch(() => undefined)
    },
  }
}

/** What the index thread has read so far, and the pages that it wrote. */
function createMirror(db: Pick<Database, 'forThread'>, onError: (error: unknown) => void) {
  let thread: IndexThread = startIndexThread(db.forThread())
  let pages: Uint8Array[] = []
  /** The thread has every station up to this version. */
  let version = -1
  let wasteful = false

  return {
    /** The thread ended by itself, as at a reading that failed, and all must be read again. */
    get lost() {
      return thread.ended
    },
    async bringTo(target: number): Promise<Pick<LiveIndex, 'snapshot' | 'pages'>> {
      // Behind what we have: another database stands there now (restored from a backup, say).
      if (thread.ended || wasteful || target < version) {
        await thread.stop()
        thread = startIndexThread(db.forThread())
        pages = []
        version = -1
      }
      const changes = await thread.readChanges(version)
      pages = [...pages, ...changes.pages]
      version = target
      wasteful = changes.wasteful
      for (const problem of changes.problems) onError(new Error(problem))
      return { snapshot: changes.snapshot, pages }
    },
    stop: () => thread.stop(),
  }
}
