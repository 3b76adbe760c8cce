import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { connectDatabase } from '../../db/connect.ts'
import { hashMigrations, migrateDatabase } from '../../db/migrate.ts'

/** Test processes take turns on a server by this key. */
const turnKey = 73400115

/** The address of another database on the same server. */
function addressOf(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Runs `work` with a connection to the server, while no other test process creates or copies databases there. */
async function inTurn<Result>(
  databaseUrl: string,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const admin = new pg.Client({ connectionString: databaseUrl })
  await admin.connect()
  try {
    await admin.query('select pg_advisory_lock($1)', [turnKey])
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** A database with all migrations, built once for each state of the migrations; never used but copied. */
async function ensureServerTemplate(admin: pg.Client, databaseUrl: string): Promise<string> {
  const template = `stations_template_${hashMigrations()}`
  const known = await admin.query('select from pg_database where datname = $1', [template])
  if (known.rowCount) return template
  const draft = `stations_draft_${randomUUID().slice(0, 8)}`
  await admin.query(`create database ${draft}`)
  try {
    const db = await connectDatabase({ databaseUrl: addressOf(databaseUrl, draft), dataDir: '' })
    try {
      await migrateDatabase(db)
    } finally {
      await db.close()
    }
    await admin.query(`alter database ${draft} rename to ${template}`)
  } catch (error) {
    await admin.query(`drop database if exists ${draft} with (force)`)
    throw error
  }
  return template
}

/** Builds the template on the server unless it is there. */
export async function prepareServerTemplate(databaseUrl: string): Promise<void> {
  await inTurn(databaseUrl, (admin) => ensureServerTemplate(admin, databaseUrl))
}

/** @returns the address of a new copy of the template, and how to drop it */
export async function cloneServerTemplate(
  databaseUrl: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `stations_test_${randomUUID().replaceAll('-', '')}`
  await inTurn(databaseUrl, async (admin) => {
    const template = await ensureServerTemplate(admin, databaseUrl)
    await admin.query(`create database ${name} template ${template}`)
  })
  return {
    url: addressOf(databaseUrl, name),
    drop: () =>
      inTurn(databaseUrl, async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`)
      }),
  }
}
