import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import type { Say } from './bootstrap.ts'
import type { Services } from './services.ts'

/** Whoever has not got an answer by then is cut off. */
const PATIENCE_MS = 10_000
const LOOK_MS = 50

/**
 * Stops the whole process's work: not ready at once, requests under way finished, then background work, then the database.
 *
 * The service listens until no request is open, so that a load balancer that asks `/readyz` hears "503" and not a refused
 * connection; `delayMs` is for those that ask seldom.
 */
export async function stopGracefully(
  server: Server,
  services: Services,
  db: Database,
  { delayMs, say }: { delayMs: number; say: Say },
): Promise<void> {
  services.beginStop()
  await sleep(delayMs)
  services.coverage.endRuns()
  const { requests } = services.metrics
  say(`finishing ${requests.open} open requests`)
  const deadline = performance.now() + PATIENCE_MS
  while (requests.open > 0 && performance.now() < deadline) await sleep(LOOK_MS)
  const closed = once(server, 'close')
  server.close()
  // Nobody is being answered any more, or has waited long enough; what is left are idle connections.
  server.closeAllConnections()
  await closed
  await services.close()
  await db.close()
}
