import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WEB_ROOT } from '../../api/app.ts'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { DESK, PHONE, launchBrowser, type TestBrowser } from '../support/browser.ts'
import { STAFF_TOKEN, startTestService, type TestService } from '../support/service.ts'

let service: TestService
let chrome: TestBrowser

/** Tuesday 14:00 in Chaoyang, with a toilet. */
const ASKED = '/gaps?area=110105&hour=38&facilities=toilet'

beforeAll(async () => {
  if (!existsSync(join(WEB_ROOT, 'gaps.html')))
    throw new Error('The page is not built: run `npm run build` before the browser tests.')
  service = await startTestService({ demoStations: 600 })
  await seedDemoDemand({ knex: service.services.knex })
  // The first answer spreads the people over the grid; no test should wait for that.
  await fetch(`${service.url}/api/coverage/week?facilities=toilet&wait=60`)
  chrome = await launchBrowser()
})
afterAll(async () => {
  await chrome?.close()
  await service?.stop()
})

const sentence = (page: Page) => page.locator('#figures .sentence')
const strip = (page: Page) => page.getByRole('grid')

/** Opens the page in a context of its own, waits for headline and week, and fails on script errors. */
async function visit(
  path: string,
  options: BrowserContextOptions,
  during: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await chrome.browser.newContext({ ...options, serviceWorkers: 'block' })
  try {
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(service.url + path)
    await sentence(page).waitFor()
    await strip(page).waitFor()
    await during(page)
    expect(errors).toEqual([])
  } finally {
    await context.close()
  }
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

it('the headline says place, hour, denominator, interval, reach and facility, as the API answers', async () => {
  const response = await fetch(`${service.url}/api/coverage?hour=38&facilities=toilet`)
  const answer = (await response.json()) as {
    districts: { code: string; people: number; covered: { pessimist: number; optimist: number } }[]
  }
  const { people, covered } = answer.districts.find(({ code }) => code === '110105')!
  await visit(ASKED, DESK, async (page) => {
    const text = await sentence(page).innerText()
    for (const word of ['周二 14:00', '朝阳区', people.toLocaleString('en-US'), '500 米', '厕所']) {
      expect(text).toContain(word)
    }
    const least = Math.round((100 * covered.pessimist) / people)
    const most = Math.round((100 * covered.optimist) / people)
    expect(text).toContain(least === most ? `${least} %` : `${least}–${most} %`)
    await expect.poll(() => page.getByRole('banner').innerText()).toContain('演示数据')
  })
})

it('another hour changes headline, table and address without asking the server for it first', async () => {
  await visit(ASKED, DESK, async (page) => {
    const table = page.locator('.ranking table')
    const before = await table.innerText()
    await page.route('**/api/coverage?**', (route) => route.abort())
    await page.locator('#hour').fill('23')
    expect(await sentence(page).innerText()).toContain('周二 23:00')
    expect(await table.innerText()).not.toBe(before)
    expect(new URL(page.url()).searchParams.get('hour')).toBe('47')
  })
})

it('the arrow keys walk through the week, and each hour says its figures', async () => {
  await visit(ASKED, DESK, async (page) => {
    const at = strip(page).locator('[tabindex="0"]')
    await at.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    expect(await at.getAttribute('aria-label')).toMatch(/^周三 15:00.走不到 .*人/u)
    expect(await at.evaluate((cell) => cell === document.activeElement)).toBe(true)
    expect(new URL(page.url()).searchParams.get('hour')).toBe('63')
    expect(await strip(page).getByRole('gridcell', { name: /:00/ }).count()).toBe(168)
  })
})

it('the table leads by keyboard from the city to a district, and back takes it back', async () => {
  await visit('/gaps?hour=38&facilities=toilet', DESK, async (page) => {
    const name = page.locator('.ranking').getByRole('button', { name: '海淀区' })
    await name.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => sentence(page).innerText()).toContain('海淀区')
    expect(new URL(page.url()).searchParams.get('area')).toBe('110108')
    await page.getByRole('rowheader', { name: '中关村街道' }).waitFor()
    await page.goBack()
    await expect.poll(() => sentence(page).innerText()).toContain('北京')
  })
})

it('the address holds the whole question, and opens it again', async () => {
  const query =
    'area=110105&hour=166&facilities=toilet,water&access=free&group=rider&reach=10min-walk&holiday=on&unknowns=pessimist&by=share'
  await visit(`/gaps?${query}`, DESK, async (page) => {
    const text = await sentence(page).innerText()
    for (const word of ['周日 22:00', '法定节假日', '外卖骑手', '步行 10 分钟', '自由进出', '厕所和饮水']) {
      expect(text).toContain(word)
    }
    await page.getByRole('button', { name: '周一' }).click()
    const address = new URL(page.url()).searchParams
    for (const [name, value] of new URLSearchParams(query)) {
      expect(address.get(name)).toBe(name === 'hour' ? '22' : value)
    }
  })
})

it('a phone scrolls down only, at 390 and at 320 pixels and in large type', async () => {
  for (const [width, view] of [
    [390, ''],
    [320, ''],
    [390, '&view=elder'],
  ] as const) {
    await visit(ASKED + view, { ...PHONE, viewport: { width, height: 844 } }, async (page) => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    })
  }
})

it('axe finds nothing wrong: light, dark, large, English', async () => {
  for (const [options, query] of [
    [DESK, ''],
    [{ ...PHONE, colorScheme: 'dark' }, ''],
    [PHONE, '&view=elder'],
    [DESK, '&lang=en'],
  ] as const) {
    await visit(ASKED + query, { ...options, reducedMotion: 'reduce' }, async (page) => {
      await page.locator('[data-phase="ready"]').waitFor()
      expect(await violations(page)).toEqual([])
    })
  }
})

it('every district is printed on one page of its own', async () => {
  await visit('/gaps?hour=38&facilities=toilet', DESK, async (page) => {
    await page.evaluate(() => (window.print = () => undefined))
    await expect.poll(() => page.locator('.printed .sheet').count()).toBe(1)
    await page.getByRole('button', { name: '每个区一页' }).click()
    await expect.poll(() => page.locator('.printed .sheet').count()).toBe(16)
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(16)
  })
})

it('staff read why a cell is not covered; a wrong token is refused with a sentence', async () => {
  await visit(ASKED, DESK, async (page) => {
    const enter = async (token: string) => {
      await page.getByRole('button', { name: '工作人员' }).click()
      await page.getByLabel('令牌').fill(token)
      await page.getByRole('button', { name: '进入' }).click()
    }
    await enter('a wrong token')
    await page.locator('main .notice').filter({ hasText: '令牌' }).waitFor()
    await enter(STAFF_TOKEN)
    await page.getByRole('button', { name: '为什么' }).first().click()
    await page.getByText(/最近的确定开放且有厕所的驿站|全市没有确定开放/).waitFor()
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(STAFF_TOKEN)
  })
})
