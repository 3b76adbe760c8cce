import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDatabase } from '../../db/connect.ts'
import type { Database } from '../../db/connect.ts'
import { cloneServerTemplate } from './template-database.ts'

export interface TestDatabase {
  db: Database
  /** The copy's address when DATABASE_URL chose a server; undefined for the embedded database. */
  url?: string
  /** A folder of this database's own, in the system's temporary directory. */
  dataDir: string
  /** Closes the database and removes it with its folder. */
  drop(): Promise<void>
}

/**
 * A migrated, empty database for one test file: a copy of a template, on the server that DATABASE_URL names, else
 * embedded.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stations-test-'))
  const serverUrl = process.env['DATABASE_URL']
  const clone = serverUrl ? await cloneServerTemplate(serverUrl) : undefined
  const db = await connectDatabase({ databaseUrl: clone?.url, dataDir, durable: false })
  return {
    db,
    url: clone?.url,
    dataDir,
    async drop() {
      await db.close()
      await clone?.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
