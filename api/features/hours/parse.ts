/** Opening hours from the text of a list: OpenStreetMap syntax or Chinese. */
import { unknownHours, type Hours } from './hours.ts'
import { HoursTextError } from './osm-rules.ts'
import { parseChinese } from './parse-chinese.ts'
import { parseOsm } from './parse-osm.ts'

/**
 * Reads hours. Never throws and never guesses: what is not wholly understood gives `week: null` and a `problem` that
 * says what stood in the way; `raw` is the text as given. A blank text is unknown without a problem.
 */
export function parseHours(text: string): Hours {
  const trimmed = text.trim()
  if (trimmed === '') return unknownHours(text)
  const isOsm = !/\p{Script=Han}/u.test(trimmed)
  try {
    return { raw: text, ...(isOsm ? readPlain(trimmed) : parseChinese(trimmed)) }
  } catch (error) {
    if (!(error instanceof HoursTextError)) throw error
    return unknownHours(text, error.message)
  }
}

/** Without Chinese characters both readers have a claim (08:30~17:30, 24H): OSM first, as it is the stricter one. */
function readPlain(text: string) {
  try {
    return parseOsm(text)
  } catch (error) {
    if (!(error instanceof HoursTextError)) throw error
    // Letters that are no unit mean OSM was intended, and its message is the better one.
    if (/[a-z]{2}/i.test(text)) throw error
    return parseChinese(text)
  }
}
