import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { STAFF, STAFF_TOKEN, startTestService, type TestService } from '../support/service.ts'
import { faultOf } from './fuzz/faults.ts'
import { anyRequest, toBytes, type FuzzRequest, type Target } from './fuzz/requests.ts'
import { listRoutes, type Route } from './fuzz/routes.ts'
import { inputSchemas, type JsonSchema } from './fuzz/schema-values.ts'
import { openWire } from './fuzz/wire.ts'

/** Another seed sends other requests: FUZZ_SEED=1 npx vitest run tests/contract/fuzz.test.ts */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_008)
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 20_000)
const BATCH = 2000
const CONNECTIONS = 8
/** So many different faults are told; the rest would only hide them. */
const SHOWN = 25

const schemas = inputSchemas(import.meta.glob('../../api/features/**/schemas.ts', { eager: true }))

let service: TestService
beforeAll(async () => {
  service = await startTestService({ demoStations: 300 })
})
afterAll(() => service?.stop())

/** What the route takes: all known parameters are sent at once, and those are kept that it does not call unknown. */
async function target(route: Route, parameters: Record<string, JsonSchema>): Promise<Target> {
  const path = route.path.replace(/[:*](\w+)/g, (_, name: string) => (name === 'id' ? '1' : 'YS000001'))
  const names = Object.keys(parameters)
  const query = names.map((name) => `${name}=1`).join('&')
  const unknown = await strangers('GET', `${service.url}${path}?${query}`, null)
  const known = unknown ? names.filter((name) => !unknown.includes(name)) : names
  if (route.method === 'GET')
    return {
      ...route,
      query: Object.fromEntries(known.map((name) => [name, parameters[name]!])),
      bodies: [],
      form: false,
    }
  const body = Object.fromEntries(names.map((name) => [name, 1]))
  const refused = await strangers(route.method, `${service.url}${path}`, JSON.stringify(body))
  const bodies = schemas.filter(({ properties = {} }) =>
    Object.keys(properties).every((name) => !refused?.includes(name)),
  )
  return { ...route, query: {}, bodies, form: route.path.endsWith('/imports') }
}

/** The names that a route says it does not know; null when it says nothing about names. */
async function strangers(method: string, url: string, body: string | null): Promise<string[] | null> {
  const headers = { ...STAFF, 'If-Match': '"1"', ...(body && { 'Content-Type': 'application/json' }) }
  const answer = await fetch(url, { method, headers, body })
  const text = await answer.text()
  if (answer.status !== 400) return null
  const { errors } = JSON.parse(text) as { errors?: { field: string; message: string }[] }
  const strange = errors?.filter(({ message }) => message.includes('没有叫')).map(({ field }) => field)
  return strange && strange.length > 0 ? strange : null
}

async function ask(
  requests: FuzzRequest[],
  told: Map<string, string>,
  seen: Map<string, number>,
): Promise<void> {
  const port = Number(new URL(service.url).port)
  let next = 0
  const worker = async () => {
    const wire = openWire(port)
    for (let request = requests[next++]; request; request = requests[next++]) {
      const odd = request.framing === 'short' || request.framing === 'long'
      const answer = await wire.ask(toBytes(request), { bodiless: request.method === 'HEAD', endAfter: odd })
      const status = typeof answer === 'string' ? answer : String(answer.status)
      seen.set(status, (seen.get(status) ?? 0) + 1)
      const fault = faultOf(request, answer)
      if (fault) told.set(fault.kind, told.get(fault.kind) ?? fault.text)
    }
    wire.renew()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
}

it(
  'answers tens of thousands of odd requests on every route with a sentence, and goes on working',
  { timeout: 600_000 },
  async () => {
    console.log(`fuzz: seed ${SEED}, ${REQUESTS} requests`)
    const parameters: Record<string, JsonSchema> = Object.assign(
      {},
      ...schemas.map(({ properties }) => properties),
    )
    const targets: Target[] = []
    for (const route of listRoutes(service.app)) targets.push(await target(route, parameters))
    const codes = (
      (await (await fetch(`${service.url}/api/stations?limit=20`)).json()) as { items: { code: string }[] }
    ).items
    const requests = anyRequest(targets, { token: STAFF_TOKEN, codes: codes.map(({ code }) => code) })
    const told = new Map<string, string>()
    const seen = new Map<string, number>()
    for (let from = 0; from < REQUESTS; from += BATCH) {
      const batch = fc.sample(requests, { numRuns: Math.min(BATCH, REQUESTS - from), seed: SEED + from })
      await ask(batch, told, seen)
      const ready = await fetch(`${service.url}/readyz`)
      expect(ready.status, 'readyz after a batch').toBe(200)
      await ready.body?.cancel()
    }
    console.log(
      `fuzz: ${targets.length} routes; answers: ${[...seen]
        .sort()
        .map(([status, n]) => `${status} × ${n}`)
        .join(', ')}`,
    )
    expect([...told.values()].slice(0, SHOWN)).toEqual([])
    // Most requests must get past the front door, or nothing was tried.
    expect((seen.get('200') ?? 0) / REQUESTS).toBeGreaterThan(0.1)
    expect(targets.length).toBeGreaterThan(20)
  },
)
