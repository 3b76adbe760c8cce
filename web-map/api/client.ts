/** The one way to the API: typed, bounded in time, and answering with a value for failures instead of throwing. */

export type Result<T> = { ok: true; value: T } | { ok: false; error: ApiError }

export interface ApiError {
  /** `offline`: no answer came; `slow`: none in time; `refused`: 4xx; `broken`: 5xx or not JSON; `aborted`: we gave up. */
  kind: 'offline' | 'slow' | 'refused' | 'broken' | 'aborted'
  status: number | null
  /** The problem's own sentence (RFC 9457 `detail`) in the reader's language, when the server gave one. */
  detail: string | null
}

export type QueryValue = string | number | readonly string[] | null | undefined

/** After so many milliseconds a worker on the street is better served by a sentence than by waiting. */
const PATIENCE_MS = 12_000

/** A path with its query; empty values are left out, lists are joined by commas. */
export function withQuery(path: string, query: Record<string, QueryValue>): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    const text = Array.isArray(value) ? value.join(',') : String(value)
    if (text !== '') parts.push(`${name}=${encodeURIComponent(text).replaceAll('%2C', ',')}`)
  }
  return parts.length ? `${path}?${parts.join('&')}` : path
}

function failed(
  kind: ApiError['kind'],
  status: number | null = null,
  detail: string | null = null,
): Result<never> {
  return { ok: false, error: { kind, status, detail } }
}

async function readBody<T>(response: Response): Promise<Result<T>> {
  let body: unknown
  try {
    body = await response.json()
  } catch {
    return failed('broken', response.status)
  }
  if (response.ok) return { ok: true, value: body as T }
  const detail = (body as { detail?: unknown }).detail
  return failed(
    response.status >= 500 ? 'broken' : 'refused',
    response.status,
    typeof detail === 'string' ? detail : null,
  )
}

/**
 * GET, JSON in, Result out; never throws.
 * @param language sent as Accept-Language, so that sentences come in the reader's language
 * @param signal gives up early; the result is then `aborted`
 */
export async function getJson<T>(path: string, language: string, signal?: AbortSignal): Promise<Result<T>> {
  const giveUp = new AbortController()
  let late = false
  const timer = setTimeout(() => {
    late = true
    giveUp.abort()
  }, PATIENCE_MS)
  const onAbort = () => giveUp.abort()
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) giveUp.abort()
  try {
    const response = await fetch(path, {
      headers: { Accept: 'application/json', 'Accept-Language': language },
      signal: giveUp.signal,
    })
    return await readBody<T>(response)
  } catch {
    if (signal?.aborted) return failed('aborted')
    return failed(late ? 'slow' : 'offline')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
