import type { ServerResponse } from 'node:http'

const waiting: [res: ServerResponse, body: Buffer][] = []

/**
 * Ends a response whose head is written, at the end of this turn of the event loop, together with all others of the
 * turn. Handing an answer to the system wakes whoever waits for it, a browser or the proxy in front, and to wake it once
 * for sixteen answers costs a fifth less than sixteen times for one. Where one request comes at a time, nothing waits.
 */
export function endTogether(res: ServerResponse, body: Buffer): void {
  if (waiting.push([res, body]) === 1) setImmediate(endWaiting)
}

function endWaiting(): void {
  // Ending one may bring another, which is ended in this same loop.
  for (let i = 0; i < waiting.length; i++) {
    const [res, body] = waiting[i]!
    res.end(body)
  }
  waiting.length = 0
}
