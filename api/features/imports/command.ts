import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { DatabaseLockedError } from '../../../db/embedded/lock.ts'
import { openRegistry } from '../../bootstrap.ts'
import { ConfigError, readConfig, type Config } from '../../config.ts'
import { Problem } from '../../http/problem.ts'
import { staffTokens } from '../../staff-tokens.ts'
import type { ImportedRow, ImportJob } from './read-model.ts'
import { fileKind, DEFAULT_LIMITS } from './reading/file-kind.ts'
import { remoteDesk, type ImportDesk } from './remote.ts'
import { isDatum, RosterError, type CommitChoices, type ImportOptions, type ImportSummary } from './roster.ts'
import { createImports } from './service.ts'
import { OUTCOME_NAMES } from './workbook.ts'

const USAGE = `用法:npm run import -- 文件 [选项]

  文件                      .xlsx 或 .csv(UTF-8 或 GBK)
  --datum gcj02|bd09|wgs84  坐标系;文件里有坐标而没有写明坐标系时必填
  --district 海淀区         这是哪个区的名单
  --source 名称             名单的名称,同一名单的各个版本用同一个名称;默认取文件名(去掉日期和版本)
  --map '列名=字段'         指明一列的内容,可重复;例如 --map '点位=name'
  --sheet 名称              读取哪一张工作表
  --close-vanished          关闭新版名单里没有的驿站(默认只列出)
  --reopen-returned         重新开放先前因不在名单里而关闭、现在又在名单里的驿站(默认只列出)
  --dry-run                 只检查,不写入
  --json                    最后输出一行 JSON`

const OPTIONS = {
  datum: { type: 'string' },
  district: { type: 'string' },
  source: { type: 'string' },
  sheet: { type: 'string' },
  map: { type: 'string', multiple: true },
  'close-vanished': { type: 'boolean' },
  'reopen-returned': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options']

interface Command {
  path: string
  options: ImportOptions
  choices: CommitChoices
  dryRun: boolean
  json: boolean
}

/** How many rejected and how many suspicious rows the summary for people shows; the workbook has all. */
const SHOWN_PROBLEMS = 10

function readCommand(args: string[]): Command {
  const parsed = (() => {
    try {
      return parseArgs({ args, allowPositionals: true, options: OPTIONS })
    } catch (error) {
      throw new RosterError(`${(error as Error).message}\n\n${USAGE}`)
    }
  })()
  const { values, positionals } = parsed
  const [path, ...rest] = positionals
  if (values.help || path === undefined || rest.length > 0) throw new RosterError(USAGE)
  if (values.datum !== undefined && !isDatum(values.datum)) {
    throw new RosterError(
      `--datum 不能是「${values.datum}」。可用:gcj02(高德、腾讯)、bd09(百度)、wgs84(GPS、天地图)。`,
    )
  }
  return {
    path: resolve(path),
    choices: {
      closeVanished: values['close-vanished'] ?? false,
      reopenReturned: values['reopen-returned'] ?? false,
    },
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
    options: {
      datum: values.datum ?? null,
      district: values.district ?? null,
      source: values.source ?? null,
      sheet: values.sheet ?? null,
      mapping: Object.fromEntries((values.map ?? []).map(readMapping)),
    },
  }
}

function readMapping(text: string): [string, string] {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new RosterError(`--map 要写成 '列名=字段',例如 --map '点位=name';给出的是「${text}」。`)
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

/** Steps and progress go to the error stream: the standard output is the result's. */
const say = (message: string) => console.error(message)

/** Opens the registry itself, or asks the service that has the embedded database open. */
async function openDesk(config: Config): Promise<ImportDesk> {
  try {
    return await ownDesk(config)
  } catch (error) {
    if (!(error instanceof DatabaseLockedError) || !error.holder.url) throw error
    say(`数据库由 ${error.holder.url} 的服务使用着,交给它导入。`)
    const [token] = [...(await staffTokens(config, () => undefined)).keys()]
    return remoteDesk(error.holder.url, token!)
  }
}

async function ownDesk(config: Config): Promise<ImportDesk> {
  // A registry that starts with a real roster has no demo network in it.
  const db = await openRegistry({ ...config, demoStations: 0 }, say)
  const imports = await createImports({
    db,
    alone: db.kind === 'embedded',
    bbox: config.region.bbox,
    codePrefix: config.region.codePrefix,
    maxFileBytes: config.uploadMaxBytes,
    uploadFolder: join(config.dataDir, 'uploads'),
    onError: (error) => console.error(error),
  })
  const actor = 'command line'
  return {
    async check(path, fileName, options, onProgress) {
      const job = await imports.submit({ path, fileName, options, actor, removeFile: false })
      return imports.finished(job.id, onProgress)
    },
    commit: (id, choices) => imports.commit(id, { actor, ...choices }),
    rows: (id, filter, limit) => imports.rows(id, filter, null, limit),
    async close() {
      await imports.stop()
      await db.close()
    },
  }
}

async function run(command: Command, desk: ImportDesk): Promise<{ job: ImportJob; failure: string | null }> {
  const checked = await desk.check(command.path, basename(command.path), command.options, showProgress)
  if (checked.status === 'failed') return { job: checked, failure: checked.error }
  const summary = checked.summary!
  const usable = summary.created + summary.updated + summary.unchanged + summary.duplicates
  if (usable === 0) return { job: checked, failure: '没有一行可以导入,登记册没有改动。' }
  if (command.dryRun) return { job: checked, failure: null }
  return { job: await desk.commit(checked.id, command.choices), failure: null }
}

function showProgress({ status, progress }: ImportJob): void {
  if (status !== 'running' || !progress.rows) return
  const phase = progress.phase === 'comparing' ? '与登记册比对' : '已读取'
  say(`${phase} ${progress.rows}${progress.total ? ` / ${progress.total}` : ''} 行`)
}

const inOrder = (s: ImportSummary): ImportSummary => ({
  rows: s.rows,
  created: s.created,
  updated: s.updated,
  unchanged: s.unchanged,
  unlocated: s.unlocated,
  duplicates: s.duplicates,
  otherDistrict: s.otherDistrict,
  suspicious: s.suspicious,
  rejected: s.rejected,
})

const NOTHING: ImportSummary = {
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  unlocated: 0,
  duplicates: 0,
  otherDistrict: 0,
  suspicious: 0,
  rejected: 0,
}

function summaryText({ fileName, source, summary, notes, status }: ImportJob): string {
  const s = summary!
  const n = notes as {
    vanished?: number
    returned?: number
    possibleDuplicates?: number
    demoPresent?: boolean
    unknown?: string[]
  }
  const lines = [
    `${fileName}(名单「${source}」):共 ${s.rows} 行`,
    `  新增 ${s.created},更新 ${s.updated},未变 ${s.unchanged},重复 ${s.duplicates},拒收 ${s.rejected}`,
    `  其中未定位 ${s.unlocated},在外区 ${s.otherDistrict},可疑 ${s.suspicious}`,
  ]
  if (n.possibleDuplicates) lines.push(`  有 ${n.possibleDuplicates} 对疑似重复待人工判定`)
  if (n.vanished)
    lines.push(
      `  登记册里有 ${n.vanished} 座驿站不在这份名单里,保持原样;确认撤销后可用 --close-vanished 关闭`,
    )
  if (n.returned)
    lines.push(
      `  有 ${n.returned} 座先前因不在名单里而关闭的驿站又在名单里了,保持关闭;确认恢复后可用 --reopen-returned 重新开放`,
    )
  if (n.unknown && n.unknown.length > 0) lines.push(`  没有导入的列:${n.unknown.join('、')}`)
  if (n.demoPresent)
    lines.push(
      '  注意:登记册里另有演示数据,各处都标明「演示数据」;真实名单与它不混用,设 DEMO_STATIONS=0 可从空库开始',
    )
  lines.push(status === 'committed' ? '已写入登记册。' : '只作检查,没有写入。')
  return lines.join('\n')
}

function problemText(rows: ImportedRow[]): string {
  return rows
    .flatMap((row) =>
      row.problems.map((p) => {
        const where = row.row > 0 ? `第 ${row.row} 行` : (row.code ?? '')
        const column = p.column ? `「${p.column}」列` : ''
        const value = p.value ? `(${p.value})` : ''
        return `  ${where}${column}${value}[${OUTCOME_NAMES[row.outcome]}]:${p.problem}${p.remedy}`
      }),
    )
    .join('\n')
}

/** @returns the exit code: 0 when the roster was committed, or checked with `--dry-run`. */
async function main(args: string[]): Promise<number> {
  const command = readCommand(args)
  try {
    process.loadEnvFile()
  } catch {
    // No .env file: the environment alone decides.
  }
  const config = readConfig(process.env)
  try {
    await stat(command.path).catch(() => {
      throw new RosterError(`找不到文件 ${command.path}。请核对路径。`)
    })
    // Before a database is opened for a file that cannot be read.
    await fileKind(command.path, { ...DEFAULT_LIMITS, fileBytes: config.uploadMaxBytes })
    const desk = await openDesk(config)
    try {
      const { job, failure } = await run(command, desk)
      if (failure !== null) console.error(failure)
      if (!command.json && job.summary) {
        console.log(summaryText(job))
        const rejected = await desk.rows(job.id, 'rejected', SHOWN_PROBLEMS)
        const suspicious = await desk.rows(job.id, 'suspicious', SHOWN_PROBLEMS)
        const shown = problemText([...rejected, ...suspicious])
        if (shown !== '') console.log(`要处理的行(全部见 /api/imports/${job.id}/rows.xlsx):\n${shown}`)
      }
      if (command.json) console.log(JSON.stringify(inOrder(job.summary ?? NOTHING)))
      return failure === null ? 0 : 1
    } finally {
      await desk.close()
    }
  } catch (error) {
    if (command.json && isOurs(error)) console.log(JSON.stringify(NOTHING))
    throw error
  }
}

const isOurs = (error: unknown) => error instanceof RosterError || error instanceof Problem

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof Problem)
      console.error([error.detail.zh, ...error.errors.map((e) => e.message.zh)].join('\n'))
    else if (
      error instanceof RosterError ||
      error instanceof ConfigError ||
      error instanceof DatabaseLockedError
    )
      console.error(error.message)
    else console.error(error)
    process.exit(1)
  },
)
