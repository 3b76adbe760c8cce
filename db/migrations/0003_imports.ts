import type { Knex } from 'knex'

/** Roster imports as jobs, their row-by-row outcome, and what people decided about duplicates. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table import_job (
      id uuid primary key default gen_random_uuid(),
      file_name text not null,
      -- Name of the list; versions of one list share it.
      source text not null,
      options jsonb not null,
      status text not null check
        (status in ('queued', 'running', 'checked', 'committing', 'committed', 'failed')),
      -- {"phase": "reading", "rows": 1200, "total": 2003}
      progress jsonb not null default '{}',
      summary jsonb,
      -- What was recognised in the file and what a person should know beside the rows.
      notes jsonb not null default '{}',
      error text,
      -- The registry's data version that the rows were compared with.
      checked_version bigint,
      created_by text not null,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      committed_by text,
      committed_at timestamptz
    );
    -- The version of a list that was committed last.
    create index import_job_by_source on import_job (source, committed_at) where status = 'committed';

    create table import_row (
      job_id uuid not null references import_job (id) on delete cascade,
      -- The row as the officer sees it in the sheet: its first line is 1. Vanished stations count down from -1.
      row_number integer not null,
      -- 'read' until the row has been compared with the registry.
      outcome text not null check (outcome in
        ('read', 'created', 'updated', 'unchanged', 'duplicate', 'rejected', 'vanished')),
      -- The row's station; for a created row the id that the commit gives it, so no foreign key.
      station_id bigint,
      code text,
      source_id text,
      name_key text not null default '',
      address_key text not null default '',
      -- The responsible union, should the row become a new station.
      union_code text,
      -- Columns of table station that the row states.
      facts jsonb,
      -- Those of them that a commit writes over an existing station.
      changes jsonb,
      -- [{severity, column, value, problem, remedy, finding?}]
      problems jsonb not null default '[]',
      unlocated boolean not null default false,
      other_district boolean not null default false,
      suspicious boolean not null default false,
      primary key (job_id, row_number)
    );
    -- What the last committed version of a list said about a station.
    create index import_row_by_station on import_row (station_id, job_id) where station_id is not null;

    -- Rows that may be the same place as another row or a station; become duplicate_pair at commit.
    create table import_pair (
      job_id uuid not null references import_job (id) on delete cascade,
      row_number integer not null,
      other_row integer,
      other_station bigint references station (id),
      reason text not null,
      distance_m double precision,
      check ((other_row is null) <> (other_station is null))
    );
    create index import_pair_by_row on import_pair (job_id, row_number);

    -- Two entries that may be the same place; a person's decision is remembered and never asked again.
    create table duplicate_pair (
      id bigint generated always as identity primary key,
      station_id bigint not null references station (id),
      other_id bigint not null references station (id),
      reason text not null,
      distance_m double precision,
      found_at timestamptz not null default now(),
      decision text check (decision in ('same', 'different')),
      decided_by text,
      decided_at timestamptz,
      note text,
      check (station_id < other_id),
      unique (station_id, other_id)
    );
    -- The worklist of pairs that nobody has decided.
    create index duplicate_pair_open on duplicate_pair (id) where decision is null;

    -- What a row changes on a station. A value that the list said the last time, too, is no change: what a person
    -- corrected since stays corrected. Records of facilities, haves and confirmations are merged entry by entry.
    create function import_changes(present jsonb, said_before jsonb, says jsonb) returns jsonb
    language sql immutable as $$
      with differing as (
        select f.key,
          case when f.key in ('facilities', 'haves', 'confirmed') then
            coalesce(present -> f.key, '{}') || coalesce((
              select jsonb_object_agg(e.key, e.value) from jsonb_each(f.value) e
              where e.value is distinct from said_before -> f.key -> e.key
                and not coalesce(present -> f.key -> e.key @> e.value, false)), '{}')
          else f.value end as value
        from jsonb_each(says) f
        where f.key not in ('point', 'source', 'accuracy_m') and f.value is distinct from said_before -> f.key
      ), changed as (
        select d.key, d.value from differing d where d.value is distinct from present -> d.key
      )
      select case when exists (select from changed c where c.key in ('source_datum', 'source_lon', 'source_lat'))
        then coalesce(jsonb_object_agg(c.key, c.value), '{}')
             || jsonb_build_object('point', says -> 'point', 'source_datum', says -> 'source_datum',
                  'source_lon', says -> 'source_lon', 'source_lat', says -> 'source_lat', 'accuracy_m', says -> 'accuracy_m')
        else coalesce(jsonb_object_agg(c.key, c.value), '{}') end
      from changed c
    $$;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table duplicate_pair, import_pair, import_row, import_job')
  await knex.raw('drop function import_changes')
}
