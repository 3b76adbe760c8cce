import { DISTRICT_CREDIT } from '../../places/areas.ts'
import type { DataLicence } from '../../../http/licence.ts'
import { STATION_PROPERTIES } from './station-properties.ts'
import type { Property } from './property.ts'

/** A text in both languages of the service. */
export interface Words {
  zh: string
  en: string
}

/** Both, Chinese first: how documents for machines say it. */
export const bilingual = ({ zh, en }: Words): string => `${zh} ${en}`

export type CollectionId = 'stations' | 'districts' | 'streets'

/** One feature collection: what it is called, what each feature says. */
export interface Collection {
  id: CollectionId
  title: Words
  description: Words
  geometry: 'Point' | 'MultiPolygon'
  /** Every feature has all of these, null where nobody knows. All can be filtered on by equality. */
  properties: readonly Property[]
  /** The property that `datetime` asks for; null: the features have no time, `datetime` leaves none out. */
  time: string | null
  /** Properties that the table for people shows; the rest is on the feature's own page. */
  columns: readonly string[]
  /** Those whose values the page for people offers as a choice. */
  choices: readonly string[]
  /** Where the data come from, if not from the registry itself. */
  credit: string | null
}

const area = (what: string, whatEn: string, example: string, name: string): Property[] => [
  {
    name: 'code',
    type: 'string',
    zh: '代码',
    en: 'Code',
    description: `Administrative division code of the ${whatEn}.`,
    example,
  },
  {
    name: 'name',
    type: 'string',
    zh: '名称',
    en: 'Name',
    description: `Name of the ${whatEn} (${what}).`,
    example: name,
  },
  {
    name: 'pinyin',
    type: 'string',
    zh: '拼音',
    en: 'Pinyin',
    description: 'The name in pinyin, without tones or spaces.',
    example: 'chaoyangqu',
  },
]

export const STATIONS: Collection = {
  id: 'stations',
  title: { zh: '驿站', en: 'Stations' },
  description: {
    zh: '登记过且有位置的全部驿站,各种状态都在内(lifecycle 说明状态)。没有位置的不在这里。',
    en: 'Every registered station with a known position, whatever its lifecycle state; unlocated stations are left out.',
  },
  geometry: 'Point',
  properties: STATION_PROPERTIES,
  time: 'updatedAt',
  columns: ['code', 'name', 'district', 'street', 'address', 'lifecycle', 'hoursText', 'access'],
  choices: ['lifecycle', 'access', 'facility_toilet', 'facility_microwave', 'facility_hot_water'],
  credit: null,
}

export const DISTRICTS: Collection = {
  id: 'districts',
  title: { zh: '区', en: 'Districts' },
  description: {
    zh: '各区的轮廓,约准到 100 米,不是测绘成果。',
    en: 'Outlines of the districts, good to about 100 m; not a survey.',
  },
  geometry: 'MultiPolygon',
  properties: area('区', 'district', '110105', '朝阳区'),
  time: null,
  columns: ['code', 'name', 'pinyin'],
  choices: [],
  credit: DISTRICT_CREDIT,
}

export const STREETS: Collection = {
  id: 'streets',
  title: { zh: '街道乡镇', en: 'Streets and townships' },
  description: {
    zh: '街道、乡镇的轮廓,来自导入的图层。',
    en: 'Outlines of the streets and townships, from the imported layer.',
  },
  geometry: 'MultiPolygon',
  properties: [
    ...area('街道', 'street or township', '110105001', '建外街道'),
    {
      name: 'districtCode',
      type: 'string',
      zh: '区代码',
      en: 'District code',
      description: 'Code of the district that the street belongs to.',
      example: '110105',
    },
    {
      name: 'district',
      type: 'string',
      zh: '区',
      en: 'District',
      description: 'Name of that district.',
      example: '朝阳区',
    },
  ],
  time: null,
  columns: ['code', 'name', 'district'],
  choices: [],
  credit: null,
}

/** Said in every output that holds, or may hold, stations that do not exist. */
export const SYNTHETIC_NOTICE = '含演示数据,不是真实驿站 Contains synthetic demo data, not real stations'

/** The sentence of credit for a collection. */
export function attributionOf(
  licence: DataLicence,
  collection: Collection | null,
  synthetic: boolean,
): string {
  return [licence.attribution, collection?.credit, synthetic ? SYNTHETIC_NOTICE : null]
    .filter((part) => part)
    .join('; ')
}
