import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WEB_ROOT } from '../../api/app.ts'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { DESK, PHONE, launchBrowser, type TestBrowser } from '../support/browser.ts'
import { setAuthor } from '../../api/features/stations/store.ts'
import { STAFF, STAFF_TOKEN, startTestService, type TestService } from '../support/service.ts'

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

async function signIn(page: Page, token = STAFF_TOKEN): Promise<void> {
  await page.getByRole('button', { name: '工作人员', exact: true }).click()
  await page.getByLabel('令牌').fill(token)
  await page.getByRole('button', { name: '进入' }).click()
}

/** Titles of printed pages that hold more than their paper does. */
async function overfull(page: Page): Promise<string[]> {
  const screen = page.viewportSize()!
  // A4 within its margins is 182 mm wide.
  await page.setViewportSize({ ...screen, width: 688 })
  await page.emulateMedia({ media: 'print' })
  const found = await page
    .locator('.printed .sheet')
    .evaluateAll((sheets) =>
      sheets
        .filter((sheet) => sheet.scrollHeight > sheet.clientHeight + 1)
        .map((sheet) => `${sheet.querySelector('h1')?.textContent}: ${sheet.scrollHeight}`),
    )
  await page.emulateMedia({ media: null })
  await page.setViewportSize(screen)
  return found
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
    expect(await overfull(page)).toEqual([])
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'A page per district' }).click()
    await expect.poll(() => page.locator('.printed .sheet').count()).toBe(16)
    expect(await overfull(page)).toEqual([])
  })
})

it('staff read why a cell is not covered; a wrong token is refused with a sentence', async () => {
  await visit(ASKED, DESK, async (page) => {
    await signIn(page, 'a wrong token')
    await page.locator('main .notice').filter({ hasText: '令牌' }).waitFor()
    await signIn(page)
    await page.getByRole('button', { name: '为什么' }).first().click()
    await page.getByText(/最近的确定开放且有厕所的驿站|全市没有确定开放/).waitFor()
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(STAFF_TOKEN)
  })
})

it('a district’s own head-count stands against the model’s sum, on the page and on its printed sheet', async () => {
  const answer = (await (await fetch(`${service.url}/api/coverage?hour=3`)).json()) as {
    districts: { code: string; headCount: number | null; modelSum: number; difference: number }[]
  }
  const { headCount, modelSum, difference } = answer.districts.find(({ code }) => code === '110112')!
  const written = [headCount!, modelSum, Math.abs(difference)].map((n) => n.toLocaleString('en-US'))
  await visit('/gaps?area=110112&hour=3', DESK, async (page) => {
    const line = page.locator('#figures').getByText('自报')
    for (const number of written) expect(await line.innerText()).toContain(number)
    const sheet = (await page.locator('.printed .sheet').first().textContent()) ?? ''
    for (const number of written) expect(sheet).toContain(number)
  })
})

it('staff see the stations that are the only one in reach, with a way to their pages, also on paper', async () => {
  const { soleStations } = (await (
    await fetch(`${service.url}/api/coverage/details?${ASKED.split('?')[1]}&limit=15`, { headers: STAFF })
  ).json()) as { soleStations: { code: string; name: string }[] }
  expect(soleStations.length).toBeGreaterThan(3)
  await visit(ASKED, DESK, async (page) => {
    await signIn(page)
    const section = page.locator('.part').filter({ hasText: '只靠一座站的地方' })
    await section.getByRole('link').first().waitFor()
    const links = await section.getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
    expect(links).toEqual(soleStations.map(({ code }) => `/s/${code}`))
    await page.evaluate(() => (window.print = () => undefined))
    await page.getByRole('button', { name: '打印这一页' }).click()
    await expect
      .poll(() => page.locator('.printed .sheet').textContent())
      .toContain(`${soleStations[0]!.name}（${soleStations[0]!.code}）`)
    await page.getByRole('button', { name: '每个区一页' }).click()
    await expect.poll(() => page.locator('.printed .sheet').count()).toBe(16)
    expect(await overfull(page)).toEqual([])
    expect(await violations(page)).toEqual([])
  })
})

it('two moments: staff keep the figures, a roster comes in, and the page says what got better, where and how much', async () => {
  const context = await chrome.browser.newContext({ ...DESK, reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    await page.goto(service.url + ASKED.replace('area=110105&', ''))
    await sentence(page).waitFor()
    await signIn(page)
    await page.getByLabel('存档名称').fill('名单入库前')
    await page.getByRole('button', { name: '存下现在的数字' }).click()
    await page.getByText('已存下').waitFor()

    const { dataVersion } = service.services.nearest
    await service.services.knex.transaction(async (trx) => {
      await setAuthor(trx, { actor: 'test', reason: '名单' })
      const better = `'{"state":"yes"}'`
      const worse = `'{"state":"no"}'`
      await trx.raw(
        `update station set facilities = jsonb_set(facilities, '{toilet}', ${better}) where district_code = '110105'`,
      )
      await trx.raw(
        `update station set facilities = jsonb_set(facilities, '{toilet}', ${worse}) where district_code = '110108'`,
      )
    })
    await expect.poll(() => service.services.nearest.dataVersion).toBeGreaterThan(dataVersion)

    await page.getByLabel('之前').selectOption({ index: 1 })
    const head = page.locator('.compared')
    await expect.poll(() => head.innerText()).toMatch(/变好的有 \d+ 个，最多的是朝阳区（\+/)
    expect(await head.innerText()).toMatch(/变差的有 \d+ 个，最多的是海淀区（−/)
    expect(await head.innerText()).toContain('名单入库前')

    const address = page.url()
    const id = new URL(address).searchParams.get('before')
    const compared = (await (
      await fetch(`${service.url}/api/coverage/compare?hour=38&facilities=toilet&before=${id}`)
    ).json()) as {
      districts: { name: string; change: { pessimist: number }; before: { covered: { pessimist: number } } }[]
    }
    const rows = page.locator('.ranking tbody tr')
    expect(await rows.count()).toBe(16)
    for (const { name, change, before } of compared.districts.filter(
      ({ change }) => change.pessimist !== 0,
    )) {
      const row = await rows.filter({ hasText: name }).innerText()
      expect(row).toContain(Math.abs(change.pessimist).toLocaleString('en-US'))
      expect(row).toContain(before.covered.pessimist.toLocaleString('en-US'))
      expect(row).toContain(change.pessimist > 0 ? '▲' : '▼')
    }
    expect(await violations(page)).toEqual([])

    // Anybody can open the link; the map's key says which way the colours go.
    await visit(new URL(address).pathname + new URL(address).search, PHONE, async (stranger) => {
      await expect.poll(() => stranger.locator('.compared').innerText()).toContain('名单入库前')
      expect(await stranger.locator('.pane').innerText()).toMatch(/橙是变差，蓝是变好/)
      await stranger.getByRole('button', { name: '不比了' }).click()
      await expect.poll(() => stranger.locator('.compared').count()).toBe(0)
      expect(new URL(stranger.url()).searchParams.has('before')).toBe(false)
    })
    // Another wish is another question: it is not compared, and the page says why.
    await page.getByRole('button', { name: '饮水' }).click()
    await head.getByText('不能比较').waitFor()
    expect(await head.innerText()).toContain('设施')
    await strip(page).waitFor()
  } finally {
    await context.close()
  }
})
