import { FACILITIES, type FacilityId } from '../stations/facilities.ts'
import { DATUMS, HAVES, type Datum, type HaveId } from '../stations/station.ts'

/** What a column of a roster may mean. `facility:…` and `have:…` are one column a facility or have. */
export const PLAIN_FIELDS = [
  'name',
  'aliases',
  'code',
  'sourceId',
  'kind',
  'audience',
  'hostKind',
  'hostBrand',
  'owner',
  'operator',
  'union',
  'address',
  'district',
  'street',
  'community',
  'lon',
  'lat',
  'lonLat',
  'datum',
  'access',
  'accessNote',
  'hours',
  'services',
  'lifecycle',
  'lifecycleReason',
  'investedCny',
  'confirmedOn',
  /** Known, and left out on purpose: a running number, a remark. */
  'ignore',
] as const

export type PlainField = (typeof PLAIN_FIELDS)[number]
export type RosterField = PlainField | `facility:${FacilityId}` | `have:${HaveId}`

export const ROSTER_FIELDS: readonly RosterField[] = [
  ...PLAIN_FIELDS,
  ...FACILITIES.map((id) => `facility:${id}` as const),
  ...HAVES.map((id) => `have:${id}` as const),
]

export function isRosterField(text: string): text is RosterField {
  return (ROSTER_FIELDS as readonly string[]).includes(text)
}

export type CellValue = string | number | boolean | Date | null

/** One row of a sheet, numbered as the officer sees it: the sheet's first line is 1. */
export interface RosterRow {
  number: number
  cells: CellValue[]
}

/** What happened, or would happen, to a row. Every row has exactly one outcome. */
export const OUTCOMES = [
  'created',
  'updated',
  'unchanged',
  /** Doubles an earlier row or a station from another list: nothing is written. */
  'duplicate',
  'rejected',
  /** Not a row: a station that an earlier version of this list had and this one does not. */
  'vanished',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Beside its outcome a row may carry these marks; the summary counts them too. */
export const MARKS = ['unlocated', 'otherDistrict', 'suspicious'] as const
export type Mark = (typeof MARKS)[number]

/**
 * One thing about a row that a person should know.
 *
 * `rejected`: the row cannot be imported. `suspicious`: it can, but two of its facts cannot both be true.
 * `note`: something was left out or not understood.
 */
export interface RowProblem {
  severity: 'rejected' | 'suspicious' | 'note'
  /** The column's own header, or null when it is about the whole row. */
  column: string | null
  value: string | null
  problem: string
  remedy: string
  /** Set when the station gets a finding of this kind for as long as nobody has resolved it. */
  finding?: string
}

export interface ImportOptions {
  /** Datum of the coordinates; a column of the file or a header's suffix may also declare it. */
  datum: Datum | null
  /** Name of the district whose list this is, e.g. 海淀区. */
  district: string | null
  /** Name of the list; versions of one list share it. Default: the file's name without its version. */
  source: string | null
  /** Header → field, for headers that are not recognised by themselves. */
  mapping: Record<string, string>
  sheet: string | null
}

export const NO_OPTIONS: ImportOptions = {
  datum: null,
  district: null,
  source: null,
  mapping: {},
  sheet: null,
}

/** What a person decides beside the rows when a roster is committed. */
export interface CommitChoices {
  /** Also closes the stations that the new version of the list no longer has. */
  closeVanished: boolean
  /** Also opens the stations again that were closed so and that the list has again. */
  reopenReturned: boolean
}

/**
 * `rows` = `created` + `updated` + `unchanged` + `duplicates` + `rejected`. The other three are counted beside
 * that: a row may be created *and* unlocated, in another district, suspicious.
 */
export interface ImportSummary {
  rows: number
  created: number
  updated: number
  unchanged: number
  unlocated: number
  duplicates: number
  otherDistrict: number
  suspicious: number
  rejected: number
}

/** A file that cannot be imported at all; the message is a sentence for the officer. */
export class RosterError extends Error {}

export const DATUM_NAMES: Record<Datum, string> = { wgs84: 'WGS-84', gcj02: 'GCJ-02', bd09: 'BD-09' }

export function isDatum(text: string): text is Datum {
  return (DATUMS as readonly string[]).includes(text)
}

/**
 * Name of the list from the file's name: without folder, extension, date and version, so that next month's file
 * is known as a new version of the same list.
 *
 * 「海淀暖心驿站_2022-09 (v2).xlsx」 → 「海淀暖心驿站」
 */
export function sourceOfFile(fileName: string): string {
  const base = fileName.replace(/^.*[\\/]/, '').replace(/\.[A-Za-z0-9]{1,5}$/, '')
  const date = String.raw`(?:19|20)\d{2}(?:[年._-]?\d{1,2})?(?:[月._-]?\d{1,2})?[年月日]?`
  const word = String.raw`v\d+(?:\.\d+)*|第?[\d一二三四五六七八九十]+版|副本|最新版?|终稿|定稿`
  // A bare number is a version only in brackets or behind a separator: gcj02 is a name.
  const version = new RegExp(
    String.raw`[\s_\-–—.]*(?:[（([]\s*(?:${date}|${word}|\d{1,2})\s*[）)\]]|${date}|${word}|[\s_\-–—]\d{1,2})$`,
    'i',
  )
  let name = base.normalize('NFKC').trim()
  for (let before = ''; before !== name;) {
    before = name
    name = name.replace(version, '').trim()
  }
  return name || base
}

/** Why a file with coordinates is refused that does not say in which datum they are. */
export const NO_DATUM =
  '文件里有坐标,但没有写明坐标系。坐标系弄错会偏出 550 米(GCJ-02)到 1,354 米(BD-09),所以不猜。请声明坐标系:命令行用 --datum gcj02|bd09|wgs84,接口用 datum 参数,或把列名写成 lng_gcj02、lat_gcj02。'
