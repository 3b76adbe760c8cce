/**
 * The chores of PostgreSQL's background processes, which an embedded single-process server lacks: without them the
 * write-ahead log grows for ever and the planner never learns how many rows a table has.
 */

/** The write-ahead log may grow to this many bytes before a checkpoint lets it be reused. */
const walBytes = 64 * 1024 * 1024

const walSinceCheckpoint = `
  select 1 from pg_control_checkpoint()
  where pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) > ${walBytes}`

/** Autovacuum's own thresholds: 50 rows plus 10 % changed (analyze) or 20 % dead (vacuum). */
const neglectedTables = `
  select format('%I.%I', t.schemaname, t.relname)
  from pg_stat_user_tables as t
  join pg_class as c on c.oid = t.relid
  where t.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)
     or t.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
  order by t.n_mod_since_analyze
  limit 5`

/** @param ask runs one statement outside a transaction and returns the first column of its rows */
export function keepHouse(ask: (sql: string) => string[]): void {
  for (const table of ask(neglectedTables)) ask(`vacuum (analyze) ${table}`)
  if (ask(walSinceCheckpoint).length > 0) ask('checkpoint')
}
