/**
 * Counts requests and their durations by method, route pattern and outcome, in plain numbers: counting must cost next
 * to nothing where thousands of requests a second are answered. prom-client's own histogram builds a key from the labels
 * at each observation; here the labels are written when somebody reads the metrics.
 */

/** Upper bounds in seconds. */
export const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'other'] as const
/** By first digit of the status; 0 is for answers whose asker left before their end. */
const OUTCOMES = ['aborted', '1xx', '2xx', '3xx', '4xx', '5xx'] as const
const OTHER_METHOD = METHODS.length - 1

/** One route of the service; made when the application is put together, never by a request. */
export interface RouteCounts {
  readonly pattern: string
  /** By method and outcome; null until there was one. */
  readonly durations: (Durations | null)[]
}

interface Durations {
  /** How many took at most so long; the last holds those beyond the last bound. */
  buckets: Float64Array
  seconds: number
}

export interface RequestCounts {
  /** Requests that are being answered. */
  open: number
  route(pattern: string): RouteCounts
  /** Of all routes, asked or not. */
  patterns(): string[]
  /** Every series with at least one request. */
  series(): Series[]
}

export interface Series {
  labels: { method: string; route: string; status: string }
  /** Cumulative, one for each bound and a last one for all. */
  atMost: number[]
  seconds: number
}

export function createRequestCounts(): RequestCounts {
  const routes = new Map<string, RouteCounts>()
  return {
    open: 0,
    route(pattern) {
      let counts = routes.get(pattern)
      if (!counts) {
        counts = { pattern, durations: new Array(METHODS.length * OUTCOMES.length).fill(null) }
        routes.set(pattern, counts)
      }
      return counts
    },
    patterns: () => [...routes.keys()],
    series: () => [...routes.values()].flatMap(seriesOf),
  }
}

/** @param status of the answer; 0 when the asker left before its end */
export function countRequest(route: RouteCounts, method: string, status: number, ms: number): void {
  const slot = methodIndex(method) * OUTCOMES.length + outcomeIndex(status)
  const durations = (route.durations[slot] ??= {
    buckets: new Float64Array(DURATION_BUCKETS.length + 1),
    seconds: 0,
  })
  const seconds = ms / 1000
  let bucket = 0
  while (bucket < DURATION_BUCKETS.length && seconds > DURATION_BUCKETS[bucket]!) bucket++
  durations.buckets[bucket]!++
  durations.seconds += seconds
}

function methodIndex(method: string): number {
  if (method === 'GET') return 0
  const index = METHODS.indexOf(method as 'GET')
  return index < 0 ? OTHER_METHOD : index
}

function outcomeIndex(status: number): number {
  const index = Math.floor(status / 100)
  return index < OUTCOMES.length ? index : OUTCOMES.length - 1
}

function seriesOf({ pattern, durations }: RouteCounts): Series[] {
  return durations.flatMap((known, slot) => {
    if (!known) return []
    let sum = 0
    return {
      labels: {
        method: METHODS[Math.floor(slot / OUTCOMES.length)]!,
        route: pattern,
        status: OUTCOMES[slot % OUTCOMES.length]!,
      },
      atMost: Array.from(known.buckets, (count) => (sum += count)),
      seconds: known.seconds,
    }
  })
}
