import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WEB_ROOT } from '../../api/app.ts'
import { DESK, PHONE, countPixels, launchBrowser, type TestBrowser } from '../support/browser.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { HERE, seedSmallNetwork, type SmallNetwork } from '../support/small-network.ts'

let service: TestService
let network: SmallNetwork
let chrome: TestBrowser

beforeAll(async () => {
  if (!existsSync(join(WEB_ROOT, 'index.html')))
    throw new Error('The page is not built: run `npm run build` before the browser tests.')
  service = await startTestService()
  network = await seedSmallNetwork(service)
  chrome = await launchBrowser()
})
afterAll(async () => {
  await chrome?.close()
  await service?.stop()
})

const AT_HERE = { geolocation: { longitude: HERE.lon, latitude: HERE.lat, accuracy: 20 } }
const ALLOWED = { ...AT_HERE, permissions: ['geolocation'] }

interface Visit {
  page: Page
  /** Addresses asked that are not ours. */
  foreign: string[]
  errors: string[]
}

/** Opens a page in a context of its own, runs the visit and fails on script errors. */
async function visit(
  path: string,
  options: BrowserContextOptions,
  during: (visit: Visit) => Promise<void>,
  {
    browser = chrome.browser,
    prepare,
  }: { browser?: Browser; prepare?: (page: Page) => Promise<unknown> } = {},
): Promise<void> {
  const context = await browser.newContext(options)
  try {
    const page = await context.newPage()
    const foreign: string[] = []
    const errors: string[] = []
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(service.url) && !/^(data|blob):/.test(url)) foreign.push(url)
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await prepare?.(page)
    await page.goto(service.url + path)
    await during({ page, foreign, errors })
    expect(errors).toEqual([])
  } finally {
    await context.close()
  }
}

const names = (page: Page) => page.locator('.results h2').allInnerTexts()
const cards = (page: Page) => page.locator('.results .card')
/** The page says it has an answer and is not asking. */
const settled = (page: Page) => page.locator('.found[aria-busy="false"] .card').first().waitFor()
const near = `/#at=${HERE.lon},${HERE.lat},${encodeURIComponent('朝阳门')}`

describe('the list', () => {
  it('shows at once where the phone was already allowed to say where it is, usable stations first', () =>
    visit('/', { ...PHONE, ...ALLOWED }, async ({ page }) => {
      await settled(page)
      expect(await page.locator('h1').innerText()).toBe('离你最近')
      expect(await names(page)).toEqual(['甲站一直开', '乙站有厕所', '戊站远一些', '丁站时间未知'])
      const first = cards(page).first()
      expect(await first.locator('.caption').innerText()).toBe('现在能进的最近一站')
      expect(await first.locator('.far').innerText()).toMatch(/^120\s*米/)
      expect(await first.locator('.state').innerText()).toContain('营业中')
      expect(await first.locator('.has s').allInnerTexts()).toEqual(['厕所'])
      expect(await first.innerText()).toContain('没人确认过')
      expect(await cards(page).last().locator('.state').innerText()).toContain('时间未知')
      // The phone's own position stands in no address that could be shared or logged.
      expect(page.url()).toBe(`${service.url}/`)
    }))

  it('does not ask for the position before a tap, and says for which place it lists', () =>
    visit(
      '/',
      PHONE,
      async ({ page }) => {
        await page.locator('.guess').waitFor()
        expect(await page.locator('.guess').innerText()).toContain('还不知道你在哪')
        expect(await page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(0)
        await page.locator('.guess .button').tap()
        await page.getByText('手机没让我们看位置').waitFor()
        expect(await page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(1)
      },
      {
        prepare: (page) =>
          page.addInitScript(() => {
            const counted = window as unknown as { asked: number }
            counted.asked = 0
            const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation)
            navigator.geolocation.getCurrentPosition = (...args) => {
              counted.asked++
              real(...args)
            }
          }),
      },
    ))

  it('follows the chips, keeps them in the address, and shows the same after reloading', () =>
    visit(near, PHONE, async ({ page }) => {
      await settled(page)
      await page.getByRole('button', { name: '厕所', exact: true }).tap()
      await expect.poll(() => names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
      expect(page.url()).toContain('has=toilet')
      await page.reload()
      await settled(page)
      expect(await page.locator('h1').innerText()).toBe('离朝阳门最近')
      expect(await names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
      await page.getByRole('button', { name: '现在营业' }).tap()
      await expect.poll(() => names(page)).toContain('丙站关着')
    }))

  it('says so when a wish lies farther off, or nowhere', () =>
    visit(`/?has=nap_chair,aed${near.slice(1)}`, PHONE, async ({ page }) => {
      await settled(page)
      expect(await page.locator('.found .notice').first().innerText()).not.toBe('')
    }))

  it('offers four map apps in GCJ-02 and the address to copy', () =>
    visit(near, { ...PHONE, permissions: ['clipboard-read', 'clipboard-write'] }, async ({ page }) => {
      await settled(page)
      await cards(page).first().locator('.go').tap()
      await page.getByRole('link', { name: '高德地图' }).waitFor()
      const hrefs = await page
        .locator('dialog a')
        .evaluateAll((links) => links.map((a) => (a as HTMLAnchorElement).href))
      expect(hrefs.map((href) => new URL(href).host)).toEqual([
        'uri.amap.com',
        'api.map.baidu.com',
        'apis.map.qq.com',
        'maps.apple.com',
      ])
      // GCJ-02 lies about 0.006° east of WGS-84 here.
      const lon = Number(/to=([\d.]+)/.exec(hrefs[0]!)![1])
      expect(lon - HERE.lon).toBeGreaterThan(0.0055)
      expect(lon - HERE.lon).toBeLessThan(0.009)
      await page.getByRole('button', { name: '复制地址' }).tap()
      await page.getByRole('button', { name: '已复制' }).waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('甲站一直开 朝阳门北小街 1 号')
    }))

  it('keeps the list and says what happened when the network goes, and tries again', () =>
    visit(near, PHONE, async ({ page }) => {
      await settled(page)
      await page.route('**/api/stations/**', (route) => route.abort())
      await page.getByRole('button', { name: '厕所', exact: true }).tap()
      const alert = page.getByRole('alert')
      await alert.waitFor()
      expect(await alert.innerText()).toContain('下面是上一次的结果')
      expect(await cards(page).count()).toBeGreaterThan(0)
      await page.unroute('**/api/stations/**')
      await alert.getByRole('button', { name: '再试一次' }).tap()
      await expect.poll(() => names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
    }))

  it('needs less than 60 kB of compressed script until it shows, and the map comes after it', () =>
    visit(
      near,
      PHONE,
      async ({ page }) => {
        await settled(page)
        await page.getByRole('button', { name: '看地图' }).tap()
        await page.locator('[data-phase="ready"]').waitFor()
        const before = await page.evaluate(() => {
          const shown = performance.getEntriesByName('list')[0]!.startTime
          const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
          return scripts.map(({ name, startTime }) => ({ name, early: startTime < shown }))
        })
        const map = before.find(({ name }) => name.includes('station-map'))
        expect(map?.early).toBe(false)
        const weights = await Promise.all(
          before
            .filter(({ early }) => early)
            .map(async ({ name }) => gzipSync(Buffer.from(await (await fetch(name)).arrayBuffer())).length),
        )
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(60_000)
      },
      {
        prepare: (page) =>
          page.addInitScript(() => {
            const watcher = new MutationObserver(() => {
              if (!document.querySelector('.card')) return
              performance.mark('list')
              watcher.disconnect()
            })
            watcher.observe(document, { childList: true, subtree: true })
          }),
      },
    ))
})

describe('the place', () => {
  it('says what to do when positioning is denied', () =>
    visit('/', PHONE, async ({ page }) => {
      await page.locator('.guess .button').tap()
      const notice = page.locator('.notice', { hasText: '手机没让我们看位置' })
      await notice.waitFor()
      await notice.getByRole('button', { name: '打字找地方' }).tap()
      await page.getByRole('dialog').waitFor()
    }))

  it('says that positioning is slow, and that it failed, while the list stays', () =>
    visit(
      near,
      { ...PHONE, ...ALLOWED },
      async ({ page }) => {
        await settled(page)
        await page.locator('.verbs').getByRole('button', { name: '离我最近' }).tap()
        await page.getByText('定位有点慢').waitFor()
        expect(await cards(page).count()).toBe(4)
        await page.getByText('手机还是没给出位置').waitFor({ timeout: 30_000 })
        expect(await cards(page).count()).toBe(4)
      },
      {
        prepare: (page) =>
          page.addInitScript(() => {
            navigator.geolocation.getCurrentPosition = () => undefined
          }),
      },
    ))

  it('warns when the position is rough', () =>
    visit(
      '/',
      { ...PHONE, ...ALLOWED, geolocation: { ...AT_HERE.geolocation, accuracy: 3000 } },
      async ({ page }) => {
        await page.getByText('定位误差大约').waitFor()
        expect(await page.locator('.notices').innerText()).toContain('3.0 公里')
      },
    ))

  it('says that the worker is outside the region', () =>
    visit(
      '/',
      { ...PHONE, ...ALLOWED, geolocation: { longitude: 121.47, latitude: 31.23 } },
      async ({ page }) => {
        await page.getByText('手机说你不在北京').waitFor()
      },
    ))

  for (const [how, text] of [
    ['in Chinese', '朝阳门'],
    ['by initials', 'cym'],
    ['in pinyin', 'chaoyangmen'],
  ] as const)
    it(`is found when typed ${how}, and stands in the address's fragment`, () =>
      visit('/', PHONE, async ({ page }) => {
        await page.getByRole('button', { name: '更换' }).tap()
        await page.getByRole('searchbox').fill(text)
        await page.locator('.hits button', { hasText: '朝阳门' }).first().tap()
        await settled(page)
        expect(await page.locator('h1').innerText()).toContain('朝阳门')
        expect(new URL(page.url()).hash).toMatch(/^#at=116\.4\d+,39\.9\d+,/)
        expect(new URL(page.url()).search).toBe('')
      }))

  it('is kept on the device only when the worker says so', () =>
    visit(near, PHONE, async ({ page }) => {
      const kept = () => page.evaluate(() => localStorage.getItem('nuanxin.place'))
      await settled(page)
      expect(await kept()).toBeNull()
      await page.getByRole('button', { name: '更换' }).tap()
      await page.getByRole('checkbox').check()
      expect(JSON.parse((await kept())!)).toMatchObject({ lon: 116.427, name: '朝阳门' })
      await page.getByRole('checkbox').uncheck()
      expect(await kept()).toBeNull()
    }))

  it('can be picked on the map with the keyboard', () =>
    // Without animation every press has arrived when it was made.
    visit(near, { ...DESK, reducedMotion: 'reduce' }, async ({ page }) => {
      await settled(page)
      await expect
        .poll(() => page.locator('.canvas').getAttribute('data-drawn'), { timeout: 30_000 })
        .toBe('4')
      await page.getByRole('button', { name: '更换' }).click()
      await page.getByRole('button', { name: '在地图上选' }).click()
      await page.locator('.cross').waitFor()
      for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
      await page.getByRole('button', { name: '就选这里' }).click()
      await expect.poll(() => Number(/#at=([\d.]+)/.exec(page.url())?.[1])).toBeGreaterThan(HERE.lon + 0.0003)
    }))
})

describe('the map', () => {
  const OPEN_GREEN = [15, 107, 79] as const

  it('draws the stations of the list without asking anybody else, and obeys the chips', () =>
    visit(near, DESK, async ({ page, foreign }) => {
      await settled(page)
      const canvas = page.locator('.canvas')
      await expect.poll(() => canvas.getAttribute('data-drawn'), { timeout: 30_000 }).toBe('4')
      const three = await countPixels(page, await canvas.screenshot(), OPEN_GREEN)
      expect(three).toBeGreaterThan(150)
      await page.getByRole('button', { name: '厕所', exact: true }).click()
      await expect.poll(() => canvas.getAttribute('data-drawn'), { timeout: 30_000 }).toBe('3')
      expect(foreign).toEqual([])
    }))

  it('searches the area in view, the list following', () =>
    visit(near, DESK, async ({ page }) => {
      await settled(page)
      await expect
        .poll(() => page.locator('.canvas').getAttribute('data-drawn'), { timeout: 30_000 })
        .toBe('4')
      await page.getByRole('button', { name: '缩小' }).click()
      await page.getByRole('button', { name: '在此区域搜索' }).click()
      await expect.poll(() => page.locator('h1').innerText()).toBe('地图上这一片')
      await settled(page)
      expect(await names(page)).toEqual(['甲站一直开', '乙站有厕所', '戊站远一些', '丁站时间未知'])
      expect(page.url()).toContain('#area=')
      await page.reload()
      await settled(page)
      expect(await page.locator('h1').innerText()).toBe('地图上这一片')
    }))

  it('opens by a button on a phone, and choosing a card shows it there', () =>
    visit(near, PHONE, async ({ page }) => {
      await settled(page)
      await cards(page).nth(1).getByRole('button', { name: '地图' }).tap()
      await page.locator('.pane.open').waitFor()
      expect(await page.locator('.chosen-station h2').innerText()).toBe('乙站有厕所')
      await page.getByRole('button', { name: '看列表' }).tap()
      await page.locator('.pane:not(.open)').waitFor()
    }))

  it('leaves the list working where there is no WebGL', async () => {
    const plain = await launchBrowser(['--disable-3d-apis'])
    try {
      await visit(
        near,
        DESK,
        async ({ page }) => {
          await settled(page)
          await page.getByText('这台设备画不了地图，列表照常用。').waitFor()
          await page.getByRole('button', { name: '厕所', exact: true }).click()
          await expect.poll(() => names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
        },
        { browser: plain.browser },
      )
    } finally {
      await plain.close()
    }
  })

  it('leaves the list working when its code does not arrive', () =>
    visit(
      near,
      DESK,
      async ({ page }) => {
        await page.getByText('地图没下载下来，列表照常用。').waitFor()
        expect(await names(page)).toHaveLength(4)
      },
      { prepare: (page) => page.route('**/assets/station-map-*.js', (route) => route.abort()) },
    ))

  it('leaves the list working when its worker is gone', () =>
    visit(
      near,
      DESK,
      async ({ page }) => {
        await page.getByText('地图停住了，列表照常用。').waitFor({ timeout: 40_000 })
        expect(await names(page)).toHaveLength(4)
      },
      { prepare: (page) => page.route('**/assets/maplibre-gl-worker-*', (route) => route.abort()) },
    ))
})

describe('the station page', () => {
  it('tells everything, unknown things included', () =>
    visit(`/s/${'CODE'}`.replace('CODE', network.codes.get('乙站有厕所')!), PHONE, async ({ page }) => {
      await page.locator('.haves').waitFor()
      expect(await page.locator('h1').innerText()).toBe('乙站有厕所')
      expect(await page.title()).toContain('乙站有厕所')
      expect(await page.locator('.haves li').count()).toBe(7)
      const text = await page.locator('main').innerText()
      expect(text).toContain('跟店里人说一声')
      expect(text).toContain('24 小时')
      expect(text).toMatch(/不清楚：.*热饭\?/)
    }))

  it('of a closed station says so and why, and names the nearest that are open', () =>
    visit(`/s/${network.closedForGood}`, PHONE, async ({ page }) => {
      await page.locator('.instead .card').first().waitFor()
      const text = await page.locator('main').innerText()
      expect(text).toContain('这一站已经关闭')
      expect(text).toContain('门店搬走了')
      expect(await page.locator('.instead h2').allInnerTexts()).toContain('甲站一直开')
    }))

  it('of a code that nobody has leads back to the list', () =>
    visit('/s/BJ999999', PHONE, async ({ page }) => {
      await page.getByText('没有这个编号的驿站').first().waitFor()
      await page.locator('main .button.main').tap()
      await page.locator('.place').waitFor()
    }))
})

describe('for everybody', () => {
  it('speaks English, and keeps it', () =>
    visit(near, PHONE, async ({ page }) => {
      await settled(page)
      await page.getByRole('button', { name: 'English' }).tap()
      await page.getByText('The nearest you can enter now').waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.locator('.results .state').first().innerText()).toContain('Open')
      await page.reload()
      await page.getByText('The nearest you can enter now').waitFor()
      await page.getByRole('button', { name: '中文' }).tap()
      await page.getByText('现在能进的最近一站').waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    }))

  it('can be used with the keyboard alone', () =>
    visit(near, DESK, async ({ page }) => {
      await settled(page)
      const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
      const tabTo = async (text: string) => {
        for (let i = 0; i < 40; i++) {
          await page.keyboard.press('Tab')
          if ((await focused()).startsWith(text)) return
        }
        throw new Error(`The keyboard never reached "${text}".`)
      }
      await page.keyboard.press('Tab')
      expect(await focused()).toBe('跳到驿站列表')
      await page.keyboard.press('Enter')
      await tabTo('厕所')
      await page.keyboard.press('Space')
      await expect.poll(() => names(page)).toEqual(['乙站有厕所', '戊站远一些', '丁站时间未知'])
      await tabTo('去这里')
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: '高德地图' }).waitFor()
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press('Tab')
        const outside = await page.evaluate(() => {
          const { activeElement } = document
          return activeElement !== document.body && !activeElement?.closest('dialog')
        })
        expect(outside).toBe(false)
      }
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await focused()).toContain('去这里')
      await tabTo('戊站远一些')
      await page.keyboard.press('Enter')
      await page.locator('.haves').waitFor()
      expect(await focused()).toBe('戊站远一些')
    }))

  for (const width of [320, 390, 768, 1280])
    it(`never scrolls sideways at ${width} px, in either view and language`, async () => {
      const code = network.codes.get('乙站有厕所')!
      for (const path of ['/', `/s/${code}`])
        for (const query of ['', '?view=elder', '?lang=en', '?lang=en&view=elder'])
          await visit(
            path + query,
            { viewport: { width, height: 700 }, locale: 'zh-CN' },
            async ({ page }) => {
              await page.locator('.card, .haves').first().waitFor()
              expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
            },
          )
    })

  it('has targets of 60 px and type of 22 px in the elder view', () =>
    visit(`/?view=elder${near.slice(1)}`, PHONE, async ({ page }) => {
      await settled(page)
      const heights = await page
        .locator('main .button, main .chip, .verbs .button')
        .evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect().height).filter((height) => height > 0),
        )
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(60)
      expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe('22px')
    }))
})
