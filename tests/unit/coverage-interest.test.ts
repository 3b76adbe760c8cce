import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createInterest } from '../../api/features/coverage/interest.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the interest in long work', () => {
  const PROMISE_MS = 60_000
  const start = () => {
    const onNone = vi.fn()
    return { interest: createInterest(PROMISE_MS, onNone), onNone }
  }

  it('ends when the last of those who wait leaves', () => {
    const { interest, onNone } = start()
    interest.enter()
    interest.enter()
    interest.leave(false)
    expect(onNone).not.toHaveBeenCalled()
    interest.leave(false)
    expect(onNone).toHaveBeenCalledOnce()
  })

  it('outlives an answer "ask again" for as long as was promised, and longer when it is asked again', () => {
    const { interest, onNone } = start()
    interest.enter()
    interest.leave(true)
    vi.advanceTimersByTime(PROMISE_MS - 1)
    interest.renew()
    vi.advanceTimersByTime(PROMISE_MS - 1)
    expect(onNone).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(onNone).toHaveBeenCalledOnce()
  })

  it('that was promised is not ended by another who leaves', () => {
    const { interest, onNone } = start()
    interest.enter()
    interest.leave(true)
    interest.enter()
    vi.advanceTimersByTime(10)
    interest.leave(false)
    expect(onNone).not.toHaveBeenCalled()
    vi.advanceTimersByTime(PROMISE_MS)
    expect(onNone).toHaveBeenCalledOnce()
  })

  it('lasts while somebody waits, however long', () => {
    const { interest, onNone } = start()
    interest.enter()
    interest.leave(true)
    interest.enter()
    vi.advanceTimersByTime(10 * PROMISE_MS)
    expect(onNone).not.toHaveBeenCalled()
  })

  it('is of no matter once the work is done', () => {
    const { interest, onNone } = start()
    interest.enter()
    interest.end()
    interest.leave(false)
    vi.advanceTimersByTime(2 * PROMISE_MS)
    expect(onNone).not.toHaveBeenCalled()
  })
})
