import type { Knex } from 'knex'
import { parseHours } from '../hours/parse.ts'
import { Problem } from '../../http/problem.ts'
import { stationPosition } from './position.ts'
import {
  defaultUnion,
  stationByCode,
  stationHistory,
  stationPage,
  type HistoryEntry,
  type PageCursor,
  type StationView,
} from './read-model.ts'
import type { StationCreate, StationListQuery, StationUpdate } from './schemas.ts'
import { UNSTATED, type StationFacts } from './station.ts'
import {
  insertStation,
  nextCode,
  replaceFindings,
  setAuthor,
  updateStation,
  type Authorship,
  type Finding,
} from './store.ts'

/** Where a station lies, by its point and by what its facts say. */
export interface Placement {
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
  findings: Finding[]
}

/** Gives stations their district and street; the places feature is one. */
export interface Placer {
  place(
    facts: Pick<StationFacts, 'position' | 'address' | 'districtCode' | 'streetCode' | 'communityCode'>,
  ): Placement
  /** The kinds of finding that `place` may report. */
  readonly findingKinds: readonly string[]
}

export interface StationsService {
  list(query: StationListQuery): Promise<{ items: StationView[]; next: string | null; total: number }>
  /** @throws Problem 404 */
  get(code: string): Promise<StationView>
  /** @throws Problem 404 */
  history(code: string): Promise<HistoryEntry[]>
  /** @throws Problem 400 for a union or place that does not exist */
  create(input: StationCreate, actor: string): Promise<StationView>
  /** @throws Problem 404; 412 when the station is no longer at `version` */
  update(code: string, version: number, input: StationUpdate, actor: string): Promise<StationView>
}

export function createStations(knex: Knex, placer: Placer, codePrefix: string): StationsService {
  async function get(code: string): Promise<StationView> {
    const station = await stationByCode(knex, code)
    if (!station) {
      throw new Problem(404, { zh: `没有编号为 ${code} 的驿站。`, en: `There is no station ${code}.` })
    }
    return station
  }

  /** Runs a write in one transaction under its author's name, with the placement's findings. */
  async function write(
    authorship: Authorship,
    stated: StationFacts,
    save: (trx: Knex.Transaction, facts: StationFacts) => Promise<number>,
  ): Promise<void> {
    const { findings, ...place } = placer.place(stated)
    const facts = { ...stated, ...place }
    await knex
      .transaction(async (trx) => {
        await setAuthor(trx, authorship)
        const id = await save(trx, {
          ...facts,
          unionCode: facts.unionCode || (await defaultUnion(trx, facts.districtCode, facts.streetCode)),
        })
        await replaceFindings(trx, id, placer.findingKinds, findings, authorship.actor)
      })
      .catch((error: unknown) => {
        throw asProblem(error)
      })
  }

  return {
    get,
    async list(query) {
      const after = query.after === undefined ? null : readCursor(query.after)
      const page = await stationPage(knex, query, after).catch((error: { code?: string }) => {
        // A cursor that was made for another sort order holds no time.
        throw error.code === '22007' || error.code === '22008' ? badCursor(query.after) : error
      })
      return { ...page, next: page.next && writeCursor(page.next) }
    },
    async history(code) {
      return stationHistory(knex, (await get(code)).id)
    },
    async create({ reason, ...input }, actor) {
      let code = ''
      const stated = withStated({ ...UNSTATED, name: input.name, unionCode: '', source: actor }, input)
      await write({ actor, reason: reason ?? null }, checked(stated), async (trx, facts) => {
        code = await nextCode(trx, codePrefix)
        return insertStation(trx, code, facts)
      })
      return get(code)
    },
    async update(code, version, { reason, ...input }, actor) {
      const before = await get(code)
      const lost = new Problem(412, {
        zh: `这个驿站已被别人改过(现在是第 ${before.version} 版),请先取最新的再改。`,
        en: `Somebody changed this station meanwhile (it is at version ${before.version}); fetch it again first.`,
      })
      if (before.version !== version) throw lost
      const stated = withStated(before, input)
      await write({ actor, reason: reason ?? null }, checked(stated), async (trx, facts) => {
        if (!(await updateStation(trx, before.id, version, facts))) throw lost
        return before.id
      })
      return get(code)
    },
  }
}

/** Stated facts over known ones: what is undefined stays. */
function withStated(
  known: StationFacts,
  { position, hours, ...rest }: Omit<StationUpdate, 'reason'>,
): StationFacts {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const facts: StationFacts = { ...known, ...given }
  if (position !== undefined) {
    facts.position =
      position && stationPosition(position.lon, position.lat, position.datum, position.accuracyM ?? null)
  }
  if (position !== undefined || given.address !== undefined) {
    // A station that moved is placed anew; codes that come with the change still count as named.
    if (!('districtCode' in given)) facts.districtCode = null
    if (!('streetCode' in given)) facts.streetCode = null
    if (!('communityCode' in given)) facts.communityCode = null
  }
  if (hours !== undefined) facts.hours = typeof hours === 'string' ? parseHours(hours) : hours
  return facts
}

function checked(facts: StationFacts): StationFacts {
  if ((facts.lifecycle === 'suspended' || facts.lifecycle === 'closed') && !facts.lifecycleReason) {
    const message = {
      zh: '暂停或关闭驿站要写明原因(lifecycleReason)。',
      en: 'Suspending or closing a station needs a reason (lifecycleReason).',
    }
    throw new Problem(400, message, [{ field: 'lifecycleReason', value: facts.lifecycleReason, message }])
  }
  return facts
}

const FOREIGN_KEYS: Record<string, string> = {
  station_union_code_fkey: 'unionCode',
  station_district_code_fkey: 'districtCode',
  station_street_code_fkey: 'streetCode',
  station_community_code_fkey: 'communityCode',
}

/** What only the database can know, as a sentence: a code that does not exist, an identifier already taken. */
function asProblem(error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string }
  const field = code === '23503' ? FOREIGN_KEYS[constraint ?? ''] : undefined
  if (field) {
    const message = { zh: `${field} 不在名录里。`, en: `${field} is not in the reference lists.` }
    return new Problem(400, message, [{ field, value: undefined, message }])
  }
  if (code === '23505' && constraint === 'station_by_source_id') {
    return new Problem(409, {
      zh: '同一来源里已有这个编号(sourceId)的驿站。',
      en: 'That source already has a station with this sourceId.',
    })
  }
  return error
}

const writeCursor = (cursor: PageCursor) =>
  Buffer.from(JSON.stringify([cursor.value, cursor.code])).toString('base64url')

function readCursor(text: string): PageCursor {
  try {
    const [value, code]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (typeof value === 'string' && typeof code === 'string' && !/\0/.test(value + code))
      return { value, code }
  } catch {
    // Falls through to the sentence below.
  }
  throw badCursor(text)
}

function badCursor(text: string | undefined): Problem {
  const message = { zh: 'after 不是上一页给出的值。', en: 'after is not the value that a page before gave.' }
  return new Problem(400, message, [{ field: 'after', value: text, message }])
}
