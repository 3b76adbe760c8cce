import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { openRegistry } from './bootstrap.ts'
import { ConfigError, readConfig } from './config.ts'
import { checkArchive } from './http/basemap-archive.ts'
import { expressClasses } from './http/express-fast.ts'
import { createLog } from './log.ts'
import { stopGracefully } from './graceful-stop.ts'
import { putRequestsFirst } from './requests-first.ts'
import { createServices } from './services.ts'

/** Process entry: settings → database → services → listen → graceful stop. */
async function main(): Promise<void> {
  putRequestsFirst()
  try {
    process.loadEnvFile()
  } catch {
    // No .env file: the environment alone decides.
  }
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  const started = performance.now()
  const say = (message: string) => {
    console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${message}`)
  }

  if (config.basemap.file) await checkArchive(config.basemap.file)
  const db = await openRegistry(config, say)
  const services = await createServices(config, db, log, say)
  const app = createApp(services)
  const server = createServer(expressClasses(app), app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const shownHost = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  const url = `http://${shownHost}:${port}`
  services.announce(url)
  say(`${services.nearest.stations} stations ready to be searched`)
  // The first question about gaps need not wait for the grid.
  void services.coverage.warm().catch((error: unknown) => {
    if (!services.stopping) log.error({ err: error }, 'coverage not warmed')
  })
  say(`Warm-Heart Stations · 暖心驿站: ${url}`)

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    say(`${signal}: not ready any more`)
    await stopGracefully(server, services, db, { delayMs: config.stopDelaySeconds * 1000, say })
    say('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.fatal({ err: error }, 'not stopped in order')
        process.exit(1)
      })
    })
  }
}

main().catch((error: unknown) => {
  const { code, port } = error as { code?: string; port?: number }
  if (error instanceof ConfigError) console.error(error.message)
  else if (code === 'EADDRINUSE')
    console.error(`PORT ${port} is taken by another program; set PORT to a free one.`)
  else if (error instanceof Error && error.name === 'DatabaseLockedError') console.error(error.message)
  else console.error(error)
  process.exit(1)
})
