/** What searching workers notice of a roster of 200,000 rows that is imported meanwhile. */
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Child } from './child.ts'
import type { LoadResult } from './load.ts'
import { printGoal, printTable, rounded, say } from './report.ts'
import { writeRoster } from './roster-file.ts'

export const IMPORTED_ROWS = 200_000
/** A large city at noon. Below what the server can do, so that the wait is the server's, not the queue's. */
const RATE = 500
const CONNECTIONS = 64
const REST_SECONDS = 15
const LONGEST_SECONDS = 900
const AFTERMATH_MS = 4000

interface Search {
  port: number
  token: string
  paths: string[]
  app: Child<unknown>
  load: Child<null>
}

/** @returns p99 during the import over p99 at rest, both at a steady number of requests a second */
export async function measureDuringImport(search: Search): Promise<{ importP99Ratio: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'stations-bench-roster-'))
  try {
    say(`  writing a roster of ${IMPORTED_ROWS} rows`)
    const path = join(folder, 'roster.csv')
    await writeRoster(path, IMPORTED_ROWS)
    const rest = await run(search, REST_SECONDS)
    const busy = await whileImporting(search, path)
    console.log(`\n  searches while ${IMPORTED_ROWS} rows are imported, ${RATE} requests/s`)
    printTable(
      ['', 'p50 ms', 'p99 ms', 'max ms', 'seconds'],
      (
        [
          ['at rest', rest],
          ['during the import', busy],
          ...busy.parts.map((part) => [`  ${part.name}`, part] as const),
        ] as const
      ).map(([name, r]) => [
        name,
        r.p50Ms.toFixed(2),
        r.p99Ms.toFixed(2),
        r.maxMs.toFixed(0),
        r.seconds.toFixed(0),
      ]),
    )
    const importP99Ratio = rounded(busy.p99Ms / rest.p99Ms)
    printGoal('p99 during an import over p99 at rest', importP99Ratio, { most: 2 })
    return { importP99Ratio }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run({ port, paths, load }: Search, seconds: number): Promise<LoadResult> {
  return load.ask<LoadResult>('run', { port, paths, seconds, rate: RATE, connections: CONNECTIONS })
}

async function whileImporting(search: Search, path: string): Promise<LoadResult> {
  const { app, load } = search
  const before = await app.ask<number>('stations')
  const running = run(search, LONGEST_SECONDS)
  try {
    await importRoster(search, path)
    await load.ask('mark', 'followed')
    // The import is over for a searching worker when the index has it.
    for (let patience = 600; patience > 0 && (await app.ask<number>('stations')) === before; patience--)
      await pause(100)
    // What follows the index (tiles, names) works on for a while.
    await load.ask('mark', 'followed by others')
    await pause(AFTERMATH_MS)
  } finally {
    await load.ask('stop')
  }
  return running
}

interface Job {
  id: string
  status: string
  progress: { phase?: string }
  error: string | null
  summary: Record<string, number> | null
}

async function importRoster({ port, token, load }: Search, path: string): Promise<void> {
  const started = performance.now()
  const url = `http://127.0.0.1:${port}/api/imports`
  const headers = { Authorization: `Bearer ${token}` }
  const form = new FormData()
  form.set('datum', 'wgs84')
  form.set('source', 'bench')
  form.set('file', await openAsBlob(path), 'roster.csv')
  await load.ask('mark', 'uploaded')
  let job = await answer<Job>(await fetch(url, { method: 'POST', headers, body: form }))
  await load.ask('mark', 'read')
  let comparing = false
  while (job.status === 'queued' || job.status === 'running') {
    await pause(200)
    if (!comparing && job.progress.phase === 'comparing') {
      comparing = true
      await load.ask('mark', 'compared')
    }
    job = await answer<Job>(await fetch(`${url}/${job.id}`, { headers }))
  }
  if (job.status !== 'checked') throw new Error(`the import ended as ${job.status}: ${job.error}`)
  const checked = performance.now()
  await load.ask('mark', 'committed')
  const commit = await fetch(`${url}/${job.id}/commit`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: '{}',
  })
  const done = await answer<Job>(commit)
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1)
  say(
    `  imported: checked in ${seconds(started, checked)} s, committed in ${seconds(checked, performance.now())} s, ` +
      JSON.stringify(done.summary),
  )
}

async function answer<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
