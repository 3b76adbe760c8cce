import { openApi } from './fields.ts'
import type { Operation } from './operation.ts'

const unchanged = { status: 304, description: 'The asker has this already (If-None-Match).' }

/** The document about itself. */
export const documentOperations: Operation[] = [
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
