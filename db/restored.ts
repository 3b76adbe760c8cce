import type { Knex } from 'knex'
import type { Database } from './database.ts'

/**
 * To be called at every start, on a migrated database. Data that lie elsewhere than at the last start (tables that
 * pg_restore made anew, a copied folder) were restored, and numbering is resumed above all that was given out before.
 * Data that were only moved are taken for restored too, which costs each phone one download of the city.
 * @returns whether that was so
 */
export async function resumeIfRestored(db: Pick<Database, 'knex' | 'folderId'>): Promise<boolean> {
  return db.knex.transaction(async (trx) => {
    const home = await homeOf(trx, db.folderId)
    // One of several processes that start at once sees the difference; the row's lock makes the others wait.
    const { rows } = await trx.raw<{ rows: { home: string | null; version: string }[] }>(
      'select v.home, v.version from data_version v for update',
    )
    const [before] = rows
    if (before!.home === home) return false
    await trx('data_version').update({ home })
    // A new registry has given nothing out.
    if (Number(before!.version) === 0) return false
    await resumeNumbering(trx)
    return true
  })
}

/**
 * Resumes numbering after a restore that a start cannot recognise: a snapshot of a disk or machine, recovery to a
 * point in time, a replica that took over without the last transactions. Never wrong, only costly.
 * @returns the data version that is current now
 */
export async function resumeNumbering(knex: Knex): Promise<number> {
  const { rows } = await knex.raw<{ rows: { version: string }[] }>('select resume_after_restore() as version')
  return Number(rows[0]!.version)
}

/** Names this very set of tables: the server's cluster, the database and the table in it, and the embedded folder. */
async function homeOf(knex: Knex, folderId: string | null): Promise<string> {
  const { rows } = await knex.raw<{ rows: { home: string }[] }>(`
    select concat_ws('/', c.system_identifier, d.oid, 'data_version'::regclass::oid) as home
    from pg_control_system() c join pg_database d on d.datname = current_database()`)
  return folderId === null ? rows[0]!.home : `${rows[0]!.home}/${folderId}`
}
