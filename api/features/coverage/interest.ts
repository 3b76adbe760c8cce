/** Knows whether anybody still wants the result of long work. */
export interface Interest {
  /** Somebody waits. */
  enter(): void
  /** @param asksAgain was told to ask again, and is believed to for some time */
  leave(asksAgain: boolean): void
  /** Somebody who was told to ask again has done so. */
  renew(): void
  /** The work is done; nobody is asked any more. */
  end(): void
}

/**
 * @param promiseMs for how long after an answer "ask again" the work goes on although nobody asks
 * @param onNone called once, when nobody waits and no promise holds any more
 */
export function createInterest(promiseMs: number, onNone: () => void): Interest {
  let waiting = 0
  let promisedUntil = 0
  let timer: NodeJS.Timeout | undefined
  let ended = false

  function look(): void {
    clearTimeout(timer)
    if (ended || waiting > 0) return
    const left = promisedUntil - performance.now()
    if (left > 0) {
      timer = setTimeout(look, left)
      timer.unref()
      return
    }
    ended = true
    onNone()
  }

  const promise = () => {
    promisedUntil = performance.now() + promiseMs
  }
  return {
    enter: () => void waiting++,
    leave(asksAgain) {
      waiting--
      if (asksAgain) promise()
      look()
    },
    renew() {
      promise()
      look()
    },
    end() {
      ended = true
      clearTimeout(timer)
    },
  }
}
