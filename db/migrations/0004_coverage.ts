import type { Knex } from 'knex'

/** Demand: who works outside, where and when; the models that count them; runs and kept answers. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One delivered list of sites, or one layer of polygons with numbers. Never changed: a new list is a new layer.
    create table demand_layer (
      id bigint generated always as identity primary key,
      name text not null check (name <> ''),
      kind text not null check (kind in ('sites', 'areas')),
      year integer check (year between 1990 and 2100),
      source text not null,
      synthetic boolean not null default false,
      created_by text not null,
      created_at timestamptz not null default now()
    );

    -- Head-counts by group, {"courier": 30}: never individuals.
    create table demand_site (
      id bigint generated always as identity primary key,
      layer_id bigint not null references demand_layer (id) on delete cascade,
      name text not null,
      point geometry(Point, 4326) not null,
      source_datum text not null check (source_datum in ('wgs84', 'gcj02', 'bd09')),
      source_lon double precision not null,
      source_lat double precision not null,
      address text,
      union_name text,
      district_code text references district (code),
      street_code text references street (code),
      groups jsonb not null,
      -- When its people are outside, as opening hours are kept; null when nobody said.
      hours jsonb
    );
    -- A model reads its layers whole.
    create index demand_site_by_layer on demand_site (layer_id);

    create table demand_area (
      id bigint generated always as identity primary key,
      layer_id bigint not null references demand_layer (id) on delete cascade,
      name text not null,
      geom geometry(MultiPolygon, 4326) not null,
      district_code text references district (code),
      street_code text references street (code),
      groups jsonb not null,
      hours jsonb
    );
    create index demand_area_by_layer on demand_area (layer_id);

    create table coverage_model (
      id bigint generated always as identity primary key,
      name text not null unique check (name <> ''),
      grid smallint not null check (grid in (8, 9)),
      year integer check (year between 1990 and 2100),
      -- [{"id": 1, "weight": 1}]
      layers jsonb not null,
      -- {"110101": 5100}: what districts counted themselves.
      head_counts jsonb not null default '{}',
      is_default boolean not null default false,
      version integer not null default 1,
      created_by text not null,
      created_at timestamptz not null default now()
    );
    create unique index coverage_model_default on coverage_model (is_default) where is_default;

    -- Runs over a whole week. No foreign key: a run outlives its model, and says so.
    create table coverage_run (
      id uuid primary key default gen_random_uuid(),
      model_id text not null,
      question jsonb not null,
      status text not null check
        (status in ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
      hours_done integer not null default 0,
      data_version bigint,
      error text,
      created_at timestamptz not null default now(),
      -- A running run moves on at least every few seconds.
      updated_at timestamptz not null default now(),
      finished_at timestamptz
    );
    create index coverage_run_by_time on coverage_run (created_at);

    -- Answers kept to be compared with later ones.
    create table coverage_snapshot (
      id bigint generated always as identity primary key,
      name text not null check (name <> ''),
      answer jsonb not null,
      created_by text not null,
      created_at timestamptz not null default now()
    );
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table coverage_snapshot, coverage_run, coverage_model, demand_area, demand_site, demand_layer
  `)
}
