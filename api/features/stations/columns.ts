import { addressKey, nameKey } from './name-key.ts'
import type { StationFacts } from './station.ts'

/** The columns of table `station` that hold stated facts, in the order in which bulk loads write them. */
export const FACT_COLUMNS = [
  'name',
  'aliases',
  'kind',
  'audience',
  'host_kind',
  'host_brand',
  'owner',
  'operator',
  'union_code',
  'address',
  'district_code',
  'street_code',
  'community_code',
  'point',
  'source_datum',
  'source_lon',
  'source_lat',
  'accuracy_m',
  'access',
  'access_note',
  'facilities',
  'hours',
  'lifecycle',
  'lifecycle_since',
  'lifecycle_reason',
  'invested_cny',
  'haves',
  'confirmed',
  'source',
  'source_id',
  'synthetic',
  'name_key',
  'address_key',
] as const

export type FactColumn = (typeof FACT_COLUMNS)[number]

/**
 * Facts as column values for `insert`, `update` and COPY: jsonb columns as JSON text, the point as EWKT
 * (`SRID=4326;POINT(lon lat)`), aliases as an array of text.
 */
export function stationColumns(
  facts: StationFacts,
): Record<FactColumn, string | number | boolean | null | string[]> {
  const p = facts.position
  return {
    name: facts.name,
    aliases: facts.aliases,
    kind: facts.kind,
    audience: facts.audience,
    host_kind: facts.hostKind,
    host_brand: facts.hostBrand,
    owner: facts.owner,
    operator: facts.operator,
    union_code: facts.unionCode,
    address: facts.address,
    district_code: facts.districtCode,
    street_code: facts.streetCode,
    community_code: facts.communityCode,
    point: p ? `SRID=4326;POINT(${p.lon} ${p.lat})` : null,
    source_datum: p ? p.sourceDatum : null,
    source_lon: p ? p.sourceLon : null,
    source_lat: p ? p.sourceLat : null,
    accuracy_m: p ? p.accuracyM : null,
    access: facts.access,
    access_note: facts.accessNote,
    facilities: JSON.stringify(facts.facilities),
    hours: facts.hours ? JSON.stringify(facts.hours) : null,
    lifecycle: facts.lifecycle,
    lifecycle_since: facts.lifecycleSince,
    lifecycle_reason: facts.lifecycleReason,
    invested_cny: facts.investedCny,
    haves: JSON.stringify(facts.haves),
    confirmed: JSON.stringify(facts.confirmed),
    source: facts.source,
    source_id: facts.sourceId,
    synthetic: facts.synthetic,
    name_key: nameKey(facts.name),
    address_key: addressKey(facts.address ?? ''),
  }
}
