import {
  communityBase,
  communityNames,
  DIVIDED_STREETS,
  FORMER_DISTRICTS,
  presentDistrict,
  RENAMED_STREETS,
  streetBase,
  streetNames,
  type Divisions,
} from './divisions.ts'
import { createNameTrie, type NameTrie } from './name-trie.ts'

/** Why a name in the text was not taken as a division. */
export type DoubtReason =
  /** Several divisions have this name and nothing in the text says which. */
  | 'several'
  /** It lies elsewhere than another name in the same text, or two of a level are named. */
  | 'contradiction'
  /** The town of that name was divided among several streets. */
  | 'divided'

export interface Doubt {
  level: 'district' | 'street' | 'community'
  /** The name as it stands in the text. */
  text: string
  reason: DoubtReason
  /** Codes that it could be. */
  candidates: string[]
}

/** The divisions that a text names; null where it names none or leaves a doubt. Never a guess. */
export interface AddressReading {
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
  /** The district stands there in words, rather than following from its street or community. */
  districtNamed: boolean
  doubts: Doubt[]
}

export interface AddressParser {
  /**
   * @param text a free Chinese address or a station's name
   * @param options.districtHint code of the district whose list this is: settles names that several districts have and
   *   lets communities be found, but yields to what the text itself says
   */
  parse(text: string, options?: { districtHint?: string | null }): AddressReading
}

interface Name {
  level: 'district' | 'street' | 'community'
  code: string
  /** Empty for a divided town: the name is known, but stands for no one street. */
  districtCode: string
  streetCode: string
  base: string
  divided?: true
}

interface Mention {
  level: Name['level']
  text: string
  start: number
  end: number
  names: readonly Name[]
}

export function createAddressParser(divisions: Divisions): AddressParser {
  const { trie, streets, bareDistricts } = gatherNames(divisions)
  const baseOfStreet = new Map(streets.map((s) => [s.code, s.base]))
  // No two streets of a district share a base (海淀镇 is 万柳地区 by its own name).
  const streetByBase = new Map(streets.map((s) => [s.districtCode + s.base, s.code]))

  return {
    parse(raw, { districtHint = null } = {}) {
      const text = plain(raw)
      const reading: AddressReading = {
        districtCode: null,
        streetCode: null,
        communityCode: null,
        districtNamed: false,
        doubts: [],
      }
      const mentions = findMentions(text, trie)
      const of = (level: Name['level']) => mentions.filter((m) => m.level === level)

      readDistrict(of('district'), reading)
      if (reading.doubts.length > 0) return reading
      const weak = bareDistrictAtStart(text, bareDistricts)
      readStreet(of('street'), [weak, districtHint], reading)
      if (reading.doubts.length > 0 && reading.streetCode === null) return reading
      readCommunity(text, of('community'), [weak, districtHint], baseOfStreet, reading)
      if (mentions.every((m) => m.level === 'district')) {
        readBareStreet(text, mentions, reading.districtCode ?? districtHint, streetByBase, reading)
      }
      return reading
    },
  }
}

/** Full-width forms folded, blanks as one blank: a blank separates, it never joins two halves of a name. */
const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/gu, ' ').trim()

function gatherNames(divisions: Divisions): {
  trie: NameTrie<Name>
  streets: Name[]
  bareDistricts: Map<string, string>
} {
  const trie = createNameTrie<Name>()
  const district = (name: string) => presentDistrict(divisions, name)?.code
  for (const { code, name } of divisions.districts) {
    trie.add(name, { level: 'district', code, districtCode: code, streetCode: '', base: name })
  }
  for (const former of Object.keys(FORMER_DISTRICTS)) {
    const code = district(former)
    if (code) trie.add(former, { level: 'district', code, districtCode: code, streetCode: '', base: former })
  }

  const divided = new Set<string>()
  for (const { district: where, names } of DIVIDED_STREETS) {
    const code = district(where)
    if (!code) continue
    for (const name of names) {
      divided.add(code + name)
      trie.add(name, {
        level: 'street',
        code: '',
        districtCode: code,
        streetCode: '',
        base: name,
        divided: true,
      })
    }
  }

  const streets: Name[] = divisions.streets.map(({ code, name, districtCode }) => ({
    level: 'street',
    code,
    districtCode,
    streetCode: code,
    base: streetBase(name),
  }))
  const own = new Map(divisions.streets.map((s) => [s.districtCode + s.name, s.code]))
  const renamed = new Map(RENAMED_STREETS.map(([where, other, name]) => [`${district(where)}${other}`, name]))
  streets.forEach((street, i) => {
    for (const name of streetNames(divisions.streets[i]!.name)) {
      const key = street.districtCode + name
      // A name that is another street's own, or a former one's, is not this one's by analogy.
      if ((own.get(key) ?? street.code) === street.code && !divided.has(key) && !renamed.has(key))
        trie.add(name, street)
    }
  })
  for (const [where, other, name] of RENAMED_STREETS) {
    const street = streets.find((s) => s.code === own.get(`${district(where)}${name}`))
    if (street) trie.add(other, street)
  }

  const districtOf = new Map(divisions.streets.map((s) => [s.code, s.districtCode]))
  for (const { code, name, streetCode } of divisions.communities) {
    const base = communityBase(name)
    const entry: Name = {
      level: 'community',
      code,
      districtCode: districtOf.get(streetCode) ?? '',
      streetCode,
      base,
    }
    for (const written of communityNames(name)) trie.add(written, entry)
  }
  const bareDistricts = new Map(divisions.districts.map((d) => [d.name.replace(/区$/u, ''), d.code]))
  return { trie, streets, bareDistricts }
}

/** Leftmost, longest. Where one name is a street's in one district and a community's in another, both are mentioned. */
function findMentions(text: string, trie: NameTrie<Name>): Mention[] {
  const mentions: Mention[] = []
  let at = 0
  while (at < text.length) {
    const found = trie.longestAt(text, at)
    const names = found?.values.filter((n) => mayStartAt(text, at, n, mentions)) ?? []
    if (!found || names.length === 0) {
      at++
      continue
    }
    for (const level of ['district', 'street', 'community'] as const) {
      const own = names.filter((n) => n.level === level)
      if (own.length > 0)
        mentions.push({ level, text: text.slice(at, found.end), start: at, end: found.end, names: own })
    }
    at = found.end
  }
  return mentions
}

const SEGMENT_END = /[\s\p{P}\p{S}\d路街号院楼层室幢栋座市]/u
const ORDINAL = /^第?[一二三四五六七八九十\d]+$/u

/**
 * Short names are parts of longer ones (新村 in 农研新村, 北村 in 红联北村), so they count only where a new part of the
 * address begins; one character or a mere number (第一社区) only right behind the name of its own street.
 */
function mayStartAt(text: string, at: number, name: Name, before: readonly Mention[]): boolean {
  if (name.level === 'district') return true
  const afterMention = before.some((m) => m.end === at)
  if (name.base.length <= 1 || ORDINAL.test(name.base)) {
    if (name.level === 'street') return afterMention || at === 0
    return before.some((m) => m.end === at && m.names.some((n) => n.code === name.streetCode))
  }
  if (name.base.length >= 3 || name.level === 'street') return true
  return at === 0 || afterMention || SEGMENT_END.test(text[at - 1]!)
}

const codesOf = (names: readonly Name[]): string[] => [
  ...new Set(names.map((n) => n.code).filter((c) => c !== '')),
]

function readDistrict(mentions: Mention[], reading: AddressReading): void {
  const codes = codesOf(mentions.flatMap((m) => m.names))
  if (codes.length === 1) {
    reading.districtCode = codes[0]!
    reading.districtNamed = true
  } else if (codes.length > 1) {
    const text = mentions.map((m) => m.text).join(' ')
    reading.doubts.push({ level: 'district', text, reason: 'contradiction', candidates: codes })
  }
}

/** 北京海淀中关村街道: a district without 区. Weak, because 朝阳路 and 海淀大街 begin like that too. */
function bareDistrictAtStart(text: string, bareDistricts: Map<string, string>): string | null {
  const rest = text.replace(/^北京市? ?/u, '')
  return bareDistricts.get(rest.slice(0, 2)) ?? bareDistricts.get(rest.slice(0, 3)) ?? null
}

/** The names that remain when the first of these districts that has any is preferred. */
function preferring(names: readonly Name[], districts: readonly (string | null)[]): readonly Name[] {
  for (const district of districts) {
    const inside = names.filter((n) => n.districtCode === district)
    if (inside.length > 0) return inside
  }
  return names
}

function readStreet(mentions: Mention[], hints: readonly (string | null)[], reading: AddressReading): void {
  const doubt = (m: Mention, reason: DoubtReason, names: readonly Name[]) =>
    reading.doubts.push({ level: 'street', text: m.text, reason, candidates: codesOf(names) })
  const found: { mention: Mention; name: Name }[] = []
  for (const mention of mentions) {
    const inside = mention.names.filter(
      (n) => reading.districtCode === null || n.districtCode === reading.districtCode,
    )
    const names = preferring(inside, hints)
    if (inside.length === 0) doubt(mention, 'contradiction', mention.names)
    else if (names.length > 1) doubt(mention, 'several', names)
    else if (names[0]!.divided) doubt(mention, 'divided', [])
    else found.push({ mention, name: names[0]! })
  }
  const codes = codesOf(found.map((f) => f.name))
  if (codes.length === 1) {
    reading.streetCode = codes[0]!
    reading.districtCode ??= found[0]!.name.districtCode
  } else if (codes.length > 1) {
    doubt(
      found[1]!.mention,
      'contradiction',
      found.map((f) => f.name),
    )
    const districts = new Set(found.map((f) => f.name.districtCode))
    if (districts.size === 1) reading.districtCode ??= [...districts][0]!
  } else if (mentions.length === 1 && mentions[0]!.names.every((n) => n.divided)) {
    // Its street is unknown, its district is not.
    reading.districtCode ??= mentions[0]!.names[0]!.districtCode
  }
}

function readCommunity(
  text: string,
  mentions: Mention[],
  hints: readonly (string | null)[],
  baseOfStreet: ReadonlyMap<string, string>,
  reading: AddressReading,
): void {
  const doubt = (m: Mention, reason: DoubtReason, names: readonly Name[]) =>
    reading.doubts.push({ level: 'community', text: m.text, reason, candidates: codesOf(names) })
  const found: Name[] = []
  for (const mention of mentions) {
    const scope = reading.districtCode ?? hints.find((h) => h !== null) ?? null
    let names = mention.names.filter((n) => scope === null || n.districtCode === scope)
    // A community of another district that happens to bear this name says nothing: lists of communities are never whole.
    if (names.length === 0) continue
    if (reading.streetCode !== null) {
      const inStreet = names.filter((n) => n.streetCode === reading.streetCode)
      if (inStreet.length === 0) doubt(mention, 'contradiction', names)
      names = inStreet
    } else if (names.length > 1) {
      names = beneathNamedPlace(text.slice(0, mention.start), names, baseOfStreet)
      if (names.length > 1) doubt(mention, 'several', names)
    }
    if (names.length === 1) found.push(names[0]!)
  }
  const codes = codesOf(found)
  if (codes.length > 1) doubt(mentions.at(-1)!, 'contradiction', found)
  if (codes.length !== 1) return
  reading.communityCode = codes[0]!
  reading.streetCode ??= found[0]!.streetCode
  reading.districtCode ??= found[0]!.districtCode
}

/** 西三旗悦秀园社区: of several communities of that name the one whose street's bare name stands right before it. */
function beneathNamedPlace(
  before: string,
  names: readonly Name[],
  baseOfStreet: ReadonlyMap<string, string>,
): Name[] {
  const beneath = names.filter((n) => before.endsWith(baseOfStreet.get(n.streetCode) ?? '\0'))
  return beneath.length > 0 ? beneath : [...names]
}

/** A text that is nothing but a bare name (北下关, the cell of a street column) names the street, its district being known. */
function readBareStreet(
  text: string,
  mentions: readonly Mention[],
  districtCode: string | null,
  streetByBase: ReadonlyMap<string, string>,
  reading: AddressReading,
): void {
  if (districtCode === null) return
  const rest = text
    .slice(mentions.at(-1)?.end ?? 0)
    .replace(/^北京市? ?/u, '')
    .trim()
  const code = streetByBase.get(districtCode + rest)
  if (code === undefined) return
  reading.streetCode = code
  reading.districtCode = districtCode
}
