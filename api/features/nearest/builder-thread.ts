/**
 * The worker thread that reads changed stations and holds the index builder. One request at a time. A reading that fails
 * ends the thread: what it had taken over by then has not been handed over, so all is read anew.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type pg from 'pg'
import { threadClient } from '../../../db/thread-client.ts'
import { createIndexBuilder, transferable } from './index-builder.ts'
import type { BuilderData, BuilderRequest, Changes } from './index-thread.ts'
import { changedStations } from './read-model.ts'

/** Small enough that no page holds up the embedded database, which requests wait for. */
const PAGE_ROWS = 500
/** After every station of a version. */
const LAST_ID = Number.MAX_SAFE_INTEGER

const { database } = workerData as BuilderData
const port = parentPort
if (!port) throw new Error('The index is built in a worker thread only.')

const builder = createIndexBuilder()
let client: pg.Client | null = null

/** The connection is kept from one change to the next; a lost one is replaced. */
async function connected(): Promise<pg.Client> {
  if (client) return client
  const fresh = threadClient(database)
  const lost = () => {
    if (client === fresh) client = null
  }
  fresh.on('error', lost)
  fresh.on('end', lost)
  await fresh.connect()
  client = fresh
  return fresh
}

/** Brings the builder from one version to the newest. */
async function readChanges(version: number): Promise<Changes> {
  const pages: Changes['pages'] = []
  const problems: string[] = []
  let wasteful = false
  let after = { dataVersion: version, id: LAST_ID }
  for (;;) {
    const page = await changedStations(await connected(), after, PAGE_ROWS)
    if (page.rows > 0) {
      const applied = builder.apply(page.json)
      pages.push(applied.features)
      problems.push(...applied.problems)
      wasteful = applied.wasteful
    }
    if (page.rows < PAGE_ROWS) return { pages, problems, wasteful, snapshot: builder.snapshot() }
    after = page.last
  }
}

async function answer(request: BuilderRequest): Promise<void> {
  if (request.kind === 'stop') {
    await client?.end()
    process.exit()
  }
  const changes = await readChanges(request.version)
  port!.postMessage(changes, [
    ...changes.pages.map(({ buffer }) => buffer),
    ...transferable(changes.snapshot),
  ])
}

port.on('message', (request: BuilderRequest) => void answer(request))
