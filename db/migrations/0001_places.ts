import type { Knex } from 'knex'

/** Administrative areas, the union tree and the holiday calendar: reference data that other tables point at. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists postgis;

    create table district (
      code text primary key,
      name text not null unique,
      pinyin text not null,
      geom geometry(MultiPolygon, 4326) not null,
      label geometry(Point, 4326) not null
    );

    create table street (
      code text primary key,
      district_code text not null references district (code),
      name text not null,
      pinyin text not null,
      -- Approximate centre, good enough to move a map to; never a station's position.
      centre geometry(Point, 4326),
      -- Present once a street layer has been imported.
      geom geometry(MultiPolygon, 4326),
      geom_source text
    );
    create index street_by_district on street (district_code);

    create table community (
      code text primary key,
      street_code text not null references street (code),
      name text not null
    );
    create index community_by_street on community (street_code);

    create table unions (
      code text primary key,
      name text not null,
      level text not null check (level in ('city', 'district', 'street', 'industrial')),
      parent_code text references unions (code),
      district_code text references district (code),
      street_code text references street (code),
      check ((level = 'city') = (parent_code is null))
    );

    create table holiday (
      day date primary key,
      kind text not null check (kind in ('off', 'workday')),
      name text not null
    );
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table holiday, unions, community, street, district')
}
