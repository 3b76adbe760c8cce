import type { Knex } from 'knex'
import type { ImportSummary } from './roster.ts'

/** Sentences that the comparison with the registry adds to rows; `registry` marks them, so that it can be repeated. */
const says = (problem: string, remedy: string, severity = 'note') =>
  `jsonb_build_array(jsonb_build_object('severity', '${severity}', 'column', null, 'value', null,
     'problem', ${problem}, 'remedy', '${remedy}', 'registry', true))`

const UNKNOWN_CODE = says(
  `'登记册里没有编码为 ' || m.code || ' 的驿站。'`,
  '新驿站请把编码留空,由系统编号;已有的请核对编码。',
  'rejected',
)
const DECIDED = says(`'这一行已判定与 ' || m.kept_code || ' 是同一处。'`, '不再登记,也不再询问。')
const SECOND = says(`'与前面的一行指的是同一座驿站(' || m.station_code || ')。'`, '只按前面的一行登记。')
const TWIN = says(
  `'与登记册里的 ' || m.twin_code || ' 名称和地址相同(来自名单「' || m.twin_source || '」)。'`,
  '不重复登记;如确是两处,请在名称或地址里写出区别。',
)
const RETURNED = says(
  `'这座驿站因不在先前一版名单里而关闭,现在又在名单里了。'`,
  '如已恢复,请在提交时选择重新开放;不选则保持关闭。',
)
const CLOSED = says(`'这座驿站在登记册里已关闭。'`, '如已恢复,请在登记册里重新开放。')

/** SQL for the reason with which a commit closes what the file does not have any more. */
export const vanishedReason = (fileName: string) => `'不在新版名单「' || ${fileName} || '」里'`

/**
 * Compares the rows of a job with the registry and gives each its outcome. May be repeated: later comparisons
 * replace earlier ones.
 *
 * A row's station is the one with its code, else the one with its identifier in the same list, else the one with
 * the same name and address in the same list. Demo stations are never matched.
 */
export async function compareWithRegistry(trx: Knex.Transaction, id: string): Promise<void> {
  await trx('import_row').where({ job_id: id, outcome: 'vanished' }).delete()
  // Rows that were compared before: only those carry facts.
  await trx.raw(
    `update import_row set outcome = 'read', station_id = null, changes = null, returned = false,
       problems = (select coalesce(jsonb_agg(p.value), '[]') from jsonb_array_elements(problems) as p where p.value -> 'registry' is null)
     where job_id = ? and facts is not null and outcome <> 'read'`,
    [id],
  )
  await trx.raw(COMPARE, { id })
  await trx.raw(VANISHED, { id })
}

const COMPARE = `
  with job as (
    select j.source, (
      select b.id from import_job b
      where b.source = j.source and b.status = 'committed' and b.id <> j.id
      order by b.committed_at desc limit 1
    ) as base
    from import_job j where j.id = :id
  ), matched as (
    select r.row_number, r.code, r.facts, s.id as station_id, s.code as station_code, s.lifecycle,
           s.lifecycle_reason, s.source, s.merged_into, kept.code as kept_code,
           twin.id as twin_id, twin.code as twin_code, twin.source as twin_source,
           row_number() over (partition by s.id order by r.row_number) as nth,
           case when s.id is not null and b.facts is distinct from r.facts then
             import_changes(to_jsonb(s), b.facts, case when s.source = job.source then r.facts else r.facts - 'source_id' end)
           end as changes
    from import_row r
    cross join job
    left join station by_code on by_code.code = r.code and not by_code.synthetic
    left join station by_id on by_id.source = job.source and by_id.source_id = r.source_id
      and r.code is null and not by_id.synthetic
    left join lateral (
      select k.id from station k
      where k.source = job.source and k.name_key = r.name_key and k.address_key = r.address_key
        and not k.synthetic and (k.source_id is null or r.source_id is null)
      order by k.lifecycle = 'closed', k.id limit 1
    ) as by_keys on r.code is null and by_id.id is null
    left join station s on s.id = coalesce(by_code.id, by_id.id, by_keys.id)
    left join station kept on kept.id = s.merged_into
    left join import_row b on b.job_id = job.base and b.station_id = s.id
      and b.outcome in ('created', 'updated', 'unchanged')
    left join lateral (
      select t.id, t.code, t.source from station t
      where t.name_key = r.name_key and t.address_key = r.address_key and t.source <> job.source
        and not t.synthetic and t.lifecycle <> 'closed' and t.merged_into is null
      order by t.id limit 1
    ) as twin on s.id is null and r.code is null and r.address_key <> ''
    where r.job_id = :id and r.outcome = 'read'
  ), known as (
    select m.*, m.lifecycle = 'closed' and m.merged_into is null and m.nth = 1
      and m.facts ->> 'lifecycle' is distinct from 'closed'
      and exists (select from import_job c where c.source = m.source and c.status = 'committed'
                    and m.lifecycle_reason = ${vanishedReason('c.file_name')}) as returned
    from matched m
  ), judged as (
    select k.*, a.applied, case
      when k.code is not null and k.station_id is null then 'rejected'
      when k.merged_into is not null or k.station_id is not null and k.nth > 1 or k.twin_id is not null then 'duplicate'
      when k.station_id is null then 'created'
      when a.applied is null or a.applied = '{}' then 'unchanged'
      else 'updated' end as outcome
    from known k
    -- Opening it again is a decision of its own, never a change among others.
    cross join lateral (
      select case when k.returned then k.changes - array['lifecycle', 'lifecycle_reason'] else k.changes end as applied
    ) as a
  )
  update import_row r set
    outcome = m.outcome,
    station_id = case m.outcome
      when 'created' then nextval(pg_get_serial_sequence('station', 'id'))
      when 'duplicate' then coalesce(m.merged_into, m.station_id, m.twin_id)
      else m.station_id end,
    changes = case when m.outcome = 'updated' then m.applied end,
    returned = m.returned is true,
    problems = case
      when m.outcome = 'rejected' then r.problems || ${UNKNOWN_CODE}
      when m.merged_into is not null then r.problems || ${DECIDED}
      when m.outcome = 'duplicate' and m.station_id is not null then r.problems || ${SECOND}
      when m.outcome = 'duplicate' then r.problems || ${TWIN}
      when m.returned then r.problems || ${RETURNED}
      when m.lifecycle = 'closed' and m.facts ->> 'lifecycle' is distinct from 'closed' then r.problems || ${CLOSED}
      else r.problems end
  from judged m
  where r.job_id = :id and r.row_number = m.row_number`

/** A station of this list is gone when no row is it, not even a row that was rejected. */
const VANISHED = `
  insert into import_row (job_id, row_number, outcome, station_id, problems)
  select :id, -(row_number() over (order by s.code)), 'vanished', s.id,
         ${says(`'新版名单里没有这座驿站。'`, '如已撤销,请在提交时选择关闭;不选则保持原样。')}
  from station s
  join import_job j on j.id = :id and j.source = s.source
  where not s.synthetic and s.lifecycle <> 'closed' and s.merged_into is null
    and not exists (select from import_row r where r.job_id = :id and r.station_id = s.id)
    and not exists (select from import_row r where r.job_id = :id and r.outcome = 'rejected'
                      and (r.source_id = s.source_id or r.name_key = s.name_key and r.address_key = s.address_key))`

export interface Counted {
  summary: ImportSummary
  vanished: number
  /** Rows whose station was closed as vanished. */
  returned: number
  /** Pairs that a person will have to decide. */
  possibleDuplicates: number
}

export async function countOutcomes(knex: Knex, id: string): Promise<Counted> {
  const { rows } = await knex.raw<{ rows: Record<string, number>[] }>(
    `select
       count(*) filter (where r.outcome <> 'vanished')::integer as rows,
       count(*) filter (where r.outcome = 'created')::integer as created,
       count(*) filter (where r.outcome = 'updated')::integer as updated,
       count(*) filter (where r.outcome = 'unchanged')::integer as unchanged,
       count(*) filter (where r.unlocated and w.written)::integer as unlocated,
       count(*) filter (where r.outcome = 'duplicate')::integer as duplicates,
       count(*) filter (where r.other_district and w.written)::integer as "otherDistrict",
       count(*) filter (where r.suspicious and w.written)::integer as suspicious,
       count(*) filter (where r.outcome = 'rejected')::integer as rejected,
       count(*) filter (where r.outcome = 'vanished')::integer as vanished,
       count(*) filter (where r.returned)::integer as returned
     from import_row r
     cross join lateral (select r.outcome in ('created', 'updated', 'unchanged') as written) as w
     where r.job_id = ?`,
    [id],
  )
  const { vanished, returned, ...summary } = rows[0]!
  const pairs = await knex.raw<{ rows: { pairs: number }[] }>(
    `select count(*)::integer as pairs
     from import_pair p
     join import_row a on a.job_id = p.job_id and a.row_number = p.row_number
       and a.outcome in ('created', 'updated', 'unchanged')
     left join import_row o on o.job_id = p.job_id and o.row_number = p.other_row
     where p.job_id = ? and a.station_id <> coalesce(o.station_id, p.other_station)
       and not exists (select from duplicate_pair d
                       where d.station_id = least(a.station_id, coalesce(o.station_id, p.other_station))
                         and d.other_id = greatest(a.station_id, coalesce(o.station_id, p.other_station)))`,
    [id],
  )
  return {
    summary: summary as unknown as ImportSummary,
    vanished: vanished!,
    returned: returned!,
    possibleDuplicates: pairs.rows[0]!.pairs,
  }
}
