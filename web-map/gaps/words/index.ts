/** This page's own words in the reader's language, and its numbers. */
import { computed } from 'vue'
import { FACILITY_LABELS } from '../../../api/features/stations/facilities.ts'
import { GROUP_LABELS } from '../../../api/features/coverage/model.ts'
import { language } from '../../i18n/index.ts'
import { answer, chosen, config, nameOf, question, unit } from '../coverage-state.ts'
import { coveredShare, uncovered, type Figures, type Range } from '../figures.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export const w = computed(() => (language.value === 'zh' ? zh : en))

/** Whole people; square kilometres with one decimal below a hundred. */
export function amount(value: number): string {
  const digits = unit.value === 'km2' && Math.abs(value) < 100 ? 1 : 0
  return value.toLocaleString('en-US', { maximumFractionDigits: digits })
}

export function withUnit(text: string): string {
  return unit.value === 'km2' ? w.value.km2(text) : w.value.people(text)
}

/** From here on a sentence rounds: 20,755,649 is no easier to believe than 2,075.6 万. */
const LARGE = 1_000_000

/** A number, or both ends of one, for a sentence; tables have the digits. */
export function sentenceAmount(least: number, most = least): string {
  if (unit.value === 'km2' || most < LARGE) return w.value.range(amount(least), amount(most))
  const { large, largeUnit, range } = w.value
  return range(least === 0 ? '0' : large(least), large(most)) + largeUnit
}

/** `+1,200`, `−35` or `0`. */
export function signed(value: number): string {
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${amount(Math.abs(value))}`
}

export function signedRange({ least, most }: Range): string {
  return least === most ? signed(least) : w.value.rangeTo(signed(least), signed(most))
}

/** How far the model lies from a district's own head-count. */
export function differenceText(difference: number, headCount: number): string {
  const { headCountMore, headCountLess, headCountSame } = w.value
  if (difference === 0) return headCountSame
  const percent = headCount > 0 ? Math.round((100 * Math.abs(difference)) / headCount) : 100
  return (difference > 0 ? headCountMore : headCountLess)(amount(Math.abs(difference)), String(percent))
}

/** A district's own head-count against the model's sum; null where it gave none. */
export function headCountText(code: string | null): string | null {
  const given = answer.value?.districts.find((one) => one.code !== null && one.code === code)
  if (!given || given.headCount === null || given.modelSum === null || given.difference === null) return null
  const { headCount, modelSum, difference } = given
  return w.value.headCount(
    placeName(code),
    amount(headCount),
    amount(modelSum),
    differenceText(difference, headCount),
  )
}

export function rangeText({ least, most }: Range): string {
  return w.value.range(amount(least), amount(most))
}

/** `61–68 %`; an en dash where there is nobody. */
export function shareText(share: Range | null): string {
  return share === null ? '–' : `${w.value.range(String(share.least), String(share.most))} %`
}

export const uncoveredText = (figures: Figures) => rangeText(uncovered(figures, question.value.unknowns))
export const coveredText = (figures: Figures) => shareText(coveredShare(figures, question.value.unknowns))

export const momentText = computed(
  () => w.value.moment(question.value.hour) + (question.value.holiday ? w.value.holidayMoment : ''),
)

export function placeName(code: string | null): string {
  if (code === null) return (language.value === 'zh' && config.value?.region.name) || w.value.region
  const name = nameOf(code) ?? code
  const above = code.length === 9 ? nameOf(code.slice(0, 6)) : null
  return above ? `${above}${language.value === 'zh' ? '' : ' '}${name}` : name
}

export const groupText = computed(() => {
  if (unit.value === 'km2') return w.value.groupArea
  const counted = answer.value?.groups.map(({ group }) => group) ?? []
  const only = question.value.group ?? (counted.length === 1 ? counted[0] : null)
  if (only) return GROUP_LABELS[only][language.value]
  return counted.includes('resident') ? w.value.groupMixed : w.value.groupAll
})

export const stationText = computed(() =>
  w.value.station(
    question.value.freeEntry,
    question.value.facilities.map((id) => FACILITY_LABELS[id][language.value]),
  ),
)

export interface Headline {
  before: string
  share: string
  after: string
}

/** The sentence in three parts, the middle one set large; null without anybody to speak of. */
export function headlineOf(figures: Figures, place: string): Headline | null {
  const share = coveredShare(figures, question.value.unknowns)
  if (share === null) return null
  const { headline, reachWithin } = w.value
  const rest = unit.value === 'km2' ? headline.restArea : headline.rest
  return {
    before: headline.when(momentText.value, place, groupText.value, withUnit(sentenceAmount(figures.people))),
    share: headline.share(shareText(share)),
    after: rest(reachWithin(question.value.reach), stationText.value),
  }
}

export const headline = computed(() =>
  chosen.value ? headlineOf(chosen.value, placeName(question.value.area)) : null,
)
