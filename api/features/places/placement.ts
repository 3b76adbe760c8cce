import type { AddressParser } from './address.ts'
import type { AreaIndex, Located } from './areas.ts'

/**
 * How far beyond its border (metres) a point may lie and still count as in the named area. The district outlines that
 * ship stand on a grid of 1/1024 degree: against the finer outlines of townships they differ by 31 m in the median and
 * by 177 m in 99 of 100 places along the borders (measured over 400,000 points), where the two agree on whose the
 * ground is at all.
 */
export const BORDER_TOLERANCE_M = 200

export const PLACE_FINDINGS = ['district-conflict', 'street-conflict'] as const

export interface PlaceFinding {
  kind: (typeof PLACE_FINDINGS)[number]
  /** A sentence for the person who must decide. */
  message: string
  detail: Record<string, unknown>
}

/** What is said about where a station lies. */
export interface PlaceFacts {
  /** WGS-84 degrees. */
  position: { lon: number; lat: number } | null
  address: string | null
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
}

export interface Placement {
  districtCode: string | null
  streetCode: string | null
  communityCode: string | null
  findings: PlaceFinding[]
}

export interface PlaceKnowledge {
  areas: AreaIndex
  addresses: AddressParser
  nameOf(code: string): string
}

type Codes = Omit<Placement, 'findings'>

interface Witness extends Codes {
  /** How a sentence calls it. */
  says: string
}

/**
 * District, street and community of a station: by the polygons when it has a point, by its stated codes and its
 * address when it has none. Witnesses that cannot both be right become findings; nothing is settled silently. Within
 * the border tolerance the polygons are no witness, and what is stated stands.
 */
export function placeStation(facts: PlaceFacts, knowledge: PlaceKnowledge): Placement {
  const witnesses = namedBy(facts, knowledge)
  const named = firstOfEach(witnesses)
  const { position } = facts
  if (!position) return { ...named, findings: disagreements(witnesses, knowledge) }

  const located = knowledge.areas.locate(position.lon, position.lat)
  const findings = findConflicts(position, located, witnesses, knowledge)
  const near = (code: string | null) => {
    if (code === null) return false
    const metres = knowledge.areas.metresTo(code, position.lon, position.lat)
    return metres !== null && metres <= BORDER_TOLERANCE_M
  }
  const districtCode = near(named.districtCode)
    ? named.districtCode
    : (located.districtCode ?? named.districtCode)
  const streetCode = streetIn(districtCode, named, located, near, knowledge)
  const communityCode = streetCode !== null && streetCode === named.streetCode ? named.communityCode : null
  return { districtCode, streetCode, communityCode, findings }
}

/** The first nine digits of a community's code are its street's, the first six its district's. */
const districtOf = (streetCode: string) => streetCode.slice(0, 6)

function streetIn(
  districtCode: string | null,
  named: Codes,
  located: Located,
  near: (code: string | null) => boolean,
  { areas }: PlaceKnowledge,
): string | null {
  const within = (code: string | null) => (code !== null && districtOf(code) === districtCode ? code : null)
  if (near(named.streetCode)) return within(named.streetCode)
  // A street without an outline cannot be contradicted by those of its neighbours: the layer does not know it.
  const unknown = named.streetCode !== null && !areas.has(named.streetCode)
  return (unknown ? within(named.streetCode) : null) ?? within(located.streetCode)
}

/** What the stated codes and the address say, each completed upwards. */
function namedBy(facts: PlaceFacts, { addresses }: PlaceKnowledge): Witness[] {
  const streetCode = facts.streetCode ?? facts.communityCode?.slice(0, 9) ?? null
  const stated: Witness = {
    says: '登记在',
    districtCode: facts.districtCode ?? (streetCode === null ? null : districtOf(streetCode)),
    streetCode,
    communityCode: facts.communityCode,
  }
  if (!facts.address) return [stated]
  const read = addresses.parse(facts.address, { districtHint: stated.districtCode })
  return [stated, { ...read, says: '地址写的是' }]
}

/** Each level from the strongest witness that knows it, but never a street that lies outside the district. */
function firstOfEach(witnesses: Witness[]): Codes {
  const districtCode = witnesses.find((w) => w.districtCode !== null)?.districtCode ?? null
  const agreeing = witnesses.filter((w) => w.districtCode === districtCode)
  const streetCode = agreeing.find((w) => w.streetCode !== null)?.streetCode ?? null
  const communityCode =
    agreeing.find((w) => w.streetCode === streetCode && w.communityCode !== null)?.communityCode ?? null
  return { districtCode, streetCode, communityCode }
}

/**
 * Contradictions between where the point lies and what is named, one finding a level. A wrong street inside a wrong
 * district is the same mistake and not told twice.
 */
export function findConflicts(
  position: { lon: number; lat: number },
  located: Located,
  witnesses: readonly Witness[],
  { areas, nameOf }: PlaceKnowledge,
): PlaceFinding[] {
  for (const level of ['district', 'street'] as const) {
    const key = `${level}Code` as const
    const found = located[key]
    if (found === null) continue
    const against = witnesses.flatMap((witness) => {
      const code = witness[key]
      if (code === null || code === found) return []
      const metres = areas.metresTo(code, position.lon, position.lat)
      return metres !== null && metres > BORDER_TOLERANCE_M
        ? [{ witness, code, metres: Math.round(metres) }]
        : []
    })
    if (against.length === 0) continue
    const named = against.map((a) => `${a.witness.says}${nameOf(a.code)}(离其边界 ${distance(a.metres)})`)
    return [
      {
        kind: `${level}-conflict`,
        message: `位置落在${nameOf(found)},但${named.join(',')}。请核对位置和地址。`,
        detail: { located: found, named: against.map((a) => ({ code: a.code, metres: a.metres })) },
      },
    ]
  }
  return []
}

/** Without a point, the stated codes and the address may still disagree. */
function disagreements(witnesses: readonly Witness[], { nameOf }: PlaceKnowledge): PlaceFinding[] {
  const [stated, address] = witnesses
  if (!stated || !address) return []
  for (const level of ['district', 'street'] as const) {
    const [a, b] = [stated[`${level}Code`], address[`${level}Code`]]
    if (a === null || b === null || a === b) continue
    return [
      {
        kind: `${level}-conflict`,
        message: `${stated.says}${nameOf(a)},但${address.says}${nameOf(b)}。请核对。`,
        detail: { stated: a, address: b },
      },
    ]
  }
  return []
}

const distance = (metres: number): string =>
  metres < 1000 ? `${metres} 米` : `${(metres / 1000).toFixed(1)} 公里`
