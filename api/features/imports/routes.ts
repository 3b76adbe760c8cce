import { rm } from 'node:fs/promises'
import { json, Router, type RequestHandler, type Response } from 'express'
import { parseInput } from '../../http/parse.ts'
import { actorOf } from '../../http/staff.ts'
import { writeReport } from './report.ts'
import {
  commitBody,
  decisionBody,
  duplicatesQuery,
  importOptions,
  jobId,
  jobListQuery,
  pairId,
  reportQuery,
  rowsQuery,
  uploadFields,
} from './schemas.ts'
import type { ImportsService } from './service.ts'
import { receiveUpload } from './upload.ts'
import { templateWorkbook } from './workbook.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A workbook holds at most this many rows of a result; the rest is read page by page. */
const REPORT_ROWS = 100_000

/** Roster imports and duplicate decisions under `/api`: for staff, but for the empty template. */
export function importRoutes(imports: ImportsService, staff: RequestHandler): Router {
  const router = Router()
  const body = json({ limit: '64kb' })

  router.get('/imports/template.xlsx', async (_req, res) =>
    sendWorkbook(res, '暖心驿站导入模板.xlsx', await templateWorkbook()),
  )

  router.post('/imports', staff, async (req, res) => {
    const upload = await receiveUpload(req, imports.uploadFolder, imports.maxFileBytes)
    try {
      const options = importOptions(parseInput(uploadFields, upload.fields))
      const job = await imports.submit({ ...upload, options, removeFile: true, actor: actorOf(res) })
      res.status(202).location(`/api/imports/${job.id}`).json(job)
    } catch (error) {
      await rm(upload.path, { force: true })
      throw error
    }
  })

  router.get('/imports', staff, async (req, res) => {
    res.json({ items: await imports.list(parseInput(jobListQuery, req.query).limit) })
  })

  router.get('/imports/:id', staff, async (req, res) => {
    res.json(await imports.get(parseInput(jobId, req.params).id))
  })

  router.get('/imports/:id/rows', staff, async (req, res) => {
    const { id } = parseInput(jobId, req.params)
    const { outcome, after, limit } = parseInput(rowsQuery, req.query)
    const items = await imports.rows(id, outcome ?? null, after ?? null, limit)
    res.json({ items, next: items.length === limit ? items.at(-1)!.row : null })
  })

  router.get('/imports/:id/rows.xlsx', staff, async (req, res) => {
    const { id } = parseInput(jobId, req.params)
    const { outcome } = parseInput(reportQuery, req.query)
    const { fileName } = await imports.get(id)
    const report = await writeReport(await imports.rows(id, outcome ?? null, null, REPORT_ROWS))
    sendWorkbook(res, `导入结果 ${fileName.replace(/\.[^.]*$/, '')}.xlsx`, report)
  })

  router.post('/imports/:id/commit', staff, body, async (req, res) => {
    const { id } = parseInput(jobId, req.params)
    const choices = parseInput(commitBody, req.body ?? {})
    res.json(await imports.commit(id, { actor: actorOf(res), ...choices }))
  })

  router.get('/duplicates', staff, async (req, res) => {
    const { decided, after, limit } = parseInput(duplicatesQuery, req.query)
    const items = await imports.duplicates(decided, after, limit)
    res.json({ items, next: items.length === limit ? items.at(-1)!.id : null })
  })

  router.post('/duplicates/:id', staff, body, async (req, res) => {
    const { id } = parseInput(pairId, req.params)
    const { decision, note } = parseInput(decisionBody, req.body)
    res.json(await imports.decideDuplicate(id, decision, actorOf(res), note ?? null))
  })

  return router
}

function sendWorkbook(res: Response, name: string, content: Buffer): void {
  res.type(XLSX)
  res.attachment(name)
  res.setHeader('Cache-Control', 'no-store')
  res.send(content)
}
