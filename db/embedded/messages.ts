import type { MessagePort } from 'node:worker_threads'
import type { TransactionStatus } from './protocol.ts'

/** What the thread needs to start. */
export interface EngineStart {
  /** Folder of the PostgreSQL cluster; created when absent. */
  directory: string
  /** Whether each commit is on the disk, not only in the system's cache, before it is answered. */
  durable: boolean
  /** Where the rows for a running COPY FROM STDIN arrive, as `CopyChunk`. */
  copyPort: MessagePort
  /** Int32[0] counts what was posted to `copyPort`, so that the thread can sleep until there is more. */
  copyPosted: SharedArrayBuffer
}

export type EngineRequest = { kind: 'run'; run: number; bytes: Uint8Array } | { kind: 'close' }

/** Whole CopyData messages, or one CopyDone or CopyFail, for the batch numbered `run`. */
export interface CopyChunk {
  run: number
  bytes: Uint8Array
}

export type EngineReply =
  | { kind: 'ready' }
  /** Whole backend messages for the client whose batch is running. */
  | { kind: 'data'; bytes: Uint8Array }
  | { kind: 'notification'; channel: string; bytes: Uint8Array }
  /** The running batch now reads from `copyPort`. */
  | { kind: 'copying' }
  | { kind: 'copyTaken' }
  /** The batch is answered; `status` of its last ReadyForQuery, null when there was none (Flush). */
  | { kind: 'done'; status: TransactionStatus | null }
  | { kind: 'closed' }
