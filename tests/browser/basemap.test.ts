import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { countPixels, DESK, launchBrowser, type TestBrowser } from '../support/browser.ts'
import { coveredTile, pmtilesFile, type ArchiveContent } from '../support/pmtiles-file.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { HERE, seedSmallNetwork } from '../support/small-network.ts'

const ZOOM = 10
const WATER = [0xcf, 0xe0, 0xe4] as const
const RED = [255, 0, 0] as const
/** One red pixel. */
const RED_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
)

/** The tile that holds HERE, and its neighbours. */
function aroundHere(): [number, number][] {
  const side = 2 ** ZOOM
  const radians = (HERE.lat * Math.PI) / 180
  const x = Math.floor(((HERE.lon + 180) / 360) * side)
  const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * side)
  return [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy): [number, number] => [x + dx, y + dy]))
}

const archive = (content: Pick<ArchiveContent, 'tile' | 'type' | 'metadata'>) =>
  pmtilesFile({ ...content, zoom: ZOOM, tiles: aroundHere() })
const WATER_EVERYWHERE = archive({
  tile: coveredTile('water'),
  type: 1,
  metadata: { vector_layers: [{ id: 'water', fields: {} }] },
})

let chrome: TestBrowser
let folder: string
let service: TestService | undefined
let elsewhere: Server | undefined

beforeAll(async () => {
  chrome = await launchBrowser()
  folder = await mkdtemp(join(tmpdir(), 'stations-basemap-'))
})
afterEach(async () => {
  await service?.stop()
  elsewhere?.closeAllConnections()
  await new Promise((resolve) => (elsewhere ? elsewhere.close(resolve) : resolve(null)))
  service = elsewhere = undefined
})
afterAll(async () => {
  await chrome?.close()
  await rm(folder, { recursive: true, force: true })
})

async function serveWith(env: Record<string, string>): Promise<TestService> {
  service = await startTestService({ env })
  await seedSmallNetwork(service)
  return service
}

interface Seen {
  page: Page
  picture: Buffer
  /** Addresses asked, with their Range. */
  asked: { path: string; range: string | undefined }[]
}

/** Opens the page on a desk, where the map stands beside the list, and waits until the base map is drawn. */
async function seeMap({ url }: TestService, look: (seen: Seen) => Promise<void>): Promise<void> {
  const context = await chrome.browser.newContext(DESK)
  try {
    const page = await context.newPage()
    const asked: Seen['asked'] = []
    const errors: string[] = []
    page.on('request', (request) => {
      asked.push({ path: request.url().replace(url, ''), range: request.headers()['range'] })
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${url}/#at=${HERE.lon},${HERE.lat},${encodeURIComponent('朝阳门')}`)
    await page.locator('.canvas[data-drawn]:not([data-drawn="0"])').waitFor()
    await look({ page, picture: await page.locator('.canvas').screenshot(), asked })
    expect(errors).toEqual([])
  } finally {
    await context.close()
  }
}

const codeOfArchives = ({ asked }: Seen) => asked.filter(({ path }) => path.includes('pmtiles-archive'))

describe('a base map from a PMTiles archive', () => {
  it('of this machine is read in pieces and drawn in the page’s colours, with its credit and 审图号', async () => {
    const path = join(folder, 'water.pmtiles')
    await writeFile(path, WATER_EVERYWHERE)
    const running = await serveWith({
      BASEMAP: 'pmtiles',
      BASEMAP_URL: path,
      BASEMAP_APPROVAL: 'GS(2024)0000号',
      BASEMAP_CREDIT: '© 测试底图',
    })
    await seeMap(running, async (seen) => {
      expect(await countPixels(seen.page, seen.picture, WATER)).toBeGreaterThan(100_000)
      expect(await seen.page.locator('.credit').innerText()).toMatch(/GS\(2024\)0000号.*© 测试底图/s)
      const pieces = seen.asked.filter(({ path: of }) => of === '/basemap.pmtiles')
      expect(pieces.length).toBeGreaterThan(0)
      for (const { range } of pieces) expect(range).toMatch(/^bytes=\d+-\d+$/)
      expect(codeOfArchives(seen)).toHaveLength(1)
    })
  })

  it('of pictures is shown as it is', async () => {
    const path = join(folder, 'red.pmtiles')
    await writeFile(path, archive({ tile: RED_PNG, type: 2, metadata: {} }))
    await seeMap(await serveWith({ BASEMAP: 'pmtiles', BASEMAP_URL: path }), async ({ page, picture }) => {
      expect(await countPixels(page, picture, RED)).toBeGreaterThan(100_000)
    })
  })

  it('of another host is read from there', async () => {
    elsewhere = createServer((req, res) => {
      const [from, to] = (/bytes=(\d+)-(\d+)/.exec(req.headers.range ?? '') ?? []).slice(1).map(Number)
      res.setHeader('Access-Control-Allow-Origin', '*')
      res.setHeader('Access-Control-Allow-Headers', 'Range')
      if (from === undefined || to === undefined)
        return res.writeHead(req.method === 'OPTIONS' ? 204 : 400).end()
      const piece = WATER_EVERYWHERE.subarray(from, to + 1)
      res.setHeader('Content-Range', `bytes ${from}-${from + piece.length - 1}/${WATER_EVERYWHERE.length}`)
      return res.writeHead(206).end(piece)
    })
    await new Promise<void>((resolve) => elsewhere!.listen(0, '127.0.0.1', resolve))
    const { port } = elsewhere.address() as AddressInfo
    const env = { BASEMAP: 'pmtiles', BASEMAP_URL: `http://127.0.0.1:${port}/beijing.pmtiles` }
    await seeMap(await serveWith(env), async ({ page, picture }) => {
      expect(await countPixels(page, picture, WATER)).toBeGreaterThan(100_000)
    })
  })
})

describe('a base map from a style address', () => {
  it('is drawn as the style says, and may name other hosts that only it knows', async () => {
    elsewhere = createServer((req, res) => {
      res.setHeader('Access-Control-Allow-Origin', '*')
      const { port } = elsewhere!.address() as AddressInfo
      const style = {
        version: 8,
        sources: {
          red: { type: 'raster', tileSize: 256, tiles: [`http://127.0.0.1:${port}/{z}/{x}/{y}.png`] },
        },
        layers: [{ id: 'red', type: 'raster', source: 'red' }],
      }
      if (req.url === '/style.json')
        res.setHeader('Content-Type', 'application/json').end(JSON.stringify(style))
      else res.setHeader('Content-Type', 'image/png').end(RED_PNG)
    })
    await new Promise<void>((resolve) => elsewhere!.listen(0, '127.0.0.1', resolve))
    const { port } = elsewhere.address() as AddressInfo
    const env = { BASEMAP: 'style', BASEMAP_URL: `http://127.0.0.1:${port}/style.json` }
    await seeMap(await serveWith(env), async (seen) => {
      expect(await countPixels(seen.page, seen.picture, RED)).toBeGreaterThan(100_000)
      expect(codeOfArchives(seen)).toEqual([])
      const policy = (await fetch(service!.url)).headers.get('content-security-policy')
      expect(policy).toMatch(/img-src [^;]* https:;/)
      expect(policy).toMatch(/connect-src [^;]* https:;/)
    })
  })
})

describe('天地图', () => {
  it('is asked for its ground and its names with the key, and shows its approval number', async () => {
    const running = await serveWith({
      BASEMAP: 'tianditu',
      BASEMAP_KEY: 'a-key',
      BASEMAP_APPROVAL: 'GS(2024)0650号',
    })
    const context = await chrome.browser.newContext(DESK)
    try {
      const page = await context.newPage()
      const asked = new Set<string>()
      // The internet is not part of the test: the answers are ours, the questions are the page's.
      await page.route('https://*.tianditu.gov.cn/**', (route) => {
        const url = new URL(route.request().url())
        asked.add(`${url.pathname} ${url.searchParams.get('LAYER')} ${url.searchParams.get('tk')}`)
        return route.fulfill({
          contentType: 'image/png',
          body: RED_PNG,
          headers: { 'Access-Control-Allow-Origin': '*' },
        })
      })
      await page.goto(`${running.url}/#at=${HERE.lon},${HERE.lat},${encodeURIComponent('朝阳门')}`)
      await page.locator('.canvas[data-drawn]:not([data-drawn="0"])').waitFor()
      expect([...asked].sort()).toEqual(['/cva_w/wmts cva a-key', '/vec_w/wmts vec a-key'])
      expect(await page.locator('.credit').innerText()).toMatch(/审图号：GS\(2024\)0650号.*© 天地图/s)
      const picture = await page.locator('.canvas').screenshot()
      expect(await countPixels(page, picture, RED)).toBeGreaterThan(100_000)
    } finally {
      await context.close()
    }
  })
})
