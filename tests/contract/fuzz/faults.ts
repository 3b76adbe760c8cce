/** What no request, however odd, may bring out of the service. */
import type { FuzzRequest } from './requests.ts'
import { toBytes } from './requests.ts'
import type { Answer, Silence } from './wire.ts'

export interface Fault {
  /** Faults of one kind are told once. */
  kind: string
  text: string
}

/** Statuses by which Node itself refuses what is no HTTP, before the application sees it. */
const NODES_OWN = [400, 408, 413, 417, 431]

/** The insides: stacks, source files, SQL and the database's messages, the machine's files. */
const INSIDES = [
  /\bat (?:async )?[\w.<>[\] ]{1,100} \(?(?:file:|node:|&lt;|<anonymous>|\/)/,
  /node_modules/,
  /\w\.(?:ts|js|mjs|cjs):\d+/,
  /\b(?:select|insert into|update|delete from)\b [^"]{0,200}\b(?:from|values|set|where)\b/i,
  /\b(?:relation|column|constraint|function) \\?"[a-z_]+\\?"/i,
  /syntax error at or near|invalid byte sequence|invalid input syntax|out of range for type/i,
  /\b(?:knex|pglite|ECONNREFUSED|ENOENT|EACCES)\b/i,
  /root:x:0:/,
  /"devDependencies"/,
  /\[object Object\]/,
]

export function faultOf(request: FuzzRequest, answer: Answer | Silence): Fault | null {
  const fault = describeFault(request, answer)
  if (fault === null) return null
  const path = request.target
    .split('?')[0]!
    .replace(/[A-Z]{2}\d{6}|[0-9a-f-]{36}/g, ':id')
    .slice(0, 60)
  const sent = toBytes(request)
  const shown = (bytes: Buffer, most: number) => bytes.subarray(0, most).toString('utf8')
  const got = typeof answer === 'string' ? answer : `${answer.status} ${shown(answer.body, 500)}`
  return {
    kind: `${fault} ${request.method} ${path}`,
    text: `${fault}\n--- sent (${sent.length} bytes)\n${shown(sent, 700)}\n--- answered\n${got}`,
  }
}

function describeFault(request: FuzzRequest, answer: Answer | Silence): string | null {
  if (answer === 'hung') return 'no answer'
  if (answer === 'closed') return mayBeCutOff(request) ? null : 'connection closed without an answer'
  const { status, headers, body } = answer
  // The application marks all that it says.
  if (!('x-content-type-options' in headers)) {
    if (NODES_OWN.includes(status) && body.length === 0) return null
    return `an answer ${status} that the application did not give`
  }
  if (status >= 500) return `status ${status}`
  const text = body.toString('utf8')
  const type = headers['content-type'] ?? ''
  if (/json|html|text/.test(type)) {
    const inside = INSIDES.find((pattern) => pattern.test(withoutEcho(text, request)))
    if (inside) return `insides shown (${inside.source})`
  }
  if (request.method === 'HEAD' || headers['content-encoding']) return null
  if (status >= 400) return problemFault(status, type, text)
  if (status === 200 && /json/.test(type)) return isJson(text) ? null : 'a body that is no JSON'
  return null
}

/** A request whose body is not whole, or whose method opens a tunnel, may be hung up on. */
const mayBeCutOff = ({ framing, method }: FuzzRequest): boolean =>
  framing === 'short' || framing === 'long' || method === 'CONNECT'

/** Built pages hold code, and a station's own words are nobody's insides. */
const withoutEcho = (text: string, request: FuzzRequest): string =>
  /^<!doctype html/i.test(text) ? '' : request.target.includes('select') ? '' : text

function problemFault(status: number, type: string, text: string): string | null {
  if (!type.startsWith('application/problem+json'))
    return `${status} without a problem (${type || 'no type'})`
  if (!isJson(text)) return `${status} with a problem that is no JSON`
  const problem = JSON.parse(text) as { status?: unknown; detail?: unknown }
  if (problem.status !== status) return `${status} with a problem of status ${String(problem.status)}`
  const { detail } = problem
  if (typeof detail !== 'string' || !/[。.!?！？]$/u.test(detail)) return `${status} without a sentence`
  return null
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
