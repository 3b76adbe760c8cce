import { z } from 'zod'
import type { Operation } from '../../openapi/operation.ts'
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

const count = z.number().int()

const summary = z
  .object({
    rows: count,
    created: count,
    updated: count,
    unchanged: count,
    unlocated: count,
    duplicates: count,
    otherDistrict: count,
    suspicious: count,
    rejected: count,
  })
  .meta({
    id: 'ImportSummary',
    description:
      'rows = created + updated + unchanged + duplicates + rejected; the other three are counted beside that.',
    example: {
      rows: 3,
      created: 2,
      updated: 0,
      unchanged: 0,
      unlocated: 1,
      duplicates: 0,
      otherDistrict: 0,
      suspicious: 0,
      rejected: 1,
    },
  })

const job = z
  .object({
    id: z.uuid(),
    fileName: z.string(),
    source: z.string().meta({ description: 'Name of the list.', example: '海淀区暖心驿站名单' }),
    options: z.record(z.string(), z.any()),
    status: z.enum(['queued', 'running', 'checked', 'committing', 'committed', 'failed']),
    progress: z.record(z.string(), z.any()),
    summary: summary.nullable(),
    notes: z.record(z.string(), z.any()),
    error: z.string().nullable().meta({ description: 'Why it failed, as a sentence.', example: null }),
    checkedVersion: count.nullable(),
    createdBy: z.string(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
    committedBy: z.string().nullable(),
    committedAt: z.string().nullable(),
  })
  .meta({
    id: 'ImportJob',
    description: 'A roster on its way: checked first, then committed whole.',
    example: { id: '0b9b7f4e-6f7c-4a5e-9d2b-1f2d3c4b5a69', fileName: '名单.xlsx', status: 'checked' },
  })

const rowProblem = z.object({
  severity: z.enum(['rejected', 'suspicious', 'note']),
  column: z.string().nullable(),
  value: z.string().nullable(),
  problem: z.string(),
  remedy: z.string(),
  finding: z.string().optional(),
})

const rows = z
  .object({
    items: z.array(
      z.object({
        row: count.meta({ description: 'Line of the sheet; negative for vanished stations.', example: 17 }),
        outcome: z.enum(OUTCOMES),
        code: z.string().nullable(),
        name: z.string().nullable(),
        address: z.string().nullable(),
        unlocated: z.boolean(),
        otherDistrict: z.boolean(),
        suspicious: z.boolean(),
        returned: z.boolean(),
        problems: z.array(rowProblem),
        changes: z.record(z.string(), z.any()).nullable(),
      }),
    ),
    next: count.nullable(),
  })
  .meta({
    id: 'ImportRows',
    description: 'Rows with what happens to each, and why.',
    example: { items: [], next: null },
  })

const jobs = z
  .object({ items: z.array(job) })
  .meta({ id: 'ImportJobs', description: 'The newest imports.', example: { items: [] } })

const pair = z.record(z.string(), z.any()).meta({
  id: 'DuplicatePair',
  description: 'Two entries that may be one place.',
  example: { id: 1, decision: null },
})

const pairs = z.object({ items: z.array(pair), next: count.nullable() }).meta({
  id: 'DuplicatePairs',
  description: 'Pairs to decide, or decided.',
  example: { items: [], next: null },
})

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
    success: { status: 200, description: 'A workbook.', contentType: XLSX },
  },
  staffImport({
    method: 'post',
    path: '/api/imports',
    operationId: 'submitImport',
    summary: 'Check a roster; nothing is written to the registry yet',
    body: {
      contentType: 'multipart/form-data',
      schema: uploadFields.extend({
        file: z.string().meta({ description: 'The .xlsx or .csv file.', format: 'binary' }),
      }),
    },
    success: { status: 202, description: 'The job; ask for it until it is checked.', schema: job },
    problems: [413],
  }),
  staffImport({
    method: 'get',
    path: '/api/imports',
    operationId: 'listImports',
    summary: 'The newest imports',
    query: jobListQuery,
    success: { status: 200, description: 'Jobs.', schema: jobs },
  }),
  staffImport({
    method: 'get',
    path: '/api/imports/{id}',
    operationId: 'getImport',
    summary: 'One import with its progress and summary',
    params: jobId,
    success: { status: 200, description: 'The job.', schema: job },
    problems: [404],
  }),
  staffImport({
    method: 'get',
    path: '/api/imports/{id}/rows',
    operationId: 'listImportRows',
    summary: 'What happens to each row, and why',
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
    query: duplicatesQuery,
    success: { status: 200, description: 'Pairs.', schema: pairs },
  }),
  staffImport({
    method: 'post',
    path: '/api/duplicates/{id}',
    operationId: 'decideDuplicate',
    summary: 'Decide whether two entries are one place; remembered, never asked again',
    params: pairId,
    body: { schema: decisionBody },
    success: { status: 200, description: 'The decided pair.', schema: pair },
    problems: [404, 409],
  }),
]
