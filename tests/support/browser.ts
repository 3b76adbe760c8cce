import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

/** Nothing but the page under test may speak to the network. */
export const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  // Maps are drawn without a graphics card.
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

const INSTALLED = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

export async function browserPath(): Promise<string> {
  const installed = INSTALLED.find((path) => path && existsSync(path))
  if (installed) return installed
  // With this the package also unpacks the system libraries that a bare machine lacks.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  return packaged.executablePath()
}

function hasChineseFont(): boolean {
  try {
    return execFileSync('fc-list', [':lang=zh-cn']).length > 0
  } catch {
    return false
  }
}

/** Points fontconfig to the Chinese font from npm; returns the folder that holds the setting. */
async function chineseFontFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stations-fonts-'))
  const font = dirname(fileURLToPath(import.meta.resolve('@fontsource-variable/noto-sans-sc/package.json')))
  await writeFile(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <dir>${join(font, 'files')}</dir><dir>/usr/share/fonts</dir><cachedir>${folder}</cachedir></fontconfig>`,
  )
  return folder
}

export interface TestBrowser {
  browser: Browser
  close(): Promise<void>
}

/** An installed Chrome or Chromium, else the one from npm; with a Chinese font in either case. */
export async function launchBrowser(extra: readonly string[] = []): Promise<TestBrowser> {
  const fonts = hasChineseFont() ? null : await chineseFontFolder()
  const browser = await chromium.launch({
    executablePath: await browserPath(),
    args: [...QUIET, ...extra],
    env: { ...process.env, ...(fonts && { FONTCONFIG_FILE: join(fonts, 'fonts.conf') }) } as Record<
      string,
      string
    >,
  })
  return {
    browser,
    async close() {
      await browser.close()
      if (fonts) await rm(fonts, { recursive: true, force: true })
    },
  }
}

/** Device pixels of a PNG whose colour is within `tolerance` (per channel, 0–255) of `colour`. */
export async function countPixels(
  page: Page,
  png: Buffer,
  colour: readonly [number, number, number],
  tolerance = 24,
): Promise<number> {
  const blank = await page.context().newPage()
  try {
    return await blank.evaluate(
      async ({ base64, wanted, near }) => {
        const image = new Image()
        image.src = `data:image/png;base64,${base64}`
        await image.decode()
        const canvas = new OffscreenCanvas(image.width, image.height)
        const drawing = canvas.getContext('2d')!
        drawing.drawImage(image, 0, 0)
        const { data } = drawing.getImageData(0, 0, image.width, image.height)
        let count = 0
        for (let i = 0; i < data.length; i += 4)
          if (wanted.every((value, channel) => Math.abs(data[i + channel]! - value) <= near)) count++
        return count
      },
      { base64: png.toString('base64'), wanted: colour, near: tolerance },
    )
  } finally {
    await blank.close()
  }
}

/** The place, in CSS pixels of the picture, of the pixel of a colour that lies furthest to the right; null: there is none. */
export async function rightmostPixel(
  page: Page,
  png: Buffer,
  colour: readonly [number, number, number],
): Promise<{ x: number; y: number } | null> {
  const blank = await page.context().newPage()
  try {
    return await blank.evaluate(
      async ({ base64, wanted }) => {
        const image = new Image()
        image.src = `data:image/png;base64,${base64}`
        await image.decode()
        const { width, height } = image
        const canvas = new OffscreenCanvas(width, height)
        const drawing = canvas.getContext('2d')!
        drawing.drawImage(image, 0, 0)
        const { data } = drawing.getImageData(0, 0, width, height)
        for (let x = width - 1; x >= 0; x--)
          for (let y = 0; y < height; y++) {
            const at = 4 * (y * width + x)
            if (wanted.every((value, channel) => Math.abs(data[at + channel]! - value) <= 8)) return { x, y }
          }
        return null
      },
      { base64: png.toString('base64'), wanted: colour },
    )
  } finally {
    await blank.close()
  }
}

/** Without service workers, which would answer across visits; the tests of offline use allow them. */
export const PHONE: BrowserContextOptions = {
  serviceWorkers: 'block',
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
}
export const DESK: BrowserContextOptions = {
  serviceWorkers: 'block',
  viewport: { width: 1280, height: 800 },
  locale: 'zh-CN',
}
