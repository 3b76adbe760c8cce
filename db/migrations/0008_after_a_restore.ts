import type { Knex } from 'knex'

/**
 * A restored backup goes back to an older data version, while phones, caches and other copies hold newer ones that
 * the restore took back. So numbering goes on far above anything that can have been given out, and `resumed_at` says
 * from where on a version can be trusted to be of this registry.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table data_version
      -- The first version after the last restore; whoever holds an earlier one starts anew. 0: never restored.
      add column resumed_at bigint not null default 0,
      -- Where the data lay when a service last started on them: elsewhere now, they were restored.
      add column home text;

    create or replace function station_take_version() returns trigger language plpgsql as $$
    declare taken bigint; resumed bigint;
    begin
      if coalesce(current_setting('app.actor', true), '') = '' then
        raise exception 'a change of stations needs an author: set app.actor in this transaction';
      end if;
      update data_version set version = version + 1 returning version, resumed_at into taken, resumed;
      perform set_config('app.data_version', taken::text, true);
      perform set_config('app.resumed_at', resumed::text, true);
      perform pg_notify('data_version', taken::text);
      return null;
    end $$;

    create or replace function station_stamp() returns trigger language plpgsql as $$
    begin
      new.data_version := current_setting('app.data_version')::bigint;
      new.updated_at := now();
      if tg_op = 'UPDATE' then
        -- The first change after a restore leaves out the numbers (the ETags) that were given to what it took back.
        new.version := old.version +
          case when old.data_version < current_setting('app.resumed_at')::bigint then 1000 else 1 end;
      end if;
      return new;
    end $$;

    -- What the lost time may have given out is left out: data versions, codes on printed signs, links of comparisons.
    create function resume_after_restore() returns bigint language plpgsql as $$
    declare resumed bigint;
    begin
      update data_version set version = version + 1000000, resumed_at = version + 1000000
        returning version into resumed;
      perform setval('station_code_seq', nextval('station_code_seq') + 10000);
      perform setval(pg_get_serial_sequence('coverage_snapshot', 'id'),
                     nextval(pg_get_serial_sequence('coverage_snapshot', 'id')) + 10000);
      perform pg_notify('data_version', resumed::text);
      return resumed;
    end $$;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function resume_after_restore;

    create or replace function station_take_version() returns trigger language plpgsql as $$
    declare taken bigint;
    begin
      if coalesce(current_setting('app.actor', true), '') = '' then
        raise exception 'a change of stations needs an author: set app.actor in this transaction';
      end if;
      update data_version set version = version + 1 returning version into taken;
      perform set_config('app.data_version', taken::text, true);
      perform pg_notify('data_version', taken::text);
      return null;
    end $$;

    create or replace function station_stamp() returns trigger language plpgsql as $$
    begin
      new.data_version := current_setting('app.data_version')::bigint;
      new.updated_at := now();
      if tg_op = 'UPDATE' then new.version := old.version + 1; end if;
      return new;
    end $$;

    alter table data_version drop column resumed_at, drop column home;
  `)
}
