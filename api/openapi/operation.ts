import type { z } from 'zod'

/** One way to call the service, described beside the feature that answers it. */
export interface Operation {
  method: 'get' | 'post' | 'patch'
  /** As OpenAPI writes it: `/api/stations/{code}`. */
  path: string
  operationId: string
  tag: 'search' | 'stations' | 'places' | 'imports' | 'open data' | 'service'
  summary: string
  description?: string
  /** Needs a staff token. */
  staff?: boolean
  params?: z.ZodObject
  query?: z.ZodObject
  headers?: Record<string, { description: string; required: boolean; example: string }>
  body?: { schema: z.ZodType; contentType?: string }
  success: {
    status: number
    description: string
    /** Left out for files and empty answers. */
    schema?: z.ZodType
    contentType?: string
  }
  /** Statuses of the problems that it may answer with, beside 400 and 401. */
  problems?: number[]
}
