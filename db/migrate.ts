import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Knex } from 'knex'
import type { Database } from './database.ts'

export const migrationsDirectory = fileURLToPath(new URL('./migrations', import.meta.url))

/** Any constant: processes that migrate the same server take turns by it. */
const advisoryLockKey = 20261123

interface MigrationFile {
  /** File name without its extension: a migration stays the same when it is compiled. */
  name: string
  path: string
}

function listMigrations(directory: string): MigrationFile[] {
  return readdirSync(directory)
    .filter((file) => /\.(ts|js|mjs)$/.test(file) && !/\.(d|test)\.ts$/.test(file))
    .sort()
    .map((file) => ({ name: file.slice(0, -extname(file).length), path: join(directory, file) }))
}

/** A short name of what the migrations in `directory` say; it changes when any of them does. */
export function hashMigrations(directory = migrationsDirectory): string {
  const hash = createHash('sha256')
  for (const { name, path } of listMigrations(directory)) hash.update(`${name}\0`).update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

function createSource(
  directory: string,
  onProgress: (message: string) => void,
): Knex.MigrationSource<MigrationFile> {
  return {
    getMigrations: async () => listMigrations(directory),
    getMigrationName: ({ name }) => name,
    async getMigration({ name, path }) {
      const migration = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Knex.Migration & {
        config?: { transaction?: boolean }
      }
      return {
        config: migration.config ?? {},
        up(knex) {
          onProgress(`Migration ${name}`)
          return migration.up(knex)
        },
        down: async (knex) => migration.down?.(knex),
      }
    },
  }
}

/**
 * Brings the schema up to the newest migration, each in its own transaction. Safe to call from several processes at
 * once, and after one was killed in the middle.
 * @returns the names of the migrations that were applied
 */
export async function migrateDatabase(
  db: Database,
  onProgress: (message: string) => void = () => undefined,
  directory = migrationsDirectory,
): Promise<string[]> {
  const config: Knex.MigratorConfig = { migrationSource: createSource(directory, onProgress) }
  const latest = async () => {
    // We are alone here, so a lock that is still set was left by a process that died.
    await db.knex.migrate.forceFreeMigrationsLock(config)
    const [, applied] = (await db.knex.migrate.latest(config)) as [number, string[]]
    return applied
  }
  const inTurnWithOtherProcesses = () =>
    db.knex.transaction(async (turn) => {
      await turn.raw('select pg_advisory_xact_lock(?)', [advisoryLockKey])
      return latest()
    })
  // The embedded database has one process, by its folder's lock, and one session, for which advisory locks mean nothing.
  const migrate = db.kind === 'embedded' ? latest : inTurnWithOtherProcesses
  const applied = (underWay.get(db.knex) ?? Promise.resolve()).then(migrate)
  underWay.set(
    db.knex,
    applied.catch(() => undefined),
  )
  return applied
}

/** Callers within this process take turns too. */
const underWay = new WeakMap<Knex, Promise<unknown>>()

/** Takes back the last batch of migrations. For developers; a running service only goes forward. */
export async function rollBackMigrations(db: Database, directory = migrationsDirectory): Promise<string[]> {
  const config: Knex.MigratorConfig = { migrationSource: createSource(directory, () => undefined) }
  const [, undone] = (await db.knex.migrate.rollback(config)) as [number, string[]]
  return undone
}
