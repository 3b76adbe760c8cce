import { createAddressParser, type AddressParser, type AddressReading } from '../places/address.ts'
import { createAreaIndex } from '../places/areas.ts'
import type { RosterPlaces } from './placement.ts'
import type { UnionFinder } from './read-row.ts'
import type { ReferenceData, UnionEntry } from './thread-messages.ts'
import { plainWord } from './words.ts'

/** The places feature, as the reading thread asks it. */
export function rosterPlaces(reference: ReferenceData): RosterPlaces {
  const { districts, streets, communities } = reference
  const areas = createAreaIndex({
    districts,
    streets: streets.flatMap(({ geometry, ...street }) => (geometry ? [{ ...street, geometry }] : [])),
  })
  const addresses = remembering(createAddressParser({ districts, streets, communities }))
  const names = new Map([...districts, ...streets].map((d) => [d.code, d.name]))
  return {
    areas,
    addresses,
    districts: districts.map((d) => d.code),
    nameOf: (code) => names.get(code) ?? code,
  }
}

/** Columns for district, street and community hold the same few texts again and again. */
function remembering({ parse }: AddressParser): AddressParser {
  const known = new Map<string, AddressReading>()
  return {
    parse(text, options) {
      const key = `${options?.districtHint ?? ''}|${text}`
      const before = known.get(key)
      if (before) return before
      const reading = parse(text, options)
      if (text.length <= 16 && known.size < 20_000) known.set(key, reading)
      return reading
    },
  }
}

export function unionFinder(unions: readonly UnionEntry[]): UnionFinder {
  const byName = new Map(unions.map((u) => [plainWord(u.name), u.code]))
  const ofDistrict = new Map(
    unions.filter((u) => u.level === 'district').map((u) => [u.districtCode, u.code]),
  )
  // 经开区 has a union of district rank for what is a street in the divisions, so its level does not matter.
  const ofStreet = new Map(unions.filter((u) => u.streetCode !== null).map((u) => [u.streetCode, u.code]))
  const city = unions.find((u) => u.level === 'city')
  if (!city) throw new Error('the union tree has no city union: reference data are missing')
  return {
    byName: (name) => byName.get(plainWord(name)) ?? null,
    ofPlace: (districtCode, streetCode) =>
      (streetCode === null ? undefined : ofStreet.get(streetCode)) ??
      (districtCode === null ? undefined : ofDistrict.get(districtCode)) ??
      city.code,
  }
}
