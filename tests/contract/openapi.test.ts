import type { Router } from 'express'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApiDocument } from '../../api/openapi/document.ts'
import type { Operation } from '../../api/openapi/operation.ts'
import { operations } from '../../api/openapi/operations.ts'
import { seedSmallNetwork } from '../support/small-network.ts'
import { STAFF, startTestService, type TestService } from '../support/service.ts'

let service: TestService
let code: string
beforeAll(async () => {
  service = await startTestService()
  await seedSmallNetwork(service)
  const { body } = await request(service.url).get('/api/stations').query({ limit: 1 })
  code = body.items[0].code
})
afterAll(() => service.stop())

const document = openApiDocument(operations, { version: 'test', serverUrl: undefined }) as {
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string }[] }>>
  components: { schemas: Record<string, { description?: string; example?: unknown }> }
}

/** Described in documents of their own, or not yet. */
const ELSEWHERE = /^\/(ogc|tiles|gaps|api\/coverage|api\/openapi|api\/stations\/(city|updates))/

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
  matchers?: ((path: string) => { path: string } | false)[]
}

/** All `METHOD /path` of routers mounted at the given place. */
function routesOf(router: { stack: Layer[] }, mountedAt: string): string[] {
  return router.stack.flatMap((layer) => {
    if (!layer.route) return layer.handle.stack ? routesOf(layer.handle as { stack: Layer[] }, mountedAt) : []
    const paths = [layer.route.path].flat()
    return Object.keys(layer.route.methods).flatMap((method) =>
      paths.map((path) => `${method} ${mountedAt}${path}`.replace(/\/$/, '').replace(/:(\w+)/g, '{$1}')),
    )
  })
}

describe('the OpenAPI document', () => {
  it('is served as OpenAPI 3.0', async () => {
    const answer = await request(service.url).get('/api/openapi.json').buffer(true)
    expect(answer.headers['content-type']).toContain('application/vnd.oai.openapi+json;version=3.0')
    expect(JSON.parse(answer.text || answer.body.toString())).toMatchObject({ openapi: '3.0.3' })
  })

  it('gives every schema a description and an example', () => {
    const lacking = Object.entries(document.components.schemas)
      .filter(([, schema]) => !schema.description || schema.example === undefined)
      .map(([name]) => name)
    expect(lacking).toEqual([])
  })

  it('names every operation once', () => {
    const ids = operations.map((o) => o.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('links only to components that it has', () => {
    const links = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    const missing = links.map((m) => m[1]!).filter((name) => !(name in document.components.schemas))
    expect(missing).toEqual([])
  })

  it('describes every route of the registry, the search, the places and the imports, and no other', () => {
    const described = operations.map((o) => `${o.method} ${o.path}`).sort()
    const app = service.app as unknown as { router: Router & { stack: Layer[] } }
    const mounts = ['', '/api', '/api/stations']
    const existing = new Set(mounts.flatMap((mount) => routesOf(app.router, mount)))
    // A route is found under every mount; the true one is the one that is described.
    expect(described.filter((route) => !existing.has(route))).toEqual([])
    const bare = routesOf(app.router, '')
    const undescribed = bare.filter((route) => {
      const [method, path] = route.split(' ') as [string, string?]
      const candidates = mounts.map((mount) => `${method} ${mount}${path ?? ''}`)
      const known = candidates.some((c) => described.includes(c))
      return !known && ![...mounts, '/tiles'].some((mount) => ELSEWHERE.test(`${mount}${path ?? ''}`))
    })
    expect(undescribed.filter((route) => !/ (\/collections|\/conformance|\/api$|$)/.test(route))).toEqual([])
  })

  const readable = operations.filter(
    (o) => o.method === 'get' && o.success.schema && !o.path.includes('{id}'),
  )
  it.each(readable.map((o): [string, Operation] => [o.operationId, o]))(
    'tells the truth about the answer of %s',
    async (_id, operation) => {
      const queries: Record<string, object> = {
        nearestStations: { lon: 116.4, lat: 39.92, open: 'now', facilities: 'toilet' },
        stationsWithin: { bbox: '116,39.5,117,40.5' },
        searchPlaces: { q: '朝阳' },
        placeAt: { lon: 116.4, lat: 39.92 },
      }
      const answer = await request(service.url)
        .get(operation.path.replace('{code}', code))
        .query(queries[operation.operationId] ?? {})
        .set(operation.staff ? STAFF : {})
        .buffer(true)
        .parse((res, done) => {
          const chunks: Buffer[] = []
          res.on('data', (chunk: Buffer) => chunks.push(chunk))
          res.on('end', () => done(null, JSON.parse(Buffer.concat(chunks).toString())))
        })
      expect(answer.status).toBe(operation.success.status)
      expect(answer.headers['content-type']).toContain(operation.success.contentType ?? 'application/json')
      const parsed = operation.success.schema!.safeParse(answer.body)
      expect(parsed.error?.issues ?? []).toEqual([])
    },
  )
})
