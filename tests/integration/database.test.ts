import { createHash } from 'node:crypto'
import { finished, pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectDatabase } from '../../db/connect.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

let test: TestDatabase

beforeAll(async () => {
  test = await createTestDatabase()
  await test.db.knex.raw('create table thing (id integer primary key, note text not null)')
})

afterAll(async () => {
  await test.drop()
})

const knex = () => test.db.knex
const countOf = async (where: Record<string, unknown> = {}) =>
  Number((await knex()('thing').where(where).count({ count: '*' }))[0]?.count)

/** Lends a connection of the pool, as the import does for COPY. */
async function withConnection<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = (await knex().client.acquireConnection()) as pg.Client
  try {
    return await work(client)
  } finally {
    await knex().client.releaseConnection(client)
  }
}

const codeOf = async (query: PromiseLike<unknown>): Promise<string> =>
  Promise.resolve(query).then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? String(error),
  )

/** Waits until `condition` holds; the test's own timeout ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('migrations', () => {
  it('are all there in a new database, under names without a file extension', async () => {
    expect(await migrateDatabase(test.db)).toEqual([])
    const names: string[] = await knex()('knex_migrations').orderBy('name').pluck('name')
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => name.includes('.'))).toEqual([])
  })

  it('go on after a process died while it held their lock', async () => {
    await knex()('knex_migrations_lock').update({ is_locked: 1 })
    expect(await migrateDatabase(test.db)).toEqual([])
  })

  it('may be asked for by several callers at once', async () => {
    expect(await Promise.all([migrateDatabase(test.db), migrateDatabase(test.db)])).toEqual([[], []])
  })
})

describe('transactions', () => {
  it('keep what they commit', async () => {
    await knex().transaction((trx) => trx('thing').insert({ id: 1, note: 'kept' }))
    expect(await countOf({ id: 1 })).toBe(1)
  })

  it('leave nothing when they are rolled back', async () => {
    const failing = knex().transaction(async (trx) => {
      await trx('thing').insert({ id: 2, note: 'dropped' })
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await countOf({ id: 2 })).toBe(0)
  })

  it('refuse further statements after an error, until they end', async () => {
    const trx = await knex().transaction()
    expect(await codeOf(trx.raw('select 1/0'))).toBe('22012')
    expect(await codeOf(trx.raw('select 1'))).toBe('25P02')
    await trx.rollback()
    expect((await knex().raw('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('go on after an error inside a savepoint', async () => {
    await knex().transaction(async (trx) => {
      await trx('thing').insert({ id: 3, note: 'outer' })
      await trx.transaction((inner) => inner('thing').insert({ id: 3, note: 'twice' })).catch(() => undefined)
      await trx('thing').insert({ id: 4, note: 'after' })
    })
    expect(await countOf({ note: 'after' })).toBe(1)
  })

  it('of several clients do not see into each other', async () => {
    await knex()('thing').insert({ id: 10, note: '0' })
    const add = () =>
      knex().transaction(async (trx) => {
        const row = await trx('thing').where({ id: 10 }).forUpdate().first()
        await new Promise((resolve) => setTimeout(resolve, 2))
        await trx('thing')
          .where({ id: 10 })
          .update({ note: String(Number(row.note) + 1) })
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect((await knex()('thing').where({ id: 10 }).first()).note).toBe('20')
  })

  it('end when their client is destroyed in the middle', async () => {
    const trx = await knex().transaction()
    await trx('thing').insert({ id: 5, note: 'orphan' })
    const client = (await (
      trx as unknown as { client: { acquireConnection(): Promise<unknown> } }
    ).client.acquireConnection()) as {
      connection: { stream: { destroy(): void } }
    }
    client.connection.stream.destroy()
    expect(await countOf({ id: 5 })).toBe(0)
    await knex()('thing').insert({ id: 5, note: 'free again' })
    await trx.rollback().catch(() => undefined)
  })
})

describe('many requests at once', () => {
  it('get each its own answer, with errors and transactions in between', async () => {
    await knex()('thing').where('id', '>=', 1000).delete()
    const work = Array.from({ length: 400 }, async (_, i) => {
      switch (i % 5) {
        case 0:
          return (await knex().raw('select ?::int as n, repeat(?, ?) as text', [i, 'x', i * 10])).rows[0]
        case 1:
          return codeOf(knex().raw('select ?::int / 0', [i]))
        case 2:
          return knex().transaction(async (trx) => {
            await trx('thing').insert({ id: 1000 + i, note: `row ${i}` })
            return (
              await trx('thing')
                .where({ id: 1000 + i })
                .first()
            ).note
          })
        case 3:
          return codeOf(
            knex().transaction(async (trx) => {
              await trx('thing').insert({ id: 1000 + i, note: 'never' })
              await trx.raw('select * from absent_table')
            }),
          )
        default:
          return (await knex().raw('select n from generate_series(1, ?) as n', [i])).rows.length
      }
    })
    const answers = await Promise.all(work)
    const expected = answers.map(
      (_, i) => [{ n: i, text: 'x'.repeat(i * 10) }, '22012', `row ${i}`, '42P01', i][i % 5],
    )
    expect(answers).toEqual(expected)
    expect(await countOf({ note: 'never' })).toBe(0)
  })

  it('include answers of many megabytes', async () => {
    const { rows } = await knex().raw(
      "select repeat('驿', 3000000) as text, n from generate_series(1, 2) as n",
    )
    expect(rows.map((row: { text: string }) => row.text.length)).toEqual([3000000, 3000000])
  })
})

describe('large requests', () => {
  it.each([1, 3, 12])('take a parameter of %i MB', async (megabytes) => {
    const text = '驿'.repeat(megabytes * 350_000)
    const { rows } = await knex().raw('select length(?::text) as length, md5(?::text) as md5', [text, text])
    expect(rows[0]).toEqual({ length: text.length, md5: createHash('md5').update(text).digest('hex') })
  })
})

describe('COPY', () => {
  const rows = (count: number, broken = -1) =>
    Readable.from(
      (function* () {
        for (let i = 0; i < count; i += 1)
          yield `${i === broken ? 'not a number' : 100_000 + i}\t第 ${i} 行\n`
      })(),
    )
  const copyRows = (source: Readable) =>
    withConnection((client) => pipeline(source, client.query(copyFrom('copy thing (id, note) from stdin'))))

  it('takes 10,000 rows', async () => {
    await copyRows(rows(10_000))
    expect(Number((await knex()('thing').where('id', '>=', 100_000).count())[0]?.['count'])).toBe(10_000)
    expect((await knex()('thing').where({ id: 109_999 }).first()).note).toBe('第 9999 行')
    await knex()('thing').where('id', '>=', 100_000).delete()
  })

  it('takes rows that come in one chunk of many megabytes', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `${100_000 + i}\t${'驿站'.repeat(30)}${i}\n`)
    await copyRows(Readable.from([Buffer.from(lines.join(''))]))
    expect(Number((await knex()('thing').where('id', '>=', 100_000).count())[0]?.['count'])).toBe(40_000)
    expect((await knex()('thing').where({ id: 139_999 }).first()).note).toBe(`${'驿站'.repeat(30)}39999`)
    await knex()('thing').where('id', '>=', 100_000).delete()
  })

  it('takes rows in their order, whatever the size of the chunks that they come in', async () => {
    const count = 60_000
    const text = Array.from({ length: count }, (_, i) => `${100_000 + i}\t${'驿'.repeat(i % 90)}${i}\n`).join(
      '',
    )
    const bytes = Buffer.from(text)
    const chunks = (function* () {
      for (let from = 0, size = 1; from < bytes.length; from += size, size = (size * 7919) % 700_001)
        yield bytes.subarray(from, from + size)
    })()
    await copyRows(Readable.from(chunks))
    const { rows: wrong } = await knex().raw(
      `select count(*) as n from thing where id >= 100000
       and note <> repeat('驿', ((id - 100000) % 90)::int) || (id - 100000)`,
    )
    expect(wrong[0].n).toBe('0')
    expect(Number((await knex()('thing').where('id', '>=', 100_000).count())[0]?.['count'])).toBe(count)
    await knex()('thing').where('id', '>=', 100_000).delete()
  })

  it.each([0, 5_000, 9_999])(
    'takes none of the rows when row %i is wrong, and the connection stays good',
    async (broken) => {
      expect(await codeOf(copyRows(rows(10_000, broken)))).toBe('22P02')
      expect(await countOf({ id: 100_001 })).toBe(0)
      expect((await knex().raw('select 1 as one')).rows).toEqual([{ one: 1 }])
    },
  )

  it('says at once that the table is absent', async () => {
    const copying = withConnection((client) =>
      pipeline(rows(10), client.query(copyFrom('copy absent from stdin'))),
    )
    expect(await codeOf(copying)).toBe('42P01')
  })

  it('into a transaction disappears with it', async () => {
    const undone = knex().transaction(async (trx) => {
      const client = (await trx.client.acquireConnection()) as pg.Client
      await pipeline(rows(1_000), client.query(copyFrom('copy thing (id, note) from stdin')))
      expect(Number((await trx('thing').where('id', '>=', 100_000).count())[0]?.['count'])).toBe(1_000)
      throw new Error('not after all')
    })
    await expect(undone).rejects.toThrow('not after all')
    expect(await countOf({ id: 100_000 })).toBe(0)
  })

  it('is undone when its source fails half-way', async () => {
    const source = Readable.from(
      (async function* () {
        yield '200000\tfirst\n'
        throw new Error('the file ended in the middle of a row')
      })(),
    )
    await expect(copyRows(source)).rejects.toThrow()
    expect(await countOf({ id: 200_000 })).toBe(0)
  })

  it('frees the database when its client is destroyed half-way', async () => {
    const client = (await knex().client.acquireConnection()) as pg.Client & {
      connection: { stream: { destroy(): void } }
    }
    client.on('error', () => undefined)
    const copy = client.query(copyFrom('copy thing (id, note) from stdin'))
    copy.on('error', () => undefined)
    copy.write('300000\thalf\n')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const ended = new Promise((resolve) => client.once('end', resolve))
    client.connection.stream.destroy()
    await ended
    await knex().client.releaseConnection(client)
    expect(await countOf({ id: 300_000 })).toBe(0)
  })

  it('gives rows out', async () => {
    const text = await withConnection(async (client) => {
      const out = client.query(copyTo("copy (select n, '行' from generate_series(1, 20000) as n) to stdout"))
      let received = ''
      out.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')))
      await finished(out)
      return received
    })
    expect(text.split('\n').length).toBe(20_001)
  })
})

describe('LISTEN', () => {
  it('hears every NOTIFY of its channel, by whichever connection, and no other', async () => {
    const heard: string[] = []
    const alsoHeard: string[] = []
    const stop = await test.db.listen('stations_changed', (payload) => heard.push(payload))
    const stopOther = await test.db.listen('Something Else', (payload) => alsoHeard.push(payload))
    await Promise.all([1, 2, 3].map((n) => knex().raw("select pg_notify('stations_changed', ?)", [`v${n}`])))
    await knex().raw("select pg_notify('Something Else', 'x')")
    await until(() => heard.length >= 3 && alsoHeard.length >= 1)
    expect(heard.toSorted()).toEqual(['v1', 'v2', 'v3'])
    expect(alsoHeard).toEqual(['x'])
    await stop()
    await knex().raw("select pg_notify('stations_changed', 'unheard')")
    await knex().raw("select pg_notify('Something Else', 'y')")
    await until(() => alsoHeard.length >= 2)
    expect(heard.length).toBe(3)
    await stopOther()
  })

  it('hears a NOTIFY at the commit of its transaction, not before, and never after a rollback', async () => {
    const heard: string[] = []
    const stop = await test.db.listen('at_commit', (payload) => heard.push(payload))
    const undone = await knex().transaction()
    await undone.raw("select pg_notify('at_commit', 'undone')")
    await undone.rollback()
    const done = await knex().transaction()
    await done.raw("select pg_notify('at_commit', 'done')")
    await done.raw('select 1')
    expect(heard).toEqual([])
    await done.commit()
    await until(() => heard.length > 0)
    expect(heard).toEqual(['done'])
    await stop()
  })

  it('comes back after its connection was lost, and says so with an empty payload', async () => {
    if (test.db.kind === 'embedded') return // A connection inside one process is not lost.
    const heard: string[] = []
    const stop = await test.db.listen('after_loss', (payload) => heard.push(payload))
    await knex().raw(
      'select pg_terminate_backend(pid) from pg_stat_activity where query like \'listen "after_loss"\'',
    )
    await until(() => heard.length > 0)
    await knex().raw("select pg_notify('after_loss', 'again')")
    await until(() => heard.length > 1)
    expect(heard).toEqual(['', 'again'])
    await stop()
  })
})

describe('errors', () => {
  it.each([
    ['unique_violation', '23505', 'insert into thing values (70, $$a$$), (70, $$b$$)'],
    ['not_null_violation', '23502', 'insert into thing values (71, null)'],
    ['syntax_error', '42601', 'selec 1'],
    ['raised by a function', 'P0001', 'do $$ begin raise exception $q$no$q$; end $$'],
  ])('%s has the SQLSTATE %s', async (_name, code, sql) => {
    expect(await codeOf(knex().raw(sql))).toBe(code)
  })

  it('name the constraint and the table', async () => {
    const error = await knex()
      .raw('insert into thing values (72, $$a$$), (72, $$b$$)')
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ constraint: 'thing_pkey', table: 'thing', severity: 'ERROR' })
  })
})

describe('row-level security', () => {
  it('holds for a role that a transaction takes on, and ends with it', async () => {
    await knex().raw(`
      drop table if exists guarded;
      do $$ begin create role reader_of_guarded; exception when duplicate_object then null; end $$;
      create table guarded (id integer, owner text);
      insert into guarded values (1, 'a'), (2, 'b');
      alter table guarded enable row level security;
      create policy own_rows on guarded using (owner = current_setting('app.scope', true));
      grant select on guarded to reader_of_guarded;
    `)
    const seen = await knex().transaction(async (trx) => {
      await trx.raw("set local role reader_of_guarded; set local app.scope = 'b'")
      return trx('guarded').pluck('id')
    })
    expect(seen).toEqual([2])
    expect(await knex()('guarded').orderBy('id').pluck('id')).toEqual([1, 2])
    const write = knex().transaction(async (trx) => {
      await trx.raw('set local role reader_of_guarded')
      await trx('guarded').delete()
    })
    expect(await codeOf(write)).toBe('42501')
    await knex().raw('drop table guarded; drop role reader_of_guarded')
  })
})

describe('types', () => {
  it('arrive as the pg driver documents them', async () => {
    const { rows } = await knex().raw(`select
      9007199254740993::bigint as big, 1.10::numeric as exact, 1.5::float8 as float, 7::int as int, true as yes,
      '{"a": [1, null]}'::jsonb as json, '2026-11-23T08:30:00+08'::timestamptz as at, '{a,b}'::text[] as list,
      null::text as nothing, '暖心'::text as text, '\\x00ff'::bytea as bytes, '{1,2}'::int[] as numbers,
      ST_SetSRID(ST_MakePoint(116.5, 39.5), 4326) as point`)
    expect(rows[0]).toEqual({
      big: '9007199254740993',
      exact: '1.10',
      float: 1.5,
      int: 7,
      yes: true,
      json: { a: [1, null] },
      at: new Date('2026-11-23T00:30:00Z'),
      list: ['a', 'b'],
      nothing: null,
      text: '暖心',
      bytes: Buffer.from([0, 255]),
      numbers: [1, 2],
      point: '0101000020E61000000000000000205D400000000000C04340',
    })
  })

  it('go in as parameters: dates, JSON, arrays, null and text with every kind of character', async () => {
    const at = new Date('2026-02-17T16:00:00.123Z')
    const text = `'";\\ \n\t 驿站 🚲 $1 ?`
    const { rows } = await knex().raw(
      'select ?::timestamptz as at, ?::jsonb as json, ?::text[] as list, ?::text as text',
      [at, JSON.stringify({ text }), ['a,b', '"'], text],
    )
    expect(rows[0]).toEqual({ at, json: { text }, list: ['a,b', '"'], text })
  })

  it('include distances in geodesic metres', async () => {
    const { rows } = await knex().raw(
      `select round(ST_Distance('SRID=4326;POINT(116.3913 39.9055)'::geography, 'SRID=4326;POINT(116.4 39.9055)'::geography)) as m`,
    )
    expect(rows).toEqual([{ m: 744 }])
  })
})

describe('closing', () => {
  it('ends connections and listeners, and a later connection finds the data', async () => {
    await test.db.listen('left_open', () => undefined)
    await knex()('thing').insert({ id: 90, note: 'before closing' })
    await test.db.close()
    await test.db.close()
    await expect(knex().raw('select 1')).rejects.toThrow()
    test.db = await connectDatabase({ databaseUrl: test.url, dataDir: test.dataDir })
    expect((await knex()('thing').where({ id: 90 }).first()).note).toBe('before closing')
  })
})
