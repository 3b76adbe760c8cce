/**
 * Lighthouse's own opinion of the page, by its preset for phones. It is fetched by npm when it is wanted and is no
 * dependency: it would bring two hundred packages to everybody for the sake of this one table.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { QUIET, browserPath } from '../support/browser.ts'
import { median, printGoal, printTable, rounded } from './report.ts'

/** The last major one that Node 20 runs. */
const PACKAGE = 'lighthouse@12.8.2'
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 100 }

interface Report {
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>
  audits: Record<
    string,
    { score: number | null; title: string; displayValue?: string; numericValue?: number }
  >
}

/** @returns median scores (0 to 100) of the worst page, or null where Lighthouse gave no report */
export async function runLighthouse(
  url: string,
  paths: readonly string[],
  rounds: number,
): Promise<Record<string, number> | null> {
  const rows: (string | number)[][] = []
  const worst: Record<string, number> = {}
  const complaints = new Set<string>()
  for (const path of paths) {
    const reports: Report[] = []
    try {
      for (let round = 0; round < rounds; round++) reports.push(await lighthouse(url + path))
    } catch (error) {
      console.log(`  ${PACKAGE} gave no report on ${path}: ${lastWords(error)}`)
      continue
    }
    const middle = (read: (report: Report) => number) => median(reports.map(read))
    const scores = CATEGORIES.map((id) => rounded(100 * middle(({ categories }) => categories[id]!.score), 0))
    CATEGORIES.forEach((id, i) => (worst[id] = Math.min(worst[id] ?? 100, scores[i]!)))
    const figure = (id: string, digits = 0) =>
      rounded(
        middle(({ audits }) => audits[id]!.numericValue!),
        digits,
      )
    rows.push([
      path,
      ...scores,
      figure('first-contentful-paint'),
      figure('largest-contentful-paint'),
      figure('total-blocking-time'),
      figure('cumulative-layout-shift', 3),
    ])
    for (const complaint of reports.flatMap(failing)) complaints.add(`${path}: ${complaint}`)
  }
  if (rows.length === 0) return null
  printTable([PACKAGE, ...CATEGORIES, 'FCP, ms', 'LCP, ms', 'TBT, ms', 'CLS'], rows)
  for (const complaint of complaints) console.log(`  ${complaint}`)
  for (const id of CATEGORIES) printGoal(`Lighthouse ${id}, worst page`, worst[id]!, { least: GOALS[id] })
  return worst
}

/** What a failed command said at the end. */
function lastWords(error: unknown): string {
  const { stderr = '' } = error as { stderr?: string }
  return stderr.trim().split('\n').at(-1) || String(error)
}

/** Audits that count and do not fully pass. */
function failing({ categories, audits }: Report): string[] {
  return CATEGORIES.flatMap((id) => categories[id]!.auditRefs)
    .filter(({ id, weight }) => weight > 0 && audits[id]!.score !== null && audits[id]!.score < 0.9)
    .map(({ id }) => `${audits[id]!.title} (${audits[id]!.displayValue ?? 'no'})`)
}

async function lighthouse(address: string): Promise<Report> {
  const { stdout } = await promisify(execFile)(
    'npm',
    [
      ...['exec', '--yes', `--package=${PACKAGE}`, '--', 'lighthouse', address],
      ...['--quiet', '--output=json', `--only-categories=${CATEGORIES.join(',')}`],
      `--chrome-flags=${QUIET.join(' ')}`,
    ],
    { env: { ...process.env, CHROME_PATH: await browserPath() }, maxBuffer: 2 ** 28 },
  )
  return JSON.parse(stdout) as Report
}
