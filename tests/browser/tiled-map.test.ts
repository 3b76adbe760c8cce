/** The map of a network that is too large for one file: it reads vector tiles, and the filters hold in clusters. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WEB_ROOT } from '../../api/app.ts'
import { launchBrowser, PHONE, rightmostPixel, type TestBrowser } from '../support/browser.ts'
import { STAFF, startTestService, type TestService } from '../support/service.ts'
import { HERE, seedSmallNetwork } from '../support/small-network.ts'

/** Five stations are near; these lie together further east, in rows of six, all of them always open. */
const FAR_ROWS = 4
const FAR_COLUMNS = 6
const FAR_FIRST_EAST = 0.08
const STEP = 0.004
const OPEN_GREEN = [15, 107, 79] as const

let service: TestService
let chrome: TestBrowser

beforeAll(async () => {
  if (!existsSync(join(WEB_ROOT, 'index.html')))
    throw new Error('The page is not built: run `npm run build` before the browser tests.')
  service = await startTestService({ env: { CITY_FILE_STATIONS: '10' } })
  await seedSmallNetwork(service)
  for (let i = 0; i < FAR_ROWS * FAR_COLUMNS; i++) {
    const [column, row] = [i % FAR_COLUMNS, Math.floor(i / FAR_COLUMNS)]
    const position = {
      lon: HERE.lon + FAR_FIRST_EAST + column * STEP,
      lat: HERE.lat + row * STEP,
      datum: 'wgs84',
    }
    const answer = await request(service.url)
      .post('/api/stations')
      .set(STAFF)
      .send({ name: `远站${column + 1}列${row + 1}行`, position, hours: '24小时', access: 'ask_staff' })
    expect(answer.status).toBe(201)
  }
  while ((await request(service.url).get('/readyz')).body.stations < 29)
    await new Promise((resolve) => setTimeout(resolve, 50))
  chrome = await launchBrowser()
})
afterAll(async () => {
  await chrome?.close()
  await service?.stop()
})

interface Visit {
  page: Page
  context: BrowserContext
  /** Paths with their queries, in the order in which they were asked. */
  asked: string[]
  /** What the tiles that the page asked for with the newest wishes tell of clusters. */
  clusters(): Promise<{ count: number; open: number }[]>
}

async function visit(
  path: string,
  during: (visit: Visit) => Promise<void>,
  { options = PHONE, mayFail = false }: { options?: BrowserContextOptions; mayFail?: boolean } = {},
): Promise<void> {
  const context = await chrome.browser.newContext(options)
  try {
    const page = await context.newPage()
    const asked: string[] = []
    const errors: string[] = []
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (sent) => asked.push(sent.url().replace(service.url, '')))
    const clusters = async () => {
      const newest = asked.findLast((one) => one.includes('.mvt'))!.replace(/^.*\.mvt/, '')
      const addresses = new Set(asked.filter((one) => one.includes('.mvt') && one.endsWith(newest)))
      // Not the browser's own copies: it may have let go of a body by now. Under its address a tile is always the same.
      const tiles = await Promise.all([...addresses].map((address) => fetch(service.url + address)))
      const bodies = await Promise.all(
        tiles.filter(({ status }) => status === 200).map((tile) => tile.arrayBuffer()),
      )
      return bodies.flatMap((body) => {
        const layer = new VectorTile(new PbfReader(new Uint8Array(body))).layers['clusters']
        return Array.from({ length: layer?.length ?? 0 }, (_, i) => {
          const { count, open } = layer!.feature(i).properties
          return { count: Number(count), open: Number(open) }
        })
      })
    }
    await page.goto(service.url + path)
    await page.locator('.found[aria-busy="false"] .card').first().waitFor()
    await during({ page, context, asked, clusters })
    if (!mayFail) expect(errors).toEqual([])
  } finally {
    await context.close()
  }
}

const near = `#at=${HERE.lon},${HERE.lat},${encodeURIComponent('朝阳门')}`
const drawn = (page: Page) =>
  expect.poll(() => page.locator('.canvas').getAttribute('data-drawn'), { timeout: 30_000 })

/** A phone fetches the map when it is opened. */
async function openMap(page: Page): Promise<void> {
  await page.getByRole('button', { name: '看地图' }).tap()
  await drawn(page).not.toBe(null)
}

/** Opens the map and zooms out to a scale at which each of the two groups is one cluster. */
async function twoClusters(page: Page): Promise<void> {
  await page.getByRole('button', { name: '看地图' }).tap()
  const scale = page.locator('.maplibregl-ctrl-scale')
  await scale.waitFor({ timeout: 30_000 })
  // The sheet opens, then the place is framed.
  await page.waitForTimeout(1000)
  await zoomOutUntil(page, async () => (await scale.innerText()).replace(/\s/g, '') === '5km')
}

async function zoomOutUntil(page: Page, enough: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 12 && !(await enough()); i++) {
    await page.getByRole('button', { name: '缩小' }).tap()
    await page.waitForTimeout(500)
  }
}

describe('the map of a network too large for one file', () => {
  it('reads tiles, while the list asks for the nearest and nobody fetches the whole city', () =>
    visit(
      `/${near}`,
      async ({ page, asked }) => {
        await openMap(page)
        await page.evaluate(() => navigator.serviceWorker.ready)
        await expect.poll(() => asked.filter((path) => path.includes('.mvt')).length).toBeGreaterThan(0)
        // The copy of an earlier, smaller network goes.
        await expect.poll(() => page.evaluate(() => localStorage.getItem('nuanxin.city'))).toBeNull()
        expect(asked.filter((path) => path.startsWith('/api/stations/nearest'))).toHaveLength(1)
        expect(asked.filter((path) => /^\/api\/stations\/(city|updates)/.test(path))).toEqual([])
      },
      {
        options: {
          ...PHONE,
          serviceWorkers: 'allow',
          storageState: {
            cookies: [],
            origins: [{ origin: service.url, localStorage: [{ name: 'nuanxin.city', value: '1' }] }],
          },
        },
      },
    ))

  it('counts in its clusters what the wishes leave, and of these the open ones', () =>
    visit(`/?open=any${near}`, async ({ page, clusters, asked }) => {
      await twoClusters(page)
      await drawn(page).toBe('2')
      const counts = async () => (await clusters()).sort((a, b) => a.count - b.count)
      expect(await counts()).toContainEqual({ count: 5, open: 3 })
      expect(await counts()).toContainEqual({ count: 24, open: 24 })
      await page.getByRole('button', { name: '看列表' }).tap()
      await page.getByRole('button', { name: '现在营业' }).tap()
      await twoClusters(page)
      await drawn(page).toBe('2')
      // The closed one is left out; the one with unknown hours may be open.
      expect(await counts()).toContainEqual({ count: 4, open: 3 })
      await page.getByRole('button', { name: '看列表' }).tap()
      await page.getByRole('button', { name: '免打扰进入' }).tap()
      // Those in the east want to be asked first: nothing of them is left.
      await twoClusters(page)
      await drawn(page).toBe('1')
      expect(await counts()).toContainEqual({ count: 3, open: 2 })
      expect(asked.at(-1)).toMatch(/\.mvt\?access=free&open=20/)
    }))

  it('opens a cluster with a tap, then the card of a station that the list does not have', () =>
    visit(`/${near}`, async ({ page, asked }) => {
      await twoClusters(page)
      await drawn(page).toBe('2')
      const canvas = page.locator('.canvas')
      const box = (await canvas.boundingBox())!
      const tapGreen = async () => {
        const { x, y } = (await rightmostPixel(page, await canvas.screenshot(), OPEN_GREEN))!
        await page.touchscreen.tap(box.x + x - 4, box.y + y)
      }
      const name = page.locator('.chosen-station h2')
      // The cluster comes apart into smaller ones, and these into stations.
      for (let taps = 0; taps < 8 && !(await name.isVisible()); taps++) {
        await tapGreen()
        await page.waitForTimeout(1500)
      }
      expect(await name.innerText()).toMatch(/^远站[456]列/)
      expect(await page.locator('.results h2').allInnerTexts()).not.toContain(await name.innerText())
      expect(await page.locator('.chosen-station .far').innerText()).toContain('公里')
      expect(asked.filter((path) => /^\/api\/stations\/BJ\d{6}$/.test(path))).toHaveLength(1)
      // Chosen it stands by itself, however far one goes away from it.
      await zoomOutUntil(
        page,
        async () => (await page.locator('.maplibregl-ctrl-scale').innerText()).replace(/\s/g, '') === '5km',
      )
      await drawn(page).toBe('3')
      expect(await name.isVisible()).toBe(true)
    }))

  it('says without network what there is, and that all stations are not kept', () =>
    visit(
      `/${near}`,
      async ({ page, context }) => {
        await openMap(page)
        await page.getByRole('button', { name: '看列表' }).tap()
        await context.setOffline(true)
        await page.getByRole('button', { name: '厕所', exact: true }).tap()
        const alert = page.getByRole('alert')
        await alert.waitFor()
        expect(await alert.innerText()).toContain('手机里存不下整份名单')
        expect(await page.locator('.results .card').count()).toBeGreaterThan(0)
        await page.getByRole('button', { name: '看地图' }).tap()
        await page.getByText('地图上有的站没下载下来').waitFor()
        await context.setOffline(false)
        // By itself, or by the button beside the sentence.
        await page.locator('.lost').waitFor({ state: 'detached' })
      },
      { mayFail: true },
    ))
})
