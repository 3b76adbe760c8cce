/**
 * A cheap phone on a bad line: from the start of the visit until the list is painted and the page answers to a touch.
 * The emulation is Chromium's own: each answer waits for the line's latency and shares its rate; the main thread is
 * slowed four times. It slows neither workers nor the setting up of connections.
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { PHONE, launchBrowser } from '../support/browser.ts'
import { median, printGoal, printTable, rounded } from './report.ts'

const SLOWER_PROCESSOR = 4

interface Line {
  name: string
  kbitPerSecond: number
  latencyMs: number
}

/** “Slow 3G” as WebPageTest has it: the goals are for this one. */
const SLOW_3G: Line = { name: 'slow 3G: 400 kbit/s, 400 ms', kbitPerSecond: 400, latencyMs: 400 }
/** The same line as the developer tools' preset emulates it: five times the latency, once a request. */
const TOOLS_3G: Line = {
  name: 'the same in the developer tools: 2,000 ms a request',
  kbitPerSecond: 400,
  latencyMs: 2000,
}

const FIRST_GOAL_MS = 4000
const SECOND_GOAL_MS = 1500

/** Runs in the page before anything else of it. */
const WATCH = `{
  const look = () => {
    if (!document.querySelector('.found[aria-busy="false"] .card')) return
    watching.disconnect()
    requestAnimationFrame(() => setTimeout(() => (globalThis.listUsableMs = performance.now())))
  }
  const watching = new MutationObserver(look)
  watching.observe(document, { subtree: true, childList: true, attributes: true })
}`

export interface PhoneTimes {
  firstVisitMs: number
  secondVisitMs: number
}

/** @param url of a running service with the demo network */
export async function measurePhone(url: string, rounds: number): Promise<PhoneTimes> {
  const chrome = await launchBrowser()
  try {
    const times = new Map<Line, PhoneTimes>()
    for (const line of [SLOW_3G, TOOLS_3G]) {
      const visits = []
      for (let round = 0; round < rounds; round++) visits.push(await visitTwice(chrome.browser, url, line))
      times.set(line, {
        firstVisitMs: rounded(median(visits.map(([first]) => first)), 0),
        secondVisitMs: rounded(median(visits.map(([, second]) => second)), 0),
      })
    }
    printTable(
      [`list usable, ${SLOWER_PROCESSOR} × slower processor`, 'first visit, ms', 'second visit, ms'],
      [...times].map(([{ name }, { firstVisitMs, secondVisitMs }]) => [name, firstVisitMs, secondVisitMs]),
    )
    const { firstVisitMs, secondVisitMs } = times.get(SLOW_3G)!
    printGoal('list usable on slow 3G, first visit, ms', firstVisitMs, { most: FIRST_GOAL_MS })
    printGoal('list usable on slow 3G, second visit, ms', secondVisitMs, { most: SECOND_GOAL_MS })
    return { firstVisitMs, secondVisitMs }
  } finally {
    await chrome.close()
  }
}

async function visitTwice(browser: Browser, url: string, line: Line): Promise<[number, number]> {
  const context = await browser.newContext({ ...PHONE, serviceWorkers: 'allow' })
  await context.addInitScript(WATCH)
  try {
    return [await visit(context, url, line), await visit(context, url, line)]
  } finally {
    await context.close()
  }
}

/** Stays on a good line, once the list has been timed, until the page is kept for the next visit. */
async function visit(context: BrowserContext, url: string, line: Line): Promise<number> {
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  const bytesPerSecond = (line.kbitPerSecond * 1000) / 8
  await tools.send('Network.enable')
  await tools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: line.latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
    connectionType: 'cellular3g',
  })
  await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR })
  await page.goto(url, { waitUntil: 'commit' })
  const usable = await page.waitForFunction(
    () => (globalThis as { listUsableMs?: number }).listUsableMs,
    null,
    {
      timeout: 60_000,
    },
  )
  const ms = (await usable.jsonValue())!
  await tools.detach()
  await page.waitForFunction(() => localStorage.getItem('nuanxin.city') !== null, null, { timeout: 60_000 })
  await page.close()
  return ms
}
