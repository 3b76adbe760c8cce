/** Requests of every kind: near to what is right, far from it, and no HTTP at all. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { hostileText, percentEncoded } from './hostile.ts'
import { valueOf, type JsonSchema } from './schema-values.ts'
import type { Route } from './routes.ts'

export interface FuzzRequest {
  method: string
  /** Path and query as sent. */
  target: string
  headers: [name: string, value: string][]
  body: Buffer | null
  framing: 'length' | 'chunked' | 'short' | 'long'
}

/** A route and what is known of it. */
export interface Target extends Route {
  /** Parameters that it takes, with what they should be. */
  query: Record<string, JsonSchema>
  /** Bodies that it takes; empty where it takes none. */
  bodies: JsonSchema[]
  /** Takes a file by form. */
  form: boolean
}

export interface Known {
  token: string
  codes: string[]
}

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'LINK',
  'FOO',
  'get',
]

/** Routes that reckon over the whole city for each good question: asked seldom, or they take all the time. */
const SLOW = /coverage|export|\.xlsx/

export function anyRequest(targets: readonly Target[], known: Known): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(
    {
      weight: 19,
      arbitrary: fc.oneof(
        ...targets.map((target) => ({
          weight: SLOW.test(target.path) ? 1 : 8,
          arbitrary: requestTo(target, known),
        })),
      ),
    },
    { weight: 1, arbitrary: requestNowhere(known) },
  )
}

function requestTo(target: Target, known: Known): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(target.method) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      target: fc
        .tuple(pathOf(target.path, known), queryOf(target.query))
        .map(([path, query]) => (query === '' ? path : `${path}?${query}`)),
      headers: fc.tuple(authorization(known.token), someHeaders).map((parts) => parts.flat()),
      body: bodyOf(target),
      framing: anyFraming,
    })
    .map(assembled)
}

const anyFraming = fc.oneof(
  { weight: 60, arbitrary: fc.constant('length' as const) },
  { weight: 8, arbitrary: fc.constant('chunked' as const) },
  { weight: 1, arbitrary: fc.constantFrom('short' as const, 'long' as const) },
)

interface Parts extends Omit<FuzzRequest, 'body'> {
  body: { headers: [string, string][]; bytes: Buffer } | null
}

function assembled({ body, headers, ...rest }: Parts): FuzzRequest {
  return { ...rest, headers: [...headers, ...(body?.headers ?? [])], body: body?.bytes ?? null }
}

const STRAY_PATHS = [
  '/',
  '/index.html',
  '/s/BJ000001',
  '/s/%00',
  '/s/..%2f..%2f..%2fetc%2fpasswd',
  '/assets/',
  '/assets/../../package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/..%5c..%5cpackage.json',
  '/../../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//etc/passwd',
  '//[::1',
  '/%',
  '/%E0%A4%A',
  '/%FF%FE',
  '/%00',
  '/api',
  '/api/',
  '/api//stations',
  '/api/stations/%',
  '/api/stations/%E0%A4%A',
  '/api/stations/nearest/',
  '/API/STATIONS',
  '/api/%2e%2e/readyz',
  '/api/../readyz',
  '/.env',
  '/.git/config',
  '/package.json',
  '*',
  'http://elsewhere.example/readyz',
  'http://[/',
  'readyz',
  `/${'a'.repeat(8000)}`,
  `/${'a/'.repeat(3000)}`,
  '/?' + 'a=1&'.repeat(3000),
  '/readyz?' + '['.repeat(500),
  '/readyz#fragment',
  '/ readyz',
]

function requestNowhere(known: Known): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      method: fc.constantFrom(...METHODS),
      target: fc.oneof(
        fc.constantFrom(...STRAY_PATHS),
        fc.array(hostileText.map(percentEncoded), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
        fc.array(hostileText.map(percentEncoded), { maxLength: 4 }).map((parts) => `/api/${parts.join('/')}`),
      ),
      headers: fc.tuple(authorization(known.token), someHeaders).map((parts) => parts.flat()),
      body: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: oddBody }),
      framing: anyFraming,
    })
    .map(assembled)
}

/** Fills in what a path leaves open. */
function pathOf(path: string, known: Known): fc.Arbitrary<string> {
  const pieces = path.split(/([:*]\w+)/)
  const filled = pieces.map((piece) => {
    if (!/^[:*]\w/.test(piece)) return fc.constant(piece.replace(/[{}]/g, ''))
    return fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known.codes, 'BJ999999', 'bj000001') },
      {
        weight: 2,
        arbitrary: fc.oneof(fc.uuid(), fc.integer().map(String), fc.constantFrom('1', '2', 'stations')),
      },
      { weight: 1, arbitrary: hostileText.map(percentEncoded) },
    )
  })
  return fc.tuple(...filled).map((parts) => parts.join('') || '/')
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** A place where stations are: most questions about one should get as far as an answer. */
const GOOD: Record<string, string> = { lon: '116.3913', lat: '39.9055', bbox: '116.30,39.90,116.40,39.95' }

function queryOf(parameters: Record<string, JsonSchema>): fc.Arbitrary<string> {
  const names = Object.keys(parameters)
  const pairOf = (name: string) =>
    fc
      .oneof(
        { weight: 5, arbitrary: valueOf(parameters[name] ?? {}).map(asText) },
        { weight: 1, arbitrary: hostileText },
      )
      .map((value) => `${percentEncoded(name)}=${percentEncoded(value)}`)
  const strange = fc
    .tuple(hostileText, hostileText)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
  const pair = fc.oneof(
    { weight: 25, arbitrary: fc.oneof(...(names.length > 0 ? names : ['limit', 'q']).map(pairOf)) },
    { weight: 1, arbitrary: strange },
  )
  const good = names.filter((name) => name in GOOD).map((name) => `${name}=${GOOD[name]}`)
  const raw = fc.string({ unit: 'grapheme-ascii', maxLength: 60 })
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.array(pair, { maxLength: 3 }).map((pairs) => unrepeated([...good, ...pairs]).join('&')),
    },
    { weight: 2, arbitrary: fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.join('&')) },
    { weight: 1, arbitrary: raw.map((text) => text.replace(/[\s#]/g, '&')) },
  )
}

/** The last of each name. */
function unrepeated(pairs: readonly string[]): string[] {
  return [...new Map(pairs.map((pair) => [pair.split('=')[0], pair])).values()]
}

function authorization(token: string): fc.Arbitrary<[string, string][]> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant<[string, string][]>([['Authorization', `Bearer ${token}`]]) },
    { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          'Bearer',
          'Bearer ',
          'Basic dXNlcjpwYXNz',
          `Bearer ${'x'.repeat(3000)}`,
          'Bearer é',
          token,
        )
        .map((value): [string, string][] => [['Authorization', value]]),
    },
  )
}

const ODD_HEADERS: [string, string][] = [
  ['If-Match', '"1"'],
  ['If-Match', '*'],
  ['If-Match', '"999999999999"'],
  ['If-Match', 'W/"1"'],
  ['If-None-Match', '*'],
  ['If-None-Match', '"'.repeat(500)],
  ['If-Modified-Since', 'never'],
  ['If-Unmodified-Since', '-1'],
  ['Range', 'bytes=0-'],
  ['Range', 'bytes=9999999999-1'],
  ['Range', 'bytes=-'],
  ['Accept', 'text/html;q=nonsense, */*;q=2'],
  ['Accept', 'application/geo+json'],
  ['Accept', ';,;,;'],
  ['Accept-Language', 'en'],
  ['Accept-Language', 'zh-Hans-CN;q=0.1, *;q=0'],
  ['Accept-Language', 'x'.repeat(2000)],
  ['Accept-Encoding', 'gzip'],
  ['Accept-Encoding', 'identity;q=0, *;q=0'],
  ['Accept-Charset', 'utf-7'],
  ['X-Forwarded-For', '1.2.3.4, garbage'],
  ['X-Forwarded-Proto', 'gopher'],
  ['X-Forwarded-Host', 'evil.example'],
  ['Forwarded', 'for=_;host="'],
  ['Host', ''],
  ['Host', 'a b'],
  ['Host', '[::1'],
  ['Origin', 'null'],
  ['Expect', '100-continue'],
  ['Expect', 'a miracle'],
  ['Upgrade', 'h2c'],
  ['Cookie', 'a='.repeat(2000)],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Transfer-Encoding', 'gzip'],
  ['X-Large', 'x'.repeat(20_000)],
  ['__proto__', 'x'],
  ['Bad Name', 'x'],
  ['Content-Length', '5'],
  ['Content-Length', '-1'],
  ['Connection', 'close'],
]

const someHeaders: fc.Arbitrary<[string, string][]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
  { weight: 2, arbitrary: fc.constant<[string, string][]>([['If-Match', '"1"']]) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...ODD_HEADERS), { minLength: 1, maxLength: 2 }) },
)

type Body = { headers: [string, string][]; bytes: Buffer }

const jsonBody = (text: string, type = 'application/json'): Body => ({
  headers: [['Content-Type', type]],
  bytes: Buffer.from(text),
})

const HUGE = jsonBody(JSON.stringify({ name: 'x'.repeat(400_000) }))
const BOMB: Body = {
  headers: [
    ['Content-Type', 'application/json'],
    ['Content-Encoding', 'gzip'],
  ],
  bytes: gzipSync(Buffer.alloc(50_000_000, ' ')),
}

const oddBody: fc.Arbitrary<Body> = fc.oneof(
  fc
    .constantFrom(
      '',
      '{',
      '{"name":',
      '[',
      'null',
      '"text"',
      '1',
      '{"a":1}garbage',
      '\ufeff{}',
      "{'a':1}",
      '{"a":NaN}',
      '{"name":"\\ud800"}',
      '{"name":"a\\u0000b"}',
      '['.repeat(50_000),
      `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
      '{"__proto__":{"polluted":true}}',
      '{"name":"a","name":"b"}',
      '{"investedCny":1e400}',
    )
    .map((text) => jsonBody(text)),
  fc
    .constantFrom(
      'text/plain',
      'application/xml',
      'application/json; charset=utf-7',
      'application/json; charset=gbk',
      'application/json;;;',
      '/',
      '',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      `multipart/form-data; boundary=${'b'.repeat(300)}`,
      'application/geo+json',
    )
    .map((type) => jsonBody('{"name":"甲"}', type)),
  fc.constantFrom('gzip', 'br', 'deflate', 'compress', 'gzip, gzip', '').map((encoding): Body => ({
    headers: [
      ['Content-Type', 'application/json'],
      ['Content-Encoding', encoding],
    ],
    bytes: Buffer.from('{"name":"not compressed"}'),
  })),
  fc.uint8Array({ maxLength: 200 }).map((bytes): Body => ({
    headers: [['Content-Type', 'application/json']],
    bytes: Buffer.from(bytes),
  })),
)

/** Bodies of a megabyte are few: they only take time. */
const largeBody = fc.constantFrom(HUGE, BOMB)

function bodyOf({ method, bodies, form }: Target): fc.Arbitrary<Body | null> {
  if (method === 'GET')
    return fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: oddBody })
  const options: { weight: number; arbitrary: fc.Arbitrary<Body | null> }[] = [
    { weight: 8, arbitrary: oddBody },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: largeBody },
  ]
  if (bodies.length > 0) {
    const fitting = fc.oneof(...bodies.map((schema) => valueOf(schema)))
    options.push({ weight: 40, arbitrary: fitting.map((value) => jsonBody(JSON.stringify(value) ?? '')) })
  }
  if (form) options.push({ weight: 30, arbitrary: brokenForm }, { weight: 3, arbitrary: wholeForm })
  return fc.oneof(...options)
}

const BOUNDARY = '----fuzz'
const formBody = (text: string): Body => ({
  headers: [['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`]],
  bytes: Buffer.from(text),
})
const part = (name: string, value: string, extra = ''): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`
const END = `--${BOUNDARY}--\r\n`
const fieldName = fc.constantFrom(
  'datum',
  'district',
  'source',
  'mapping',
  'sheet',
  'surplus',
  '__proto__',
  'file',
)

const brokenForm: fc.Arbitrary<Body> = fc.oneof(
  // Fields without a file.
  fc
    .array(fc.tuple(fieldName, hostileText), { maxLength: 30 })
    .map((fields) => formBody(fields.map(([name, value]) => part(name, value)).join('') + END)),
  // Cut off, or no form at all.
  hostileText.map((text) =>
    formBody(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${text}`),
  ),
  hostileText.map(formBody),
  fc.constantFrom('file', 'other').map((name) => formBody(part(name, '名称,地址\n', '; filename="a.csv"'))),
  fc.constant(
    formBody(part('file', 'a', '; filename="a.csv"') + part('file', 'b', '; filename="b.csv"') + END),
  ),
)

/** Really starts an import job, in a thread of its own. */
const wholeForm: fc.Arbitrary<Body> = fc
  .tuple(
    fc.constantFrom(
      '名称,地址,经度,纬度\n甲,乙路 1 号,116.4,39.9\n',
      '',
      '\0\0\0',
      'PK\x03\x04junk',
      '"',
      '名称\n'.repeat(50),
    ),
    fc.constantFrom('a.csv', 'a.xlsx', '../../a.csv', '', 'a\0.csv', '名单.csv'),
    fc.array(
      fc.tuple(
        fieldName.filter((name) => name !== 'file'),
        hostileText,
      ),
      { maxLength: 2 },
    ),
  )
  .map(([content, fileName, fields]) =>
    formBody(
      fields.map(([name, value]) => part(name, value)).join('') +
        part('file', content, `; filename="${fileName}"`) +
        END,
    ),
  )

/** The request as bytes. */
export function toBytes({ method, target, headers, body, framing }: FuzzRequest): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  if (!headers.some(([name]) => name === 'Host')) lines.unshift('Host: localhost')
  let bytes = body ?? Buffer.alloc(0)
  if (body && framing === 'chunked') {
    lines.push('Transfer-Encoding: chunked')
    const size = Buffer.from(`${bytes.length.toString(16)}\r\n`)
    bytes = Buffer.concat(
      bytes.length > 0 ? [size, bytes, Buffer.from('\r\n0\r\n\r\n')] : [Buffer.from('0\r\n\r\n')],
    )
  } else if (body) {
    const wrong = framing === 'short' ? -1 : framing === 'long' ? 7 : 0
    lines.push(`Content-Length: ${Math.max(0, bytes.length + wrong)}`)
  }
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), bytes])
}
