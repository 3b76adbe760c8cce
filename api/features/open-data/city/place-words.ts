/** Names and addresses repeat where they lie: the words of the place are left out of them and put back on reading. */
import type { AreaName } from './city-station.ts'

/** Stand for the street's full name, its short name and the district's name. Escaped where a text has them itself. */
const STREET = '\uE000'
const SHORT_STREET = '\uE001'
const DISTRICT = '\uE002'
const ESCAPE = '\uE006'
const MARKS = /[\uE000-\uE002\uE006]/g

/** 朝阳门街道 → 朝阳门: what names are made of. */
function shortName(street: string): string {
  const short = street
    .replace(/^中关村国家自主创新示范区|^北京/u, '')
    .replace(/(满族|回族)?(街道|地区|镇|乡)$/u, '')
  return short.length >= 2 ? short : ''
}

export function leaveOutPlace(text: string, district: AreaName | null, street: AreaName | null): string {
  let out = text.replace(MARKS, `${ESCAPE}$&`)
  const replace = (word: string | undefined, mark: string) => {
    if (word) out = out.split(word).join(mark)
  }
  replace(street?.name, STREET)
  replace(district?.name, DISTRICT)
  replace(street ? shortName(street.name) : '', SHORT_STREET)
  return out
}

/** The reverse of `leaveOutPlace` with the same district and street. */
export function putBackPlace(text: string, district: AreaName | null, street: AreaName | null): string {
  return text.replace(/\uE006([\uE000-\uE002\uE006])|[\uE000-\uE002]/g, (mark: string, escaped?: string) => {
    if (escaped !== undefined) return escaped
    if (mark === DISTRICT) return district?.name ?? ''
    return mark === STREET ? (street?.name ?? '') : street ? shortName(street.name) : ''
  })
}
