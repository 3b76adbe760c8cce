import type { Express } from 'express'

export interface Route {
  method: string
  /** As it is written in the code, mount path included: `/api/stations/:code`. */
  path: string
}

/** What is read of Express's router; the types that it publishes say less. */
interface Layer {
  rawPath: string | RegExp | string[]
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
}

/** Every route of the application, so that a new one is fuzzed from the day it is there. */
export function listRoutes(app: Express): Route[] {
  const routes: Route[] = []
  const walk = (stack: readonly Layer[], prefix: string) => {
    for (const { rawPath, route, handle } of stack) {
      if (route) {
        for (const path of [route.path].flat())
          for (const method of Object.keys(route.methods))
            routes.push({
              method: method === '_all' ? 'GET' : method.toUpperCase(),
              path: joined(prefix, path),
            })
      } else if (handle.stack) {
        for (const path of [rawPath].flat()) walk(handle.stack, joined(prefix, String(path)))
      }
    }
  }
  walk(app.router.stack as unknown as Layer[], '')
  return routes
}

const joined = (prefix: string, path: string) => (path === '/' ? prefix : `${prefix}${path}`)
