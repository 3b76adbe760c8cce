import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.ts'

/**
 * The log: one JSON object a line, on standard error unless told otherwise.
 *
 * Errors are written without what they may quote of a request or a row: positions, names, tokens.
 */
export function createLog(
  level: Config['logLevel'],
  destination: DestinationStream = pino.destination({ dest: 2, sync: false }),
): Logger {
  return pino({ level, serializers: { err: plainError } }, destination)
}

export interface PlainError {
  type: string
  message: string
  stack: string
  /** Of PostgreSQL or Node; of what the database refused also where. */
  code?: string
  constraint?: string
  table?: string
  column?: string
  routine?: string
  cause?: PlainError
}

const MOST_CAUSES = 3
const KEPT = ['code', 'constraint', 'table', 'column', 'routine'] as const

/** Only what is listed: other members (detail, where, parameters, input) hold the values that something failed on. */
export function plainError(error: unknown, depth = 0): PlainError | string {
  if (!(error instanceof Error)) return typeof error === 'object' ? 'not an Error' : typeof error
  const given = error as Error & Record<(typeof KEPT)[number], unknown>
  const kept = KEPT.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name]]] : []))
  const cause =
    error.cause instanceof Error && depth < MOST_CAUSES ? plainError(error.cause, depth + 1) : null
  return {
    type: error.constructor.name,
    message: messageOf(given),
    // The first lines repeat the message.
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
    ...Object.fromEntries(kept),
    ...(cause !== null && { cause: cause as PlainError }),
  }
}

/** PostgreSQL's classes for wrong data, broken constraints, and what our own triggers raise: they quote values. */
const QUOTES_VALUES = /^(22|23|P0)[0-9A-Z]{3}$/

function messageOf(error: Error & { code?: unknown }): string {
  const { code, message } = error
  if (typeof code === 'string' && QUOTES_VALUES.test(code)) {
    // knex writes the statement, whose parameters are bound, before the server's words.
    const end = message.lastIndexOf(' - ')
    return end < 0 ? 'refused by the database' : message.slice(0, end)
  }
  // JSON.parse quotes the text that it could not read.
  if (error instanceof SyntaxError) return 'syntax error'
  return message
}
