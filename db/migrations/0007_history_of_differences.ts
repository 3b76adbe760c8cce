import type { Knex } from 'knex'

/**
 * The history of an update turns into JSON what differs, and nothing else: to turn both whole rows, with their points,
 * took two thirds of a large update. The comparison is written anew for each statement, so that no column is forgotten.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function station_log_update() returns trigger language plpgsql as $$
    declare differences text;
    begin
      select string_agg(format('(%1$L, case when n.%1$I is distinct from o.%1$I then jsonb_build_array(o.%1$I, n.%1$I) end)',
                               a.attname), ', ') into differences
      from pg_attribute a
      where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped
        and a.attname not in ('version', 'data_version', 'updated_at');
      execute format($history$
        insert into station_history (station_id, version, data_version, actor, action, reason, changes)
        select n.id, n.version, n.data_version, current_setting('app.actor'), 'updated',
               nullif(current_setting('app.reason', true), ''),
               coalesce((select jsonb_object_agg(d.name, d.pair) from (values %s) as d (name, pair)
                         where d.pair is not null), '{}')
        from new_rows n join old_rows o using (id)
      $history$, differences);
      return null;
    end $$
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function station_log_update() returns trigger language plpgsql as $$
    begin
      insert into station_history (station_id, version, data_version, actor, action, reason, changes)
      select n.id, n.version, n.data_version, current_setting('app.actor'), 'updated',
             nullif(current_setting('app.reason', true), ''),
             (select coalesce(jsonb_object_agg(a.key, jsonb_build_array(b.value, a.value)), '{}')
              from jsonb_each(to_jsonb(n)) a join jsonb_each(to_jsonb(o)) b using (key)
              where a.value is distinct from b.value
                and a.key not in ('version', 'data_version', 'updated_at'))
      from new_rows n join old_rows o using (id);
      return null;
    end $$
  `)
}
