/** Who cannot reach an open station, when, and for what. */
import type { Knex } from 'knex'
import type { Database } from '../../../db/database.ts'
import { Problem, type Language } from '../../http/problem.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import type { LiveIndex, StationFollower } from '../nearest/follower.ts'
import { encodeCells } from './cells-binary.ts'
import { compareAnswers, type Comparison } from './compare.ts'
import { refuseUnlike } from './unlike.ts'
import { createCounter, type Counter } from './counter.ts'
import { createDemand, type Demand, type DemandOptions } from './demand.ts'
import type { AreaPair } from './demand-table.ts'
import { attributionOf, type DataLicence, DEFAULT_LICENCE, licenceOf } from '../../http/licence.ts'
import { createModels, type Models } from './models.ts'
import {
  cellsInArea,
  distances,
  inArea,
  presentCell,
  soleStations,
  worstCells,
  type CellAnswer,
  type DistanceInterval,
  type SoleStation,
  type WorstCell,
} from './particulars.ts'
import { frameOf, frameOnly, present, type CoverageAnswer, type Frame, type Material } from './present.ts'
import { DEFAULT_REACH_M, hourOfWeek, weekOf, type CoverageQuestion } from './question.ts'
import {
  allSnapshots,
  dataAges,
  recentRuns,
  snapshotById,
  type CoverageRun,
  type DataAges,
  type Snapshot,
} from './read-model.ts'
import { createRecent } from './recent.ts'
import { createRuns, getRun, type RunCounts, type WeekResult, type WeekRun, type WeekRuns } from './runs.ts'
import type { CellField, CoverageQuery, Moment } from './schemas.ts'
import { insertSnapshot } from './store.ts'
import type { Places, SiteDistances } from './thread-messages.ts'
import {
  deserts,
  isNight,
  isWeekend,
  type AreaStrip,
  type Desert,
  type StreetStrip,
  type Strip,
} from './week.ts'

export interface WeekAnswer extends Frame, Strip {
  area: { code: string; name: string } | null
  hours: number
  runId: string
  districts: AreaStrip[]
  /** Of the district that was asked for; empty for the city. */
  streets: StreetStrip[]
  deserts: { night: Desert[]; weekend: Desert[] }
}

export interface Details extends Frame {
  /** People (or km²) surely beyond reach, most first. */
  worstCells: WorstCell[]
  /** Stations without which most people would have none within reach. */
  soleStations: SoleStation[]
  sites: (Omit<SiteDistances, 'pessimist' | 'optimist'> & { distanceM: DistanceInterval })[]
}

/** One of the two moments of a comparison. */
export interface ComparedFrame extends Frame {
  /** The kept answer; null for one that was counted just now. */
  snapshot: { id: number; name: string; createdAt: string } | null
}

export interface ComparisonAnswer extends Comparison {
  before: ComparedFrame
  after: ComparedFrame
}

export interface CoverageService {
  readonly models: Models
  readonly demand: Demand
  answer(query: CoverageQuery, language: Language): Promise<CoverageAnswer>
  /** The week, or its run when it is not known after `waitMs`; null when the asker has left meanwhile. */
  week(
    query: CoverageQuery,
    area: string | null,
    wait: { ms: number; left: AbortSignal },
    language: Language,
  ): Promise<{ week: WeekAnswer } | { run: CoverageRun } | null>
  /** See cells-binary.ts. @param area code of a district or street; null takes all */
  cells(
    query: CoverageQuery,
    area: string | null,
    columns: readonly CellField[],
    language: Language,
  ): Promise<Buffer>
  cell(h3: string, query: CoverageQuery, language: Language): Promise<CellAnswer>
  details(query: CoverageQuery, area: string | null, limit: number, language: Language): Promise<Details>
  places(
    query: CoverageQuery,
    language: Language,
  ): Promise<{ frame: Frame; places: Places; areas: readonly AreaPair[] }>
  /** Stations that are the only one in reach, all of them, most people first. */
  soleStations(query: CoverageQuery, language: Language): Promise<{ frame: Frame; stations: SoleStation[] }>
  compare(query: CoverageQuery, before: Moment, after: Moment, language: Language): Promise<ComparisonAnswer>
  snapshots(): Promise<Snapshot[]>
  keepSnapshot(name: string, query: CoverageQuery, actor: string): Promise<Snapshot<CoverageAnswer>>
  runs(limit: number): Promise<CoverageRun[]>
  run(id: string): Promise<CoverageRun>
  readonly runCounts: Readonly<RunCounts>
  /** @throws Problem 404, 409 when it is not under way in this process */
  cancelRun(id: string): Promise<CoverageRun>
  removeModel(id: string): Promise<void>
  /** Outlines of districts and streets, for exports. */
  areas: Counter['areas']
  /** Spreads the default model ahead of the first question. */
  warm(): Promise<void>
  /** The service will stop: whoever waits for a week is told to ask again, elsewhere or later. */
  endRuns(): void
  stop(): Promise<void>
}

export interface CoverageOptions extends Omit<DemandOptions, 'knex' | 'models'> {
  db: Pick<Database, 'knex' | 'listen' | 'kind'>
  follower: Pick<StationFollower, 'live'>
  calendar: HolidayCalendar
  licence?: DataLicence
  /** Epoch milliseconds; the clock that "now" goes by. */
  clock?: () => number
  /** Told about failures that are ours. */
  onError?: (error: unknown) => void
}

/** Coverage over a migrated database and a running index of stations. Counting begins with the first question. */
export async function createCoverage(options: CoverageOptions): Promise<CoverageService> {
  const { db, follower, calendar, licence = DEFAULT_LICENCE, clock = Date.now } = options
  const { onError = () => undefined } = options
  const { knex } = db
  const models = await createModels(db)
  const counter = await createCounter({ db, follower, calendar, clock })
  const runs = await createRuns({
    knex,
    counter,
    alone: db.kind === 'embedded',
    clock,
    modelStands: models.stands,
    onError,
  })
  const ask = createAsker(knex, models, counter, licence, clock)

  async function places(query: CoverageQuery, language: Language) {
    const material = await ask(query)
    const { spread, computedAt } = material.counted
    const found = await counter.places(material.model, material.question)
    const frame = frameOf(material, spread, { dataVersion: found.dataVersion, computedAt }, language)
    return { frame, places: found, areas: spread.table.areas }
  }

  /** An answer at one of the two moments of a comparison. */
  async function answerAt(query: CoverageQuery, moment: Moment, language: Language): Promise<Compared> {
    if (typeof moment === 'number') {
      const { id, name, createdAt, answer } = await keptAnswer(knex, moment)
      return { answer, snapshot: { id, name, createdAt } }
    }
    const asked = moment === 'now' ? query : { ...query, hour: undefined, at: moment.atMs }
    return { answer: present(await ask(asked), language), snapshot: null }
  }

  return {
    models,
    demand: createDemand({ ...options, knex, models }),
    areas: counter.areas,
    places,
    answer: async (query, language) => present(await ask(query), language),
    async week(query, area, wait, language) {
      const model = await models.find(query.model)
      const question = weekQuestion(query, clock())
      const week = await runs.week(model, question)
      const result = 'strips' in week ? week : await week.wait(wait.ms, wait.left)
      if (wait.left.aborted) return null
      if (!result) return { run: await underWay(knex, week as WeekRun) }
      const demoStations = hasDemoStations(counter.live())
      const frame = frameOf({ model, question, demoStations, licence }, result.spread, result, language)
      return { week: await presentWeek(counter, frame, result, area) }
    },
    async cells(query, area, columns, language) {
      const { frame, places: found, areas } = await places(query, language)
      return encodeCells(cellsInArea(found.cells, areas, area), columns, frame)
    },
    cell: async (h3, query, language) => presentCell(h3, await ask(query), counter, calendar, language),
    async details(query, area, limit, language) {
      const material = await ask(query)
      return gatherDetails(counter, material, await places(query, language), area, limit)
    },
    async soleStations(query, language) {
      const material = await ask(query)
      const { dataVersion, stations } = await soleStations(counter, material, null, Infinity)
      const of = { dataVersion, computedAt: clock() }
      return { frame: frameOf(material, material.counted.spread, of, language), stations }
    },
    async compare(query, before, after, language) {
      const [was, is] = [await answerAt(query, before, language), await answerAt(query, after, language)]
      refuseUnlike(was.answer, is.answer)
      return {
        before: side(was, licence),
        after: side(is, licence),
        ...compareAnswers(was.answer, is.answer),
      }
    },
    snapshots: () => allSnapshots(knex),
    async keepSnapshot(name, query, actor) {
      return keptAnswer(knex, await insertSnapshot(knex, name, present(await ask(query), 'zh'), actor))
    },
    runs: (limit) => recentRuns(knex, limit),
    run(id) {
      runs.find(id)?.renew()
      return getRun(knex, id)
    },
    runCounts: runs.counts,
    cancelRun: (id) => cancelRun(knex, runs, id),
    async removeModel(id) {
      await models.remove(id)
      runs.cancelModel(id)
    },
    warm: async () => counter.warm(await models.find(undefined)),
    endRuns: () => void runs.stop(),
    async stop() {
      const ended = runs.stop()
      // A run in the midst of spreading its model hears of its end by that of the thread.
      await counter.stop()
      await ended
      await models.stop()
    },
  }
}

async function gatherDetails(
  counter: Counter,
  material: Material,
  found: { frame: Frame; places: Places; areas: readonly AreaPair[] },
  area: string | null,
  limit: number,
): Promise<Details> {
  return {
    ...found.frame,
    worstCells: worstCells(found, material.question.reach.metres, area, limit),
    soleStations: (await soleStations(counter, material, area, limit)).stations,
    sites: found.places.sites
      .filter((site) => inArea(site, area))
      .sort((a, b) => b.pessimist - a.pessimist)
      .slice(0, limit)
      .map(({ pessimist, optimist, ...site }) => ({ ...site, distanceM: distances(pessimist, optimist) })),
  }
}

/** Gathers what an answer is put together from. */
function createAsker(
  knex: Knex,
  models: Models,
  counter: Counter,
  licence: DataLicence,
  clock: () => number,
): (query: CoverageQuery) => Promise<Material> {
  const agesKept = createRecent<Promise<DataAges>>(4)

  function ages(dataVersion: number): Promise<DataAges> {
    const key = String(dataVersion)
    const known = agesKept.get(key) ?? dataAges(knex)
    agesKept.set(key, known)
    known.catch(() => agesKept.delete(key))
    return known
  }

  return async (query) => {
    const model = await models.find(query.model)
    const question = questionOf(query, clock())
    const counted = await counter.tally(model, question)
    return {
      model,
      question,
      counted,
      ages: await ages(counted.tally.dataVersion),
      demoStations: hasDemoStations(counter.live()),
      licence,
      nameOf: (await counter.areas()).nameOf,
    }
  }
}

function questionOf(query: CoverageQuery, nowMs: number): CoverageQuestion {
  const { at, hour, holiday, facilities, access, group, reach } = query
  return {
    when:
      at === undefined
        ? { kind: 'hour', hour: hour ?? hourOfWeek(nowMs), holiday: holiday === 'on', weekOf: weekOf(nowMs) }
        : { kind: 'at', atMs: at },
    facilities,
    access,
    groups: group,
    reach: reach ?? { metres: DEFAULT_REACH_M, travel: null },
  }
}

/** The week that the question lies in, as an ordinary one. */
function weekQuestion(query: CoverageQuery, nowMs: number): CoverageQuestion {
  const { at } = query
  if (at === undefined) return questionOf(query, nowMs)
  return questionOf({ ...query, at: undefined, hour: hourOfWeek(at) }, at)
}

const demoStations = new WeakMap<LiveIndex, boolean>()

function hasDemoStations(live: LiveIndex): boolean {
  let has = demoStations.get(live)
  if (has === undefined) {
    has = live.snapshot.synthetic.includes(1)
    demoStations.set(live, has)
  }
  return has
}

async function underWay(knex: Knex, { id, recorded, hoursDone }: WeekRun): Promise<CoverageRun> {
  await recorded
  return { ...(await getRun(knex, id)), hoursDone }
}

async function cancelRun(knex: Knex, runs: WeekRuns, id: string): Promise<CoverageRun> {
  const run = await getRun(knex, id)
  const underWay = runs.find(id)
  underWay?.cancel()
  if (underWay) return run
  throw new Problem(409, {
    zh: '这次计算已经结束,不能取消。',
    en: 'The run has ended; there is nothing to cancel.',
  })
}

async function presentWeek(
  counter: Counter,
  frame: Frame,
  { strips, runId }: WeekResult,
  area: string | null,
): Promise<WeekAnswer> {
  const { nameOf } = await counter.areas()
  const strip =
    area === null
      ? strips.city
      : (strips.districts.find(({ code }) => code === area) ??
        strips.streets.find(({ code }) => code === area))
  if (!strip) {
    const message = { zh: `这个模型里没有代码为 ${area} 的区或街道。`, en: `The model has no area ${area}.` }
    throw new Problem(404, message, [{ field: 'area', value: area, message }])
  }
  const { people, pessimist, optimist } = strip
  const inside = strips.streets.filter((street) => inArea({ ...street, streetCode: street.code }, area))
  return {
    ...frame,
    area: area === null ? null : { code: area, name: nameOf(area) },
    hours: people.length,
    people,
    pessimist,
    optimist,
    runId,
    districts: area === null ? strips.districts : [],
    streets: area === null ? [] : inside,
    deserts: { night: deserts(inside, isNight), weekend: deserts(inside, isWeekend) },
  }
}

interface Compared {
  answer: CoverageAnswer
  snapshot: ComparedFrame['snapshot']
}

/** @throws Problem 404 */
async function keptAnswer(knex: Knex, id: number): Promise<Snapshot<CoverageAnswer>> {
  const kept = await snapshotById<CoverageAnswer>(knex, id)
  if (kept) return kept
  throw new Problem(404, { zh: `没有编号为 ${id} 的存档答案。`, en: `There is no kept answer ${id}.` })
}

/** How a side came about. A kept answer was kept without the terms, or under others than those that hold now. */
function side({ answer, snapshot }: Compared, licence: DataLicence): ComparedFrame {
  const attribution = attributionOf(answer.synthetic, licence.attribution)
  return { ...frameOnly(answer), attribution, licence: licenceOf(licence), snapshot }
}
