import type { Knex } from 'knex'
import type { MultiPolygon, Polygon } from 'geojson'
import type { Hours } from '../hours/hours.ts'
import type { Datum } from '../stations/station.ts'
import type { CoverageModel, DemandSite, HeadCounts, LayerKind } from './model.ts'
import type { QuestionJson } from './question.ts'
import type { RunState } from './read-model.ts'

/** A site with what its source said about its place. */
export interface SiteToStore extends DemandSite {
  sourceDatum: Datum
  sourceLon: number
  sourceLat: number
  address: string | null
  unionName: string | null
}

export interface AreaToStore {
  name: string
  districtCode: string | null
  streetCode: string | null
  groups: HeadCounts
  hours: Hours | null
  geometry: Polygon | MultiPolygon
}

export interface LayerToStore {
  name: string
  kind: LayerKind
  year: number | null
  source: string
  synthetic: boolean
  createdBy: string
  sites: readonly SiteToStore[]
  areas: readonly AreaToStore[]
}

/** Told of every change of models and layers at its commit. */
export const MODELS_CHANNEL = 'coverage_models'

async function tellModels(knex: Knex): Promise<void> {
  await knex.raw(`select pg_notify(?, '')`, [MODELS_CHANNEL])
}

/** @returns the layer's id */
export async function insertLayer(trx: Knex.Transaction, layer: LayerToStore): Promise<number> {
  const { name, kind, year, source, synthetic, createdBy, sites, areas } = layer
  const [row] = await trx('demand_layer')
    .insert({ name, kind, year, source, synthetic, created_by: createdBy })
    .returning<{ id: string }[]>('id')
  const id = Number(row!.id)
  await trx.raw(
    `insert into demand_site (layer_id, name, point, source_datum, source_lon, source_lat, address, union_name,
                              district_code, street_code, groups, hours)
     select :id, r.name, st_setsrid(st_makepoint(r.lon, r.lat), 4326), r."sourceDatum", r."sourceLon", r."sourceLat",
            r.address, r."unionName", r."districtCode", r."streetCode", r.groups, r.hours
     from jsonb_to_recordset(cast(:sites as jsonb)) as r(name text, lon float8, lat float8, "sourceDatum" text,
            "sourceLon" float8, "sourceLat" float8, address text, "unionName" text, "districtCode" text,
            "streetCode" text, groups jsonb, hours jsonb)`,
    { id, sites: JSON.stringify(sites) },
  )
  await trx.raw(
    `insert into demand_area (layer_id, name, geom, district_code, street_code, groups, hours)
     select :id, r.name, st_multi(st_setsrid(st_geomfromgeojson(r.geometry), 4326)), r."districtCode", r."streetCode",
            r.groups, r.hours
     from jsonb_to_recordset(cast(:areas as jsonb)) as r(name text, geometry jsonb, "districtCode" text, "streetCode" text,
            groups jsonb, hours jsonb)`,
    { id, areas: JSON.stringify(areas) },
  )
  await tellModels(trx)
  return id
}

/** Models that use the layer, by name; it may be deleted when there are none. */
export async function modelsOfLayer(knex: Knex, id: number): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(
    `select m.name from coverage_model m where m.layers @> ?::jsonb order by m.id`,
    [JSON.stringify([{ id }])],
  )
  return rows.map(({ name }) => name)
}

/** @returns whether there was such a layer */
export async function deleteLayer(knex: Knex, id: number): Promise<boolean> {
  const deleted = await knex('demand_layer').where({ id }).delete()
  await tellModels(knex)
  return deleted > 0
}

export type ModelToStore = Pick<
  CoverageModel,
  'name' | 'grid' | 'year' | 'layers' | 'headCounts' | 'isDefault'
>

/** @returns the model's id */
export async function insertModel(
  trx: Knex.Transaction,
  model: ModelToStore,
  actor: string,
): Promise<string> {
  const { name, grid, year, layers, headCounts, isDefault } = model
  if (isDefault) await trx('coverage_model').where({ is_default: true }).update({ is_default: false })
  const [row] = await trx('coverage_model')
    .insert({
      name,
      grid,
      year,
      layers: JSON.stringify(layers),
      head_counts: JSON.stringify(headCounts),
      is_default: isDefault,
      created_by: actor,
    })
    .returning<{ id: string }[]>('id')
  await tellModels(trx)
  return String(row!.id)
}

/** @returns whether there was such a model */
export async function deleteModel(knex: Knex, id: string): Promise<boolean> {
  const deleted = await knex('coverage_model').where({ id }).delete()
  await tellModels(knex)
  return deleted > 0
}

/** How many runs are remembered. */
const RUNS_KEPT = 500

export async function insertRun(
  knex: Knex,
  id: string,
  modelId: string,
  question: QuestionJson,
): Promise<void> {
  await knex('coverage_run').insert({
    id,
    model_id: modelId,
    question: JSON.stringify(question),
    status: 'queued',
  })
  await knex.raw(
    `delete from coverage_run where status not in ('queued', 'running') and id in (
       select r.id from coverage_run r order by r.created_at desc offset ${RUNS_KEPT})`,
  )
}

export interface RunChange {
  status: RunState
  hoursDone: number
  dataVersion?: number | null
  error?: string | null
}

const FINISHED: readonly RunState[] = ['done', 'failed', 'cancelled', 'interrupted']

export async function updateRun(knex: Knex, id: string, change: RunChange): Promise<void> {
  const { status, hoursDone, dataVersion, error } = change
  await knex('coverage_run')
    .where({ id })
    .update({
      status,
      hours_done: hoursDone,
      data_version: dataVersion,
      error,
      updated_at: knex.fn.now(),
      ...(FINISHED.includes(status) && { finished_at: knex.fn.now() }),
    })
}

/** Runs without a sign of life for so many seconds have lost their process. */
export async function interruptRuns(knex: Knex, silentSeconds: number, sentence: string): Promise<void> {
  await knex.raw(
    `update coverage_run set status = 'interrupted', error = ?, finished_at = now()
     where status in ('queued', 'running') and updated_at <= now() - make_interval(secs => ?)`,
    [sentence, silentSeconds],
  )
}

export async function insertSnapshot(
  knex: Knex,
  name: string,
  answer: unknown,
  actor: string,
): Promise<number> {
  const [row] = await knex('coverage_snapshot')
    .insert({ name, answer: JSON.stringify(answer), created_by: actor })
    .returning<{ id: string }[]>('id')
  return Number(row!.id)
}
