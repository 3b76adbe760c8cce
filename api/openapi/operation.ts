import type { z } from 'zod'

/** What comes back with one status. */
export interface Answer {
  status: number
  description: string
  /** Left out for files and empty answers. */
  schema?: z.ZodType
  contentType?: string
  /** Media types that the same can be had in beside `contentType`. */
  files?: readonly string[]
}

/** One way to call the service, described beside the feature that answers it. */
export interface Operation {
  method: 'get' | 'post' | 'patch' | 'delete'
  /** As OpenAPI writes it: `/api/stations/{code}`. */
  path: string
  operationId: string
  tag: 'search' | 'stations' | 'places' | 'imports' | 'coverage' | 'open data' | 'service'
  summary: string
  /** The summary in Chinese. */
  zh: string
  description?: string
  /** Needs a staff token. */
  staff?: boolean
  params?: z.ZodObject
  query?: z.ZodObject
  headers?: Record<string, { description: string; required: boolean; example: string }>
  body?: { schema: z.ZodType; contentType?: string }
  success: Answer
  /** Answers with another status that are no problems: redirects, work under way. */
  also?: readonly Answer[]
  /** Statuses of the problems that it may answer with, beside 400 and 401. */
  problems?: number[]
}
