/**
 * The tiles as PostGIS writes them best: a table with ready-made Web Mercator points and an index on them, one prepared
 * statement that clusters by the same cells and says the same of each feature.
 */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyLine } from '../../../db/copy-text.ts'
import { CLUSTER_ZOOM } from '../../../api/features/open-data/tiles/tile.ts'

export interface TilePoint {
  id: number
  code: string
  name: string
  access: string
  hoursKnown: boolean
  synthetic: boolean
  lon: number
  lat: number
  /** Web Mercator, 0 … 1. */
  x: number
  y: number
}

const SCHEMA = `
  create extension if not exists postgis;
  create table bench_point (
    id bigint primary key, code text not null, name text not null, access text not null,
    hours_known boolean not null, synthetic boolean not null,
    x float8 not null, y float8 not null, geom geometry(Point, 3857) not null
  )`
const INDEX = `
  create index bench_point_place on bench_point using gist (geom);
  cluster bench_point using bench_point_place;
  analyze bench_point`
/** Half the side of the Web Mercator world in metres. */
const HALF_WORLD = 20037508.342789244

const SINGLE = `
  select st_asmvt(s, 'stations', 4096, 'geom', 'id') as tile
  from (select p.id, p.code, p.name, p.access, p.hours_known, p.synthetic,
               st_asmvtgeom(p.geom, e.box, 4096, 0, true) as geom
        from (select st_tileenvelope($1, $2, $3) as box) e
        join bench_point p on p.geom && e.box
        order by p.id) s`
const CLUSTERED = `
  with e as (select st_tileenvelope($1, $2, $3) as box),
  c as materialized (
    select min(p.id) as id, min(p.code) as code, min(p.name) as name, min(p.access) as access,
           bool_and(p.hours_known) as hours_known, bool_or(p.synthetic) as synthetic, count(*) as count,
           count(*) filter (where not p.hours_known) as hours_unknown, avg(p.x) as x, avg(p.y) as y
    from e join bench_point p on p.geom && e.box
    group by floor(p.x * $4), floor(p.y * $4)
  ),
  placed as (
    select c.*, st_asmvtgeom(
      st_setsrid(st_makepoint((c.x - 0.5) * 2 * ${HALF_WORLD}, (0.5 - c.y) * 2 * ${HALF_WORLD}), 3857),
      e.box, 4096, 0, true) as geom
    from c cross join e
  )
  select (select coalesce(st_asmvt(k, 'clusters', 4096, 'geom', 'id'), '')
          from (select p.id, p.count, p.hours_unknown, p.synthetic, p.geom from placed p
                where p.count > 1 order by p.id) k)
      || (select coalesce(st_asmvt(s, 'stations', 4096, 'geom', 'id'), '')
          from (select p.id, p.code, p.name, p.access, p.hours_known, p.synthetic, p.geom from placed p
                where p.count = 1 order by p.id) s) as tile`

export interface PostgisTiles {
  tile(z: number, x: number, y: number): Promise<Buffer>
  stop(): Promise<void>
}

export async function loadPostgisTiles(url: string, points: Iterable<TilePoint>): Promise<PostgisTiles> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(SCHEMA)
  const lines = function* () {
    for (const p of points) {
      const geom = `SRID=3857;POINT(${(p.x - 0.5) * 2 * HALF_WORLD} ${(0.5 - p.y) * 2 * HALF_WORLD})`
      yield copyLine([p.id, p.code, p.name, p.access, p.hoursKnown, p.synthetic, p.x, p.y, geom])
    }
  }
  await pipeline(Readable.from(lines()), client.query(copyFrom('copy bench_point from stdin')))
  await client.query(INDEX)
  return {
    async tile(z, x, y) {
      const clustered = z <= CLUSTER_ZOOM
      const { rows } = await client.query<{ tile: Buffer }>({
        name: clustered ? 'clustered' : 'single',
        text: clustered ? CLUSTERED : SINGLE,
        values: clustered ? [z, x, y, 2 ** (z + 3)] : [z, x, y],
      })
      return rows[0]!.tile
    },
    stop: () => client.end(),
  }
}
