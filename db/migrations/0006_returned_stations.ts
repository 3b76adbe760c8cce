import type { Knex } from 'knex'

/** A row whose station was closed because an earlier version of the list had lost it: a person may open it again. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table import_row add column returned boolean not null default false')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table import_row drop column returned')
}
