import type { Knex } from 'knex'
import type { ThreadDatabase } from './thread-client.ts'

/** The one way into PostgreSQL, whichever server is behind it. */
export interface Database {
  knex: Knex
  kind: 'server' | 'embedded'
  /** Embedded: tells this folder from a copy of it. Null for a server, which tells by itself. */
  folderId: string | null
  /**
   * Calls `onPayload` with the payload of every NOTIFY on `channel`, also those of other processes (server) or other
   * pool clients (embedded). After a lost connection was restored it is called once with an empty payload: something
   * may have been missed, so poll again.
   * @returns a function that stops listening
   */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  /** For one worker thread, which reads by itself (see `threadClient`). */
  forThread(): ThreadDatabase
  /** Notes beside the embedded database where this process answers HTTP, for command-line jobs (`readLock`). */
  announce(url: string): void
  /** Ends every connection; the embedded database is flushed and its folder unlocked. May be called twice. */
  close(): Promise<void>
}
