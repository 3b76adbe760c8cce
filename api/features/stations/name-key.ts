/**
 * Keys under which two spellings of one place meet. Roster authors write the same shop with full-width
 * letters, with and without the city, with and without 暖心驿站 behind it.
 */

const DISTRICTS =
  '东城|西城|朝阳|丰台|石景山|海淀|门头沟|房山|通州|顺义|昌平|大兴|怀柔|平谷|密云|延庆|崇文|宣武'
// Listed, because anything shorter takes 万柳小区 and 阳光社区 for districts, too.
const PLACE_PREFIX = new RegExp(`^(北京市?)?((${DISTRICTS})区)?`, 'u')
const GENERIC_WORDS = /户外劳动者|暖心驿站|工会驿站|爱心驿站|暖新驿站|服务站点|服务站|驿站/gu
const NOT_WORDS = /[\s\p{P}\p{S}]/gu

/** Key of a station's name: NFKC, lower case, without punctuation, city, district and generic words. */
export function nameKey(name: string): string {
  const plain = fold(name)
  const specific = plain.replace(PLACE_PREFIX, '').replace(GENERIC_WORDS, '')
  // A name of generic words alone is its own key: an empty key would make all such stations equal.
  return specific === '' ? plain : specific
}

/** Key of an address: NFKC, lower case, without punctuation, city and district. Empty for an empty address. */
export function addressKey(address: string): string {
  return fold(address).replace(PLACE_PREFIX, '')
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(NOT_WORDS, '')
}
