import { createHash } from 'node:crypto'
import { Router } from 'express'
import type { DataLicence } from '../http/licence.ts'
import { sendDocument } from '../features/open-data/ogc/answers.ts'
import { parseInput } from '../http/parse.ts'
import { languageOf } from '../http/problem.ts'
import { serviceDocument } from './operations.ts'
import { pageQuery } from './own-operations.ts'
import { apiDocumentPage } from './page.ts'

/** What can be asked here and what is answered: `GET /api` for people, `GET /api/openapi.json` for programs. */
export function openApiRoutes(publicUrl: string | undefined, licence: DataLicence): Router {
  const router = Router()
  const document = serviceDocument(publicUrl)
  const body = JSON.stringify(document)
  // Weak: the answer may be compressed on its way.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const pages = { zh: '', en: '' }

  router.get('/', (req, res) => {
    const language = parseInput(pageQuery, req.query).lang ?? languageOf(req)
    pages[language] ||= apiDocumentPage(language, document, licence)
    res.vary('Accept-Language')
    sendDocument(req, res, 'text/html', pages[language])
  })

  router.get('/openapi.json', (req, res) => {
    res.setHeader('Cache-Control', 'public, max-age=300')
    res.setHeader('Access-Control-Allow-Origin', '*')
    res.setHeader('ETag', etag)
    res.type('application/vnd.oai.openapi+json;version=3.0')
    if (req.fresh) res.status(304).end()
    else res.end(body)
  })
  return router
}
