/**
 * Sees every request end: counts it, and logs those that an operator should see.
 *
 * A line holds an id, the method, the route's pattern, the status and the duration; never an address, a query, a header
 * or a body: a search's address holds a position (docs/decisions/0011).
 */
import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response, Router } from 'express'
import type { Logger } from 'pino'
import { countRequest, type RequestCounts, type RouteCounts } from '../metrics/request-counts.ts'

export interface RequestWatch {
  /** Tells that a request has come; first of all, and of every request. */
  begin(res: Response): void
  /** Names the routes of a router by their patterns, once it has them all. @param mountedAt where it is used */
  name<R extends Router>(mountedAt: string, router: R): R
  /** For what is answered without a route of Express, the page: every request counts under this one name. */
  as(pattern: string): RequestHandler
}

export interface WatchOptions {
  log: Logger
  requests: RequestCounts
  /** Whether a reverse proxy's X-Request-Id is believed. */
  trustProxy: boolean
}

const STARTED = Symbol('started')
const ROUTE = Symbol('route')
const ID = Symbol('request id')
const FAULT = Symbol('fault')

type Watched = Response & { [STARTED]?: number; [ROUTE]?: RouteCounts; [ID]?: string; [FAULT]?: unknown }

/** Everything that no route answers, whatever it was called. */
const UNKNOWN = 'unknown'

export function watchRequests({ log, requests, trustProxy }: WatchOptions): RequestWatch {
  const routes = new Map<object, RouteCounts>()
  const unknown = requests.route(UNKNOWN)

  function closed(this: Watched): void {
    requests.open--
    const { req } = this
    const route = this[ROUTE] ?? routes.get(req.route as object) ?? unknown
    const ms = performance.now() - this[STARTED]!
    const status = this.writableFinished ? this.statusCode : 0
    countRequest(route, req.method, status, ms)
    const level = levelOf(this, status)
    if (!log.isLevelEnabled(level)) return
    log[level](
      {
        requestId: requestIdOf(this, trustProxy),
        method: req.method,
        route: route.pattern,
        status: status || null,
        ms: Math.round(ms * 10) / 10,
        err: this[FAULT],
      },
      this[FAULT] ? 'request failed' : status === 0 ? 'request cut off' : 'request',
    )
  }

  return {
    begin(res: Watched) {
      requests.open++
      res[STARTED] = performance.now()
      res.on('close', closed)
    },
    name(mountedAt, router) {
      for (const [route, pattern] of patternsOf(router, mountedAt)) routes.set(route, requests.route(pattern))
      return router
    },
    as(pattern) {
      const counts = requests.route(pattern)
      return (_req, res: Watched, next) => {
        res[ROUTE] = counts
        next()
      }
    },
  }
}

/** Reads are too many to be told of; what changes something or went wrong is worth a line. */
function levelOf(res: Watched, status: number): 'debug' | 'info' | 'warn' | 'error' {
  if (res[FAULT]) return 'error'
  if (status >= 500) return 'warn'
  if (status >= 400) return 'info'
  const { method } = res.req
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'debug' : 'info'
}

/**
 * Keeps what went wrong for the line at the request's end.
 *
 * @returns false when no line will tell of it: nobody watches, or the request has ended already
 */
export function noteFault(res: Response, error: unknown): boolean {
  if ((res as Watched)[STARTED] === undefined || res.closed) return false
  ;(res as Watched)[FAULT] = error
  return true
}

/** As proxies make them; anything else could be a message of the asker's. */
const PROXYS_ID = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** The request's id, made when it is first asked for: most requests never need one. */
export function requestIdOf(res: Response, trustProxy = res.app?.get('trust proxy') === true): string {
  const watched = res as Watched
  if (watched[ID] === undefined) {
    const given = trustProxy ? res.req.headers['x-request-id'] : undefined
    watched[ID] = typeof given === 'string' && PROXYS_ID.test(given) ? given : randomUUID()
  }
  return watched[ID]
}

interface Layer {
  route?: { path: string | string[] }
  handle: { stack?: Layer[] }
}

/** Routers within routers are used without a path of their own throughout this house. */
function patternsOf(router: Router, mountedAt: string): [route: object, pattern: string][] {
  return (router.stack as unknown as Layer[]).flatMap(({ route, handle }) => {
    if (!route) return handle.stack ? patternsOf(handle as unknown as Router, mountedAt) : []
    const path = [route.path].flat()[0]!
    return [[route, `${mountedAt}${path}`.replace('//', '/').replace(/(?<=.)\/$/, '')]]
  })
}
