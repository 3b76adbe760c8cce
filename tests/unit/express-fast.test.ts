import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express, { type Express } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expressClasses } from '../../api/http/express-fast.ts'

const folder = mkdtempSync(join(tmpdir(), 'express-fast-'))
writeFileSync(join(folder, 'page.html'), '<p>0123456789</p>')

/** One application with a route for everything of Express that we or its middleware lean on. */
function application(): Express {
  const app = express()
  app.set('trust proxy', true)
  app.set('query parser', 'simple')
  app.locals.greeting = 'hello'
  app.response.extended = function extended() {
    return this.json({ extended: true })
  }
  app.use((_req, res, next) => {
    res.locals.seen = ['first']
    next()
  })
  app.get('/json', (_req, res) => void res.json({ 驿站: 1, locals: res.locals.seen }))
  app.get('/text', (_req, res) => void res.send('暖心'))
  app.get('/buffer', (_req, res) => void res.send(Buffer.from([1, 2, 3])))
  app.get('/empty', (_req, res) => void res.sendStatus(204))
  app.get('/status', (_req, res) => void res.status(418).type('txt').send('teapot'))
  app.get('/params/:a/:b', (req, res) => void res.json(req.params))
  app.get('/splat/*rest', (req, res) => void res.json(req.params))
  app.get('/query', (req, res) => void res.json(req.query))
  app.get('/request', (req, res) => {
    const { path, hostname, ip, protocol, secure, xhr, originalUrl, baseUrl, subdomains, fresh } = req
    res.json({
      ...{ path, hostname, ip, protocol, secure, xhr, originalUrl, baseUrl, subdomains, fresh },
      header: req.get('X-Test'),
      is: req.is('json'),
      accepts: req.accepts(['json', 'html']),
      language: req.acceptsLanguages('zh', 'en'),
      app: req.app === app && req.res?.app === app && app.locals.greeting === 'hello',
      circular: req.res?.req === req,
    })
  })
  app.post('/body', express.json({ limit: '1kb' }), (req, res) => void res.json({ got: req.body }))
  app.post('/form', express.urlencoded({ extended: false }), (req, res) => void res.json(req.body))
  app.get('/redirect', (_req, res) => res.redirect(308, '/json'))
  app.get('/cookie', (_req, res) => void res.cookie('a', 'b', { httpOnly: true }).clearCookie('c').json({}))
  app.get('/headers', (_req, res) => {
    res.set({ 'X-One': '1' }).append('X-Two', 'a').append('X-Two', 'b').vary('Accept').links({ next: '/n' })
    res.location('/there').attachment('驿站.csv').send('a,b')
  })
  app.get('/format', (_req, res) => res.format({ json: () => res.json({}), html: () => res.send('<p>') }))
  app.get('/jsonp', (_req, res) => void res.jsonp({ a: 1 }))
  app.get('/file', (_req, res) => res.sendFile(join(folder, 'page.html')))
  app.get('/download', (_req, res) => res.download(join(folder, 'page.html'), 'p.html'))
  app.use('/static', express.static(folder))
  app.get('/stream', (_req, res) => {
    res.write('a')
    res.end('b')
  })
  app.get('/throws', () => {
    throw Object.assign(new Error('no'), { status: 409, expose: true })
  })
  app.get('/rejects', async () => {
    await Promise.resolve()
    throw Object.assign(new Error('later'), { status: 422 })
  })
  app.get('/extended', (_req, res) => {
    const own = res as unknown as { extended(): void }
    own.extended()
  })
  const router = express.Router({ mergeParams: true })
  router.get('/inner', (req, res) => void res.json({ base: req.baseUrl, params: req.params, url: req.url }))
  app.use('/mounted/:id', router)
  const sub = express()
  sub.get('/page', (req, res) => void res.json({ base: req.baseUrl, sub: req.app === sub, path: sub.path() }))
  sub.use((_req, _res, next) => next())
  app.use('/sub', sub)
  app.get('/sub/after', (req, res) => void res.json({ app: req.app === app, locals: res.locals.seen }))
  app.use(((error, _req, res, _next) => {
    res.status(error.status ?? 500).json({ error: error.message })
  }) as express.ErrorRequestHandler)
  return app
}

declare module 'express-serve-static-core' {
  interface Response {
    extended?(): unknown
  }
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

function ask(server: Server, method: string, path: string, headers = {}, body = ''): Promise<Answer> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path, headers, host: '127.0.0.1' }, (res) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.on('end', () => {
        const { date: _, ...kept } = res.headers
        resolve({ status: res.statusCode ?? 0, headers: kept, body: Buffer.concat(parts).toString('latin1') })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const json = { 'Content-Type': 'application/json' }
const REQUESTS: [method: string, path: string, headers?: Record<string, string>, body?: string][] = [
  ['GET', '/json'],
  ['HEAD', '/json'],
  ['GET', '/json', { 'If-None-Match': 'W/"29-3Nsm8ewYqS0EvWdQdFdFpgFbYvE"' }],
  ['GET', '/text'],
  ['GET', '/buffer'],
  ['GET', '/empty'],
  ['GET', '/status'],
  ['GET', '/params/%E9%A9%BF/2'],
  ['GET', '/params/%E0%A4%A/2'],
  ['GET', '/splat/a/b/c'],
  ['GET', '/query?a=1&a=2&b[c]=3&d=%E9%A9%BF'],
  ['GET', '/request', { 'X-Test': 'x', 'Accept-Language': 'en', 'X-Forwarded-For': '9.9.9.9' }],
  [
    'GET',
    '/request',
    { 'X-Forwarded-Proto': 'https', 'X-Requested-With': 'XMLHttpRequest', Accept: 'text/html' },
  ],
  ['POST', '/body', json, '{"a":"驿站"}'],
  ['POST', '/body', json, '{"a":'],
  ['POST', '/body', json, JSON.stringify('x'.repeat(2000))],
  ['POST', '/form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=1&b=2'],
  ['GET', '/redirect'],
  ['GET', '/cookie'],
  ['GET', '/headers'],
  ['GET', '/format', { Accept: 'text/html' }],
  ['GET', '/format', { Accept: 'image/png' }],
  ['GET', '/jsonp?callback=f'],
  ['GET', '/file'],
  ['GET', '/file', { Range: 'bytes=3-5' }],
  ['GET', '/file', { Range: 'bytes=99-' }],
  ['GET', '/download'],
  ['GET', '/static/page.html'],
  ['GET', '/static'],
  ['GET', '/stream'],
  ['GET', '/throws'],
  ['GET', '/rejects'],
  ['GET', '/extended'],
  ['GET', '/mounted/7/inner?x=1'],
  ['GET', '/sub/page'],
  ['GET', '/sub/after'],
  ['OPTIONS', '/json'],
  ['DELETE', '/json'],
  ['GET', '/nowhere'],
]

describe('Express on server classes of its own', () => {
  const plainApp = application()
  const fastApp = application()
  const plain = createServer(plainApp)
  const fast = createServer(expressClasses(fastApp), fastApp)

  beforeAll(async () => {
    for (const server of [plain, fast]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  afterAll(async () => {
    for (const server of [plain, fast]) await new Promise((done) => server.close(done))
    rmSync(folder, { recursive: true })
  })

  it.each(REQUESTS)('answers %s %s as plain Express does (%o)', async (...sent) => {
    const expected = await ask(plain, ...sent)
    expect(await ask(fast, ...sent)).toEqual(expected)
  })

  it('serves many requests over one connection', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(fast, 'GET', `/params/a/${i}`)),
    )
    expect(answers.map((a) => JSON.parse(a.body).b)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
  })

  it('spares the change of prototype: requests are born with the one that Express would set', async () => {
    const app = express()
    const born: boolean[] = []
    app.get('/', (_req, res) => void res.end())
    const server = createServer(expressClasses(app), (req, res) => {
      born.push(Object.getPrototypeOf(req) === app.request, Object.getPrototypeOf(res) === app.response)
      app(req, res)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    await ask(server, 'GET', '/')
    await new Promise((done) => server.close(done))
    expect(born).toEqual([true, true])
  })

  it('has classes without names, which tsx would keep at a price', () => {
    const { IncomingMessage, ServerResponse } = expressClasses(express())
    expect([IncomingMessage.name, ServerResponse.name]).toEqual(['', ''])
  })
})
