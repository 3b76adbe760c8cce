import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../db/connect.ts'
import { DatabaseLockedError, lockFolder, readLock } from '../../db/embedded/lock.ts'
import { ensureTemplate } from '../../db/embedded/template.ts'

// The embedded database, also where DATABASE_URL names a server: these tests always run.
let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stations-embedded-'))
})

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

describe('the lock of the data folder', () => {
  it('refuses a second opening with a sentence that names the holder and the ways out', async () => {
    const db = await connectDatabase({ dataDir, durable: false })
    db.announce('http://localhost:8080')
    const error = await connectDatabase({ dataDir }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DatabaseLockedError)
    expect(error).toMatchObject({ holder: { pid: process.pid, url: 'http://localhost:8080' } })
    expect(String(error)).toContain(`process ${process.pid}`)
    expect(String(error)).toContain('http://localhost:8080')
    expect(String(error)).toContain('DATABASE_URL')
    await db.close()
    expect(readLock(dataDir)).toBeNull()
    expect((await readdir(dataDir)).filter((name) => name.startsWith('database.lock'))).toEqual([])
  })

  const lockLeftBy = (holder: object) =>
    writeFile(
      join(dataDir, 'database.lock'),
      JSON.stringify({ host: hostname(), since: '2026-01-01T00:00:00Z', ...holder }),
    )

  it('is taken over from a process that has died', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => child.once('exit', resolve))
    await lockLeftBy({ pid: child.pid, processStart: null })
    expect(readLock(dataDir)).toBeNull()
    lockFolder(dataDir).release()
  })

  it.runIf(existsSync('/proc/self/stat'))(
    'is taken over when another process got the dead one’s number',
    async () => {
      await lockLeftBy({ pid: process.ppid, processStart: 'an earlier boot:1' })
      expect(readLock(dataDir)).toBeNull()
      lockFolder(dataDir).release()
    },
  )

  it('is taken over when the lock file was cut short', async () => {
    await writeFile(join(dataDir, 'database.lock'), '{"pid": 1')
    lockFolder(dataDir).release()
  })

  it('of another computer is respected, and the sentence says how to free it', async () => {
    await lockLeftBy({ pid: 1, host: 'elsewhere', processStart: null })
    expect(() => lockFolder(dataDir)).toThrow(/on the computer elsewhere.*delete .*database\.lock/)
  })
})

describe('kill -9', { timeout: 300_000 }, () => {
  it('loses no row whose commit was answered, and keeps no half transaction', async () => {
    const script = fileURLToPath(new URL('../support/insert-until-killed.ts', import.meta.url))
    let answered = 0
    for (const rows of [30, 300, 600]) {
      const goal = answered + rows
      const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exited = new Promise((resolve) => child.once('exit', resolve))
      for await (const line of createInterface({ input: child.stdout })) {
        answered = Number(line)
        if (answered >= goal) child.kill('SIGKILL')
      }
      await exited
      expect(answered).toBeGreaterThanOrEqual(goal)
    }
    const db = await connectDatabase({ dataDir })
    const ids: number[] = await db.knex('acknowledged').orderBy('id').pluck('id')
    const batches = await db.knex('acknowledged').whereNotNull('batch').groupBy('batch').count('id as rows')
    await db.close()
    expect(ids.length).toBeGreaterThanOrEqual(answered)
    expect(ids).toEqual(ids.map((_, i) => i + 1))
    expect(batches.length).toBeGreaterThan(10)
    expect(new Set(batches.map(({ rows }) => Number(rows)))).toEqual(new Set([10]))
  })
})

describe('the thread', () => {
  it('leaves the event loop free while a query works, and refuses queries once it has ended', async () => {
    const db = await connectDatabase({ dataDir, durable: false })
    const { knex } = db
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 5)
    await knex.raw('select count(*) from generate_series(1, 3000000) as n where sqrt(n) > 2')
    clearInterval(timer)
    await db.close()
    expect(ticks).toBeGreaterThan(5)
    await expect(knex.raw('select 1')).rejects.toThrow()
  })
})

describe('a new database', { timeout: 180_000 }, () => {
  const migrations = () => join(dataDir, 'migrations')
  const writeMigration = async (table: string) => {
    await mkdir(migrations(), { recursive: true })
    await writeFile(
      join(migrations(), '0001_first.ts'),
      `export const up = (knex: { raw(sql: string): Promise<void> }) => knex.raw('create table ${table} (id int)')
       export const down = (knex: { raw(sql: string): Promise<void> }) => knex.raw('drop table ${table}')`,
    )
  }

  it('comes from a template that is rebuilt when it is damaged or the migrations change', async () => {
    await writeMigration('first_table')
    const template = await ensureTemplate({ migrations: migrations() })
    const progress: string[] = []
    try {
      await ensureTemplate({ migrations: migrations(), onProgress: (message) => progress.push(message) })
      expect(progress).toEqual([])
      await truncate(join(template, 'global', 'pg_control'), 100)
      const db = await connectDatabase({
        dataDir: join(dataDir, 'service'),
        durable: false,
        migrations: migrations(),
        onProgress: (message) => progress.push(message),
      })
      expect(progress[0]).toMatch(/^Preparing/)
      expect(await db.knex('first_table')).toEqual([])
      expect(Number((await db.knex.raw('show random_page_cost')).rows[0].random_page_cost)).toBe(1.1)
      await db.close()
    } finally {
      await rm(template, { recursive: true, force: true })
    }
  })
})
