/** Answers the two searches from the index in memory. Nothing about the asker's place leaves this module. */
import { Problem, type Language } from '../../http/problem.ts'
import { beijingIso } from '../hours/beijing-time.ts'
import { writeCollection, type Head } from './answer.ts'
import { createFollower, type FollowerOptions, type LiveIndex, type StationFollower } from './follower.ts'
import { wideningNotice } from './notice.ts'
import { compileWishes, type Question } from './question.ts'
import { WALK_METHOD } from './ranking.ts'
import type { NearestQuery, WithinQuery } from './schemas.ts'
import { searchNearest, searchWithin, wishesGivenUp, type Asked } from './search.ts'

export interface NearestService {
  readonly ready: boolean
  readonly stations: number
  readonly dataVersion: number
  /** The index itself, for features that ask it about many places at once. */
  readonly follower: StationFollower
  /** JSON of the FeatureCollection. @throws Problem 503 before the index stands */
  nearest(query: NearestQuery, language: () => Language): Buffer
  /** JSON of the FeatureCollection. @throws Problem 503 before the index stands */
  within(query: WithinQuery): Buffer
  stop(): Promise<void>
}

export interface NearestOptions extends FollowerOptions {
  /** Epoch milliseconds; the clock that `open=now` goes by. */
  clock?: () => number
  /** Whose data they are, as answers say it. */
  attribution?: string
}

/** Reads the registry into the index and follows its changes. Resolves once searches can be answered. */
export async function startNearest({
  clock = Date.now,
  attribution,
  ...options
}: NearestOptions): Promise<NearestService> {
  const follower = createFollower(options)
  try {
    await follower.start()
  } catch (error) {
    await follower.stop()
    throw error
  }

  function standing(): LiveIndex {
    const live = follower.live()
    if (live) return live
    throw new Problem(
      503,
      { zh: '驿站数据正在加载,请稍后再试。', en: 'The stations are being loaded; please try again shortly.' },
      [],
      { 'Retry-After': '1' },
    )
  }

  return {
    get ready() {
      return follower.ready
    },
    get stations() {
      return follower.stations
    },
    get dataVersion() {
      return follower.dataVersion
    },
    follower,
    nearest: (query, language) => answerNearest(standing(), query, clock(), language, attribution),
    within: (query) => answerWithin(standing(), query, clock(), attribution),
    stop: () => follower.stop(),
  }
}

function ask(live: LiveIndex, query: NearestQuery | WithinQuery, nowMs: number): Asked {
  const question: Question = {
    open: query.open ?? null,
    facilities: query.facilities ?? [],
    access: query.access ?? [],
    audience: query.audience ?? [],
  }
  const other = typeof question.open === 'number'
  const wishes = compileWishes(question)
  return {
    index: live.snapshot.index,
    states: other ? live.otherTimes : live.now,
    picture: other ? undefined : live.pictures.at(wishes, nowMs),
    wishes,
    atMs: typeof question.open === 'number' ? question.open : nowMs,
  }
}

/**
 * The answer from one index at one moment; `NearestService` asks the newest.
 *
 * @param owner whose data they are, unless made up
 */
export function answerNearest(
  live: LiveIndex,
  query: NearestQuery,
  nowMs: number,
  language: () => Language,
  owner?: string,
): Buffer {
  const asked = ask(live, query, nowMs)
  const chosen = searchNearest(asked, query.lon, query.lat, query.limit, query.maxDistance ?? null)
  const notice = wideningNotice(chosen, () => wishesGivenUp(asked, chosen))
  const head = headOf(
    `{"type":"FeatureCollection","widened":${chosen.widened},"reachM":${chosen.reachM},` +
      `"notice":${notice === null ? 'null' : JSON.stringify(notice[language()])},"method":"${WALK_METHOD}",`,
    live,
    chosen.rows,
    asked.atMs,
    owner,
  )
  return writeCollection(live, head, chosen, asked.states, asked.atMs)
}

/** `NearestService` asks the newest. */
export function answerWithin(live: LiveIndex, query: WithinQuery, nowMs: number, owner?: string): Buffer {
  const asked = ask(live, query, nowMs)
  const { rows, matches, matched } = searchWithin(asked, query.bbox, query.limit)
  const head = headOf(
    `{"type":"FeatureCollection","matched":${matched},"truncated":${matched > rows.length},`,
    live,
    rows,
    asked.atMs,
    owner,
  )
  return writeCollection(live, head, { rows, matches, distances: null }, asked.states, asked.atMs)
}

/** What both answers say before their features, after what is each one's own. */
function headOf(
  own: string,
  { snapshot, dataVersion }: LiveIndex,
  rows: readonly number[],
  atMs: number,
  owner: string | undefined,
): Head {
  let synthetic = false
  for (const row of rows) synthetic ||= snapshot.synthetic[row] === 1
  const text = `${own}"asOf":"${secondOf(atMs)}","dataVersion":${dataVersion},"synthetic":${synthetic},`
  return { text, synthetic, owner }
}

let second = NaN
let written = ''

/** The instant as `beijingIso` writes it, to the second: most questions are about the same one as the last. */
function secondOf(epochMs: number): string {
  const asked = Math.floor(epochMs / 1000)
  if (asked !== second) {
    second = asked
    written = beijingIso(epochMs)
  }
  return written
}
