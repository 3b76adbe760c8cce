import { openAsBlob } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportedRow, ImportJob, RowFilter } from './read-model.ts'
import { RosterError, type CommitChoices, type ImportOptions } from './roster.ts'

/** A service that takes roster imports, in this process or behind its address: what the command line works with. */
export interface ImportDesk {
  /** Starts the dry run and waits for its end. */
  check(
    path: string,
    fileName: string,
    options: ImportOptions,
    onProgress: (job: ImportJob) => void,
  ): Promise<ImportJob>
  commit(id: string, choices: CommitChoices): Promise<ImportJob>
  /** The first rows with this outcome or mark. */
  rows(id: string, filter: RowFilter, limit: number): Promise<ImportedRow[]>
  close(): Promise<void>
}

const POLL_MS = 300

/**
 * The import desk of a running service.
 *
 * @param url where the service answers
 * @param token a staff token
 */
export function remoteDesk(url: string, token: string): ImportDesk {
  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(new URL(path, url), {
      ...init,
      headers: { ...init.headers, Authorization: `Bearer ${token}` },
    }).catch((cause: unknown) => {
      throw new RosterError(`服务 ${url} 没有应答。请确认它在运行后再试。`, { cause })
    })
    const answer = (await response.json().catch(() => ({}))) as T & {
      detail?: string
      errors?: { message: string }[]
    }
    if (response.ok) return answer
    const sentences = [
      answer.detail ?? `服务 ${url} 回答了 ${response.status}。`,
      ...(answer.errors ?? []).map((e) => e.message),
    ]
    throw new RosterError(sentences.join(' '))
  }

  return {
    async check(path, fileName, options, onProgress) {
      const form = new FormData()
      form.set('file', await openAsBlob(path), fileName)
      for (const field of ['datum', 'district', 'source', 'sheet'] as const) {
        const value = options[field]
        if (value !== null) form.set(field, value)
      }
      if (Object.keys(options.mapping).length > 0) form.set('mapping', JSON.stringify(options.mapping))
      let job = await ask<ImportJob>('/api/imports', { method: 'POST', body: form })
      while (job.status === 'queued' || job.status === 'running') {
        await sleep(POLL_MS)
        job = await ask<ImportJob>(`/api/imports/${job.id}`)
        onProgress(job)
      }
      return job
    },
    commit: (id, choices) =>
      ask<ImportJob>(`/api/imports/${id}/commit`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(choices),
      }),
    async rows(id, filter, limit) {
      const path = `/api/imports/${id}/rows?outcome=${filter}&limit=${limit}`
      return (await ask<{ items: ImportedRow[] }>(path)).items
    },
    async close() {},
  }
}
