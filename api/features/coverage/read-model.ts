import type { Knex } from 'knex'
import type {
  CoverageModel,
  DemandArea,
  DemandLayer,
  DemandSite,
  LayerContent,
  WeightedLayer,
} from './model.ts'
import type { QuestionJson } from './question.ts'

const beijing = (column: string) =>
  `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')`

const MODEL = `
  m.id::text as id, m.name, m.grid, m.year, m.layers, m.head_counts as "headCounts", m.is_default as "isDefault",
  m.version`

/** In the order of their making. */
export async function allModels(knex: Knex): Promise<CoverageModel[]> {
  const { rows } = await knex.raw<{ rows: CoverageModel[] }>(
    `select ${MODEL} from coverage_model m order by m.id`,
  )
  return rows
}

/** Head-counts by group of one table's rows of a layer. */
const sums = (table: 'demand_site' | 'demand_area') => `
  (select count(*) as rows, coalesce((
     select jsonb_object_agg(g.key, g.people) from (
       select e.key, sum(e.value::numeric) as people from ${table} r cross join lateral jsonb_each_text(r.groups) e
       where r.layer_id = l.id group by e.key) g), '{}') as groups
   from ${table} t where t.layer_id = l.id)`

/** Layers with their sums, newest first. */
export async function allLayers(knex: Knex): Promise<DemandLayer[]> {
  const { rows } = await knex.raw<{ rows: (DemandLayer & { rows: unknown })[] }>(
    `select l.id::integer as id, l.name, l.kind, l.year, l.source, l.synthetic, s.rows, s.groups,
            ${beijing('l.created_at')} as "createdAt"
     from demand_layer l cross join lateral (
       select * from ${sums('demand_site')} a where l.kind = 'sites'
       union all
       select * from ${sums('demand_area')} b where l.kind = 'areas') s
     order by l.id desc`,
  )
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }))
}

/** What the layers hold, each with its weight; geometry in WGS-84 degrees with 7 decimals. */
export async function layerContents(knex: Knex, layers: readonly WeightedLayer[]): Promise<LayerContent[]> {
  const contents: LayerContent[] = []
  for (const { id, weight } of layers) {
    const sites = await knex.raw<{ rows: DemandSite[] }>(
      `select s.name, st_x(s.point) as lon, st_y(s.point) as lat, s.district_code as "districtCode",
              s.street_code as "streetCode", s.groups, s.hours
       from demand_site s where s.layer_id = ? order by s.id`,
      [id],
    )
    const areas = await knex.raw<{ rows: DemandArea[] }>(
      `select a.name, a.district_code as "districtCode", a.street_code as "streetCode", a.groups, a.hours,
              st_asgeojson(a.geom, 7)::json as geometry
       from demand_area a where a.layer_id = ? order by a.id`,
      [id],
    )
    contents.push({ weight, sites: sites.rows, areas: areas.rows })
  }
  return contents
}

/** How old the facts are that an answer rests on. */
export interface DataAges {
  /** Stations that can be found, and how many of them have known hours. */
  stations: number
  hoursKnown: number
  /** ISO instants: half of the confirmations are older; null where nothing was ever confirmed. */
  hoursConfirmed: string | null
  facilitiesConfirmed: string | null
}

export async function dataAges(knex: Knex): Promise<DataAges> {
  const median = (fact: string) =>
    beijing(`percentile_disc(0.5) within group (order by (s.confirmed ->> '${fact}')::timestamptz)`)
  const { rows } = await knex.raw<{ rows: DataAges[] }>(
    `select count(*)::integer as stations,
            (count(*) filter (where jsonb_typeof(s.hours -> 'week') = 'array'))::integer as "hoursKnown",
            ${median('hours')} as "hoursConfirmed", ${median('facilities')} as "facilitiesConfirmed"
     from station s
     where s.lifecycle = 'open' and s.audience <> 'internal' and s.merged_into is null and s.point is not null`,
  )
  return rows[0]!
}

export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const
export type RunState = (typeof RUN_STATES)[number]

/** A run over the hours of a week. */
export interface CoverageRun {
  id: string
  modelId: string
  question: QuestionJson
  status: RunState
  hoursDone: number
  dataVersion: number | null
  error: string | null
  createdAt: string
  finishedAt: string | null
}

const RUN = `
  r.id, r.model_id as "modelId", r.question, r.status, r.hours_done as "hoursDone",
  r.data_version::integer as "dataVersion", r.error, ${beijing('r.created_at')} as "createdAt",
  ${beijing('r.finished_at')} as "finishedAt"`

export async function runById(knex: Knex, id: string): Promise<CoverageRun | null> {
  const { rows } = await knex.raw<{ rows: CoverageRun[] }>(
    `select ${RUN} from coverage_run r where r.id = ?`,
    [id],
  )
  return rows[0] ?? null
}

/** Newest first. */
export async function recentRuns(knex: Knex, limit: number): Promise<CoverageRun[]> {
  const { rows } = await knex.raw<{ rows: CoverageRun[] }>(
    `select ${RUN} from coverage_run r order by r.created_at desc limit ?`,
    [limit],
  )
  return rows
}

export interface Snapshot<Answer = unknown> {
  id: number
  name: string
  answer: Answer
  createdBy: string
  createdAt: string
}

const SNAPSHOT = `s.id::integer as id, s.name, s.created_by as "createdBy", ${beijing('s.created_at')} as "createdAt"`

export async function snapshotById<Answer>(knex: Knex, id: number): Promise<Snapshot<Answer> | null> {
  const { rows } = await knex.raw<{ rows: Snapshot<Answer>[] }>(
    `select ${SNAPSHOT}, s.answer from coverage_snapshot s where s.id = ?`,
    [id],
  )
  return rows[0] ?? null
}

/** Without the areas' figures; newest first. */
export async function allSnapshots(knex: Knex): Promise<Snapshot[]> {
  const { rows } = await knex.raw<{ rows: Snapshot[] }>(
    `select ${SNAPSHOT}, s.answer - 'districts' - 'streets' - 'groups' as answer
     from coverage_snapshot s order by s.id desc limit 500`,
  )
  return rows
}
