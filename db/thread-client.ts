/** Connections for worker threads, so that what they read does not pass through the request loop. */
import type { MessagePort } from 'node:worker_threads'
import pg from 'pg'
import { PortSocket } from './embedded/thread-port.ts'

/** Where a thread finds the database; goes to it in `workerData`. */
export type ThreadDatabase = { url: string } | { port: MessagePort }

/** What of it must be handed over, in `transferList`. */
export const portsOf = (database: ThreadDatabase): MessagePort[] =>
  'port' in database ? [database.port] : []

/** For use in the thread: a fresh, unconnected client. One at a time. */
export function threadClient(database: ThreadDatabase): pg.Client {
  if ('url' in database) return new pg.Client({ connectionString: database.url, keepAlive: true })
  const stream = () => new PortSocket(database.port)
  return new pg.Client({ stream, ssl: false, user: 'postgres', password: '' })
}
