// Started as a process of its own by tests/integration/embedded-database.test.ts, which kills it.
// Inserts rows one after another, and in transactions of ten, and prints a row's number once its commit is answered.
import { connectDatabase } from '../../db/connect.ts'

const dataDir = process.argv[2]
if (!dataDir) throw new Error('Give the data folder as the first argument.')
const db = await connectDatabase({ dataDir })
await db.knex.raw('create table if not exists acknowledged (id integer primary key, batch integer)')
const [{ max }] = (await db.knex('acknowledged').max('id')) as [{ max: number | null }]
let id = max ?? 0
for (;;) {
  id += 1
  await db.knex('acknowledged').insert({ id })
  process.stdout.write(`${id}\n`)
  const batch = id + 1
  await db.knex.transaction(async (trx) => {
    for (let i = 0; i < 10; i += 1) {
      id += 1
      await trx('acknowledged').insert({ id, batch })
    }
  })
  process.stdout.write(`${id}\n`)
}
