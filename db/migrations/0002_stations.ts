import type { Knex } from 'knex'

/**
 * The registry. Three triggers keep promises that no writer may forget:
 *  - every statement that changes stations takes the next data version, in commit order (the row lock on
 *    `data_version` makes writers queue, so a follower that has seen version n has seen all of n);
 *  - every changed row leaves a history row with author, reason and the changed fields;
 *  - followers are notified at commit.
 * Author and reason are the transaction's settings `app.actor` and `app.reason`; a write without an author fails.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(TABLES)
  await knex.raw(HISTORY)
}

const TABLES = `
  create sequence station_code_seq;

  create table data_version (
    singleton boolean primary key default true check (singleton),
    version bigint not null default 0
  );
  insert into data_version default values;

  create table station (
    id bigint generated always as identity primary key,
    code text not null unique check (code ~ '^[A-Z]{2}[0-9]{6}$'),
    name text not null check (name <> ''),
    aliases text[] not null default '{}',
    kind text not null,
    audience text not null,
    host_kind text not null,
    host_brand text,
    owner text,
    operator text,
    union_code text not null references unions (code),
    address text,
    district_code text references district (code),
    street_code text references street (code),
    community_code text references community (code),
    point geometry(Point, 4326),
    source_datum text check (source_datum in ('wgs84', 'gcj02', 'bd09')),
    source_lon double precision,
    source_lat double precision,
    accuracy_m double precision,
    access text not null,
    access_note text,
    facilities jsonb not null default '{}',
    hours jsonb,
    lifecycle text not null check
      (lifecycle in ('reported', 'inspected', 'accepted', 'signed', 'open', 'suspended', 'closed')),
    lifecycle_since date,
    lifecycle_reason text,
    invested_cny integer check (invested_cny >= 0),
    haves jsonb not null default '{}',
    confirmed jsonb not null default '{}',
    source text not null,
    source_id text,
    synthetic boolean not null,
    merged_into bigint references station (id),
    -- Normalised name and address: what the duplicate search compares.
    name_key text not null,
    address_key text not null,
    version integer not null default 1,
    data_version bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((point is null) = (source_datum is null and source_lon is null and source_lat is null)),
    check (lifecycle not in ('suspended', 'closed') or lifecycle_reason is not null)
  );

  -- Duplicates and point-in-area questions (metres, so geography), and the KNN that the search is held against.
  create index station_by_place on station using gist ((point::geography));
  -- A follower asks for all rows after the version that it has.
  create index station_by_data_version on station (data_version);
  -- The same list imported again finds its rows by the list's own identifier …
  create unique index station_by_source_id on station (source, source_id) where source_id is not null;
  -- … or by what the row says.
  create index station_by_keys on station (name_key, address_key);
  -- Lists by area and by responsible union.
  create index station_by_district on station (district_code, street_code);
  create index station_by_union on station (union_code);

  create table station_history (
    id bigint generated always as identity primary key,
    station_id bigint not null references station (id),
    version integer not null,
    data_version bigint not null,
    at timestamptz not null default now(),
    actor text not null,
    action text not null check (action in ('created', 'updated')),
    reason text,
    -- {"column": [before, after]}; empty for a creation: older states follow from the present row backwards.
    changes jsonb not null
  );
  create index station_history_by_station on station_history (station_id, version);

  -- Something about a station that a person must look at: two facts that cannot both be true.
  create table station_finding (
    id bigint generated always as identity primary key,
    station_id bigint not null references station (id),
    kind text not null,
    message text not null,
    detail jsonb not null default '{}',
    found_at timestamptz not null default now(),
    resolved_at timestamptz,
    resolved_by text,
    resolution text
  );
  create unique index station_finding_open on station_finding (station_id, kind) where resolved_at is null;
`

const HISTORY = `
  create function station_take_version() returns trigger language plpgsql as $$
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

  create function station_stamp() returns trigger language plpgsql as $$
  begin
    new.data_version := current_setting('app.data_version')::bigint;
    new.updated_at := now();
    if tg_op = 'UPDATE' then new.version := old.version + 1; end if;
    return new;
  end $$;

  create function station_log_insert() returns trigger language plpgsql as $$
  begin
    insert into station_history (station_id, version, data_version, actor, action, reason, changes)
    select n.id, n.version, n.data_version, current_setting('app.actor'), 'created',
           nullif(current_setting('app.reason', true), ''), '{}'
    from new_rows n;
    return null;
  end $$;

  create function station_log_update() returns trigger language plpgsql as $$
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
  end $$;

  create function append_only() returns trigger language plpgsql as $$
  begin
    raise exception '% is append-only', tg_table_name;
  end $$;

  create trigger station_version before insert or update on station
    for each statement execute function station_take_version();
  create trigger station_stamp before insert or update on station
    for each row execute function station_stamp();
  create trigger station_log_insert after insert on station
    referencing new table as new_rows for each statement execute function station_log_insert();
  create trigger station_log_update after update on station
    referencing new table as new_rows old table as old_rows
    for each statement execute function station_log_update();
  create trigger station_never_deleted before delete on station
    for each statement execute function append_only();
  create trigger station_history_append_only before update or delete on station_history
    for each statement execute function append_only();
`

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table station_finding, station_history, station, data_version;
    drop sequence station_code_seq;
    drop function station_take_version, station_stamp, station_log_insert, station_log_update, append_only;
  `)
}
