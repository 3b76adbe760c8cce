import { join } from 'node:path'
import knexModule from 'knex'
import pg from 'pg'
import type { Database } from './database.ts'
import { lockFolder } from './embedded/lock.ts'
import { openEmbedded } from './embedded/open.ts'
import { createFromTemplate, hasCluster } from './embedded/template.ts'
import { endPool } from './end-pool.ts'
import { createListeners } from './listen.ts'
import { migrationsDirectory } from './migrate.ts'

export type { Database } from './database.ts'

export interface DatabaseConfig {
  /** `postgres://user:password@host:port/name` of a PostGIS server; unset: the embedded database. */
  databaseUrl?: string
  /** Folder of the embedded database; unused with `databaseUrl`. */
  dataDir: string
  /** Most connections of the pool, at least 2. */
  poolSize?: number
  onProgress?: (message: string) => void
  /** Embedded only: false spares the wait for the disk at each commit, for data that may be lost with the machine. */
  durable?: boolean
  /** Where the migrations lie that a new embedded database starts with. */
  migrations?: string
}

const defaultPoolSize = 10

/**
 * Opens the database. A new embedded one comes with the migrations that are there; `migrateDatabase` brings either
 * kind up to date.
 * @throws DatabaseLockedError when another process has the embedded database open, or an Error whose sentence says
 * which server could not be reached and why
 */
export async function connectDatabase(config: DatabaseConfig): Promise<Database> {
  const poolSize = Math.max(2, config.poolSize ?? defaultPoolSize)
  return config.databaseUrl ? connectServer(config.databaseUrl, poolSize) : connectEmbedded(config, poolSize)
}

async function connectServer(databaseUrl: string, poolSize: number): Promise<Database> {
  const knex = knexModule({
    client: 'pg',
    connection: { connectionString: databaseUrl, keepAlive: true },
    pool: { min: 0, max: poolSize },
  })
  try {
    await knex.raw('select 1')
  } catch (cause) {
    await knex.destroy()
    throw new Error(`The database ${withoutPassword(databaseUrl)} does not answer: ${describeCause(cause)}`, {
      cause,
    })
  }
  const listeners = createListeners(() => new pg.Client({ connectionString: databaseUrl, keepAlive: true }))
  let closing: Promise<void> | undefined
  return {
    knex,
    kind: 'server',
    folderId: null,
    listen: listeners.listen,
    forThread: () => ({ url: databaseUrl }),
    announce: () => undefined,
    close() {
      closing ??= listeners.stopAll().then(() => endPool(knex))
      return closing
    },
  }
}

async function connectEmbedded(config: DatabaseConfig, poolSize: number): Promise<Database> {
  const { dataDir, durable = true, onProgress = () => undefined, migrations = migrationsDirectory } = config
  const lock = lockFolder(dataDir)
  try {
    const directory = join(dataDir, 'postgres')
    if (!hasCluster(directory)) await createFromTemplate(directory, { migrations, durable, onProgress })
    onProgress(`Starting the embedded PostgreSQL in ${directory}`)
    const db = await openEmbedded(directory, { poolSize, durable })
    return {
      ...db,
      announce: (url) => lock.announce(url),
      close: () => db.close().finally(() => lock.release()),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function withoutPassword(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl)
    if (url.password) url.password = '***'
    return url.href
  } catch {
    return '(DATABASE_URL is not a postgres:// address)'
  }
}

/** Node reports a host with several addresses as an AggregateError without a message. */
function describeCause(cause: unknown): string {
  if (cause instanceof AggregateError)
    return cause.errors.map((error) => String((error as Error).message)).join('; ')
  return cause instanceof Error ? cause.message : String(cause)
}
