import type { Language } from '../../../http/problem.ts'
import type { Property, PropertyValue } from './property.ts'

/** What coded values are called on a page for people: value → Chinese; English is the code itself, in words. */
const WORDS: Record<string, Record<string, string>> = {
  kind: {
    warm_station: '户外劳动者暖心驿站',
    union_station: '工会服务站',
    service_centre: '职工服务中心',
    staff_home: '职工之家',
    other: '其他',
  },
  audience: { outdoor: '户外劳动者', mixed: '户外和室内', internal: '只对本单位', unknown: '未知' },
  hostKind: {
    estate_agency: '房产中介',
    supermarket: '超市',
    bank: '银行',
    petrol_station: '加油站',
    courier_depot: '快递网点',
    party_centre: '党群服务中心',
    union_premises: '工会场所',
    restaurant: '餐馆',
    community_centre: '社区',
    hospital: '医院',
    park: '公园',
    government: '机关',
    company: '企业',
    other: '其他',
    unknown: '未知',
  },
  lifecycle: {
    reported: '已上报',
    inspected: '已检查',
    accepted: '已验收',
    signed: '已挂牌',
    open: '开放',
    suspended: '暂停',
    closed: '已关闭',
  },
  access: {
    free: '直接进',
    ask_staff: '问一声再进',
    door_code: '要门码',
    scan: '要扫码',
    staff_only: '只对内部',
    unknown: '未知',
  },
}

const TRI_STATE: Record<string, string> = { yes: '有', broken: '有,坏了', no: '没有', unknown: '未知' }

/** A value in the reader's words. */
export function wordOf(language: Language, property: Property, value: PropertyValue): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return language === 'zh' ? (value ? '是' : '不是') : value ? 'yes' : 'no'
  const text = String(value)
  if (!property.values) return text
  if (language === 'en') return text.replace(/_/g, ' ')
  return WORDS[property.name]?.[text] ?? TRI_STATE[text] ?? text
}
