import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import readWorkbook from 'read-excel-file/node'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rosterFile } from '../support/roster-files.ts'
import { STAFF, STAFF_TOKEN, startTestService, type TestService } from '../support/service.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

let service: TestService
beforeAll(async () => {
  service = await startTestService({ env: { UPLOAD_MAX_MB: '8' } })
})
afterAll(() => service.stop())

const imports = () => service.services.imports

const NOTHING = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  unlocated: 0,
  duplicates: 0,
  otherDistrict: 0,
  suspicious: 0,
  rejected: 0,
}

describe('over HTTP', () => {
  const upload = (content: string | Buffer, fields: Record<string, string> = {}) => {
    const post = request(service.app).post('/api/imports').set(STAFF)
    for (const [name, value] of Object.entries(fields)) void post.field(name, value)
    return post.attach('file', typeof content === 'string' ? Buffer.from(content) : content, {
      filename: '海淀名单.csv',
    })
  }

  test('a list is uploaded, checked, read row by row, downloaded and committed', async () => {
    const content = '点位,地址\n驿站甲,海淀区花园路1号\n,海淀区花园路2号\n'
    const answer = await upload(content, {
      source: '网上名单',
      mapping: '{"点位":"name"}',
      district: '海淀区',
    }).expect(202)
    expect(answer.headers.location).toBe(`/api/imports/${answer.body.id}`)
    expect(answer.body.fileName).toBe('海淀名单.csv')
    await imports().finished(answer.body.id)
    const job = await request(service.app).get(`/api/imports/${answer.body.id}`).set(STAFF).expect(200)
    expect(job.body).toMatchObject({
      status: 'checked',
      summary: { rows: 2, created: 1, rejected: 1 },
      createdBy: 'tester',
    })
    const rows = await request(service.app)
      .get(`/api/imports/${answer.body.id}/rows?outcome=rejected`)
      .set(STAFF)
      .expect(200)
    expect(rows.body.items).toMatchObject([{ row: 3, problems: [{ column: '点位', severity: 'rejected' }] }])
    const report = await request(service.app)
      .get(`/api/imports/${answer.body.id}/rows.xlsx`)
      .set(STAFF)
      .buffer()
      .parse(binary)
      .expect(200)
    const [sheet] = await readWorkbook(report.body)
    expect(sheet!.data.map((r) => r.slice(0, 2))).toEqual([
      ['行号', '结果'],
      [2, '新增'],
      [3, '拒收'],
    ])
    const commit = () => request(service.app).post(`/api/imports/${answer.body.id}/commit`).set(STAFF)
    expect((await commit().send({}).expect(200)).body).toMatchObject({
      status: 'committed',
      committedBy: 'tester',
    })
    await commit().send({}).expect(409)
  })

  test('a template workbook is there for everybody', async () => {
    const answer = await request(service.app)
      .get('/api/imports/template.xlsx')
      .buffer()
      .parse(binary)
      .expect(200)
    const sheets = await readWorkbook(answer.body)
    expect(sheets.map((s) => s.sheet)).toEqual(['名单', '填写说明'])
  })

  test('nothing works without a staff token', async () => {
    await request(service.app)
      .post('/api/imports')
      .attach('file', Buffer.from('名称,地址\n甲,乙\n'), 'a.csv')
      .expect(401)
    for (const path of ['/api/imports', '/api/duplicates']) await request(service.app).get(path).expect(401)
  })

  test('a file above the limit is answered with a sentence and leaves nothing on the disk', async () => {
    const answer = await upload(Buffer.alloc(12 * 1024 * 1024, 'a,b\n')).expect(413)
    expect(answer.body.detail).toMatch(/超过 8 MB 的上限/)
  })

  test.each([
    [
      'no file',
      () => request(service.app).post('/api/imports').set(STAFF).field('datum', 'wgs84'),
      400,
      /没有文件/,
    ],
    ['an unknown datum', () => upload('名称,地址\n', { datum: 'epsg' }), 400, /datum/],
    ['an unknown field', () => upload('名称,地址\n', { colour: 'red' }), 400, /colour/],
    ['a mapping that is no JSON', () => upload('名称,地址\n', { mapping: '{' }), 400, /mapping/],
    ['no form', () => request(service.app).post('/api/imports').set(STAFF).send({}), 415, /multipart/],
    [
      'a job that is not there',
      () => request(service.app).get('/api/imports/00000000-0000-4000-8000-000000000000').set(STAFF),
      404,
      /没有这个导入任务/,
    ],
    ['an id that is none', () => request(service.app).get('/api/imports/x').set(STAFF), 400, /id/],
  ] as const)('%s', async (_, ask, status, sentence) => {
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(sentence)
  })
})

describe('npm run import', () => {
  const run = async (args: string[], env: Record<string, string>) => {
    const node = [process.execPath, ['--import', 'tsx', 'api/features/imports/command.ts', ...args]] as const
    const options = { cwd: PROJECT, env: { ...process.env, DATABASE_URL: '', ...env } }
    return promisify(execFile)(node[0], [...node[1]], options).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )
  }
  const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)!

  test('takes a roster into a registry of its own, ends with one JSON line, and refuses what it cannot read', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'import-command-'))
    const path = rosterFile('海淀_2022-09.csv', '名称,地址\n甲站,海淀区花园路1号\n,海淀区花园路2号\n')
    const dry = await run([path, '--dry-run', '--json'], { DATA_DIR: dataDir })
    expect(dry.code).toBe(0)
    const json = JSON.parse(lastLine(dry.stdout))
    expect(Object.keys(json)).toEqual(Object.keys(NOTHING))
    expect(json).toEqual({ ...NOTHING, rows: 2, created: 1, unlocated: 1, rejected: 1 })

    const real = await run([path], { DATA_DIR: dataDir })
    expect(real.code).toBe(0)
    expect(real.stdout).toMatch(/新增 1,更新 0,未变 0,重复 0,拒收 1/)
    expect(real.stdout).toMatch(/第 3 行「名称」列\[拒收\]:名称是空的/)
    const second = await run([path, '--json'], { DATA_DIR: dataDir })
    expect(JSON.parse(lastLine(second.stdout))).toMatchObject({ created: 0, unchanged: 1 })

    const noDatum = rosterFile('a.csv', '名称,地址,经度,纬度\n甲,乙,116.3,39.9\n')
    const refused = await run([noDatum, '--json'], { DATA_DIR: dataDir })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/没有写明坐标系/)
    expect(JSON.parse(lastLine(refused.stdout))).toEqual(NOTHING)

    const blank = rosterFile('a.csv', '名称,地址\n,海淀区\n')
    expect((await run([blank], { DATA_DIR: dataDir })).code).toBe(1)
    expect((await run(['/no/such/file.csv'], { DATA_DIR: dataDir })).stderr).toMatch(/找不到文件/)
    expect((await run([path, '--datum', 'epsg4326'], { DATA_DIR: dataDir })).stderr).toMatch(/--datum 不能是/)
  }, 180_000)

  test('beside a running service goes through that service, which alone may open the embedded database', async () => {
    const server = process.env['DATABASE_URL']
    delete process.env['DATABASE_URL']
    const running = await startTestService().finally(() => {
      if (server !== undefined) process.env['DATABASE_URL'] = server
    })
    try {
      running.services.announce(running.url)
      const path = rosterFile('a.csv', '点位,地址\n经由服务,海淀区花园路1号\n')
      const args = [path, '--json', '--map', '点位=name', '--source', '经由服务']
      const env = { DATA_DIR: running.services.config.dataDir, STAFF_TOKENS: `tester:${STAFF_TOKEN}` }
      const answer = await run(args, env)
      expect(answer.stderr).toContain(running.url)
      expect(JSON.parse(lastLine(answer.stdout))).toEqual({ ...NOTHING, rows: 1, created: 1, unlocated: 1 })
      expect(await running.services.knex('station').where({ source: '经由服务' })).toHaveLength(1)
      const again = await run([path, '--source', '经由服务'], env)
      expect(again.code).toBe(1)
      expect(again.stderr).toMatch(/没有找到表头.*点位、地址/)
    } finally {
      await running.stop()
    }
  })

  test('refuses a 300 MB file with a sentence, without opening a database', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'import-large-'))
    const path = rosterFile('large.csv', '')
    const file = createWriteStream(path, { start: 300 * 1024 * 1024 - 1, flags: 'r+' })
    await new Promise<void>((resolve) => file.end('\n', () => resolve()))
    const answer = await run([path], { DATA_DIR: dataDir })
    expect(answer.code).toBe(1)
    expect(answer.stderr).toMatch(/文件有 300 MB,超过 64 MB 的上限/)
    await expect(readFile(join(dataDir, 'database.lock'))).rejects.toThrow()
  })
})

function binary(res: unknown, done: (error: Error | null, body: unknown) => void): void {
  const chunks: Buffer[] = []
  const stream = res as NodeJS.ReadableStream
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('end', () => done(null, Buffer.concat(chunks)))
}
