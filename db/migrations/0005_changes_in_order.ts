import type { Knex } from 'knex'

/** Followers read what changed page by page: each page goes on where the last one ended, without sorting what is left. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index station_by_change on station (data_version, id);
    drop index station_by_data_version;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create index station_by_data_version on station (data_version);
    drop index station_by_change;
  `)
}
