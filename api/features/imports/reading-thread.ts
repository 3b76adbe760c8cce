/** Entry of the thread that reads a roster: parsing, placing and pairing never run on the request loop. */
import { parentPort, workerData } from 'node:worker_threads'
import { parseHours } from '../hours/parse.ts'
import type { Hours } from '../hours/hours.ts'
import { copyLine } from '../../../db/copy-text.ts'
import { threadClient, type ThreadDatabase } from '../../../db/thread-client.ts'
import { NearNames, type PlacedName } from './duplicates.ts'
import { knownPlaces } from './read-model.ts'
import { openRoster } from './reading/open-roster.ts'
import { rosterPlaces, unionFinder } from './reference.ts'
import { RosterError, type RowProblem } from './roster.ts'
import type { ReadRow } from './read-row.ts'
import { createRowReader } from './row-facts.ts'
import { SeenRows } from './seen-rows.ts'
import { copyBatch } from './store.ts'
import type { FromReader, ReadingTask } from './thread-messages.ts'

const BATCH_ROWS = 2_000
/** Stations that are compared at a time. */
const KNOWN_PAGE = 5_000

interface RowPlace extends PlacedName {
  row: number
  sourceId: string | null
  addressKey: string
}

const { database, ...task } = workerData as ReadingTask & { database: ThreadDatabase }
const client = threadClient(database)
// Whatever is being asked fails with it, and tells.
client.on('error', () => undefined)

function send(message: FromReader): void {
  parentPort!.postMessage(message)
}

/** The batch that is under way: the database writes it while the next one is being read. */
let writing: Promise<void> = Promise.resolve()

async function write(kind: 'rows' | 'pairs', lines: string[]): Promise<void> {
  if (lines.length === 0) return
  const copy = Buffer.from(lines.join(''))
  await writing
  writing = copyBatch(client, kind, copy).then(() => {
    if (kind === 'rows') send({ kind: 'written', rows: lines.length })
  })
  // Told by whoever waits for it next.
  writing.catch(() => undefined)
}

async function read(): Promise<void> {
  const { options, reference, jobId } = task
  const places = rosterPlaces(reference)
  const districtCode = options.district === null ? null : districtOf(task)
  await client.connect()
  const roster = await openRoster(task.path, options, task.limits)
  const { header } = roster
  send({
    kind: 'opened',
    total: roster.total,
    notes: {
      sheet: roster.sheet,
      headerRow: header.row,
      recognised: Object.fromEntries(header.columns.map((c) => [c.header, c.field])),
      unknown: header.unknown,
    },
  })
  const readRow = createRowReader(header, {
    datum: options.datum,
    districtCode,
    source: task.source,
    bbox: task.bbox,
    places,
    unions: unionFinder(reference.unions),
    parseHours: remembering(parseHours),
  })
  const seen = new SeenRows()
  const placed: RowPlace[] = []
  const samePlace: string[] = []
  let lines: string[] = []
  let rows = 0
  for await (const row of roster.rows()) {
    const facts = readRow(row)
    const duplicate = facts.rejected ? null : seen.check(facts)
    if (duplicate) facts.problems.push(duplicate.problem)
    if (duplicate?.undecided)
      samePlace.push(copyLine([jobId, facts.number, duplicate.of, null, 'same-name-and-address', null]))
    const doubled = duplicate !== null && !duplicate.undecided
    if (facts.point && !facts.rejected && !doubled)
      placed.push({
        row: facts.number,
        nameKey: facts.nameKey,
        sourceId: facts.sourceId,
        addressKey: facts.addressKey,
        ...facts.point,
      })
    lines.push(rowLine(jobId, facts, doubled))
    rows++
    if (lines.length === BATCH_ROWS) {
      await write('rows', lines)
      lines = []
    }
  }
  await write('rows', lines)
  if (rows === 0) throw new RosterError(`第 ${header.row} 行是表头,下面没有名单。请选择有内容的文件。`)
  await write('pairs', samePlace)
  await pairUp(jobId, placed)
  await writing
  await client.end()
  send({ kind: 'done', rows })
}

function districtOf({ options, reference }: ReadingTask): string {
  const wanted = options.district!.trim()
  const district = reference.districts.find(
    (d) => d.name === wanted || d.code === wanted || d.name === `${wanted}区`,
  )
  if (district) return district.code
  throw new RosterError(
    `没有名为「${wanted}」的区。可用的区:${reference.districts.map((d) => d.name).join('、')}。`,
  )
}

/** Lists repeat the same few hours; reading them once is enough. */
function remembering(parse: (text: string) => Hours): (text: string) => Hours {
  const known = new Map<string, Hours>()
  return (text) => {
    const before = known.get(text)
    if (before) return before
    const hours = parse(text)
    if (known.size < 10_000) known.set(text, hours)
    return hours
  }
}

function rowLine(jobId: string, row: ReadRow, doubled: boolean): string {
  const outcome = row.rejected ? 'rejected' : doubled ? 'duplicate' : 'read'
  return copyLine([
    jobId,
    row.number,
    outcome,
    row.code,
    row.sourceId,
    row.nameKey,
    row.addressKey,
    row.unionCode,
    outcome === 'read' ? JSON.stringify(row.columns) : null,
    JSON.stringify(row.problems satisfies RowProblem[]),
    !doubled && row.marks.has('unlocated'),
    !doubled && row.marks.has('otherDistrict'),
    !doubled && row.marks.has('suspicious'),
  ])
}

/** Near-same names within 100 m: among the rows, and between rows and stations. */
async function pairUp(jobId: string, placed: RowPlace[]): Promise<void> {
  if (placed.length === 0) return
  const near = new NearNames<RowPlace>()
  let lines: string[] = []
  for (const entry of placed) {
    for (const { other, distanceM } of near.near(entry)) {
      lines.push(copyLine([jobId, entry.row, other.row, null, 'near-same-name', round(distanceM)]))
    }
    near.add(entry)
    if (lines.length >= BATCH_ROWS) {
      await write('pairs', lines)
      lines = []
    }
  }
  for (let last = 0; ;) {
    await writing
    const known = await knownPlaces(client, task.source, last, KNOWN_PAGE)
    if (known.length === 0) break
    last = known.at(-1)![0]
    for (const [id, nameKey, lon, lat, sourceId, addressKey] of known) {
      for (const { other, distanceM } of near.near({ nameKey, lon, lat })) {
        const itself =
          sourceId !== null && other.sourceId !== null
            ? sourceId === other.sourceId
            : addressKey === other.addressKey && nameKey === other.nameKey
        if (itself) continue
        lines.push(copyLine([jobId, other.row, null, id, 'near-same-name', round(distanceM)]))
      }
    }
    await write('pairs', lines)
    lines = []
  }
  await write('pairs', lines)
}

const round = (metres: number) => Math.round(metres * 10) / 10

read().catch(async (error: unknown) => {
  // What is on its way to the database arrives before the job is told to have failed.
  await writing.catch(() => undefined)
  if (!(error instanceof RosterError)) throw error
  send({ kind: 'refused', message: error.message })
})
