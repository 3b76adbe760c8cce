import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ApiError, Result } from '../../web-map/api/client.ts'
import { zh } from '../../web-map/i18n/zh.ts'
import { PATIENCE, askBoth, type Kept } from '../../web-map/offline/ask-both.ts'
import { savedWhen } from '../../web-map/words/saved-when.ts'
import { beijing } from '../support/hours.ts'

const SAVED_AT = beijing('2026-10-08 09:12')
const KEPT: Kept<string> = { value: 'kept', savedAt: SAVED_AT }

function question(kept: Kept<string> | null | Error) {
  let answer!: (result: Result<string>) => void
  const network = new Promise<Result<string>>((resolve) => (answer = resolve))
  const shown: string[] = []
  const askKept = vi.fn(async () => {
    if (kept instanceof Error) throw kept
    return kept
  })
  const done = askBoth(network, askKept, (value, note) => shown.push(`${value} ${note?.why ?? 'now'}`))
  const fail = (kind: ApiError['kind']) => answer({ ok: false, error: { kind, status: null, detail: null } })
  return { done, shown, askKept, fail, succeed: () => answer({ ok: true, value: 'fresh' }) }
}

describe('the network and the device', () => {
  beforeEach(() => void vi.useFakeTimers())
  beforeEach(() => void vi.stubGlobal('navigator', {}))
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('leave the device alone while the network is quick', async () => {
    const { done, shown, askKept, succeed } = question(KEPT)
    succeed()
    expect(await done).toBeNull()
    await vi.runAllTimersAsync()
    expect(shown).toEqual(['fresh now'])
    expect(askKept).not.toHaveBeenCalled()
  })

  it('show what is kept until a slow network answers, which then replaces it', async () => {
    const { done, shown, askKept, succeed } = question(KEPT)
    await vi.advanceTimersByTimeAsync(PATIENCE.early)
    expect(shown).toEqual(['kept waiting'])
    await vi.advanceTimersByTimeAsync(PATIENCE.late)
    expect(shown).toEqual(['kept waiting', 'kept slow'])
    succeed()
    expect(await done).toBeNull()
    expect(shown.at(-1)).toBe('fresh now')
    expect(askKept).toHaveBeenCalledTimes(1)
  })

  it('do not wait first on a line that is known to be slow', async () => {
    vi.stubGlobal('navigator', { connection: { effectiveType: '3g' } })
    const { done, shown, succeed } = question(KEPT)
    await vi.advanceTimersByTimeAsync(1)
    expect(shown).toEqual(['kept waiting'])
    succeed()
    await done
  })

  it.each(['offline', 'slow', 'broken'] as const)('say why the device answers: %s', async (kind) => {
    const { done, shown, fail } = question(KEPT)
    fail(kind)
    expect(await done).toBeNull()
    expect(shown).toEqual([`kept ${kind}`])
  })

  it.each(['refused', 'aborted'] as const)('do not hide a question that was %s', async (kind) => {
    const { done, shown, fail } = question(KEPT)
    fail(kind)
    expect(await done).toMatchObject({ kind })
    expect(shown).toEqual([])
  })

  it('pass the failure on when nothing is kept, or what is kept cannot be read', async () => {
    for (const kept of [null, new Error('forbidden')]) {
      const { done, shown, fail } = question(kept)
      await vi.advanceTimersByTimeAsync(PATIENCE.early)
      fail('offline')
      expect(await done).toMatchObject({ kind: 'offline' })
      expect(shown).toEqual([])
    }
  })
})

describe('the age of what is kept', () => {
  const plain = (text: string) => text.replaceAll('\u2009', ' ').trim()

  it('is told as date and time in Beijing', () => {
    expect(plain(savedWhen(SAVED_AT, SAVED_AT + 3_600_000, zh))).toBe('10 月 8 日 09:12')
  })

  it('also as days once these are several', () => {
    expect(plain(savedWhen(SAVED_AT, beijing('2026-10-13 08:00'), zh))).toBe('10 月 8 日 09:12（5 天前）')
  })
})
