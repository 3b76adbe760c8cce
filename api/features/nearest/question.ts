/** What a worker asks for, and whether a station answers it: yes, no, or nobody knows. */
import { CLOSED, OPEN, type StateCode } from '../hours/evaluate.ts'
import { FACILITIES, facilityUsable, type FacilityId, type FacilityRecord } from '../stations/facilities.ts'
import { ACCESS_TYPES, AUDIENCES, type AccessType, type Audience } from '../stations/station.ts'

/** The wishes of one question; an empty list or null wishes nothing. */
export interface Question {
  /** Open now, or at that instant (epoch milliseconds). */
  open: 'now' | number | null
  facilities: readonly FacilityId[]
  access: readonly AccessType[]
  audience: readonly Audience[]
}

export const NO_WISHES: Question = { open: null, facilities: [], access: [], audience: [] }

/** How sure it is that a station fulfils every wish. */
export const NO = 0
export const MAYBE = 1
export const YES = 2
export type Match = typeof NO | typeof MAYBE | typeof YES

const MATCH_NAMES = ['no', 'maybe', 'yes'] as const
export type MatchName = (typeof MATCH_NAMES)[number]

export function matchName(match: Match): MatchName {
  return MATCH_NAMES[match]
}

/** A question as bit sets, ready to be held against many stations. Zero wishes nothing. */
export interface Wishes {
  open: boolean
  facilities: number
  access: number
  audience: number
}

/** What the station's facts say about every possible wish, as bit sets. */
export interface StationMasks {
  /** Facilities that surely work. */
  sure: number
  /** Facilities that may work: sure or unknown. */
  possible: number
  /** One bit for how one gets in, one for whom it is meant. */
  traits: number
}

const bitOf = (list: readonly string[], value: string): number => 1 << list.indexOf(value)

/** Traits: the access types take the low byte, the audiences the next. */
const AUDIENCE_SHIFT = 8
const ACCESS_UNKNOWN = bitOf(ACCESS_TYPES, 'unknown')
const AUDIENCE_UNKNOWN = bitOf(AUDIENCES, 'unknown') << AUDIENCE_SHIFT

const bitsOf = (list: readonly string[], values: readonly string[]): number =>
  values.reduce((mask, value) => mask | bitOf(list, value), 0)

export function compileWishes(question: Question): Wishes {
  return {
    open: question.open !== null,
    facilities: bitsOf(FACILITIES, question.facilities),
    access: bitsOf(ACCESS_TYPES, question.access),
    audience: bitsOf(AUDIENCES, question.audience) << AUDIENCE_SHIFT,
  }
}

export function stationMasks(
  facilities: FacilityRecord,
  access: AccessType,
  audience: Audience,
): StationMasks {
  let sure = 0
  let possible = 0
  FACILITIES.forEach((id, bit) => {
    const usable = facilityUsable(facilities, id)
    if (usable === 'yes') sure |= 1 << bit
    if (usable !== 'no') possible |= 1 << bit
  })
  return {
    sure,
    possible,
    traits: bitOf(ACCESS_TYPES, access) | (bitOf(AUDIENCES, audience) << AUDIENCE_SHIFT),
  }
}

/**
 * The best match that any station with these facts can be, opening hours left aside. Also right for the union of many
 * stations' masks: then it is an upper bound for each of them, by which a search leaves out whole areas.
 */
export function matchMasks(wishes: Wishes, sure: number, possible: number, traits: number): Match {
  const { facilities, access, audience } = wishes
  if ((possible & facilities) !== facilities) return NO
  let match: Match = (sure & facilities) === facilities ? YES : MAYBE
  if (access !== 0 && (traits & access) === 0) {
    if ((traits & ACCESS_UNKNOWN) === 0) return NO
    match = MAYBE
  }
  if (audience !== 0 && (traits & audience) === 0) {
    if ((traits & AUDIENCE_UNKNOWN) === 0) return NO
    match = MAYBE
  }
  return match
}

/** Takes the opening hours into account, where they are asked for. */
export function matchWithHours(wishes: Wishes, match: Match, state: StateCode): Match {
  if (!wishes.open || match === NO || state === OPEN) return match
  return state === CLOSED ? NO : MAYBE
}

/** The single wishes of a question, named, for telling which of them was given up. */
export type WishName = 'open' | 'access' | 'audience' | FacilityId

/** Which wishes a station surely does not fulfil. */
export function failedWishes(wishes: Wishes, masks: StationMasks, state: StateCode): WishName[] {
  const failed: WishName[] = []
  if (wishes.open && state === CLOSED) failed.push('open')
  FACILITIES.forEach((id, bit) => {
    if (wishes.facilities & ~masks.possible & (1 << bit)) failed.push(id)
  })
  const alone = { open: false, facilities: 0, access: 0, audience: 0 }
  const { sure, possible, traits } = masks
  if (matchMasks({ ...alone, access: wishes.access }, sure, possible, traits) === NO) failed.push('access')
  if (matchMasks({ ...alone, audience: wishes.audience }, sure, possible, traits) === NO)
    failed.push('audience')
  return failed
}
