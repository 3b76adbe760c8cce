import type { Operation } from './operation.ts'

/** The parts of the interface, in the order in which a reader wants them. */
export const TAGS: readonly { tag: Operation['tag']; zh: string; en: string }[] = [
  { tag: 'search', zh: '找驿站', en: 'Finding a station' },
  { tag: 'places', zh: '地名与边界', en: 'Places and outlines' },
  { tag: 'stations', zh: '驿站登记', en: 'The registry' },
  { tag: 'coverage', zh: '覆盖空白', en: 'Coverage and gaps' },
  { tag: 'open data', zh: '开放数据', en: 'Open data' },
  { tag: 'imports', zh: '名单导入', en: 'Rosters' },
  { tag: 'service', zh: '服务本身', en: 'The service itself' },
]
