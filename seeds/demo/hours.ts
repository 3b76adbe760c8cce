import type { Random } from './random.ts'

/**
 * Kinds of opening hours in the demo network with their share of all stations, in percent. Mirrors what city lists
 * show: some hours unknown; of the known ones a third weekday-only and a fifth shut at midday; 6.5 % open all day,
 * about 11 % late or early. (Real lists know far fewer hours: with those a demo of "open now" would show nothing.)
 */
export const HOURS_SHARES = {
  unknown: 22,
  /** Something is written, but no clock time. */
  unreadable: 3,
  weekdays: 15,
  weekdays_noon_break: 10,
  daily_noon_break: 5,
  daily: 22.5,
  longer: 11,
  all_day: 6.5,
  overnight: 3,
  seasonal: 2,
} as const

export type HoursKind = keyof typeof HOURS_SHARES

/** Few distinct texts, so that reading them can be remembered. */
const TEXTS: Record<HoursKind, readonly (string | null)[]> = {
  unknown: [null],
  unreadable: ['随商户营业时间', '以现场公告为准'],
  weekdays: ['周一至周五 08:30-17:30', '周一至周五 09:00-17:00', '工作日 09:00-18:00', 'Mo-Fr 09:00-17:30'],
  weekdays_noon_break: [
    '周一至周五 8:30-12:00,13:00-17:30',
    '周一至周五 09:00-11:30,13:30-17:00',
    '工作日 9:00-12:00，14:00-18:00',
  ],
  daily_noon_break: ['每天 08:30-12:00,13:30-18:00', '每天 09:00-11:30,14:00-17:30'],
  daily: [
    '每天 09:00-21:00',
    '每天 09:00-18:00',
    '每天 08:00-20:00',
    '每天 8点半-18点',
    '周一至周六 09:00-18:00',
    '周一至周五 09:00-19:00；周六、周日 10:00-17:00',
    'Mo-Su 09:30-20:30',
  ],
  longer: ['每天 06:00-23:00', '每天 07:00-22:30', '每天 08:00-22:00', '每天 07:00-24:00'],
  all_day: ['24小时', '全天'],
  overnight: ['每天 17:00-次日02:00', '每天 20:00-次日06:00', '每天 10:00-次日01:00'],
  seasonal: [
    '夏季(5月1日至9月30日) 08:00-20:00,冬季(10月1日至4月30日) 08:30-18:00',
    '夏季(6月1日至8月31日) 07:30-21:00,冬季(9月1日至5月31日) 09:00-18:00',
  ],
}

const KINDS = Object.keys(HOURS_SHARES) as HoursKind[]
const SHARES = Object.values(HOURS_SHARES)

export function drawHoursKind(random: Random): HoursKind {
  return random.weighted(KINDS, SHARES)
}

/** As a list would have it; null when nobody wrote any. */
export function drawHoursText(kind: HoursKind, random: Random): string | null {
  return random.pick(TEXTS[kind])
}
