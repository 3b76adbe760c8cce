import type { Knex } from 'knex'
import type { MultiPolygon, Polygon } from 'geojson'

export interface Layout {
  /** By polygon: the share of its area inside the region's districts. */
  inside: number[]
  /** Pairs that have in common more than a share of the smaller one. */
  overlaps: { a: number; b: number; share: number }[]
}

/** How valid polygons lie to the region and to each other. Shares are of areas in degrees: near enough for a doubt. */
export async function layoutFaults(
  trx: Knex.Transaction,
  geometries: readonly (Polygon | MultiPolygon)[],
  leastOverlap: number,
): Promise<Layout> {
  const polygons = `
    polygon as materialized (
      select g.index - 1 as index, st_setsrid(st_geomfromgeojson(g.geometry), 4326) as geom
      from jsonb_array_elements(cast(:json as jsonb)) with ordinality as g(geometry, index))`
  const json = JSON.stringify(geometries)
  const inside = await trx.raw<{ rows: { share: number }[] }>(
    `with ${polygons}
     select coalesce(sum(st_area(st_intersection(p.geom, d.geom))) / nullif(max(st_area(p.geom)), 0), 0) as share
     from polygon p left join district d on st_intersects(p.geom, d.geom)
     group by p.index order by p.index`,
    { json },
  )
  const overlaps = await trx.raw<{ rows: { a: string; b: string; share: number }[] }>(
    `with ${polygons}
     select o.a, o.b, o.share from (
       select p.index as a, q.index as b,
              st_area(st_intersection(p.geom, q.geom)) / least(st_area(p.geom), st_area(q.geom)) as share
       from polygon p join polygon q on p.index < q.index and p.geom && q.geom and st_intersects(p.geom, q.geom)
       where st_area(p.geom) > 0 and st_area(q.geom) > 0) o
     where o.share > :leastOverlap order by o.share desc limit 100`,
    { json, leastOverlap },
  )
  return {
    inside: inside.rows.map(({ share }) => Number(share)),
    overlaps: overlaps.rows.map(({ a, b, share }) => ({ a: Number(a), b: Number(b), share: Number(share) })),
  }
}
