/** Prints a digest of a year of answers: run under several TZ by the test of Beijing time. */
import { createHash } from 'node:crypto'
import { openAt } from '../../api/features/hours/evaluate.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { describeUntil } from '../../api/features/hours/print.ts'
import { beijing, calendar2026 } from './hours.ts'

const texts = [
  '工作日 8:30-17:30',
  '周五至周日 20:00-次日4:00',
  '夏季(4月-10月) 8:00-20:00;冬季(11月-3月) 9:00-18:00',
  '每天 9:00-17:00;2026年7月1日休息',
]
const hash = createHash('sha256')
let changes = 0
for (const text of texts) {
  const hours = parseHours(text)
  let last = ''
  for (let at = beijing('2026-01-01 00:00'); at < beijing('2027-01-01 00:00'); at += 30 * 60_000) {
    const answer = openAt(hours, at, calendar2026)
    if (answer.state !== last) changes++
    last = answer.state
    hash.update(`${JSON.stringify(answer)} ${describeUntil(answer, at, 'zh')}\n`)
  }
}
const offset = new Date('2026-01-01T00:00:00Z').getTimezoneOffset()
console.log(JSON.stringify({ offset, changes, digest: hash.digest('hex') }))
