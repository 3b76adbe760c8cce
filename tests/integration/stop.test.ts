/** Starts the service as `npm start` does, in a process of its own, and ends it in the ways in which processes end. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../db/connect.ts'
import { cloneServerTemplate } from '../support/template-database.ts'

const TOKEN = 'a-token-for-this-test'
const STAFF = { Authorization: `Bearer ${TOKEN}` }
const SERVER = new URL('../../api/server.ts', import.meta.url).pathname

let dataDir: string
let databaseUrl: string | undefined
let dropDatabase: (() => Promise<void>) | undefined
const running: Running[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'stations-stop-'))
  const serverUrl = process.env['DATABASE_URL']
  const clone = serverUrl ? await cloneServerTemplate(serverUrl) : undefined
  databaseUrl = clone?.url
  dropDatabase = clone?.drop
})

afterEach(async () => {
  for (const { child, exit } of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await exit
  }
  await dropDatabase?.()
  await rm(dataDir, { recursive: true, force: true })
})

interface Running {
  child: ChildProcess
  url: string
  /** What it said on standard output, and its log. */
  said(): string
  log(): { level: number; msg: string; status?: number }[]
  exit: Promise<{ code: number | null; signal: string | null }>
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** @param until the words after which it is handed over; by default it answers then */
async function start(env: Record<string, string> = {}, until = '暖心驿站: http'): Promise<Running> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', SERVER], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl ?? '',
      DATA_DIR: dataDir,
      PORT: String(port),
      HOST: '127.0.0.1',
      DEMO_STATIONS: '0',
      STAFF_TOKENS: `tester:${TOKEN}`,
      LOG_LEVEL: 'info',
      ...env,
    },
  })
  let said = ''
  let logged = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (logged += text))
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  const one: Running = {
    child,
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    // Whatever is no line of the log (a stack, a warning of Node's) fails here.
    log: () =>
      logged
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    exit,
  }
  running.push(one)
  let ended = false
  void exit.then(() => (ended = true))
  while (!said.includes(until)) {
    if (ended) throw new Error(`the service did not start: ${said}${logged}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return one
}

const station = (name: string) => ({ name, position: { lon: 116.4, lat: 39.92, datum: 'wgs84' } })

/** The names in the registry, asked of the database itself. */
async function namesStored(): Promise<string[]> {
  const db = await connectDatabase({ databaseUrl, dataDir })
  try {
    return await db.knex('station').orderBy('id').pluck('name')
  } finally {
    await db.close()
  }
}

/** A roster of which only the first half has been sent. */
function halfAnUpload(url: string): { sent: ClientRequest; finish(): Promise<IncomingMessage> } {
  const boundary = 'half-and-half'
  const sent = httpRequest(`${url}/api/imports`, {
    method: 'POST',
    agent: false,
    headers: { ...STAFF, 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  })
  sent.write(
    `--${boundary}\r\nContent-Disposition: form-data; name="district"\r\n\r\n海淀区\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n` +
      'Content-Type: text/csv\r\n\r\n名称,地址\r\n',
  )
  return {
    sent,
    async finish() {
      const answer = once(sent, 'response')
      sent.end(`驿站甲,海淀区花园路1号\r\n--${boundary}--\r\n`)
      const [res] = (await answer) as [IncomingMessage]
      res.resume()
      await once(res, 'end')
      return res
    },
  }
}

const openRequests = async (url: string) =>
  Number(/^http_requests_open (\d+)$/m.exec((await request(url).get('/metrics')).text)![1])

describe('kill -9', { timeout: 300_000 }, () => {
  it('loses nothing that was answered', async () => {
    const first = await start()
    const answered: string[] = []
    for (let i = 0; i < 20; i++) {
      await request(first.url)
        .post('/api/stations')
        .set(STAFF)
        .send(station(`站${i}`))
        .expect(201)
      answered.push(`站${i}`)
    }
    // More are under way when it ends.
    const late = Array.from({ length: 10 }, (_, i) =>
      request(first.url)
        .post('/api/stations')
        .set(STAFF)
        .send(station(`晚${i}`))
        .then(
          ({ status }) => status === 201 && answered.push(`晚${i}`),
          () => undefined,
        ),
    )
    await late[0]
    first.child.kill('SIGKILL')
    await Promise.all(late)
    expect(await first.exit).toMatchObject({ signal: 'SIGKILL' })

    const second = await start()
    const { body } = await request(second.url).get('/api/stations?limit=100').expect(200)
    const names = (body.items as { name: string }[]).map(({ name }) => name)
    expect(answered.filter((name) => !names.includes(name))).toEqual([])
    second.child.kill('SIGTERM')
    expect(await second.exit).toEqual({ code: 0, signal: null })
  })
})

describe('SIGTERM', { timeout: 300_000 }, () => {
  it('makes the service not ready at once, finishes what is under way, closes the database and ends', async () => {
    const service = await start({ STOP_DELAY_SECONDS: '1' })
    await request(service.url).post('/api/stations').set(STAFF).send(station('先')).expect(201)
    await request(service.url).get('/readyz').expect(200)
    const upload = halfAnUpload(service.url)
    await expect.poll(() => openRequests(service.url)).toBe(2)

    service.child.kill('SIGTERM')
    await expect.poll(async () => (await request(service.url).get('/readyz')).status).toBe(503)
    const { body, headers } = await request(service.url).get('/readyz')
    expect(body.ready).toBe(false)
    expect(headers.connection).toBe('close')
    // It still answers those who have not heard of it.
    await request(service.url).post('/api/stations').set(STAFF).send(station('迟')).expect(201)
    // Longer than the second that load balancers were given: the upload keeps it.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await request(service.url).get('/readyz').expect(503)
    expect((await upload.finish()).statusCode).toBe(202)

    expect(await service.exit).toEqual({ code: 0, signal: null })
    expect(service.said()).toMatch(/stopped\n$/)
    expect(service.log().filter(({ level }) => level >= 50)).toEqual([])
    if (databaseUrl) {
      const admin = new pg.Client({ connectionString: databaseUrl })
      await admin.connect()
      const { rows } = await admin.query(
        `select count(*)::int as others from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
      )
      await admin.end()
      expect(rows).toEqual([{ others: 0 }])
    } else {
      // Given back; a killed process leaves it.
      expect(existsSync(join(dataDir, 'database.lock'))).toBe(false)
    }
    expect(await namesStored()).toEqual(['先', '迟'])
  })

  it('in the middle of a week of coverage tells those who wait to ask again, and logs no failure', async () => {
    const service = await start({ DEMO_STATIONS: '1500' })
    const weeks = [500, 600, 700].map((reach) =>
      request(service.url)
        .get(`/api/coverage/week?reach=${reach}&wait=60`)
        .then((answer) => answer),
    )
    const hoursDone = async () => {
      const { body } = await request(service.url).get('/api/coverage/week?reach=500&wait=0')
      return body.run?.hoursDone ?? 168
    }
    await expect.poll(hoursDone, { timeout: 60_000, interval: 10 }).toBeGreaterThan(0)
    service.child.kill('SIGTERM')
    const answers = await Promise.all(weeks)
    expect(await service.exit).toEqual({ code: 0, signal: null })
    const told = answers.filter(({ status }) => status === 503)
    expect(told.length).toBeGreaterThanOrEqual(2)
    for (const { type, headers } of told)
      expect([type, headers['retry-after']]).toEqual(['application/problem+json', '2'])
    expect(service.log().filter(({ level, msg }) => level >= 50 || !msg.startsWith('request'))).toEqual([])

    const db = await connectDatabase({ databaseUrl, dataDir })
    const statuses: string[] = await db.knex('coverage_run').distinct('status').pluck('status')
    await db.close()
    expect(statuses.filter((status) => status !== 'done')).toEqual(['interrupted'])
  })

  it('right after the start, while coverage is still being prepared, is no failure either', async () => {
    const service = await start({ DEMO_STATIONS: '1500' })
    service.child.kill('SIGTERM')
    expect(await service.exit).toEqual({ code: 0, signal: null })
    expect(service.log()).toEqual([])
  })
})
