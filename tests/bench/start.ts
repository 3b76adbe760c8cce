/** From `npm start` to the first answer of `/readyz`: on a fresh checkout, in an empty folder, and once more. */
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endProcess } from './child.ts'
import type { BenchOptions } from './options.ts'
import { freePort, openPostgres } from './postgres.ts'
import { median, printTable, rounded } from './report.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** What the service runs from; the database's template is made beside it. */
const PARTS = ['api', 'db', 'seeds', 'web-map', 'package.json', 'tsconfig.json']
const PATIENCE_MS = 300_000

type Settings = Record<string, string>

export async function runStartBench({ rounds }: BenchOptions): Promise<Record<string, unknown>> {
  const times = Math.min(rounds, 3)
  const embedded = { first: [] as number[], prepared: [] as number[], warm: [] as number[] }
  for (let round = 0; round < times; round++) {
    const checkout = await freshCheckout()
    try {
      const at = (folder: string) => startOnce(checkout, { DATA_DIR: join(checkout, folder) })
      embedded.first.push(await at('one'))
      embedded.prepared.push(await at('two'))
      embedded.warm.push(await at('two'))
    } finally {
      await rm(checkout, { recursive: true, force: true })
    }
  }
  const server = await startsOnServer(times)
  const result = {
    firstSeconds: seconds(embedded.first),
    emptySeconds: seconds(embedded.prepared),
    warmSeconds: seconds(embedded.warm),
    ...(server && { serverEmptySeconds: seconds(server.empty), serverWarmSeconds: seconds(server.warm) }),
  }
  printTable(
    ['seconds to /readyz, demo network', ''],
    [
      ['embedded, fresh checkout, nothing prepared', result.firstSeconds],
      ['embedded, template there, empty data folder', result.emptySeconds],
      ['embedded, second start', result.warmSeconds],
      ...(server
        ? [
            ['PostGIS server, empty database', seconds(server.empty)],
            ['PostGIS server, second start', seconds(server.warm)],
          ]
        : []),
    ],
  )
  return result
}

const seconds = (values: readonly number[]) => rounded(median(values))

async function startsOnServer(times: number): Promise<{ empty: number[]; warm: number[] } | null> {
  const postgres = await openPostgres()
  if (postgres.embedded) return null
  const found = { empty: [] as number[], warm: [] as number[] }
  try {
    for (let round = 0; round < times; round++) {
      const database = await postgres.createDatabase()
      const settings = { DATABASE_URL: database.url!, DATA_DIR: database.dataDir }
      found.empty.push(await startOnce(ROOT, settings))
      found.warm.push(await startOnce(ROOT, settings))
      await database.drop()
    }
  } finally {
    await postgres.stop()
  }
  return found
}

/** A copy without what earlier starts have prepared. */
async function freshCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stations-bench-checkout-'))
  for (const part of PARTS) await cp(join(ROOT, part), join(folder, part), { recursive: true })
  await mkdir(join(folder, '.cache'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Seconds until the service is ready; it is ended again. */
async function startOnce(cwd: string, settings: Settings): Promise<number> {
  const port = await freePort()
  const { DATABASE_URL: _, ...inherited } = process.env
  const started = performance.now()
  const server = spawn(process.execPath, ['--max-semi-space-size=32', '--import', 'tsx', 'api/server.ts'], {
    cwd,
    env: { ...inherited, LOG_LEVEL: 'error', PORT: String(port), ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const killWithUs = () => server.kill('SIGKILL')
  process.once('exit', killWithUs)
  server.once('exit', () => process.off('exit', killWithUs))
  try {
    while (!(await isReady(port))) {
      if (server.exitCode !== null) throw new Error(`the service ended with code ${server.exitCode}`)
      if (performance.now() - started > PATIENCE_MS)
        throw new Error('the service did not get ready in 5 minutes')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return (performance.now() - started) / 1000
  } finally {
    await endProcess(server)
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  } catch {
    return false
  }
}
