import { parse } from 'csv-parse/sync'
import { readSheet } from 'read-excel-file/node'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATIONS as COLLECTION } from '../../api/features/open-data/ogc/collections.ts'
import { csvCell } from '../../api/features/open-data/ogc/tables.ts'
import { PUBLISHED, SECRETS, startOgcService, type OgcService } from '../support/ogc-service.ts'

const ITEMS = '/ogc/collections/stations/items'
const NAMES = COLLECTION.properties.map((p) => p.name)

interface Features {
  features: { id: string; geometry: { coordinates: number[] }; properties: Record<string, unknown> }[]
  numberMatched: number
  numberReturned: number
  links: { rel: string; href: string }[]
}

let service: OgcService
let everything: Features
beforeAll(async () => {
  service = await startOgcService()
  everything = JSON.parse((await request(service.app).get(`${ITEMS}?limit=10000`)).text)
})
afterAll(() => service?.drop())

/** The body as bytes. */
const download = (query: string) =>
  request(service.app)
    .get(`${ITEMS}?${query}`)
    .buffer()
    .parse((res, done) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => done(null, Buffer.concat(chunks)))
    })
    .expect(200)

describe('a whole collection', () => {
  it('comes as GeoJSON with every feature of the pages and no next link', async () => {
    const whole = JSON.parse((await request(service.app).get(`${ITEMS}?f=geojson`)).text) as Features
    expect(whole.features).toEqual(everything.features)
    expect(whole).toMatchObject({ numberMatched: PUBLISHED, numberReturned: PUBLISHED })
    expect(whole.links.map((link) => link.rel)).not.toContain('next')
    expect(whole.links.map((link) => link.rel)).toContain('license')
  })

  it('comes as CSV that reads back to the same values', async () => {
    const { body, headers } = await download('f=csv')
    expect(headers['content-type']).toMatch(/^text\/csv; charset=utf-8/)
    expect(headers.link).toContain('rel="license"')
    expect(headers['content-disposition']).toMatch(/attachment; filename="stations-\d{8}\.csv"/)
    expect((body as Buffer).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const rows = parse(body as Buffer, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(PUBLISHED)
    expect(Object.keys(rows[0]!)).toEqual(['lon', 'lat', ...NAMES, 'attribution', 'licence'])
    rows.forEach((row, index) => {
      const { geometry, properties } = everything.features[index]!
      expect([Number(row.lon), Number(row.lat)]).toEqual(geometry.coordinates)
      for (const name of NAMES) {
        const value = properties[name]
        const told = value === null ? '' : String(value)
        expect(row[name]).toBe(told.startsWith('=') ? `'${told}` : told)
      }
    })
  })

  it('comes as a workbook with Chinese headings and a sheet that explains them', async () => {
    const { body } = await download('f=xlsx')
    const rows = await readSheet(body as Buffer, 'stations')
    expect(rows).toHaveLength(PUBLISHED + 1)
    expect(rows[0]).toEqual(['经度', '纬度', ...COLLECTION.properties.map((p) => p.zh)])
    for (const index of [0, 7, 42, PUBLISHED - 1]) {
      const { geometry, properties } = everything.features[index]!
      expect(rows[index + 1]).toEqual([...geometry.coordinates, ...NAMES.map((name) => properties[name])])
    }
    const about = await readSheet(body as Buffer, 'about')
    const text = JSON.stringify(about)
    expect(text).toContain('creativecommons.org')
    expect(text).toContain('演示数据')
    for (const secret of SECRETS) expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('is what a filter and a limit leave of it', async () => {
    const open = everything.features.filter((f) => f.properties.lifecycle === 'open').map((f) => f.id)
    const { body } = await download('f=csv&lifecycle=open&access=&limit=20')
    const rows = parse(body as Buffer, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows.map((row) => row.code)).toEqual(open.slice(0, 20))
  })

  it('comes for areas as a table of their labels', async () => {
    const { text } = await request(service.app).get('/ogc/collections/districts/items?f=csv').expect(200)
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(16)
    expect(Number(rows[0]!.lon)).toBeCloseTo(116.4, 0)
  })

  it('never lets a spreadsheet run what somebody wrote', () => {
    for (const text of ['=1+1', '+86', '-1', '@x', '\tx']) expect(csvCell(text)).toMatch(/^"?'/)
    expect(csvCell(-1.5)).toBe('-1.5')
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"')
  })
})

describe('the format', () => {
  const typeOf = async (path: string, accept?: string) => {
    const asked = request(service.app).get(path)
    const answer = await (accept === undefined ? asked : asked.set('Accept', accept))
    return `${answer.status} ${answer.headers['content-type']?.split(';')[0]}`
  }

  it('is chosen by Accept, and by f before that', async () => {
    expect(await typeOf(ITEMS)).toBe('200 application/geo+json')
    expect(await typeOf(ITEMS, '*/*')).toBe('200 application/geo+json')
    expect(await typeOf(ITEMS, 'application/json')).toBe('200 application/geo+json')
    expect(await typeOf(ITEMS, 'text/html,application/xhtml+xml,*/*;q=0.8')).toBe('200 text/html')
    expect(await typeOf(ITEMS, 'text/csv')).toBe('200 text/csv')
    expect(await typeOf(`${ITEMS}?f=json`, 'text/html')).toBe('200 application/geo+json')
    expect(await typeOf(`${ITEMS}?f=html`, 'application/json')).toBe('200 text/html')
    expect(await typeOf('/ogc/', 'text/html')).toBe('200 text/html')
    expect(await typeOf('/ogc/', 'application/json')).toBe('200 application/json')
    expect(await typeOf('/ogc')).toBe('200 application/json')
  })

  it('that nobody offers is refused with 406, an unknown f with 400', async () => {
    expect(await typeOf(ITEMS, 'application/xml')).toBe('406 application/problem+json')
    expect(await typeOf('/ogc/?f=csv')).toBe('400 application/problem+json')
  })
})

describe('the pages for people', () => {
  const page = (path: string, language = 'zh-CN') =>
    request(service.app).get(path).set('Accept', 'text/html').set('Accept-Language', language).expect(200)
  const PATHS = [
    '/ogc/',
    '/ogc/api',
    '/ogc/conformance',
    '/ogc/collections',
    '/ogc/collections/stations',
    '/ogc/collections/districts',
    ITEMS,
    `${ITEMS}/BJ000001`,
    '/ogc/collections/districts/items/110105',
  ]

  it('are in Chinese first, in English when that is preferred, and say 演示数据', async () => {
    for (const path of PATHS) {
      const zh = await page(path)
      expect(zh.text, path).toContain('<html lang="zh-CN">')
      expect(zh.text, path).toContain('演示数据')
      expect(zh.text, path).toContain('rel="license"')
      const en = await page(path, 'en')
      expect(en.text, path).toContain('<html lang="en">')
      expect(en.text, path).toContain('Demo data')
    }
  })

  it('fetch nothing from anywhere and run no script', async () => {
    for (const path of PATHS) {
      const { text, headers } = await page(path)
      expect(headers['content-security-policy']).toContain("default-src 'none'")
      expect(text, path).not.toMatch(/<script|<link|<img|src=|url\(|@import/)
    }
  })

  it('show what people wrote as text', async () => {
    const { text } = await page(`${ITEMS}/BJ000008`)
    expect(text).toContain('&quot;引号&quot;,逗号 &amp; &lt;b&gt;')
    expect(text).not.toContain('& <b>')
  })

  it('have a map, a filter that keeps what was asked, and a way to the next page', async () => {
    const { text } = await page(`${ITEMS}?lifecycle=open&limit=50&bbox=116,39,117,41`)
    expect(text).toContain('<path class="dots"')
    expect(text).toMatch(/<option value="open"\s+selected>/)
    expect(text).toContain('<input type="hidden" name="bbox" value="116,39,117,41"')
    const next = /href="([^"]*cursor=[^"]*)"/.exec(text)![1]!.replace(/&amp;/g, '&')
    const { pathname, search } = new URL(next)
    const second = await page(pathname + search)
    expect(second.text).toContain('回到第一页')
  })

  it('say so when nothing fulfils the question', async () => {
    expect((await page(`${ITEMS}?name=nowhere`)).text).toContain('没有符合条件的')
  })
})
