import type { Knex } from 'knex'
import { stationColumns } from './columns.ts'
import type { StationFacts } from './station.ts'

/** Who changes something, and why: goes into the history of every row that the transaction touches. */
export interface Authorship {
  actor: string
  reason: string | null
}

/** Names the author for all station changes of this transaction. Without it the database refuses them. */
export async function setAuthor(trx: Knex.Transaction, { actor, reason }: Authorship): Promise<void> {
  await trx.raw(`select set_config('app.actor', ?, true), set_config('app.reason', ?, true)`, [
    actor,
    reason ?? '',
  ])
}

/** Two letters and six digits, never used before. */
export async function nextCode(trx: Knex.Transaction, prefix: string): Promise<string> {
  const { rows } = await trx.raw<{ rows: { n: string }[] }>(`select nextval('station_code_seq') as n`)
  return prefix + String(rows[0]!.n).padStart(6, '0')
}

/** @returns the new station's id */
export async function insertStation(
  trx: Knex.Transaction,
  code: string,
  facts: StationFacts,
): Promise<number> {
  const [row] = await trx('station').insert({ code, ...stationColumns(facts) }, ['id'])
  return Number(row.id)
}

/**
 * Writes all facts, provided that nobody changed the station since `version` was read.
 *
 * @returns false when somebody did.
 */
export async function updateStation(
  trx: Knex.Transaction,
  id: number,
  version: number,
  facts: StationFacts,
): Promise<boolean> {
  const updated = await trx('station').where({ id, version }).update(stationColumns(facts))
  return updated === 1
}

export interface Finding {
  kind: string
  message: string
  detail: Record<string, unknown>
}

/**
 * Makes the open findings of the given kinds exactly these: new ones are opened, those that no longer hold are
 * closed by the author of the change.
 */
export async function replaceFindings(
  trx: Knex.Transaction,
  stationId: number,
  kinds: readonly string[],
  findings: readonly Finding[],
  actor: string,
): Promise<void> {
  const holding = findings.map((f) => f.kind)
  await trx('station_finding')
    .where({ station_id: stationId, resolved_at: null })
    .whereIn('kind', kinds)
    .whereNotIn('kind', holding)
    .update({ resolved_at: trx.fn.now(), resolved_by: actor, resolution: 'the facts agree now' })
  if (findings.length === 0) return
  await trx.raw(
    `insert into station_finding (station_id, kind, message, detail)
     select ?, f.kind, f.message, f.detail
     from jsonb_to_recordset(?::jsonb) as f(kind text, message text, detail jsonb)
     on conflict (station_id, kind) where resolved_at is null
     do update set message = excluded.message, detail = excluded.detail`,
    [stationId, JSON.stringify(findings)],
  )
}
