import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Database } from '../../../db/database.ts'
import { DatabaseLockedError } from '../../../db/embedded/lock.ts'
import { loadReference } from '../../../seeds/reference.ts'
import { openRegistry } from '../../bootstrap.ts'
import { ConfigError, readConfig, type Config } from '../../config.ts'
import { parseInput } from '../../http/parse.ts'
import { Problem } from '../../http/problem.ts'
import { staffTokens } from '../../staff-tokens.ts'
import { streetLayer } from './schemas.ts'
import { createPlaces, type StreetLayerReport } from './service.ts'

const USAGE = `npm run import:streets -- FILE --source "whose data, of when" [--json]

FILE is GeoJSON in WGS-84: polygons with the properties "name" (朝阳门街道) and "district" (东城区).`

/** Takes a street layer from a file. Beside a running service that holds the embedded database it asks that service. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { source: { type: 'string' }, json: { type: 'boolean' } },
  })
  const [file] = positionals
  if (!file || positionals.length > 1 || !values.source) throw new UsageError(USAGE)
  try {
    process.loadEnvFile()
  } catch {
    // No .env file: the environment alone decides.
  }
  const config = readConfig(process.env)
  const report = await importFile(config, file, values.source)
  if (values.json) console.log(JSON.stringify(report))
  else print(report)
}

class UsageError extends Error {}

async function importFile(config: Config, file: string, source: string): Promise<StreetLayerReport> {
  const text = readFileSync(file, 'utf8')
  // Steps go to the error stream, so that the result can be piped on.
  const say = (message: string) => console.error(message)
  let db: Database
  try {
    db = await openRegistry({ ...config, demoStations: 0 }, say)
  } catch (error) {
    if (!(error instanceof DatabaseLockedError) || !error.holder.url) throw error
    say(`The service at ${error.holder.url} has the database open: asking it.`)
    return askService(error.holder.url, config, text, source)
  }
  try {
    const places = await createPlaces(db, { landmarks: loadReference().landmarks })
    const layer = parseInput(streetLayer, JSON.parse(text))
    const report = await places.importStreetLayer(layer, { source }, 'command line')
    await places.close()
    return report
  } finally {
    await db.close()
  }
}

async function askService(
  url: string,
  config: Config,
  text: string,
  source: string,
): Promise<StreetLayerReport> {
  const [token] = [...(await staffTokens(config, () => undefined)).keys()]
  const response = await fetch(new URL(`/api/layers/streets?source=${encodeURIComponent(source)}`, url), {
    method: 'POST',
    headers: { 'Content-Type': 'application/geo+json', Authorization: `Bearer ${token}` },
    body: text,
  })
  const answer = (await response.json()) as StreetLayerReport & {
    detail?: string
    errors?: { message: string }[]
  }
  if (response.ok) return answer
  throw new UsageError([answer.detail, ...(answer.errors ?? []).map((e) => e.message)].join('\n'))
}

function print(report: StreetLayerReport): void {
  console.log(`${report.matched} of ${report.polygons} polygons are street outlines now.`)
  for (const { message } of report.unmatched) console.log(message)
}

main().catch((error: unknown) => {
  if (error instanceof Problem) {
    console.error([error.detail.zh, ...error.errors.map((e) => e.message.zh)].join('\n'))
  } else if (
    error instanceof UsageError ||
    error instanceof ConfigError ||
    error instanceof DatabaseLockedError
  ) {
    console.error(error.message)
  } else if (error instanceof SyntaxError) {
    console.error(`The file is not valid JSON: ${error.message}`)
  } else {
    console.error(error)
  }
  process.exit(1)
})
