import { once } from 'node:events'
import type { Knex } from 'knex'
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { FACT_COLUMNS, stationColumns } from '../stations/columns.ts'
import { UNSTATED } from '../stations/station.ts'
import { vanishedReason } from './comparison.ts'
import type { ImportOptions, ImportSummary } from './roster.ts'
import type { RosterNotes } from './thread-messages.ts'

const ROW_COLUMNS =
  'job_id, row_number, outcome, code, source_id, name_key, address_key, union_code, facts, problems, unlocated, other_district, suspicious'
const PAIR_COLUMNS = 'job_id, row_number, other_row, other_station, reason, distance_m'

/**
 * Writes one batch of COPY text into `import_row` or `import_pair`. Each batch is a statement of its own: a roster
 * that is being read holds no transaction.
 */
export async function copyBatch(client: ClientBase, kind: 'rows' | 'pairs', text: Uint8Array): Promise<void> {
  const target = kind === 'rows' ? `import_row (${ROW_COLUMNS})` : `import_pair (${PAIR_COLUMNS})`
  const stream = client.query(copyFrom(`copy ${target} from stdin`))
  const finished = once(stream, 'finish')
  stream.end(text)
  await finished
}

export interface NewJob {
  fileName: string
  source: string
  options: ImportOptions
  actor: string
}

export async function insertJob(knex: Knex, job: NewJob): Promise<string> {
  const [row] = await knex('import_job').insert(
    {
      file_name: job.fileName,
      source: job.source,
      options: JSON.stringify(job.options),
      status: 'queued',
      created_by: job.actor,
    },
    ['id'],
  )
  return String(row.id)
}

export interface JobChange {
  status: 'running' | 'checked' | 'committing' | 'committed' | 'failed'
  progress: Record<string, unknown>
  notes: RosterNotes & Record<string, unknown>
  summary: ImportSummary | null
  error: string
}

export async function updateJob(knex: Knex, id: string, change: Partial<JobChange>): Promise<void> {
  const { progress, notes, summary, ...rest } = change
  const finished = change.status === 'checked' || change.status === 'failed'
  await knex('import_job')
    .where({ id })
    .update({
      ...rest,
      ...(progress && { progress: JSON.stringify({ ...progress, at: new Date().toISOString() }) }),
      ...(notes && { notes: JSON.stringify(notes) }),
      ...(summary !== undefined && { summary: summary && JSON.stringify(summary) }),
      ...(change.status === 'running' && { started_at: knex.fn.now() }),
      ...(finished && { finished_at: knex.fn.now() }),
    })
}

/** Rows of a job that failed on the way are of no use to anybody. */
export async function dropRows(knex: Knex, id: string): Promise<void> {
  await knex('import_pair').where({ job_id: id }).delete()
  await knex('import_row').where({ job_id: id }).delete()
}

/**
 * Jobs that a stopped process left behind become failed ones.
 *
 * @param idleSeconds how long a job must have shown no sign of life; 0 when no other process can be running it
 */
export async function failAbandoned(
  knex: Knex,
  idleSeconds: number,
  running: readonly string[],
): Promise<void> {
  const abandoned = await knex('import_job')
    .whereIn('status', ['queued', 'running', 'committing'])
    .whereNotIn('id', [...running])
    .whereRaw(`coalesce((progress ->> 'at')::timestamptz, created_at) <= now() - make_interval(secs => ?)`, [
      idleSeconds,
    ])
    .update(
      {
        status: 'failed',
        finished_at: knex.fn.now(),
        error: '服务在导入途中停止了,登记册没有改动。请重新导入这份名单。',
      },
      ['id'],
    )
  for (const { id } of abandoned as { id: string }[]) await dropRows(knex, id)
}

/** Checks that nobody committed for a month, and failures, are cleared away; committed ones are the record. */
export async function dropOldJobs(knex: Knex): Promise<void> {
  await knex('import_job')
    .whereIn('status', ['checked', 'failed'])
    .whereRaw(`created_at < now() - interval '30 days'`)
    .delete()
}

/** The data version; with `lock`, no station can change until the transaction ends. */
export async function dataVersion(knex: Knex, lock = false): Promise<number> {
  const { rows } = await knex.raw<{ rows: { version: string }[] }>(
    `select version from data_version ${lock ? 'for update' : ''}`,
  )
  return Number(rows[0]!.version)
}

/** What applies to a new station when its row does not say otherwise, as JSON in terms of table `station`. */
export function unstatedColumns(source: string): Record<string, unknown> {
  const facts = { ...UNSTATED, aliases: [], name: '', unionCode: '', source }
  const columns = stationColumns(facts)
  return {
    ...columns,
    facilities: facts.facilities,
    haves: facts.haves,
    hours: null,
    confirmed: facts.confirmed,
  }
}

/** Adds all rows with the outcome `created` to the registry; each gets the next code. */
export async function insertCreated(
  trx: Knex.Transaction,
  id: string,
  source: string,
  prefix: string,
): Promise<void> {
  const columns = FACT_COLUMNS.join(', ')
  await trx.raw(
    `insert into station (id, code, ${columns}) overriding system value
     select i.station_id, ? || lpad(nextval('station_code_seq')::text, 6, '0'), ${FACT_COLUMNS.map((c) => `r.${c}`).join(', ')}
     from import_row i
     cross join (select ?::jsonb as columns) as unstated
     cross join lateral jsonb_populate_record(null::station,
       unstated.columns || jsonb_build_object('union_code', i.union_code) || i.facts
       || jsonb_build_object('confirmed', (unstated.columns -> 'confirmed') || coalesce(i.facts -> 'confirmed', '{}'))) as r
     where i.job_id = ? and i.outcome = 'created'
     order by i.row_number`,
    [prefix, JSON.stringify(unstatedColumns(source)), id],
  )
}

/** Writes the changed columns of all rows with the outcome `updated`. */
export async function applyUpdates(trx: Knex.Transaction, id: string): Promise<void> {
  await trx.raw(
    `update station s
     set ${FACT_COLUMNS.map((c) => `${c} = r.${c}`).join(', ')}
     from import_row i
     join station p on p.id = i.station_id
     cross join lateral jsonb_populate_record(p, i.changes) as r
     where i.job_id = ? and i.outcome = 'updated' and s.id = p.id`,
    [id],
  )
}

/** Closes the stations that the new version of the list no longer has: a person asked for it. */
export async function closeVanished(trx: Knex.Transaction, id: string, today: string): Promise<number> {
  const closed = await trx.raw<{ rowCount: number }>(
    `update station s
     set lifecycle = 'closed', lifecycle_since = ?::date,
         lifecycle_reason = ${vanishedReason('j.file_name')}
     from import_row i join import_job j on j.id = i.job_id
     where i.job_id = ? and i.outcome = 'vanished' and s.id = i.station_id and s.lifecycle <> 'closed'`,
    [today, id],
  )
  return closed.rowCount
}

/**
 * Opens the stations again that were closed as vanished and that the list has again: a person asked for it. Each takes
 * the state that the list gives it, else the one that it had before.
 */
export async function reopenReturned(trx: Knex.Transaction, id: string, today: string): Promise<number> {
  const opened = await trx.raw<{ rowCount: number }>(
    `update station s
     set lifecycle = coalesce(i.facts ->> 'lifecycle', before.lifecycle, 'open'), lifecycle_since = ?::date,
         lifecycle_reason = coalesce(i.facts ->> 'lifecycle_reason', '重新出现在名单「' || j.file_name || '」里')
     from import_row i
     join import_job j on j.id = i.job_id
     left join lateral (
       select h.changes -> 'lifecycle' ->> 0 as lifecycle
       from station_history h
       where h.station_id = i.station_id and h.changes -> 'lifecycle' ->> 1 = 'closed'
       order by h.version desc limit 1
     ) as before on true
     where i.job_id = ? and i.returned and s.id = i.station_id and s.lifecycle = 'closed'`,
    [today, id],
  )
  return opened.rowCount
}

/** Opens a finding for every conflict that a written row has; one that a person resolved is not opened again. */
export async function openFindings(trx: Knex.Transaction, id: string): Promise<void> {
  await trx.raw(
    `insert into station_finding (station_id, kind, message, detail)
     select i.station_id, p.value ->> 'finding', (p.value ->> 'problem') || (p.value ->> 'remedy'),
            jsonb_build_object('value', p.value ->> 'value', 'row', i.row_number, 'import', i.job_id)
     from import_row i cross join lateral jsonb_array_elements(i.problems) as p
     where i.job_id = ? and p.value ->> 'finding' is not null
       and (i.outcome = 'created' or i.outcome = 'updated'
            and jsonb_exists_any(i.changes, array['address', 'district_code', 'street_code', 'source_lon', 'source_lat', 'source_datum']))
     on conflict (station_id, kind) where resolved_at is null do nothing`,
    [id],
  )
}

/** Files the pairs for a person's decision. A pair that is already known, decided or not, stays as it is. */
export async function filePairs(trx: Knex.Transaction, id: string): Promise<void> {
  await trx.raw(
    `insert into duplicate_pair (station_id, other_id, reason, distance_m)
     select least(a.station_id, b.id), greatest(a.station_id, b.id), min(p.reason), min(p.distance_m)
     from import_pair p
     join import_row a on a.job_id = p.job_id and a.row_number = p.row_number
     left join import_row o on o.job_id = p.job_id and o.row_number = p.other_row
     join station b on b.id = coalesce(o.station_id, p.other_station)
     join station s on s.id = a.station_id
     where p.job_id = ?
       and a.outcome in ('created', 'updated', 'unchanged')
       and (o.row_number is null or o.outcome in ('created', 'updated', 'unchanged'))
       and a.station_id <> b.id
       and b.merged_into is null and b.lifecycle <> 'closed'
       and s.merged_into is null and s.lifecycle <> 'closed'
     group by 1, 2
     on conflict (station_id, other_id) do nothing`,
    [id],
  )
}

export async function markCommitted(trx: Knex.Transaction, id: string, actor: string): Promise<void> {
  await trx('import_job')
    .where({ id })
    .update({
      status: 'committed',
      committed_by: actor,
      committed_at: trx.fn.now(),
      progress: JSON.stringify({ phase: 'done' }),
    })
}
