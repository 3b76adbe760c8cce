import type { Knex } from 'knex'
import type { MultiPolygon, Polygon } from 'geojson'

/** Told of every change of the areas at its commit. */
export const AREAS_CHANNEL = 'areas'

export interface StreetOutline {
  code: string
  geometry: Polygon | MultiPolygon
}

/** What is wrong with polygons by the rules of OGC, one line each with its reason; empty when nothing is. */
export async function invalidPolygons(
  trx: Knex.Transaction,
  geometries: readonly (Polygon | MultiPolygon)[],
): Promise<{ index: number; reason: string }[]> {
  const { rows } = await trx.raw<{ rows: { index: string; reason: string }[] }>(
    `select g.index - 1 as index, st_isvalidreason(p.geom) as reason
     from jsonb_array_elements(?::jsonb) with ordinality as g(geometry, index)
     cross join lateral (select st_setsrid(st_geomfromgeojson(g.geometry), 4326) as geom) p
     where not st_isvalid(p.geom)
     order by g.index`,
    [JSON.stringify(geometries)],
  )
  return rows.map((row) => ({ index: Number(row.index), reason: row.reason }))
}

/**
 * Makes these the outlines of their districts: outlines of an older layer in the same districts are taken away, since
 * two layers never fit together.
 */
export async function replaceStreetOutlines(
  trx: Knex.Transaction,
  outlines: readonly StreetOutline[],
  districtCodes: readonly string[],
  source: string,
): Promise<void> {
  await trx('street').whereIn('district_code', districtCodes).update({ geom: null, geom_source: null })
  await trx.raw(
    `update street t
     set geom = st_multi(st_setsrid(st_geomfromgeojson(o.geometry), 4326)), geom_source = ?
     from jsonb_to_recordset(?::jsonb) as o(code text, geometry jsonb)
     where t.code = o.code`,
    [source, JSON.stringify(outlines)],
  )
  await trx.raw(`select pg_notify(?, '')`, [AREAS_CHANNEL])
}
