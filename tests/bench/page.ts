/**
 * The worker's page on a phone: what must be loaded before the first list and what comes later, when the list is usable
 * on a slow line, and what Lighthouse says.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DEMO_COUNT } from '../../seeds/demo-network.ts'
import { startTestService } from '../support/service.ts'
import { runLighthouse } from './lighthouse.ts'
import type { BenchOptions } from './options.ts'
import { measurePhone } from './phone.ts'
import { printGoal, printTable, rounded, say } from './report.ts'

const DIST = fileURLToPath(new URL('../../web-map/dist', import.meta.url))
const BUDGET_KB = 60

interface Weight {
  file: string
  kB: number
}

/** More of them would take minutes and say the same. */
const MOST_ROUNDS = 3
const LIGHTHOUSE_PATHS = ['/', '/?view=elder', '/s/YS000001']

export async function runPageBench({ rounds }: BenchOptions): Promise<Record<string, unknown>> {
  const index = join(DIST, 'index.html')
  if (!existsSync(index)) {
    console.log('  There is no built page: run npm run build first.')
    return { firstListKb: null }
  }
  const weights = weighPage(index)
  say(`  the page over ${DEMO_COUNT} stations`)
  const service = await startTestService({ demoStations: DEMO_COUNT })
  try {
    await service.services.city.current()
    const few = Math.min(rounds, MOST_ROUNDS)
    const phone = await measurePhone(service.url, few)
    const lighthouse = await runLighthouse(service.url, LIGHTHOUSE_PATHS, few)
    return { ...weights, ...phone, lighthouse }
  } finally {
    await service.stop()
  }
}

function weighPage(index: string): Record<string, number> {
  const html = readFileSync(index, 'utf8')
  const first = closure([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!))
  const styles = [...html.matchAll(/href="\/(assets\/[^"]+\.css)"/g)].map((match) => match[1]!)
  const later = laterChunks(first)
  const firstWeights = first.map(weigh)
  const laterWeights = later.map(weigh).sort((a, b) => b.kB - a.kB)
  const sum = (weights: readonly Weight[]) =>
    rounded(
      weights.reduce((total, { kB }) => total + kB, 0),
      1,
    )
  const map = laterWeights.filter(({ file }) => /map/i.test(file))
  console.log(
    `  built ${statSync(index).mtime.toISOString().slice(0, 16).replace('T', ' ')} UTC; gzip, kB = 1000 bytes`,
  )
  printTable(
    ['before the first list', 'kB'],
    [...firstWeights.map(({ file, kB }) => [file, kB.toFixed(1)]), ['together', sum(firstWeights)]],
  )
  printTable(
    ['later, when wanted', 'kB'],
    laterWeights.map(({ file, kB }) => [file, kB.toFixed(1)]),
  )
  printTable(
    ['beside it', 'kB'],
    [...styles, 'index.html'].map(weigh).map(({ file, kB }) => [file, kB.toFixed(1)]),
  )
  printGoal('JavaScript before the first list, kB', sum(firstWeights), { most: BUDGET_KB })
  return { firstListKb: sum(firstWeights), mapKb: sum(map), laterKb: sum(laterWeights) }
}

const read = (file: string) => readFileSync(join(DIST, file), 'utf8')

function weigh(file: string): Weight {
  return { file: basename(file), kB: gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length / 1000 }
}

const inAssets = (name: string) => `assets/${basename(name)}`

/** `import … from "./x.js"`, `import "./x.js"` and `export … from "./x.js"`: loaded before the module runs. */
const staticImports = (file: string): string[] =>
  [...read(file).matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.js)["']/g)].map((match) =>
    inAssets(match[1]!),
  )

/** Chunks named in calls of `import()` and workers. */
const laterImports = (file: string): string[] =>
  [...read(file).matchAll(/["'`](?:\.\/|\/?assets\/)([^"'`]+\.js)["'`]/g)].map((match) => inAssets(match[1]!))

/** The files and all that they load at once. */
function closure(files: readonly string[]): string[] {
  const found = new Set(files)
  for (const file of found) for (const next of staticImports(file)) found.add(next)
  return [...found]
}

function laterChunks(first: readonly string[]): string[] {
  const found = new Set(first)
  for (const file of found) {
    for (const next of laterImports(file)) if (existsSync(join(DIST, next))) found.add(next)
  }
  return [...found].filter((file) => !first.includes(file))
}
