import type { Knex } from 'knex'
import { setAuthor } from '../stations/store.ts'

export type DuplicateDecision = 'same' | 'different'

export type DecisionResult = 'decided' | 'missing' | 'already-decided'

/**
 * Remembers what a person decided about a pair. `same` closes the younger entry and leads its link to the older one;
 * other pairs with the closed entry are thereby settled, too. A decision is taken once.
 *
 * @param today Beijing date
 */
export async function decideDuplicate(
  trx: Knex.Transaction,
  id: number,
  decision: DuplicateDecision,
  actor: string,
  note: string | null,
  today: string,
): Promise<DecisionResult> {
  const pair = await trx('duplicate_pair').where({ id }).forUpdate().first()
  if (!pair) return 'missing'
  if (pair.decision !== null) return 'already-decided'
  await trx('duplicate_pair')
    .where({ id })
    .update({ decision, decided_by: actor, decided_at: trx.fn.now(), note })
  if (decision === 'different') return 'decided'
  await setAuthor(trx, { actor, reason: note ?? '判定为重复登记' })
  await trx.raw(
    `update station s
     set lifecycle = 'closed', lifecycle_since = ?::date, merged_into = coalesce(older.merged_into, older.id),
         lifecycle_reason = '与 ' || older.code || ' 重复登记'
     from station older
     where older.id = ? and s.id = ?`,
    [today, pair.station_id, pair.other_id],
  )
  // Links never lead to a closed double: what was merged into the younger entry follows it.
  await trx.raw(
    `update station s set merged_into = younger.merged_into from station younger
     where younger.id = ? and s.merged_into = younger.id`,
    [pair.other_id],
  )
  await trx.raw(
    `update duplicate_pair set decision = 'same', decided_by = ?, decided_at = now(), note = '随另一对的判定'
     where decision is null and ? in (station_id, other_id)`,
    [actor, pair.other_id],
  )
  return 'decided'
}
