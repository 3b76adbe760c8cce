/** The sentence that says how an answer was widened. */
import type { Sentence } from '../../http/problem.ts'
import { FACILITY_LABELS, type FacilityId } from '../stations/facilities.ts'
import { MAYBE, NO, YES, type WishName } from './question.ts'
import type { Choice } from './ranking.ts'

const OTHER_WISHES: Record<Exclude<WishName, FacilityId>, Sentence> = {
  open: { zh: '营业中', en: 'open' },
  access: { zh: '进入方式', en: 'way of entry' },
  audience: { zh: '服务对象', en: 'whom it serves' },
}

function label(wish: WishName): Sentence {
  return wish in OTHER_WISHES
    ? OTHER_WISHES[wish as keyof typeof OTHER_WISHES]
    : FACILITY_LABELS[wish as FacilityId]
}

/**
 * @param givenUp asked for only when the answer gives up wishes
 * @returns null when the answer was not widened
 */
export function wideningNotice(choice: Choice, givenUp: () => readonly WishName[]): Sentence | null {
  if (!choice.widened) return null
  const { matches, distances, reachM } = choice
  const first = matches[0]
  if (first === NO) {
    const wishes = givenUp().map(label)
    return {
      zh: `没有符合全部条件的驿站,以下是最近的驿站,不符合:${wishes.map((w) => w.zh).join('、')}。`,
      en: `No station fulfils every wish. These are the nearest ones; given up: ${wishes.map((w) => w.en).join(', ')}.`,
    }
  }
  const maybeInReach = matches.some((match, i) => match === MAYBE && distances[i]! <= reachM)
  const unsure = maybeInReach
    ? {
        zh: '附近另有信息不全的驿站,去之前请先问清。',
        en: ' Some nearby may do, but nobody has confirmed it.',
      }
    : { zh: '', en: '' }
  if (first === YES) {
    const km = (distances[0]! / 1000).toFixed(1)
    return {
      zh: `步行可达范围(${reachM} 米)内没有确定可用的驿站,最近的在 ${km} 公里外。${unsure.zh}`,
      en: `No station within walking reach (${reachM} m) is surely usable; the nearest is ${km} km away.${unsure.en}`,
    }
  }
  return {
    zh: '没有确定符合全部条件的驿站;以下驿站信息不全,去之前请先问清。',
    en: 'No station surely fulfils every wish; these may, but nobody has confirmed it. Ask before you go.',
  }
}
