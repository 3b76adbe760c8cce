import type { ErrorRequestHandler, Request, Response } from 'express'
import type { Logger } from 'pino'
import { STATUS_CODES } from 'node:http'
import { noteFault, requestIdOf } from './request-watch.ts'

/** One sentence in both languages of the service. */
export interface Sentence {
  zh: string
  en: string
}

export interface FieldError {
  /** The parameter, body property or column that is wrong. */
  field: string
  /** The value as it was given. */
  value: unknown
  message: Sentence
}

/** An answer that is not the one asked for: thrown anywhere, sent as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  readonly status: number
  readonly detail: Sentence
  readonly errors: FieldError[]
  readonly headers: Record<string, string>

  constructor(
    status: number,
    detail: Sentence,
    errors: FieldError[] = [],
    headers: Record<string, string> = {},
  ) {
    super(detail.en)
    this.status = status
    this.detail = detail
    this.errors = errors
    this.headers = headers
  }
}

export type Language = 'zh' | 'en'

/** The reader's language: Chinese unless English is preferred. */
export function languageOf(req: Request): Language {
  const wanted = req.headers['accept-language']
  if (wanted === undefined) return 'zh'
  return req.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh'
}

/** A value as it may be repeated to the one who sent it: short, and never an object's whole text. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 100 ? `${value.slice(0, 100)}…` : value
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === undefined) return null
  return shown(jsonText(value))
}

/** Null for what JSON has no text for, or is nested so deep that writing it would overflow the stack. */
function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null
  } catch {
    return null
  }
}

export function sendProblem(req: Request, res: Response, problem: Problem): void {
  const language = languageOf(req)
  res.status(problem.status)
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value)
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Content-Language', language)
  const requestId = requestIdOf(res)
  res.setHeader('X-Request-Id', requestId)
  res.type('application/problem+json')
  res.end(
    JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[problem.status] ?? 'Error',
      status: problem.status,
      detail: problem.detail[language],
      requestId,
      ...(problem.errors.length > 0 && {
        errors: problem.errors.map((e) => ({
          field: e.field,
          value: shown(e.value),
          message: e.message[language],
        })),
      }),
    }),
  )
}

export const notFound = (what: Sentence): Problem => new Problem(404, what)

/** What Express and its body parsers throw for requests that they cannot read. */
const UNREADABLE: Record<string, Sentence> = {
  'entity.parse.failed': { zh: '请求内容不是有效的 JSON。', en: 'The request body is not valid JSON.' },
  'entity.too.large': { zh: '请求内容太大。', en: 'The request body is too large.' },
  'encoding.unsupported': { zh: '不支持这种内容编码。', en: 'This content encoding is not supported.' },
  'charset.unsupported': { zh: '不支持这种字符集。', en: 'This character set is not supported.' },
  'request.aborted': { zh: '请求没有传完。', en: 'The request was cut off.' },
  'request.size.invalid': {
    zh: '请求内容与声明的长度不符。',
    en: 'The body does not have the declared length.',
  },
}

function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  const { status, type } = error as { status?: unknown; type?: unknown }
  if (typeof status !== 'number' || status < 400 || status > 499) return null
  const sentence = typeof type === 'string' ? UNREADABLE[type] : undefined
  return new Problem(
    status,
    sentence ?? { zh: '这个请求无法识别。', en: 'This request cannot be understood.' },
  )
}

/** Last in the chain. What we did not foresee is logged, once, and answered without a word of its insides. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  // Express tells an error handler by its four arguments.
  return (error, req, res, _next) => {
    const problem = asProblem(error)
    if (!problem && !noteFault(res, error))
      log.error({ requestId: requestIdOf(res), method: req.method, err: error }, 'request failed')
    if (res.headersSent) {
      res.destroy()
      return
    }
    sendProblem(
      req,
      res,
      problem ??
        new Problem(500, {
          zh: '服务出了问题,已记录。请稍后再试。',
          en: 'Something failed on our side and was recorded. Please try again later.',
        }),
    )
  }
}
