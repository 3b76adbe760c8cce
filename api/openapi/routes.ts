import { createHash } from 'node:crypto'
import { Router } from 'express'
import { serviceDocument } from './operations.ts'

/** `GET /api/openapi.json`: what can be asked here, and what is answered. */
export function openApiRoutes(publicUrl: string | undefined): Router {
  const router = Router()
  const body = JSON.stringify(serviceDocument(publicUrl))
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
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
