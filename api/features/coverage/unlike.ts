import { Problem } from '../../http/problem.ts'
import type { CoverageAnswer } from './present.ts'

/** What two answers must have in common, in the reader's words. */
const ASKED = {
  facilities: { zh: '设施', en: 'facilities' },
  access: { zh: '进入方式', en: 'access' },
  groups: { zh: '人群', en: 'worker group' },
  reachM: { zh: '距离', en: 'reach' },
} as const

const COUNTED = { zh: '模型的单位(人数或面积)', en: 'unit of the model (people or area)' }

/** @throws Problem 409 unless the two answers are to the same question but for its time */
export function refuseUnlike(
  was: Pick<CoverageAnswer, 'question' | 'unit'>,
  is: Pick<CoverageAnswer, 'question' | 'unit'>,
): void {
  const fields = Object.keys(ASKED) as (keyof typeof ASKED)[]
  const changed = fields.filter(
    (field) => JSON.stringify(was.question[field]) !== JSON.stringify(is.question[field]),
  )
  const unlike = [
    ...changed.map((field) => ({ field: field as string, words: ASKED[field] })),
    ...(was.unit === is.unit ? [] : [{ field: 'model', words: COUNTED }]),
  ]
  if (unlike.length === 0) return
  throw new Problem(
    409,
    {
      zh: `前后两个答案问的不是同一件事,不能比较:${unlike.map(({ words }) => words.zh).join('、')}不同。`,
      en: `The two answers are to different questions and cannot be compared; they differ in: ${unlike.map(({ words }) => words.en).join(', ')}.`,
    },
    unlike.map(({ field }) => ({
      field,
      value: null,
      message: { zh: '前后要相同。', en: 'It must be the same before and after.' },
    })),
  )
}
