/** Keeps the counting thread supplied with areas, stations and models, and remembers what it answered. */
import type { Knex } from 'knex'
import type { Database } from '../../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import type { LiveIndex, StationFollower } from '../nearest/follower.ts'
import { loadAreas, type Areas } from '../places/read-model.ts'
import { AREAS_CHANNEL } from '../places/store.ts'
import type { Tally } from './engine.ts'
import type { RegionAreas } from './grid.ts'
import type { CoverageModel, DemandLayer } from './model.ts'
import { atHour, questionKey, WEEK_HOURS, type CoverageQuestion } from './question.ts'
import { allLayers, layerContents } from './read-model.ts'
import { createRecent } from './recent.ts'
import { calendarRows, stationTable } from './station-table.ts'
import { startCoverageThread, type CoverageThread } from './thread.ts'
import type { ModelTable, Places } from './thread-messages.ts'

/** A model spread over the grid, as the asker knows it. */
export interface Spread {
  key: string
  table: ModelTable
  layers: DemandLayer[]
}

export interface Counted {
  tally: Tally
  spread: Spread
  /** Epoch milliseconds. */
  computedAt: number
}

export interface SoleStation {
  row: number
  people: number
}

export interface Counter {
  areas(): Promise<KnownAreas>
  /** The stations that the next question will be asked of. @throws Problem 503 before there are any */
  live(): LiveIndex
  /** Names a week: the same for the same model, data and question. */
  weekKey(model: CoverageModel, question: CoverageQuestion): Promise<string>
  tally(model: CoverageModel, question: CoverageQuestion): Promise<Counted>
  /** All hours of the question's week; each is remembered for `tally`. @throws Cancelled */
  week(
    model: CoverageModel,
    question: CoverageQuestion,
    onHour: (done: number) => void,
    signal: AbortSignal,
  ): Promise<Counted[]>
  places(model: CoverageModel, question: CoverageQuestion): Promise<Places>
  soleStations(
    model: CoverageModel,
    question: CoverageQuestion,
  ): Promise<{ live: LiveIndex; stations: SoleStation[] }>
  /** Spreads a model ahead of the first question. */
  warm(model: CoverageModel): Promise<void>
  stop(): Promise<void>
}

export interface KnownAreas {
  version: number
  areas: Areas
  region: RegionAreas
  nameOf(code: string): string
  districtOf(street: string): string | null
}

export interface CounterOptions {
  db: Pick<Database, 'knex' | 'listen'>
  follower: Pick<StationFollower, 'live'>
  calendar: HolidayCalendar
  clock: () => number
}

/** Twelve whole weeks, about 50 MB for Beijing. */
const MOST_TALLIES = 12 * WEEK_HOURS

/** A map of cells and the list beside it ask the same; each of these is about 8 MB for Beijing. */
const MOST_PLACES = 2

/**
 * Questions that wait for the thread, a tenth of a second each for Beijing. More would be answered when their askers have
 * left; a week under way goes on after each batch of them.
 */
const MOST_ASKED = 40

/** The thread with what it has been told. */
interface Supplied {
  thread: CoverageThread
  areas: number
  live: LiveIndex | null
  spread: Map<string, Promise<Spread>>
}

interface Supply extends Pick<Counter, 'areas' | 'live' | 'stop'> {
  /**
   * Asks the thread when it has the newest areas and stations and the model is on its grid. Once more when it has
   * dropped the model meanwhile, or was ended and begun anew.
   */
  asking<T>(
    model: CoverageModel,
    ask: (thread: CoverageThread, spread: Spread, live: LiveIndex) => Promise<T>,
  ): Promise<T>
}

async function createSupply({ db, follower, calendar }: Omit<CounterOptions, 'clock'>): Promise<Supply> {
  const { knex } = db
  const days = calendarRows(calendar)
  let known: Promise<KnownAreas> | null = null
  let areasVersion = 0
  let supplied: Supplied = supplyNothing()
  let stopped = false
  const stopListening = await db.listen(AREAS_CHANNEL, () => {
    known = null
  })

  function areas(): Promise<KnownAreas> {
    if (!known) {
      known = readAreas(knex, ++areasVersion)
      known.catch(() => (known = null))
    }
    return known
  }

  function live(): LiveIndex {
    const standing = follower.live()
    if (standing) return standing
    throw new Problem(
      503,
      { zh: '驿站数据正在加载,请稍后再试。', en: 'The stations are being loaded; please try again shortly.' },
      [],
      { 'Retry-After': '1' },
    )
  }

  async function ready(model: CoverageModel): Promise<{ on: Supplied; spread: Spread; live: LiveIndex }> {
    const { version, region } = await areas()
    if (stopped) throw new Error('coverage is not counted any more: the service stops')
    if (supplied.thread.ended) supplied = supplyNothing()
    const on = supplied
    if (on.areas !== version) {
      on.thread.setAreas(region)
      on.areas = version
      on.spread.clear()
    }
    const key = modelKey(model, version)
    let spread = on.spread.get(key)
    if (!spread) {
      spread = spreadModel(knex, on.thread, model, key)
      on.spread.set(key, spread)
      spread.catch(() => on.spread.delete(key))
    }
    const table = await spread
    // Last, with no waiting between this and the question: the answer is about the stations that the caller knows.
    const standing = live()
    if (on.live !== standing) {
      on.thread.setStations(stationTable(standing, days))
      on.live = standing
    }
    return { on, spread: table, live: standing }
  }

  return {
    areas,
    live,
    async asking(model, ask) {
      const first = await ready(model)
      try {
        return await ask(first.on.thread, first.spread, first.live)
      } catch (error) {
        if (!/has not been spread/.test(String(error)) && !first.on.thread.ended) throw error
        first.on.spread.delete(first.spread.key)
        const again = await ready(model)
        return await ask(again.on.thread, again.spread, again.live)
      }
    },
    async stop() {
      stopped = true
      await stopListening()
      await supplied.thread.stop()
    },
  }
}

function supplyNothing(): Supplied {
  return { thread: startCoverageThread(), areas: -1, live: null, spread: new Map() }
}

async function spreadModel(
  knex: Knex,
  to: CoverageThread,
  model: CoverageModel,
  key: string,
): Promise<Spread> {
  const layers = (await allLayers(knex)).filter((layer) => model.layers.some(({ id }) => id === layer.id))
  const contents = await layerContents(knex, model.layers)
  return { key, layers, table: await to.setModel({ key, resolution: model.grid, layers: contents }) }
}

/** The counter over a database whose areas it follows. */
export async function createCounter({ clock, ...options }: CounterOptions): Promise<Counter> {
  const { areas, live, asking, stop } = await createSupply(options)
  const tallies = createRecent<Counted>(MOST_TALLIES)
  const places = createRecent<Promise<Places>>(MOST_PLACES)
  const underWay = new Map<string, Promise<Counted>>()
  const admitted = createGate(MOST_ASKED)

  const tallyKey = (spread: Spread, dataVersion: number, question: CoverageQuestion) =>
    `${spread.key}|${dataVersion}|${questionKey(question)}`

  function remember(spread: Spread, question: CoverageQuestion, tally: Tally): Counted {
    const counted = { tally, spread, computedAt: clock() }
    tallies.set(tallyKey(spread, tally.dataVersion, question), counted)
    return counted
  }

  return {
    areas,
    live,
    stop,
    async weekKey(model, question) {
      const { version } = await areas()
      return `${modelKey(model, version)}|${live().dataVersion}|${questionKey(atHour(question, 0))}`
    },
    tally: (model, question) =>
      asking(model, (thread, spread, standing) => {
        const key = tallyKey(spread, standing.dataVersion, question)
        const before = tallies.get(key)
        if (before) return Promise.resolve(before)
        let counting = underWay.get(key)
        if (!counting) {
          counting = admitted(() => thread.ask(spread.key, question))
            .then((tally) => remember(spread, question, tally))
            .finally(() => underWay.delete(key))
          underWay.set(key, counting)
        }
        return counting
      }),
    week: (model, question, onHour, signal) =>
      asking(model, async (thread, spread) => {
        const hours: Counted[] = new Array(WEEK_HOURS)
        let done = 0
        const take = (hour: number, tally: Tally) => {
          hours[hour] = remember(spread, atHour(question, hour), tally)
          onHour(++done)
        }
        await thread.week(spread.key, question, take, signal)
        return hours
      }),
    places: (model, question) =>
      asking(model, (thread, spread, standing) => {
        const key = tallyKey(spread, standing.dataVersion, question)
        const known = places.get(key)
        if (known) return known
        const asked = admitted(() => thread.places(spread.key, question))
        places.set(key, asked)
        asked.catch(() => places.delete(key))
        return asked
      }),
    soleStations: (model, question) =>
      asking(model, async (thread, spread, standing) => {
        const { dataVersion, stations } = await admitted(() => thread.soleStations(spread.key, question))
        // Rows are of no meaning in another version.
        if (dataVersion !== standing.dataVersion) throw changedMeanwhile()
        return { live: standing, stations: stations.map(([row, people]) => ({ row, people })) }
      }),
    warm: (model) => asking(model, () => Promise.resolve()),
  }
}

/** Lets so many be under way at once. @returns rejects with Problem 503 when there are more */
function createGate(most: number): <T>(begin: () => Promise<T>) => Promise<T> {
  let inside = 0
  return async (begin) => {
    if (inside >= most) throw crowded()
    inside++
    try {
      return await begin()
    } finally {
      inside--
    }
  }
}

const crowded = () =>
  new Problem(
    503,
    { zh: '正在计算的问题太多,请稍后再试。', en: 'Too many questions are being counted; please try again.' },
    [],
    { 'Retry-After': '2' },
  )

const changedMeanwhile = () =>
  new Problem(
    503,
    { zh: '驿站数据刚刚更新,请再试一次。', en: 'The stations have just changed; please try again.' },
    [],
    { 'Retry-After': '1' },
  )

const modelKey = (model: CoverageModel, areasVersion: number) =>
  `${model.id}@${model.version}#${areasVersion}`

async function readAreas(knex: Knex, version: number): Promise<KnownAreas> {
  const areas = await loadAreas(knex)
  const names = new Map([...areas.districts, ...areas.streets].map(({ code, name }) => [code, name]))
  const districts = new Map(areas.streets.map(({ code, districtCode }) => [code, districtCode]))
  return {
    version,
    areas,
    region: {
      districts: areas.districts.map(({ code, geometry }) => ({ code, geometry })),
      streets: areas.streets.flatMap(({ code, districtCode, geometry }) =>
        geometry ? [{ code, districtCode, geometry }] : [],
      ),
    },
    nameOf: (code) => names.get(code) ?? code,
    districtOf: (street) => districts.get(street) ?? null,
  }
}
