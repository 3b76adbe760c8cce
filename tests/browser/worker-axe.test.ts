import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, PHONE, launchBrowser, type TestBrowser } from '../support/browser.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { HERE, seedSmallNetwork, type SmallNetwork } from '../support/small-network.ts'

let service: TestService
let network: SmallNetwork
let chrome: TestBrowser

beforeAll(async () => {
  service = await startTestService()
  network = await seedSmallNetwork(service)
  chrome = await launchBrowser()
})
afterAll(async () => {
  await chrome?.close()
  await service?.stop()
})

const list = `/#at=${HERE.lon},${HERE.lat},${encodeURIComponent('朝阳门')}`
const card = (page: Page) => page.locator('.results .card').first().waitFor()

const SCREENS: readonly [string, () => string, (page: Page) => Promise<unknown>][] = [
  ['the list', () => list, card],
  ['the list of a default place', () => '/', (page) => page.locator('.guess').waitFor()],
  [
    'the choice of a map app',
    () => list,
    async (page) => {
      await card(page)
      await page.locator('.answer .go').click()
      await page.getByRole('link', { name: '高德地图' }).waitFor()
    },
  ],
  [
    'the choice of a place',
    () => list,
    async (page) => {
      await card(page)
      await page.getByRole('button', { name: '更换' }).click()
      await page.getByRole('searchbox').fill('朝阳')
      await page.locator('.hits button').first().waitFor()
    },
  ],
  ['a station', () => `/s/${network.codes.get('乙站有厕所')}`, (page) => page.locator('.haves').waitFor()],
  [
    'a closed station',
    () => `/s/${network.closedForGood}`,
    (page) => page.locator('.instead .card').first().waitFor(),
  ],
]

const VIEWS = [
  ['light', { ...PHONE, colorScheme: 'light' }, ''],
  ['dark', { ...PHONE, colorScheme: 'dark' }, ''],
  ['elder', { ...PHONE, colorScheme: 'light' }, '?view=elder'],
  ['dark elder', { ...PHONE, colorScheme: 'dark' }, '?view=elder'],
] as const

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

for (const [view, options, query] of VIEWS)
  describe(`in the ${view} view`, () => {
    for (const [screen, path, ready] of SCREENS)
      it(`axe finds nothing wrong with ${screen}`, async () => {
        const context = await chrome.browser.newContext({ ...options, reducedMotion: 'reduce' })
        try {
          const page = await context.newPage()
          const [before, hash] = path().split('#')
          await page.goto(`${service.url}${before}${query}${hash ? `#${hash}` : ''}`)
          await ready(page)
          expect(await violations(page)).toEqual([])
        } finally {
          await context.close()
        }
      })
  })

it('axe finds nothing wrong with the map on a desk, nor with the opened map on a phone', async () => {
  for (const options of [DESK, PHONE]) {
    const context = await chrome.browser.newContext(options)
    try {
      const page = await context.newPage()
      await page.goto(service.url + list)
      await card(page)
      if (options === PHONE) await page.getByRole('button', { name: '看地图' }).tap()
      await page.locator('[data-phase="ready"]').waitFor()
      expect(await violations(page)).toEqual([])
    } finally {
      await context.close()
    }
  }
})
