import { setTimeout as delay } from 'node:timers/promises'
import type { Knex } from 'knex'

/** A connection that was lent and never given back must not keep the process from ending. */
const longestWaitMillis = 10_000

/** Waits for the queries under way, within reason, and ends the pool's connections. */
export async function endPool(knex: Knex): Promise<void> {
  const waiting = new AbortController()
  const tired = delay(longestWaitMillis, undefined, { signal: waiting.signal }).catch(() => undefined)
  await Promise.race([knex.destroy(), tired])
  waiting.abort()
}
