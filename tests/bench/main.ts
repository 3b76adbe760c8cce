/** `npm run bench`: every bench, or those named. */
import { readOptions, type Bench } from './options.ts'
import { machineFacts } from './report.ts'

/** Name → its module, loaded when it is wanted. */
const BENCHES: Record<string, () => Promise<Bench>> = {
  nearest: async () => (await import('./nearest.ts')).runNearestBench,
  import: async () => (await import('./import.ts')).runImportBench,
  start: async () => (await import('./start.ts')).runStartBench,
  page: async () => (await import('./page.ts')).runPageBench,
  tiles: async () => (await import('./tiles.ts')).runTilesBench,
  metrics: async () => (await import('./metrics.ts')).runMetricsBench,
  panning: async () => (await import('./panning.ts')).runPanningBench,
  coverage: async () => (await import('./coverage.ts')).runCoverageBench,
}

async function main(args: string[]): Promise<void> {
  const { names, options } = readOptions(args)
  const stranger = names.find((name) => !(name in BENCHES))
  if (stranger)
    throw new Error(`There is no bench "${stranger}"; there are: ${Object.keys(BENCHES).join(', ')}.`)
  console.log(machineFacts())
  const results: Record<string, unknown> = {}
  const wanted = names.length > 0 ? names : Object.keys(BENCHES)
  for (const name of wanted) {
    console.log(`\n${name}`)
    const run = await BENCHES[name]!()
    results[name] = await run(options)
  }
  if (options.json) console.log(JSON.stringify(wanted.length === 1 ? results[wanted[0]!] : results))
}

// The servers that a bench started end with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error && !error.stack?.includes('TypeError') ? error.message : error)
    process.exit(1)
  },
)
