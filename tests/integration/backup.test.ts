import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { openRegistry } from '../../api/bootstrap.ts'
import { readConfig } from '../../api/config.ts'
import { createServices } from '../../api/services.ts'
import type { Database } from '../../db/connect.ts'
import { STAFF, STAFF_TOKEN } from '../support/service.ts'
import { cloneServerTemplate } from '../support/template-database.ts'

const run = promisify(execFile)
/** The city file is written some seconds after a change. */
const PATIENT = { timeout: 30_000 }
const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  while (cleanups.length > 0) await cleanups.pop()!()
})

interface Running {
  db: Database
  get(path: string): Promise<Response>
  json<T>(path: string): Promise<T>
  patch(code: string, etag: string, body: object): Promise<Response>
  post(body: object): Promise<{ code: string }>
  stop(): Promise<void>
}

/** The service from settings, as `npm start` opens it. */
async function start(env: Record<string, string>): Promise<Running> {
  const config = readConfig({ STAFF_TOKENS: `tester:${STAFF_TOKEN}`, DEMO_STATIONS: '80', ...env })
  const db = await openRegistry(config, () => undefined)
  const services = await createServices(config, db, pino({ level: 'error' }), () => undefined)
  const server = createServer(createApp(services))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let running = true
  const stop = async () => {
    if (!running) return
    running = false
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await services.close()
    await db.close()
  }
  cleanups.push(stop)
  const get = (path: string) => fetch(url + path)
  const send = (method: string, path: string, body: object, headers = {}) =>
    fetch(url + path, {
      method,
      headers: { ...STAFF, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  return {
    db,
    get,
    json: async <T>(path: string) => (await (await get(path)).json()) as T,
    patch: (code, etag, body) => send('PATCH', `/api/stations/${code}`, body, { 'If-Match': etag }),
    post: async (body) => (await (await send('POST', '/api/stations', body)).json()) as { code: string },
    stop,
  }
}

/** All that the registry holds, but for the numbering, which a restore resumes elsewhere. */
async function contents({ knex }: Database): Promise<Record<string, unknown>> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(`
    select t.table_name as name from information_schema.tables t
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and t.table_name not in ('data_version', 'spatial_ref_sys') and t.table_name not like 'knex%' order by 1`)
  const found: Record<string, unknown> = {}
  for (const { name } of rows) {
    const { rows: digests } = await knex.raw(
      `select count(*) as rows, md5(coalesce(string_agg(t.row, '|' order by t.row), '')) as digest
       from (select to_jsonb(??.*)::text as row from ??) t`,
      [name, name],
    )
    found[name] = digests[0]
  }
  return found
}

interface Copies {
  updates: { to: number }
  city: string
  tiles: string
  etag: string
}

const tileVersion = async (service: Running) =>
  /\/tiles\/([^/]+)\//.exec((await service.json<{ tiles: string[] }>('/tiles/stations.json')).tiles[0]!)![1]!

/** What phones, caches and officers' programs hold of a registry. */
async function copiesOf(service: Running): Promise<Copies> {
  const { dataVersion } = await service.json<{ dataVersion: number }>('/readyz')
  const city = await service.get('/api/stations/city')
  const station = await service.get('/api/stations/YS000001')
  return {
    updates: await service.json(`/api/stations/updates?since=${dataVersion}`),
    city: city.headers.get('content-location')!,
    tiles: await tileVersion(service),
    etag: station.headers.get('etag')!,
  }
}

const newStation = (name: string) => ({ name, address: '东城区安定门外大街 1 号' })
const nameOf = async (service: Running, code: string) =>
  (await service.json<{ name: string }>(`/api/stations/${code}`)).name
const rename = async (service: Running, code: string, name: string): Promise<Response> =>
  service.patch(code, (await service.get(`/api/stations/${code}`)).headers.get('etag')!, { name })

/** Loads, backs up, changes, restores, starts; then holds everything that was given out against the truth. */
async function goBack(
  env: Record<string, string>,
  backUp: () => Promise<void>,
  restore: () => Promise<void>,
) {
  const first = await start(env)
  await rename(first, 'YS000001', '备份前的名字')
  const held = await copiesOf(first)
  const before = await contents(first.db)
  await first.stop()
  await backUp()

  // The time that is going to be lost: a name, and a station whose sign is printed.
  const lost = await start(env)
  expect((await rename(lost, 'YS000001', '会丢失的名字')).status).toBe(200)
  const printed = await lost.post(newStation('会丢失的驿站'))
  await expect.poll(() => copiesOf(lost).then(({ city }) => city), PATIENT).not.toBe(held.city)
  const lostCopies = await copiesOf(lost)
  await lost.stop()
  await restore()

  const restored = await start(env)
  expect(await contents(restored.db)).toEqual(before)
  expect(await nameOf(restored, 'YS000001')).toBe('备份前的名字')
  expect((await restored.get(`/api/stations/${printed.code}`)).status).toBe(404)
  return { restored, held, lostCopies, printed }
}

async function expectNoLies({ restored, held, lostCopies, printed }: Awaited<ReturnType<typeof goBack>>) {
  // As many changes again as were lost, and others: no number may come to mean two things.
  const isWhole = async ({ updates }: Copies) =>
    expect(await restored.json(`/api/stations/updates?since=${updates.to}`)).toMatchObject({ full: true })
  await isWhole(lostCopies)
  expect(await tileVersion(restored)).not.toBe(lostCopies.tiles)
  expect((await restored.patch('YS000001', lostCopies.etag, { name: '盲目覆盖' })).status).toBe(412)

  expect((await rename(restored, 'YS000001', '恢复后的名字')).status).toBe(200)
  const next = await restored.post(newStation('恢复后的驿站'))
  expect(next.code).not.toBe(printed.code)
  expect((await restored.patch('YS000001', lostCopies.etag, { name: '盲目覆盖' })).status).toBe(412)
  await isWhole(lostCopies)
  await isWhole(held)
  await expect.poll(() => copiesOf(restored).then(({ city }) => city), PATIENT).not.toBe(held.city)
  const now = await copiesOf(restored)
  expect(now.updates.to).toBeGreaterThan(lostCopies.updates.to)
  expect([lostCopies.city, held.city]).not.toContain(now.city)

  // From here on the numbers are trusted again: two changes are two changes, not the whole city.
  await rename(restored, 'YS000002', '又一个名字')
  await expect
    .poll(() => restored.json(`/api/stations/updates?since=${now.updates.to}`), PATIENT)
    .toMatchObject({ full: false, changed: [{ code: 'YS000002' }] })
}

describe('a backup of the embedded database', { timeout: 300_000 }, () => {
  it('is a copy of its folder: put back, the old state is whole, and nothing given out since passes for current', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stations-backup-'))
    cleanups.push(() => rm(folder, { recursive: true, force: true }))
    const [dataDir, copy] = [join(folder, 'data'), join(folder, 'copy')]
    const back = await goBack(
      { DATA_DIR: dataDir },
      () => cp(dataDir, copy, { recursive: true, preserveTimestamps: true }),
      async () => {
        await rm(dataDir, { recursive: true })
        await cp(copy, dataDir, { recursive: true, preserveTimestamps: true })
      },
    )
    await expectNoLies(back)
    // Started again in the same place, nothing is resumed a second time.
    const { updates } = await copiesOf(back.restored)
    await back.restored.stop()
    const again = await start({ DATA_DIR: dataDir })
    expect((await copiesOf(again)).updates).toEqual({
      ...updates,
      from: updates.to,
      changed: [],
      removed: [],
    })
  })

  it('that a start cannot recognise is told by a command, which refuses while the service runs', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'stations-backup-'))
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }))
    const service = await start({ DATA_DIR: dataDir })
    const { updates } = await copiesOf(service)
    const command = fileURLToPath(new URL('../../api/resume-command.ts', import.meta.url))
    const tell = () =>
      run(process.execPath, ['--import', 'tsx', command], {
        env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir },
      })
    await expect(tell()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is in use: process/),
    })
    await service.stop()
    expect((await tell()).stdout).toContain(String(updates.to + 1_000_000))
    const after = await start({ DATA_DIR: dataDir })
    expect(await after.json(`/api/stations/updates?since=${updates.to}`)).toMatchObject({ full: true })
  })
})

const serverUrl = process.env['DATABASE_URL']

describe.runIf(serverUrl)('a backup of a server', { timeout: 300_000 }, () => {
  async function database() {
    const clone = await cloneServerTemplate(serverUrl!)
    cleanups.push(clone.drop)
    const folder = await mkdtemp(join(tmpdir(), 'stations-backup-'))
    cleanups.push(() => rm(folder, { recursive: true, force: true }))
    return { env: { DATABASE_URL: clone.url, DATA_DIR: folder }, dump: join(folder, 'stations.dump') }
  }

  const dumpTo = (file: string, url: string) =>
    run('pg_dump', ['--format=custom', '--exclude-table-data=spatial_ref_sys', `--file=${file}`, url]).then(
      () => undefined,
    )

  /** The steps of docs/operating.md: an empty database in the old one's place, filled in one transaction. */
  async function restoreInto(url: string, dump: string): Promise<void> {
    const name = new URL(url).pathname.slice(1)
    const admin = new pg.Client({ connectionString: serverUrl })
    await admin.connect()
    await admin.query(`drop database ${name} with (force)`)
    await admin.query(`create database ${name}`)
    await admin.end()
    await run('pg_restore', [
      '--no-owner',
      '--no-comments',
      '--single-transaction',
      '--exit-on-error',
      `--dbname=${url}`,
      dump,
    ])
  }

  it('is pg_dump’s: restored, the old state is whole, and nothing given out since passes for current', async () => {
    const { env, dump } = await database()
    const url = env.DATABASE_URL
    await expectNoLies(
      await goBack(
        env,
        () => dumpTo(dump, url),
        () => restoreInto(url, dump),
      ),
    )
  })

  it('holds no half change when it is taken while people write', async () => {
    const { env, dump } = await database()
    const service = await start(env)
    let writing = true
    let changes = 0
    // Each transaction renames ten stations alike.
    const writer = (async () => {
      while (writing) {
        changes += 1
        await service.db.knex.transaction(async (trx) => {
          await trx.raw(`select set_config('app.actor', 'tester', true)`)
          for (let i = 10; i < 20; i++)
            await trx('station')
              .where({ code: `YS0000${i}` })
              .update({ name: `第${changes}次` })
        })
      }
    })()
    await expect.poll(() => changes).toBeGreaterThan(5)
    await dumpTo(dump, env.DATABASE_URL)
    writing = false
    await writer
    await service.stop()
    await restoreInto(env.DATABASE_URL, dump)

    const restored = await start(env)
    const { rows } = await restored.db.knex.raw(`
      select count(distinct s.name)::int as names, count(distinct s.version)::int as versions,
             bool_and(h.changes -> 'name' ->> 1 = s.name) as told,
             max(s.data_version) <= (select d.resumed_at from data_version d) as numbered
      from station s join station_history h on h.station_id = s.id and h.version = s.version
      where s.code between 'YS000010' and 'YS000019'`)
    expect(rows).toEqual([{ names: 1, versions: 1, told: true, numbered: true }])
  })
})
