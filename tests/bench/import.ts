/** A roster through the whole import, check and commit, beside a bare COPY of the same file into a table of text. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { startChild } from './child.ts'
import type { ImportRun } from './import-run.ts'
import type { BenchOptions } from './options.ts'
import { openPostgres, type BenchDatabase, type BenchPostgres } from './postgres.ts'
import { median, printTable, rounded, say } from './report.ts'
import { ROSTER_COLUMNS, writeRoster } from './roster-file.ts'

/** A large import takes most of a minute: fewer rounds of it. */
const LARGE = 100_000
const MEGABYTE = 2 ** 20

interface Round extends ImportRun {
  /** The next version of the list, which changes nearly every row. */
  second: ImportRun
  /** Null for the embedded database, where COPY alone is not reached. */
  copySeconds: number | null
}

export async function runImportBench({ sizes, rounds }: BenchOptions): Promise<Record<string, unknown>> {
  const postgres = await openPostgres()
  console.log(`  ${postgres.description}; CSV with coordinates, hours and facilities into an empty registry`)
  const folder = await mkdtemp(join(tmpdir(), 'stations-bench-roster-'))
  const results: Record<string, unknown>[] = []
  const lines: (string | number)[][] = []
  try {
    const migrated = await migratedDatabase(postgres)
    for (const rows of sizes) {
      const path = join(folder, `roster-${rows}.csv`)
      await writeRoster(path, rows)
      await writeRoster(secondVersion(path), rows, true)
      const measured: Round[] = []
      const times = rows >= LARGE ? Math.min(rounds, 2) : Math.min(rounds, 3)
      for (let round = 0; round < times; round++) measured.push(await importOnce(postgres, migrated, path))
      const { result, line } = summary(rows, measured)
      results.push(result)
      lines.push(line)
    }
    await migrated.drop()
  } finally {
    await rm(folder, { recursive: true, force: true })
    await postgres.stop()
  }
  printTable(
    [
      'rows',
      'check s',
      'commit s',
      'rows/s',
      'bare COPY s',
      'import / COPY',
      '2nd check s',
      '2nd commit s',
      '2nd / 1st',
      'peak memory MB',
      'at start MB',
    ],
    lines,
  )
  return { imports: results }
}

/** With all migrations and the reference data, to be copied for each round. */
async function migratedDatabase(postgres: BenchPostgres): Promise<BenchDatabase> {
  const database = await postgres.createDatabase()
  if (!postgres.embedded) {
    const child = await startChild('./import-run.ts', settings(database))
    await child.ask('stop')
    await child.stop()
  }
  return database
}

const settings = ({ url, dataDir }: BenchDatabase) => ({
  DATABASE_URL: url,
  DATA_DIR: dataDir,
  DEMO_STATIONS: '0',
  UPLOAD_MAX_MB: '512',
})

async function importOnce(postgres: BenchPostgres, migrated: BenchDatabase, path: string): Promise<Round> {
  const database = await postgres.createDatabase(postgres.embedded ? undefined : migrated)
  try {
    const copySeconds = database.url ? await bareCopy(database.url, path) : null
    const child = await startChild('./import-run.ts', settings(database))
    try {
      const run = await child.ask<ImportRun>('run', path)
      say(`  ${run.created} created in ${rounded(run.checkSeconds + run.commitSeconds, 1)} s`)
      const second = await child.ask<ImportRun>('run', secondVersion(path))
      say(`  ${second.updated} updated in ${rounded(second.checkSeconds + second.commitSeconds, 1)} s`)
      await child.ask('stop')
      return { ...run, second, copySeconds }
    } finally {
      await child.stop()
    }
  } finally {
    await database.drop()
  }
}

const secondVersion = (path: string) => path.replace(/\.csv$/, '-v2.csv')

async function bareCopy(url: string, path: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(
      `create table bench_roster (${ROSTER_COLUMNS.map((name) => `"${name}" text`).join(', ')})`,
    )
    const started = performance.now()
    const copy = client.query(copyFrom('copy bench_roster from stdin (format csv, header)'))
    await pipeline(createReadStream(path), copy)
    return (performance.now() - started) / 1000
  } finally {
    await client.end()
  }
}

function summary(rows: number, measured: readonly Round[]) {
  const total = median(measured.map((m) => m.checkSeconds + m.commitSeconds))
  const copies = measured.map((m) => m.copySeconds)
  const copySeconds = copies.includes(null) ? null : median(copies as number[])
  const peak = Math.max(...measured.map((m) => m.rssPeak)) / MEGABYTE
  const before = median(measured.map((m) => m.rssBefore)) / MEGABYTE
  const second = median(measured.map((m) => m.second.checkSeconds + m.second.commitSeconds))
  const ratio = copySeconds === null ? null : total / copySeconds
  return {
    result: {
      rows,
      seconds: rounded(total),
      rowsPerSecond: Math.round(rows / total),
      overCopy: ratio === null ? null : rounded(ratio, 1),
      secondVersionSeconds: rounded(second),
      peakMegabytes: Math.round(peak),
    },
    line: [
      rows,
      median(measured.map((m) => m.checkSeconds)).toFixed(2),
      median(measured.map((m) => m.commitSeconds)).toFixed(2),
      Math.round(rows / total),
      copySeconds?.toFixed(2) ?? 'embedded',
      ratio?.toFixed(1) ?? '',
      median(measured.map((m) => m.second.checkSeconds)).toFixed(2),
      median(measured.map((m) => m.second.commitSeconds)).toFixed(2),
      (second / total).toFixed(2),
      Math.round(peak),
      Math.round(before),
    ],
  }
}
