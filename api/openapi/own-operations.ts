import { z } from 'zod'
import { openApi } from './fields.ts'
import type { Operation } from './operation.ts'

const unchanged = { status: 304, description: 'The asker has this already (If-None-Match).' }

export const pageQuery = z.strictObject({
  lang: z.enum(['zh', 'en']).optional().meta({
    description: 'Language of the page; else the Accept-Language header chooses, Chinese by default.',
    example: 'zh',
  }),
})

/** The document about itself. */
export const documentOperations: Operation[] = [
  {
    method: 'get',
    path: '/api',
    operationId: 'apiPage',
    tag: 'service',
    summary: 'This description as a page for people',
    zh: '给人看的接口说明',
    query: pageQuery,
    success: { status: 200, description: 'HTML.', contentType: 'text/html' },
    also: [unchanged],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    operationId: 'openApi',
    tag: 'service',
    summary: 'This description as OpenAPI 3.0',
    zh: '给程序看的接口说明(OpenAPI 3.0)',
    success: {
      status: 200,
      description: 'OpenAPI 3.0.',
      schema: openApi,
      contentType: 'application/vnd.oai.openapi+json;version=3.0',
    },
    also: [unchanged],
  },
]
