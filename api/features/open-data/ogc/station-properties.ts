import { FACILITIES, FACILITY_LABELS } from '../../stations/facilities.ts'
import {
  ACCESS_TYPES,
  AUDIENCES,
  HAVES,
  HOST_KINDS,
  LIFECYCLES,
  STATION_KINDS,
  type HaveId,
} from '../../stations/station.ts'
import type { Property } from './property.ts'

/** `broken`: it is there, but cannot be counted on. */
export const FACILITY_VALUES = ['yes', 'broken', 'no', 'unknown'] as const
const HAVE_VALUES = ['yes', 'no', 'unknown'] as const

const HAVE_LABELS: Record<HaveId, { zh: string; en: string }> = {
  venue: { zh: '有场地', en: 'Venue' },
  sign: { zh: '有标识', en: 'Sign' },
  facilities: { zh: '有设施', en: 'Facilities' },
  publicity: { zh: '有宣传', en: 'Publicity' },
  service: { zh: '有服务', en: 'Service' },
  rules: { zh: '有制度', en: 'Rules' },
  effect: { zh: '有成效', en: 'Effect' },
}

type Row = [name: string, zh: string, en: string, description: string, example: Property['example']]

const of =
  (type: Property['type']) =>
  ([name, zh, en, description, example]: Row): Property => ({ name, type, zh, en, description, example })

const oneOf = (name: string, zh: string, en: string, values: readonly string[], description: string) =>
  ({ name, type: 'string', values, zh, en, description, example: values[0]! }) satisfies Property

const WHAT: Property[] = [
  ...(
    [
      ['code', '编号', 'Code', 'Stable code, printed on the sign and in the link `/s/CODE`.', 'BJ000123'],
      ['name', '名称', 'Name', 'Name of the station.', '建外街道暖心驿站'],
      ['aliases', '别名', 'Other names', 'Other names, joined by "; ".', '工会驿站; 司机之家'],
    ] satisfies Row[]
  ).map(of('string')),
  oneOf('kind', '类型', 'Kind', STATION_KINDS, 'What kind of place it is.'),
  oneOf(
    'audience',
    '服务对象',
    'Audience',
    AUDIENCES,
    'Whom it serves; `internal` is a lounge for own staff.',
  ),
  oneOf('hostKind', '场所类型', 'Host', HOST_KINDS, 'What kind of premises host the station.'),
  ...(
    [
      ['hostBrand', '场所品牌', 'Host brand', 'Brand of the premises.', '链家'],
      ['operator', '运营方', 'Operator', 'Who runs it from day to day.', '建外街道总工会'],
      ['unionCode', '工会代码', 'Union code', 'Code of the responsible union.', 'U110105'],
      ['union', '负责工会', 'Union', 'Name of the responsible union.', '朝阳区总工会'],
      ['address', '地址', 'Address', 'Postal address as registered.', '建国门外大街 1 号'],
      ['districtCode', '区代码', 'District code', 'Code of the district.', '110105'],
      ['district', '区', 'District', 'Name of the district.', '朝阳区'],
      ['streetCode', '街道代码', 'Street code', 'Code of the street or township.', '110105001'],
      ['street', '街道', 'Street', 'Name of the street or township.', '建外街道'],
      ['communityCode', '社区代码', 'Community code', 'Code of the community.', '110105001001'],
      ['community', '社区', 'Community', 'Name of the community.', '建国里社区'],
    ] satisfies Row[]
  ).map(of('string')),
]

const STATE: Property[] = [
  oneOf(
    'lifecycle',
    '状态',
    'Lifecycle',
    LIFECYCLES,
    'reported → inspected → accepted → signed → open → suspended or closed. Workers are sent to `open` ones only.',
  ),
  of('date')(['lifecycleSince', '状态日期', 'Since', 'Date on which that state began.', '2026-03-01']),
  of('string')(['lifecycleReason', '原因', 'Reason', 'Why it is suspended or closed.', '装修']),
]

const USE: Property[] = [
  oneOf('access', '怎么进', 'Access', ACCESS_TYPES, 'How one gets in.'),
  of('string')(['accessNote', '进门说明', 'Access note', 'How to get in, in words.', '从东门进']),
  ...(
    [
      [
        'hoursText',
        '开放时间',
        'Opening hours',
        'Opening hours as understood, in Chinese.',
        '工作日 08:30-17:30',
      ],
      [
        'hoursOsm',
        '开放时间(OSM)',
        'Opening hours (OSM)',
        'The same in OpenStreetMap opening_hours syntax, with `PH same` and `makeup …` as two words of our own.',
        'Mo-Fr 08:30-17:30; PH off; makeup workday',
      ],
      [
        'hoursListed',
        '原文时间',
        'Hours as listed',
        'Opening hours as the list worded them.',
        '周一到周五 8点半-17点半',
      ],
    ] satisfies Row[]
  ).map(of('string')),
]

const CONFIRMED: Property[] = (
  [
    [
      'confirmedLocation',
      '位置确认于',
      'Location confirmed',
      'When the position was last confirmed on the spot.',
    ],
    ['confirmedHours', '时间确认于', 'Hours confirmed', 'When the opening hours were last confirmed.'],
    ['confirmedFacilities', '设施确认于', 'Facilities confirmed', 'When the facilities were last confirmed.'],
    ['confirmedAccess', '进门确认于', 'Access confirmed', 'When the way in was last confirmed.'],
    ['confirmedAt', '最近确认于', 'Confirmed', 'The latest of these confirmations.'],
    [
      'updatedAt',
      '最后修改',
      'Last changed',
      'When the entry was last changed; the time that `datetime` asks for.',
    ],
  ] as const
).map(([name, zh, en, description]) =>
  of('date-time')([name, zh, en, description, '2026-03-01T09:30:00+08:00']),
)

/**
 * What is public about a station, as flat properties: the public facts of `stations/detail.ts`. Money, owners,
 * sources, findings and coordinates as delivered are for staff.
 */
export const STATION_PROPERTIES: readonly Property[] = [
  ...WHAT,
  ...STATE,
  ...USE,
  ...FACILITIES.map((id) =>
    oneOf(
      `facility_${id}`,
      FACILITY_LABELS[id].zh,
      FACILITY_LABELS[id].en,
      FACILITY_VALUES,
      `Whether the station has this: ${FACILITY_LABELS[id].en}. Unknown is not no; broken cannot be counted on.`,
    ),
  ),
  ...HAVES.map((id) =>
    oneOf(
      `have_${id}`,
      HAVE_LABELS[id].zh,
      HAVE_LABELS[id].en,
      HAVE_VALUES,
      `Whether this one of the seven haves (七有) is met, as stated: ${HAVE_LABELS[id].en}.`,
    ),
  ),
  ...CONFIRMED,
  of('number')(['accuracyM', '位置精度', 'Accuracy', 'Radius in metres within which the entrance lies.', 10]),
  of('integer')(['version', '版本', 'Version', 'Rises by one with each change of the entry.', 3]),
  {
    ...of('boolean')([
      'synthetic',
      '演示数据',
      'Synthetic',
      'True for demo data: no such station exists.',
      false,
    ]),
  },
]
