/** A place that a person may mean when typing. */
export interface Place {
  kind: PlaceKind
  name: string
  /** Other names it is found by. */
  aliases?: readonly string[]
  /** What tells it from others of that name: 朝阳区, 海淀区 中关村街道. */
  detail: string
  /** WGS-84 degrees. */
  lon: number
  lat: number
  /** The position is good enough to move a map to, and no better. */
  approximate: boolean
  code?: string
}

/** In the order in which equals are listed: the larger first, stations last. */
export const PLACE_KINDS = ['district', 'street', 'landmark', 'community', 'station'] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]

export interface PlaceSearch {
  /** Adds the place under the id, or replaces it; null removes it. */
  set(id: string, place: Place | null): void
  /** Gives a place its pinyin syllables (one array a name or alias). Until then it is found by its characters only. */
  setSyllables(id: string, syllables: readonly (readonly string[])[]): void
  /** At most `limit` places, best first. Works for Chinese, pinyin, initials and codes; costs about 1 ms. */
  find(query: string, limit: number): Place[]
}

export const MAX_QUERY_LENGTH = 64

interface Entry {
  id: string
  place: Place
  /** Folded names; a street also by its bare name. */
  names: string[]
  /** All names in one, and all spellings in one: what is not in there needs no closer look. */
  written: string
  spelled: string
  /** Folded detail: the words of a query may be found here too. */
  context: string
  /** `starts` are the places in `full` where a syllable begins. */
  pinyin: { full: string; starts: number[]; initials: string }[]
}

const RANKS = { exact: 0, prefix: 1, within: 2 } as const

/** Said of nearly every station, so it tells nothing. */
const GENERIC = /户外劳动者|暖心驿站|工会驿站|爱心驿站|暖新驿站|小哥驿站|服务站点|服务站|驿站/gu
const REGION = /^(北京市|beijingshi)/u
/** What may be left off: 海淀 is 海淀区, 中关村 is 中关村街道. */
const KIND_SUFFIX = /(街道|地区|社区|区|镇|乡|村)$/u

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')

export function createPlaceSearch(): PlaceSearch {
  const entries = new Map<string, Entry>()

  return {
    set(id, place) {
      if (place) entries.set(id, toEntry(id, place))
      else entries.delete(id)
    },
    setSyllables(id, syllables) {
      const entry = entries.get(id)
      if (!entry) return
      entry.pinyin = syllables.map(toPinyin)
      entry.spelled = entry.pinyin.map((p) => `${p.full} ${p.initials}`).join(' ')
    },
    find(raw, limit) {
      const words = wordsOf(raw.slice(0, MAX_QUERY_LENGTH))
      const whole = words.join('')
      if (whole === '') return []
      const found = rankAll(entries, (entry) => rankOf(entry, whole))
      if (found.length === 0) {
        const parts = words.length > 1 ? words : splitDistrict(whole, entries)
        if (parts.length > 1) found.push(...rankAll(entries, (entry) => rankOfWords(entry, parts)))
      }
      return best(found, limit).map((f) => f.entry.place)
    },
  }
}

interface Found {
  entry: Entry
  rank: number
}

function toEntry(id: string, place: Place): Entry {
  const names = [place.name, ...(place.aliases ?? [])].map(fold)
  const bare = names[0]!.replace(KIND_SUFFIX, '')
  if (place.kind !== 'station' && place.kind !== 'landmark' && bare.length > 1) names.push(bare)
  if (place.code) names.push(place.code.toLowerCase())
  return {
    id,
    place,
    names: [...new Set(names)],
    written: names.join(' '),
    spelled: '',
    context: fold(place.detail),
    pinyin: [],
  }
}

function toPinyin(syllables: readonly string[]): Entry['pinyin'][number] {
  const starts: number[] = []
  let full = ''
  let initials = ''
  for (const syllable of syllables.map(fold).filter((s) => s !== '')) {
    starts.push(full.length)
    full += syllable
    initials += syllable[0]
  }
  return { full, starts, initials }
}

/** The query's words, folded, without what is said of every station; a query of nothing else is kept as it is. */
function wordsOf(query: string): string[] {
  const split = (text: string) =>
    text
      .split(/[\s,，、]+/u)
      .map(fold)
      .filter((w) => w !== '')
  const words = split(query.normalize('NFKC'))
  const telling = split(words.map((w) => w.replace(REGION, '').replace(GENERIC, '')).join(' '))
  return telling.length > 0 ? telling : words
}

/** 海淀区中关村 → 海淀区 and 中关村. */
function splitDistrict(query: string, entries: ReadonlyMap<string, Entry>): string[] {
  for (const { place, names } of entries.values()) {
    if (place.kind !== 'district') continue
    const name = names.find(
      (n) => query.startsWith(n) && n.length < query.length && /[\u4e00-\u9fff]/u.test(n),
    )
    if (name) return [name, query.slice(name.length)]
  }
  return [query]
}

function rankAll(entries: ReadonlyMap<string, Entry>, rank: (entry: Entry) => number | null): Found[] {
  const found: Found[] = []
  for (const entry of entries.values()) {
    const value = rank(entry)
    if (value !== null) found.push({ entry, rank: value })
  }
  return found
}

function rankOf(entry: Entry, query: string): number | null {
  if (!entry.written.includes(query)) return entry.spelled.includes(query) ? rankOfPinyin(entry, query) : null
  let best: number | null = null
  for (const name of entry.names) {
    const at = name.indexOf(query)
    if (at >= 0) best = Math.min(best ?? Infinity, rankAt(at, name.length === query.length))
  }
  return best
}

const rankAt = (at: number, whole: boolean): number =>
  at > 0 ? RANKS.within : whole ? RANKS.exact : RANKS.prefix

/** A match must begin where a syllable begins: `an` finds 安贞, not every name with an "an" in it. */
function rankOfPinyin(entry: Entry, query: string): number | null {
  let best: number | null = null
  // 中关村街道 is meant by zhongguancun and zgc alone.
  const suffix = KIND_SUFFIX.exec(entry.place.name)?.[0].length ?? 0
  const short = entry.place.kind === 'station' || entry.place.kind === 'landmark' ? 0 : suffix
  for (const { full, starts, initials } of entry.pinyin) {
    const bareEnd = short > 0 ? starts[starts.length - short] : undefined
    let at = full.indexOf(query)
    while (at >= 0 && !starts.includes(at)) at = full.indexOf(query, at + 1)
    if (at >= 0) {
      const whole = query.length === full.length || (at === 0 && query.length === bareEnd)
      best = Math.min(best ?? Infinity, rankAt(at, whole))
    }
    const initialAt = query.length > 1 ? initials.indexOf(query) : -1
    if (initialAt >= 0) {
      const whole = query.length === initials.length || query.length === initials.length - short
      best = Math.min(best ?? Infinity, rankAt(initialAt, whole))
    }
  }
  return best
}

/** Every word must be found in the name or in the detail, the name having at least one of them. */
function rankOfWords(entry: Entry, words: readonly string[]): number | null {
  let best: number | null = null
  for (const word of words) {
    const rank = rankOf(entry, word)
    if (rank !== null) best = Math.min(best ?? Infinity, rank)
    else if (!entry.context.includes(word)) return null
  }
  return best
}

/** The first of all found, without sorting the thousands that a short query finds: only classes that are reached. */
function best(found: readonly Found[], limit: number): Found[] {
  const classes = new Map<number, Found[]>()
  for (const one of found) {
    const order = one.rank * PLACE_KINDS.length + PLACE_KINDS.indexOf(one.entry.place.kind)
    const sameClass = classes.get(order)
    if (sameClass) sameClass.push(one)
    else classes.set(order, [one])
  }
  const chosen: Found[] = []
  for (const order of [...classes.keys()].sort((a, b) => a - b)) {
    if (chosen.length >= limit) break
    chosen.push(...classes.get(order)!.sort(byName))
  }
  return chosen.slice(0, limit)
}

const byName = (a: Found, b: Found): number =>
  a.entry.place.name.length - b.entry.place.name.length || (a.entry.id < b.entry.id ? -1 : 1)
