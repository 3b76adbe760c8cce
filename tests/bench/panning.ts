/**
 * A hand that pans and zooms over a large network, in headless Chromium: the page's own layers over our vector tiles, and
 * the other way, all stations as one GeoJSON source that the map clusters itself. In turns, in one run. Without a
 * graphics card the processor draws, which both ways pay alike: look at the ratio.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import express from 'express'
import type { StyleSpecification } from 'maplibre-gl'
import type { Page } from 'playwright-core'
import { stateName } from '../../api/features/hours/evaluate.ts'
import type { LiveIndex } from '../../api/features/nearest/follower.ts'
import { tileRoutes } from '../../api/features/open-data/tiles/routes.ts'
import { createTiles, tileInput, tileSource } from '../../api/features/open-data/tiles/service.ts'
import { tileColumns } from '../../api/features/open-data/tiles/tile-columns.ts'
import { zh } from '../../web-map/i18n/zh.ts'
import { answeredLayers, CLUSTER_MAX_ZOOM, CLUSTER_RADIUS } from '../../web-map/map/layers.ts'
import type { Palette } from '../../web-map/map/palette.ts'
import { tiledLayers } from '../../web-map/map/tiled-layers.ts'
import { launchBrowser } from '../support/browser.ts'
import type { BenchOptions } from './options.ts'
import { median, printGoal, printTable, rounded, say } from './report.ts'
import { demoIndex, pointsOf } from './tiles.ts'

const STATIONS = 200_000
const AT_MS = Date.parse('2026-10-08T12:00:00+08:00')
const WAYS = ['tiles', 'geojson'] as const
type Way = (typeof WAYS)[number]

/** Where the hand goes: centre and zoom, each reached in so many milliseconds. */
const PATH = [
  { center: [116.42, 39.92], zoom: 14.4, ms: 1 },
  { center: [116.47, 39.92], zoom: 14.4, ms: 1500 },
  { center: [116.47, 39.95], zoom: 12.4, ms: 1500 },
  { center: [116.3, 39.98], zoom: 12.4, ms: 1500 },
  { center: [116.4, 39.9], zoom: 9.5, ms: 1500 },
  { center: [116.2, 39.8], zoom: 9.5, ms: 1500 },
  { center: [116.39, 39.9], zoom: 13.2, ms: 1500 },
  { center: [116.36, 39.88], zoom: 15.2, ms: 1500 },
] as const

interface Drive {
  /** Until the stations of the first view stood. */
  readyMs: number
  /** From each frame to the next while the hand moved. */
  frames: number[]
  bytes: number
}

export async function runPanningBench({ rounds }: BenchOptions): Promise<Record<string, unknown>> {
  say(`  preparing ${STATIONS} stations`)
  const server = await startServer(demoIndex(STATIONS))
  const chrome = await launchBrowser()
  const drives: Record<Way, Drive[]> = { tiles: [], geojson: [] }
  try {
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      for (const way of WAYS) {
        say(`  round ${round + 1}: ${way}`)
        // A browser context of its own: nothing is in its cache.
        const context = await chrome.browser.newContext({ viewport: { width: 840, height: 800 } })
        server.sent = 0
        const driven = await drive(await context.newPage(), `${server.url}/?${way}`)
        drives[way].push({ ...driven, bytes: server.sent })
        await context.close()
      }
    }
  } finally {
    await chrome.close()
    await server.stop()
  }
  return report(drives)
}

function report(drives: Record<Way, Drive[]>): Record<string, unknown> {
  const of = (way: Way) => {
    const frames = drives[way].flatMap((one) => one.frames).sort((a, b) => a - b)
    return {
      readyMs: Math.round(median(drives[way].map((one) => one.readyMs))),
      frameMs: rounded(median(frames), 1),
      p95Ms: rounded(frames[Math.floor(frames.length * 0.95)]!, 1),
      worstMs: rounded(frames.at(-1)!, 0),
      kB: Math.round(median(drives[way].map((one) => one.bytes)) / 1000),
    }
  }
  const [tiles, geojson] = [of('tiles'), of('geojson')]
  const row = (what: string, key: keyof typeof tiles) => [
    what,
    tiles[key],
    geojson[key],
    rounded(geojson[key] / tiles[key], 1),
  ]
  printTable(
    [`${STATIONS} stations, one drive`, 'tiles', 'one file', 'ratio'],
    [
      row('ms to the first stations', 'readyMs'),
      row('ms a frame, median', 'frameMs'),
      row('ms a frame, 95 of 100', 'p95Ms'),
      row('ms a frame, worst', 'worstMs'),
      row('kB moved', 'kB'),
    ],
  )
  printGoal('worst frame with tiles against one file', geojson.worstMs / tiles.worstMs, { least: 1 })
  return { tiles, geojson }
}

async function drive(page: Page, url: string): Promise<Pick<Drive, 'readyMs' | 'frames'>> {
  await page.addInitScript('globalThis.__name = (named) => named')
  await page.goto(url)
  await page.waitForFunction('window.readyMs !== undefined', null, { timeout: 300_000 })
  return page.evaluate(async (path) => {
    const { map, readyMs } = window as unknown as {
      map: { easeTo(to: object): void; once(name: string, then: () => void): void }
      readyMs: number
    }
    const frames: number[] = []
    let last = performance.now()
    let moving = true
    const count = (now: number) => {
      frames.push(now - last)
      last = now
      if (moving) requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
    for (const { center, zoom, ms } of path) {
      const arrived = new Promise<void>((resolve) => map.once('moveend', resolve))
      map.easeTo({ center, zoom, duration: ms })
      await arrived
    }
    moving = false
    return { readyMs, frames: frames.slice(1) }
  }, PATH)
}

async function startServer(live: LiveIndex) {
  const follower = { live: () => live, onChange: () => () => undefined }
  const tiles = createTiles({ follower, bbox: [115.4, 39.4, 117.55, 41.1] })
  const set = await tiles.current()
  const oneFile = gzipSync(JSON.stringify(collection(live)))
  const server = { url: '', sent: 0, stop: async () => {} }
  const app = express()
  app.use((req, _res, next) => {
    const { socket } = req
    const before = socket.bytesWritten
    // Only what tells of stations: the map's own code is the same both ways.
    if (/mvt|geojson/.test(req.path)) _res.once('finish', () => (server.sent += socket.bytesWritten - before))
    next()
  })
  app.use('/tiles', tileRoutes(tiles, { publicUrl: undefined }))
  app.use(
    '/maplibre',
    express.static(new URL('../../node_modules/maplibre-gl/dist', import.meta.url).pathname),
  )
  app.get('/stations.geojson', (_req, res) => {
    res.setHeader('Content-Type', 'application/geo+json')
    res.setHeader('Content-Encoding', 'gzip')
    res.end(oneFile)
  })
  const at = encodeURIComponent(new Date(AT_MS).toISOString())
  app.get('/', (req, res) => {
    const address = `${server.url}/tiles/${set.version}/stations/{z}/{x}/{y}.mvt?at=${at}`
    res.type('html').send(pageOf(styleOf('tiles' in req.query ? 'tiles' : 'geojson', address)))
  })
  const http = createServer(app)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  server.stop = async () => {
    http.closeAllConnections()
    await tiles.stop()
    await new Promise((resolve) => http.close(resolve))
  }
  return server
}

/** What the page's own source of an answer has of each station. */
function collection(live: LiveIndex) {
  const source = tileSource(live, tileColumns(tileInput(live)))
  return {
    type: 'FeatureCollection',
    features: [...pointsOf(source, live)].map(({ code, name, lon, lat, id }) => {
      const look = stateName(live.otherTimes.stateAt(source.index.hours[id]!, AT_MS))
      const properties = { code, name, look, word: zh.lookWord(look), order: id }
      return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } }
    }),
  }
}

/** Colours do not matter here. */
const PALETTE = new Proxy({} as Palette, { get: (_, role) => (role === 'labelSize' ? '13px' : '#1e2a2a') })

function styleOf(way: Way, address: string): StyleSpecification {
  const ground = { id: 'ground', type: 'background', paint: { 'background-color': '#fffdf9' } } as const
  if (way === 'tiles') {
    return {
      version: 8,
      sources: { stations: { type: 'vector', tiles: [address], maxzoom: 16 } },
      layers: [ground, ...tiledLayers(PALETTE, zh)],
    }
  }
  return {
    version: 8,
    sources: {
      stations: {
        type: 'geojson',
        data: '/stations.geojson',
        cluster: true,
        clusterRadius: CLUSTER_RADIUS,
        clusterMaxZoom: CLUSTER_MAX_ZOOM,
      },
    },
    layers: [ground, ...answeredLayers(PALETTE)],
  }
}

function pageOf(style: StyleSpecification): string {
  const [{ center, zoom }] = PATH
  return `<!doctype html><meta charset="utf-8"><title>panning</title>
<link rel="stylesheet" href="/maplibre/maplibre-gl.css"><style>html,body,#map{height:100%;margin:0}</style>
<div id="map"></div><script type="module">
import { Map, setWorkerUrl } from '/maplibre/maplibre-gl.mjs'
setWorkerUrl('/maplibre/maplibre-gl-worker.mjs')
const began = performance.now()
const map = new Map({ container: 'map', style: ${JSON.stringify(style)}, center: ${JSON.stringify(center)}, zoom: ${zoom}, fadeDuration: 0, attributionControl: false })
const disc = new Uint8Array(4 * 22 * 22).fill(160)
map.on('styleimagemissing', ({ id }) => { if (!map.hasImage(id)) map.addImage(id, { width: 22, height: 22, data: disc }) })
window.map = map
const look = () => {
  const stand = map.queryRenderedFeatures({ layers: ['stations', 'clusters'] }).length > 0
  if (stand) window.readyMs = performance.now() - began
  else map.once('idle', look)
}
map.once('idle', look)
</script>`
}
