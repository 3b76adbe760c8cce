import { z } from 'zod'
import { byName, flag, instant, list, number, oneOf, text, whole } from '../../openapi/fields.ts'
import type { Operation } from '../../openapi/operation.ts'
import { DATUMS, LIFECYCLES } from '../stations/station.ts'
import type { DuplicatePair, ImportedRow, ImportJob } from './read-model.ts'
import { OUTCOMES } from './roster.ts'
import {
  commitBody,
  decisionBody,
  duplicatesQuery,
  jobId,
  jobListQuery,
  pairId,
  reportQuery,
  rowsQuery,
  uploadFields,
} from './schemas.ts'

const summary = z
  .object({
    rows: whole('Rows of the sheet with something in them.', 3),
    created: whole('New stations.', 2),
    updated: whole('Stations of which a fact changes.', 0),
    unchanged: whole('Stations that stay as they are.', 0),
    unlocated: whole('Rows without a position that can be believed.', 1),
    duplicates: whole('Rows that double another.', 0),
    otherDistrict: whole('Rows that lie in another district than they say.', 0),
    suspicious: whole('Rows of which two facts cannot both be true.', 0),
    rejected: whole('Rows that cannot be taken.', 1),
  })
  .meta({
    id: 'ImportSummary',
    description:
      'rows = created + updated + unchanged + duplicates + rejected; the other three are counted beside that.',
  })

const job = z
  .object({
    id: z.uuid().meta({ description: 'Of the job.', example: '0b9b7f4e-6f7c-4a5e-9d2b-1f2d3c4b5a69' }),
    fileName: text('Name of the file.', '名单.xlsx'),
    source: text('Name of the list.', '海淀区暖心驿站名单'),
    options: z
      .object({
        datum: oneOf(DATUMS, 'Datum of the coordinates.').nullable(),
        district: text('The district whose list this is.', '海淀区').nullable(),
        source: text('Name of the list as given.', '海淀区暖心驿站名单').nullable(),
        mapping: byName(z.string(), 'Header → field.', { 点位: 'name' }),
        sheet: text('Name of the sheet.', 'Sheet1').nullable(),
      })
      .meta({ description: 'What was said beside the file.' }),
    status: oneOf(
      ['queued', 'running', 'checked', 'committing', 'committed', 'failed'],
      'How far it is; nothing is written before it is committed.',
    ),
    progress: z
      .object({
        phase: oneOf(['reading', 'comparing', 'writing', 'done'], 'What is being done.').optional(),
        rows: whole('Rows that are done.', 120).optional(),
        total: whole('Rows in all, as far as known.', 300).nullable().optional(),
      })
      .meta({ description: 'How far the work is.' }),
    summary: summary.nullable(),
    notes: byName(
      z.any(),
      'What was recognised in the file, vanished and returned stations, pairs to decide.',
      { sheet: 'Sheet1' },
    ),
    error: text('Why it failed, as a sentence.', '文件里没有「名称」这一列。').nullable(),
    checkedVersion: whole('The registry’s version that it was compared with.', 42).nullable(),
    createdBy: text('Whose token sent it.', 'haidian'),
    createdAt: instant,
    finishedAt: instant.nullable(),
    committedBy: text('Whose token committed it.', 'haidian').nullable(),
    committedAt: instant.nullable(),
  })
  .meta({
    id: 'ImportJob',
    description: 'A roster on its way: checked first, then committed whole.',
  }) satisfies z.ZodType<ImportJob>

const rowProblem = z.object({
  severity: oneOf(['rejected', 'suspicious', 'note'], 'Whether the row can be taken.'),
  column: text('The column.', '开放时间').nullable(),
  value: text('The value as given.', '另行通知').nullable(),
  problem: text('What is wrong.', '看不懂这段时间。'),
  remedy: text('What would be right.', '请写成 周一至周五 8:30-17:30。'),
  finding: text('What it is recorded as with the station.', 'hours').optional(),
})

const rows = z
  .object({
    items: list(
      z.object({
        row: whole('Line of the sheet; negative for vanished stations.', 17),
        outcome: oneOf(OUTCOMES, 'What happens to it.'),
        code: text('The registry’s code, once there is one.', 'BJ000123').nullable(),
        name: text('Name of the station.', '朝阳门暖心驿站').nullable(),
        address: text('Its address.', '朝阳门北小街 1 号').nullable(),
        unlocated: flag('It has no position that can be believed.'),
        otherDistrict: flag('It lies in another district than it says.'),
        suspicious: flag('Two of its facts cannot both be true.'),
        returned: flag('Its station was closed as vanished from an earlier version.'),
        problems: list(rowProblem, 'What a person should know.'),
        changes: byName(z.any(), 'Column → new value; null unless updated.', { access: 'free' }).nullable(),
      }),
      'In the order of the sheet.',
    ),
    next: whole('The `after` of the next page; null: this was the last.', 200).nullable(),
  })
  .meta({
    id: 'ImportRows',
    description: 'Rows with what happens to each, and why.',
  }) satisfies z.ZodType<{ items: ImportedRow[] }>

const jobs = z
  .object({ items: list(job, 'Newest first.') })
  .meta({ id: 'ImportJobs', description: 'The newest imports.' })

const side = z
  .object({
    code: text('Code of the entry.', 'BJ000123'),
    name: text('Its name.', '朝阳门暖心驿站'),
    address: text('Its address.', '朝阳门北小街 1 号').nullable(),
    source: text('The list that it comes from.', '东城区暖心驿站名单'),
    lifecycle: oneOf(LIFECYCLES, 'Its state.'),
    lon: number('WGS-84 longitude in degrees.', 116.42).nullable(),
    lat: number('WGS-84 latitude in degrees.', 39.92).nullable(),
  })
  .meta({ id: 'DuplicateSide', description: 'One of the two entries.' })

const pair = z
  .object({
    id: whole('Number of the pair.', 1),
    reason: text('Why they may be one place.', '名称相同,相距 12 米'),
    distanceM: number('Metres between them; null: one has no position.', 12.4).nullable(),
    station: side,
    other: side,
    decision: oneOf(['same', 'different'], 'What was decided; null: nothing yet.').nullable(),
    decidedBy: text('Whose token decided.', 'dongcheng').nullable(),
    decidedAt: instant.nullable(),
    note: text('Why.', '同楼不同层,两处都在').nullable(),
  })
  .meta({
    id: 'DuplicatePair',
    description: 'Two entries that may be one place; `station` is the older.',
  }) satisfies z.ZodType<DuplicatePair>

const pairs = z
  .object({
    items: list(pair, 'By number.'),
    next: whole('The `after` of the next page; null: this was the last.', 50).nullable(),
  })
  .meta({ id: 'DuplicatePairs', description: 'Pairs to decide, or decided.' })

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const staffImport = (operation: Omit<Operation, 'tag' | 'staff'>): Operation => ({
  ...operation,
  tag: 'imports',
  staff: true,
})

export const importOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/imports/template.xlsx',
    operationId: 'importTemplate',
    tag: 'imports',
    summary: 'An empty workbook with the headings that are recognised',
    zh: '空白导入模板',
    success: { status: 200, description: 'A workbook.', contentType: XLSX },
  },
  staffImport({
    method: 'post',
    path: '/api/imports',
    operationId: 'submitImport',
    summary: 'Check a roster; nothing is written to the registry yet',
    zh: '检查名单(还不写入登记册)',
    body: {
      contentType: 'multipart/form-data',
      schema: uploadFields.extend({
        file: z
          .string()
          .meta({ description: 'The .xlsx or .csv file.', format: 'binary', example: '名单.xlsx' }),
      }),
    },
    success: { status: 202, description: 'The job; ask for it until it is checked.', schema: job },
    problems: [413, 415, 422],
  }),
  staffImport({
    method: 'get',
    path: '/api/imports',
    operationId: 'listImports',
    summary: 'The newest imports',
    zh: '最近的导入',
    query: jobListQuery,
    success: { status: 200, description: 'Jobs.', schema: jobs },
  }),
  staffImport({
    method: 'get',
    path: '/api/imports/{id}',
    operationId: 'getImport',
    summary: 'One import with its progress and summary',
    zh: '一次导入的进度与汇总',
    params: jobId,
    success: { status: 200, description: 'The job.', schema: job },
    problems: [404],
  }),
  staffImport({
    method: 'get',
    path: '/api/imports/{id}/rows',
    operationId: 'listImportRows',
    summary: 'What happens to each row, and why',
    zh: '每一行的处理结果和原因',
    params: jobId,
    query: rowsQuery,
    success: { status: 200, description: 'Rows.', schema: rows },
    problems: [404],
  }),
  staffImport({
    method: 'get',
    path: '/api/imports/{id}/rows.xlsx',
    operationId: 'downloadImportRows',
    summary: 'The same as a workbook',
    zh: '处理结果(Excel)',
    params: jobId,
    query: reportQuery,
    success: { status: 200, description: 'A workbook.', contentType: XLSX },
    problems: [404],
  }),
  staffImport({
    method: 'post',
    path: '/api/imports/{id}/commit',
    operationId: 'commitImport',
    summary: 'Write a checked roster, whole or not at all',
    zh: '提交名单,要么全部写入要么不写',
    params: jobId,
    body: { schema: commitBody },
    success: { status: 200, description: 'The committed job.', schema: job },
    problems: [404, 409],
  }),
  staffImport({
    method: 'get',
    path: '/api/duplicates',
    operationId: 'listDuplicates',
    summary: 'Pairs that may be one place',
    zh: '可能重复的驿站',
    query: duplicatesQuery,
    success: { status: 200, description: 'Pairs.', schema: pairs },
  }),
  staffImport({
    method: 'post',
    path: '/api/duplicates/{id}',
    operationId: 'decideDuplicate',
    summary: 'Decide whether two entries are one place; remembered, never asked again',
    zh: '判定是否同一处,不再重复询问',
    params: pairId,
    body: { schema: decisionBody },
    success: { status: 200, description: 'The decided pair.', schema: pair },
    problems: [404, 409],
  }),
]
