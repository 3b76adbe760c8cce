/**
 * The hour slider of the page of gaps in a real browser: from the input event to the painted headline, strip and table,
 * and to the map at rest. Without a graphics card the map is drawn by the processor, which an office PC need not do.
 */
import type { Page } from 'playwright-core'
import { seedDemoDemand } from '../../seeds/demo-demand.ts'
import { launchBrowser } from '../support/browser.ts'
import { STAFF_TOKEN, startTestService } from '../support/service.ts'
import { median, printGoal, printTable, rounded, say } from './report.ts'

export interface SliderTimes {
  /** Milliseconds from the input to the painted page, median and worst. */
  sliderMs: number
  sliderWorstMs: number
  /** To the map at rest in the new colours. */
  sliderMapMs: number
  /** For staff who look at one district's cells: to the cells of the new hour. */
  sliderCellsMs: number
}

const PAGE = '/gaps?area=110105&hour=24&facilities=toilet'
/** One hour after the other, as a hand on the slider moves. */
const HOURS = Array.from({ length: 23 }, (_, i) => i + 1)

export async function measureSlider(stations: number): Promise<SliderTimes> {
  say(`  the page of gaps over ${stations} stations`)
  const service = await startTestService({ demoStations: stations })
  const chrome = await launchBrowser()
  try {
    await seedDemoDemand({ knex: service.services.knex })
    const open = async (staff: boolean) => {
      const page = await chrome.browser.newPage({ viewport: { width: 1280, height: 1400 }, locale: 'zh-CN' })
      // What the loader of TypeScript adds to functions, which are read again in the page.
      await page.addInitScript('globalThis.__name = (named) => named')
      if (staff)
        await page.addInitScript((token) => sessionStorage.setItem('nuanxin.staff', token), STAFF_TOKEN)
      await page.goto(service.url + PAGE)
      await page.getByRole('grid').waitFor({ timeout: 120_000 })
      await page.locator('[data-phase="ready"]').waitFor({ timeout: 60_000 })
      return page
    }
    const everybody = await open(false)
    const moved = await moveThrough(everybody)
    await everybody.close()
    const staff = await open(true)
    await staff.locator('[data-cells]').waitFor({ timeout: 60_000 })
    const cells = await moveThroughCells(staff)
    const result = {
      sliderMs: rounded(median(moved.map(({ paintedMs }) => paintedMs)), 1),
      sliderWorstMs: rounded(Math.max(...moved.map(({ paintedMs }) => paintedMs)), 1),
      sliderMapMs: rounded(median(moved.map(({ mapMs }) => mapMs)), 1),
      sliderCellsMs: rounded(median(cells), 1),
    }
    printTable(
      ['another hour on the slider', 'ms'],
      [
        ['painted: headline, strip, table (median)', result.sliderMs],
        ['painted (worst)', result.sliderWorstMs],
        ['map at rest, drawn by the processor', result.sliderMapMs],
        ['staff: the district’s cells of the new hour', result.sliderCellsMs],
      ],
    )
    printGoal('another hour, painted, in ms at the median', result.sliderMs, { most: 100 })
    return result
  } finally {
    await chrome.close()
    await service.stop()
  }
}

/** Every time is taken in the page; a new hour that the headline does not show at once is a failure. */
function moveThrough(page: Page): Promise<{ paintedMs: number; mapMs: number }[]> {
  return page.evaluate(async (hours) => {
    const slider = document.querySelector<HTMLInputElement>('#hour')!
    const map = document.querySelector<HTMLElement>('[data-drawn]')!
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    /** After the frame's work has been handed to the screen. */
    const painted = async () => {
      await frame()
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = resolve
        port2.postMessage(0)
      })
    }
    const times = []
    for (const hour of hours) {
      const drawn = map.dataset['drawn']
      const start = performance.now()
      slider.value = String(hour)
      slider.dispatchEvent(new Event('input', { bubbles: true }))
      await painted()
      const paintedMs = performance.now() - start
      const sentence = document.querySelector('#figures .sentence')!.textContent
      if (!sentence.includes(` ${hour}:00`)) throw new Error(`the headline lags behind: ${sentence}`)
      while (map.dataset['drawn'] === drawn && performance.now() - start < 5000) await frame()
      times.push({ paintedMs, mapMs: performance.now() - start })
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    return times
  }, HOURS)
}

function moveThroughCells(page: Page): Promise<number[]> {
  return page.evaluate(async (hours) => {
    const slider = document.querySelector<HTMLInputElement>('#hour')!
    const map = document.querySelector<HTMLElement>('[data-cells]')!
    const times = []
    for (const hour of hours) {
      const start = performance.now()
      slider.value = String(hour)
      slider.dispatchEvent(new Event('input', { bubbles: true }))
      while (map.dataset['cells'] !== String(24 + hour) && performance.now() - start < 10_000) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      times.push(performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    return times
  }, HOURS)
}
