import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WEB_ROOT } from '../../api/app.ts'
import { CITY_FORMAT, decodeCity } from '../../api/features/open-data/city/city-file.ts'
import { PHONE, launchBrowser, type TestBrowser } from '../support/browser.ts'
import { startFront, type Front } from '../support/front.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { HERE, seedSmallNetwork, type SmallNetwork } from '../support/small-network.ts'

let service: TestService
let network: SmallNetwork
let front: Front
let chrome: TestBrowser

beforeAll(async () => {
  if (!existsSync(join(WEB_ROOT, 'sw.js')))
    throw new Error('The page is not built: run `npm run build` before the browser tests.')
  service = await startTestService()
  network = await seedSmallNetwork(service)
  // The city file follows the registry after some quiet seconds; who comes before takes an older one away.
  const names = async () => {
    const { stations } = decodeCity(await (await fetch(`${service.url}/api/stations/city`)).text())
    return stations.map(({ name }) => name)
  }
  await vi.waitFor(async () => expect(await names()).toContain('戊站远一些'), {
    timeout: 60_000,
    interval: 500,
  })
  front = await startFront(service.url)
  chrome = await launchBrowser()
})
afterAll(async () => {
  await chrome?.close()
  await front?.stop()
  await service?.stop()
})
afterEach(() => {
  front.trouble.clear()
  front.changed.clear()
})

const KEEPING: BrowserContextOptions = { ...PHONE, serviceWorkers: 'allow' }
const near = `/#at=${HERE.lon},${HERE.lat},${encodeURIComponent('朝阳门')}`
const names = (page: Page) => page.locator('.results h2').allInnerTexts()
const settled = (page: Page) => page.locator('.found[aria-busy="false"] .card').first().waitFor()
const keptNote = (page: Page) => page.locator('.kept')
const DATE = /\d+\s*月\s*\d+\s*日\s*\d\d:\d\d/

/** A first visit on a good line that stays until everything is kept. */
async function firstVisit(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(front.url + near)
  await settled(page)
  await expect
    .poll(
      () =>
        page.evaluate(
          async () =>
            localStorage.getItem('nuanxin.city') !== null &&
            (await caches.match('/api/map/streets', { ignoreVary: true })) !== undefined,
        ),
      { timeout: 60_000 },
    )
    .toBe(true)
  return page
}

/** Visits once, loses the network, opens the page anew, and fails on script errors. */
async function withoutNetwork(during: (page: Page) => Promise<void>, options = KEEPING): Promise<void> {
  const context = await chrome.browser.newContext(options)
  try {
    const page = await firstVisit(context)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    front.trouble.set('/', 'drop')
    await context.setOffline(true)
    await page.reload()
    await during(page)
    expect(errors).toEqual([])
  } finally {
    await context.close()
  }
}

describe('in airplane mode after one visit', () => {
  it('the list is there, says that there is no network and how old its data is, and filters', () =>
    withoutNetwork(async (page) => {
      await settled(page)
      expect(await names(page)).toEqual(['甲站一直开', '乙站有厕所', '戊站远一些', '丁站时间未知'])
      const note = await keptNote(page).innerText()
      expect(note).toContain('没有网络')
      expect(note).toMatch(DATE)
      expect(await page.locator('.answer .far').innerText()).toMatch(/^120\s*米/)
      await page.getByRole('button', { name: '厕所', exact: true }).click()
      await expect.poll(() => names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
    }))

  it('a place is found by its name, and the list is for it', () =>
    withoutNetwork(async (page) => {
      await settled(page)
      await page.getByRole('button', { name: '更换' }).click()
      await page.getByRole('searchbox').fill('戊站')
      await page.locator('.hits button').first().waitFor()
      expect(await page.locator('.said').innerText()).toContain('没有网络')
      await page.locator('.hits button').first().click()
      await expect.poll(async () => (await names(page))[0]).toBe('戊站远一些')
    }))

  it('a station opens, tells what is kept and what needs the network, and leads into the map apps', () =>
    withoutNetwork(async (page) => {
      await settled(page)
      await page.locator('.results h2 a', { hasText: '乙站有厕所' }).click()
      await page.locator('.facilities').waitFor()
      expect(page.url()).toBe(`${front.url}/s/${network.codes.get('乙站有厕所')}`)
      const text = await page.locator('main').innerText()
      expect(text).toContain('跟店里人说一声')
      expect(text).toContain('24 小时')
      expect(text).toMatch(DATE)
      expect(text).toContain('联网才能看')
      expect(await page.locator('.haves').count()).toBe(0)
      await page.locator('.acts .go').first().click()
      const amap = await page.getByRole('link', { name: '高德地图' }).getAttribute('href')
      const [lon, lat] = /to=([\d.]+),([\d.]+)/.exec(amap!)!.slice(1).map(Number)
      // GCJ-02 lies some hundred metres off WGS-84 here.
      expect(Math.abs(lon! - HERE.lon)).toBeGreaterThan(0.004)
      expect(Math.abs(lat! - HERE.lat)).toBeLessThan(0.01)
    }))

  it('the address of a station opens by itself, also of one that has closed', () =>
    withoutNetwork(async (page) => {
      await page.goto(`${front.url}/s/${network.closedForGood}`)
      await page.locator('.instead .card').first().waitFor()
      expect(await page.locator('main').innerText()).toContain('门店搬走了')
    }))

  it('the map draws its ground and the stations', () =>
    withoutNetwork(async (page) => {
      await settled(page)
      await page.getByRole('button', { name: '看地图' }).tap()
      await page.locator('[data-phase="ready"]').waitFor()
      await expect
        .poll(() => page.locator('.canvas').getAttribute('data-drawn').then(Number), { timeout: 30_000 })
        .toBeGreaterThan(0)
      const ground = await page.evaluate(async () => {
        const answer = await fetch('/api/map/districts', { headers: { 'Accept-Language': 'zh' } })
        return (await answer.json()).features.length as number
      })
      expect(ground).toBe(16)
    }))

  it('the network is asked again as soon as it is back', () =>
    withoutNetwork(async (page) => {
      await keptNote(page).waitFor()
      front.trouble.clear()
      await page.context().setOffline(false)
      await keptNote(page).waitFor({ state: 'detached' })
      expect(await names(page)).toHaveLength(4)
    }))

  it('no position is kept in any cache', () =>
    withoutNetwork(async (page) => {
      await settled(page)
      const kept = await page.evaluate(async () => {
        const requests = await Promise.all(
          (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
        )
        return requests.flat().map(({ url }) => url)
      })
      expect(kept.length).toBeGreaterThan(20)
      expect(kept.filter((url) => /lon=|nearest|places/.test(url))).toEqual([])
    }))

  for (const [view, options, query] of [
    ['light', { colorScheme: 'light' }, ''],
    ['dark', { colorScheme: 'dark' }, ''],
    ['elder', { colorScheme: 'light' }, '?view=elder'],
  ] as const)
    it(`axe finds nothing wrong with the ${view} list nor with the station`, () =>
      withoutNetwork(
        async (page) => {
          await page.goto(`${front.url}/${query}${near.slice(1)}`)
          await keptNote(page).waitFor()
          expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
          await page.goto(`${front.url}/s/${network.codes.get('乙站有厕所')}${query}`)
          await keptNote(page).waitFor()
          expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
        },
        { ...KEEPING, ...options, reducedMotion: 'reduce' },
      ))
})

describe('on a bad line', () => {
  it('what is kept is shown at once, said to be so, and named slow when nothing comes', async () => {
    const context = await chrome.browser.newContext(KEEPING)
    try {
      const page = await firstVisit(context)
      front.trouble.set('/api/stations/nearest', 'hold')
      await page.reload()
      await page.getByText('正在联网更新').waitFor()
      expect(await names(page)).toHaveLength(4)
      await page.getByText('网太慢，先用').waitFor()
      front.trouble.set('/api/stations/nearest', 503)
      await keptNote(page).getByRole('button', { name: '再试一次' }).click()
      await page.getByText('服务器出了点问题，用的是').waitFor()
      expect(await keptNote(page).innerText()).toMatch(DATE)
    } finally {
      await context.close()
    }
  })

  it('a part of the page that does not arrive is told, and not called a new version', async () => {
    const context = await chrome.browser.newContext(PHONE)
    try {
      const page = await context.newPage()
      await page.goto(front.url + near)
      await settled(page)
      front.trouble.set('/assets/StationPage', 'drop')
      await page.locator('.results h2 a').first().click()
      await page.getByText('这一部分没下载下来').waitFor()
      expect(await page.getByText('有新版本').count()).toBe(0)
    } finally {
      await context.close()
    }
  })
})

describe('after a deploy', () => {
  it('a waiting version is offered, and taken when the reader says so', async () => {
    const context = await chrome.browser.newContext(KEEPING)
    try {
      const page = await firstVisit(context)
      front.changed.set('/sw.js', (text) => `${text}\n// A later build.`)
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
      await page.getByText('有新版本').waitFor()
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([])
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '更新' }).click()])
      await settled(page)
      expect(await page.getByText('有新版本').count()).toBe(0)
      expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting === null)).toBe(
        true,
      )
    } finally {
      await context.close()
    }
  })

  it('a tab that was open before goes on working when the server has none of its parts any more', async () => {
    const context = await chrome.browser.newContext(KEEPING)
    try {
      const page = await firstVisit(context)
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      front.trouble.set('/assets', 404)
      front.changed.set('/sw.js', (text) => `${text}\n// A later build.`)
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update())
      await page.getByText('有新版本').waitFor()
      await page.locator('.results h2 a', { hasText: '乙站有厕所' }).click()
      await page.locator('.facilities').waitFor()
      await page.getByRole('button', { name: '看地图' }).tap()
      await expect
        .poll(() => page.locator('.canvas').getAttribute('data-drawn').then(Number), { timeout: 30_000 })
        .toBeGreaterThan(0)
      expect(errors).toEqual([])
    } finally {
      await context.close()
    }
  })

  it('the city that an older version of the page kept makes room for one that this version reads', async () => {
    const context = await chrome.browser.newContext(KEEPING)
    try {
      const page = await firstVisit(context)
      const keys = (older?: string) =>
        page.evaluate(
          (olderKey) =>
            new Promise<IDBValidKey[]>((resolve, reject) => {
              const opening = indexedDB.open('warm-heart-stations')
              opening.onerror = () => reject(opening.error!)
              opening.onsuccess = () => {
                const store = opening.result.transaction('city', 'readwrite').objectStore('city')
                if (olderKey) {
                  store.clear()
                  store.put({ text: '{"format":"warm-heart-city/0"}', dataVersion: 1, savedAt: 1 }, olderKey)
                }
                const listing = store.getAllKeys()
                listing.onsuccess = () => resolve(listing.result)
              }
            }),
          older,
        )
      expect(await keys()).toEqual([CITY_FORMAT])
      expect(await keys('warm-heart-city/0')).toEqual(['warm-heart-city/0'])
      await page.reload()
      await expect.poll(() => keys(), { timeout: 30_000 }).toEqual([CITY_FORMAT])
      front.trouble.set('/', 'drop')
      await context.setOffline(true)
      await page.reload()
      await keptNote(page).waitFor()
      expect(await names(page)).toHaveLength(4)
    } finally {
      await context.close()
    }
  })

  it('a tab that was open before offers the new version when its own parts are gone', async () => {
    const context = await chrome.browser.newContext(PHONE)
    try {
      const page = await context.newPage()
      await page.goto(front.url + near)
      await settled(page)
      front.trouble.set('/assets/StationPage', 404)
      front.changed.set('/', (html) => html.replace(/\/assets\/index-[^"]+\.js/, '/assets/index-later.js'))
      await page.locator('.results h2 a').first().click()
      await page.getByText('有新版本').waitFor()
      // What is on the screen goes on working.
      await page.getByRole('button', { name: '厕所', exact: true }).click()
      await expect.poll(() => names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
      front.trouble.clear()
      front.changed.clear()
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: '更新' }).click()])
      await settled(page)
    } finally {
      await context.close()
    }
  })
})

it('can be installed: a manifest whose icons are there in their sizes', async () => {
  const context = await chrome.browser.newContext(KEEPING)
  try {
    const page = await context.newPage()
    await page.goto(front.url + near)
    const manifest = await page.evaluate(async () => {
      const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]')!
      return (await fetch(link.href)).json()
    })
    expect(manifest).toMatchObject({ display: 'standalone', start_url: '/', lang: 'zh-CN' })
    const sizes = await page.evaluate(
      (icons) =>
        Promise.all(
          icons.map(async ({ src }) => {
            const image = new Image()
            image.src = src
            await image.decode()
            return `${image.naturalWidth}x${image.naturalHeight}`
          }),
        ),
      (manifest.icons as { src: string; sizes: string }[]).filter(({ sizes: given }) => given !== 'any'),
    )
    expect(sizes).toEqual(['192x192', '512x512', '512x512'])
    const session = await context.newCDPSession(page)
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // An incognito window can never install.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
      [],
    )
  } finally {
    await context.close()
  }
})
