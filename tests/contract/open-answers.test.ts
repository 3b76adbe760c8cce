import { readFileSync } from 'node:fs'
import { latLngToCell } from 'h3-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FACILITIES } from '../../api/features/stations/facilities.ts'
import { fetchOpen, openAddresses, propertyNames, textOf, type OpenAnswer } from '../support/open-answers.ts'
import { answerFaults, apiDocument } from '../support/openapi.ts'
import { INSPECTOR, SECRETS, seedSecrets, type SecretNetwork } from '../support/secret-network.ts'
import { HERE } from '../support/small-network.ts'
import { STAFF_TOKEN, startTestService, type TestService } from '../support/service.ts'
import { listRoutes } from './fuzz/routes.ts'

/**
 * By route: what an open answer may call its facts, beside the facilities. A new name is put in there on purpose, or it
 * is a leak.
 */
const ALLOWED = JSON.parse(
  readFileSync(new URL('./open-properties.json', import.meta.url), 'utf8'),
) as Record<string, string[]>

let service: TestService
let network: SecretNetwork
let answers: OpenAnswer[]
let addresses: Record<string, string[]>

beforeAll(async () => {
  service = await startTestService({
    demoStations: 40,
    env: { STAFF_TOKENS: `${INSPECTOR}:${STAFF_TOKEN}`, PUBLIC_URL: 'https://stations.example.org' },
  })
  network = await seedSecrets(service)
  const city = await fetch(`${service.url}/api/stations/city`)
  const cityVersion = city.headers.get('content-location')!.split('/').at(-1)!
  addresses = openAddresses(network, cityVersion)
  answers = []
  for (const [route, list] of Object.entries(addresses))
    for (const address of list) answers.push(await fetchOpen(service.url, route, address))
})
afterAll(() => service?.stop())

const named = (path: string) => path.replace(/:(\w+)/g, '{$1}')
const operationOf = (route: string) => {
  const [method, path] = route.split(' ') as [string, string]
  return apiDocument.paths[path]![method.toLowerCase()]!
}
const shown = ({ address, type }: OpenAnswer) => `${address} (${type.split(';')[0] ?? ''})`

describe('what needs no token', () => {
  it('is exactly what the document says, and all of it is asked for here', async () => {
    const open: string[] = []
    for (const { method, path } of listRoutes(service.app)) {
      const route = `${method} ${named(path)}`
      const known = addresses[route]?.[0]
      const address = known ?? path.replace(/:(\w+)/g, (_, name) => (name === 'h3' ? '8931aa4e2dbffff' : '1'))
      const { status } = await fetch(service.url + address, { method, redirect: 'manual' })
      const needsToken = operationOf(route).security.length > 0
      expect(`${route}: ${status === 401}`).toBe(`${route}: ${needsToken}`)
      if (!needsToken) open.push(route)
    }
    expect([...new Set(open)].sort()).toEqual(Object.keys(addresses).sort())
  })

  it('answers as the document describes it, in every format', () => {
    const faults = answers.flatMap((answer) =>
      answerFaults(operationOf(answer.route), answer).map((fault) => `${shown(answer)}: ${fault}`),
    )
    expect(faults).toEqual([])
  })

  it('is had in every format that the document offers', () => {
    const plain = (type: string) => type.split(';')[0]!
    const offered = Object.keys(addresses).flatMap((route) =>
      Object.entries(operationOf(route).responses)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, { content }]) => Object.keys(content ?? {}).map((type) => `${route} ${plain(type)}`)),
    )
    const had = new Set(answers.map(({ route, type }) => `${route} ${plain(type)}`))
    // The week is asked for until it is counted.
    expect([...new Set(offered)].filter((one) => !had.has(one))).toEqual([])
  })

  it('says nothing that is not on the list', async () => {
    const strangers: string[] = []
    for (const answer of answers) {
      const allowed = new Set([...(ALLOWED[answer.route] ?? []), ...FACILITIES])
      for (const name of new Set(await propertyNames(answer)))
        if (!allowed.has(name)) strangers.push(`${answer.route}: ${name}`)
    }
    expect([...new Set(strangers)]).toEqual([])
  })

  it('lets no secret out, whatever the format', () => {
    const leaks = answers.flatMap((answer) => {
      const text = textOf(answer)
      return Object.entries(SECRETS)
        .filter(([, secret]) => text.includes(secret))
        .map(([name]) => `${shown(answer)}: ${name}`)
    })
    expect(leaks).toEqual([])
  })

  it('would show a secret if there were one: staff see each of them', async () => {
    const staff = { Authorization: `Bearer ${STAFF_TOKEN}` }
    const places = [
      `/api/stations/${network.code}/history`,
      `/api/imports/${network.jobId}`,
      `/api/imports/${network.jobId}/rows`,
      '/api/duplicates?decided=true',
      '/api/coverage/snapshots',
      '/api/coverage/details',
      '/api/coverage/demand',
    ]
    const texts = await Promise.all(
      places.map(async (path) => (await fetch(service.url + path, { headers: staff })).text()),
    )
    const { rows } = await service.services.knex.raw<{ rows: { row: string }[] }>(
      `select row_to_json(s)::text as row from station s
       union all select row_to_json(f)::text from station_finding f`,
    )
    const everything = [...texts, ...rows.map(({ row }) => row)].join('\n')
    // A token is nowhere at all; contacts of a list are not even taken in.
    const kept = Object.entries(SECRETS).filter(([name]) => !['token', 'contact', 'phone'].includes(name))
    expect(kept.filter(([, secret]) => !everything.includes(secret)).map(([name]) => name)).toEqual([])
    expect(everything).not.toContain(STAFF_TOKEN)
  })
})

describe('open data', () => {
  /** Answers about the service and its pages, not data. */
  const SERVICE =
    /^GET (\/healthz|\/readyz|\/metrics|\/api|\/api\/(config|openapi\.json|imports\/template\.xlsx))$/
  /** Names and codes of places, asked for one at a time. */
  const LOOKUP = /^GET \/api\/(places|places\/at|coverage\/runs\/\{id\}|coverage\/models)$/
  /** About the interface, not about stations. */
  const DESCRIPTION = /^GET \/ogc\/(conformance|api|collections\/\{id\}\/schema)$/
  const LICENCE = 'creativecommons.org/licenses/by/4.0'

  const data = () => answers.filter(({ route, status }) => status === 200 && !SERVICE.test(route))
  const outputs = () => data().filter(({ route }) => !LOOKUP.test(route) && !DESCRIPTION.test(route))
  const lacking = (list: OpenAnswer[], fits: (answer: OpenAnswer, text: string) => boolean) =>
    list.filter((answer) => !fits(answer, textOf(answer))).map(shown)

  it('says under what licence it is, in a header or in itself', () => {
    expect(
      lacking(
        data().filter(({ route }) => !DESCRIPTION.test(route)),
        (_, text) => text.includes(LICENCE),
      ),
    ).toEqual([])
  })

  it('carries the licence inside where it is a file that travels without its headers', () => {
    const files = outputs().filter(
      ({ route, headers }) =>
        headers.has('content-disposition') || /city|updates|tiles\/stations\.json|export/.test(route),
    )
    expect(files.length).toBeGreaterThan(8)
    expect(
      lacking(files, (answer) => textOf({ ...answer, headers: new Headers() }).includes(LICENCE)),
    ).toEqual([])
  })

  it('names its source', () => {
    const named = outputs().filter(({ type }) => !type.includes('mapbox-vector-tile'))
    expect(
      lacking(named, (answer) =>
        /attribution|来源|登记数据|演示数据/.test(textOf({ ...answer, headers: new Headers() })),
      ),
    ).toEqual([])
  })

  it('says that it is synthetic wherever stations that do not exist are in it', async () => {
    const withStations = outputs().filter(
      ({ route, address, type }) =>
        !/map\/(districts|streets)|collections\/(districts|streets)/.test(address) &&
        // One station is real, and so is an answer of which no station is made up.
        !/stations\/(BJ|YS)\d+|items\/BJ/.test(address) &&
        route !== 'GET /api/stations/{code}' &&
        !/limit=1$|since=1$|stations\/14\//.test(address) &&
        !type.includes('mapbox-vector-tile'),
    )
    const tiles = answers.filter(({ type }) => type.includes('mapbox-vector-tile'))
    for (const tile of tiles) expect(await propertyNames(tile)).toContain('synthetic')
    expect(withStations.length).toBeGreaterThan(20)
    expect(lacking(withStations, (_, text) => /演示数据|demo data|"synthetic":true/i.test(text))).toEqual([])
  })
})

describe('what needs a token', () => {
  it('answers as the document describes it', async () => {
    const { jobId, code } = network
    const h3 = latLngToCell(HERE.lat, HERE.lon, 8)
    const staff: Record<string, string[]> = {
      'GET /api/stations/{code}/history': [`/api/stations/${code}/history`],
      'GET /api/imports': ['/api/imports'],
      'GET /api/imports/{id}': [`/api/imports/${jobId}`],
      'GET /api/imports/{id}/rows': [`/api/imports/${jobId}/rows`],
      'GET /api/imports/{id}/rows.xlsx': [`/api/imports/${jobId}/rows.xlsx`],
      'GET /api/duplicates': ['/api/duplicates', '/api/duplicates?decided=true'],
      'GET /api/coverage/cells': ['/api/coverage/cells'],
      'GET /api/coverage/cell/{h3}': [`/api/coverage/cell/${h3}`],
      'GET /api/coverage/details': ['/api/coverage/details'],
      'GET /api/coverage/runs': ['/api/coverage/runs'],
      'GET /api/coverage/snapshots': ['/api/coverage/snapshots'],
      'GET /api/coverage/demand': ['/api/coverage/demand'],
      'GET /api/coverage/export.geojson': ['cells', 'sites', 'stations'].map(
        (level) => `/api/coverage/export.geojson?level=${level}`,
      ),
      'GET /api/coverage/export.csv': ['/api/coverage/export.csv?level=stations'],
    }
    const reading = listRoutes(service.app)
      .filter(({ method, path }) => method === 'GET' && operationOf(`GET ${named(path)}`).security.length > 0)
      .map(({ path }) => `GET ${named(path)}`)
    expect(reading.filter((route) => !(route in staff))).toEqual([])
    const faults: string[] = []
    for (const [route, list] of Object.entries(staff)) {
      for (const address of list) {
        const answer = await fetchOpen(service.url, route, address, {
          Authorization: `Bearer ${STAFF_TOKEN}`,
        })
        expect(`${address} ${answer.headers.get('cache-control')}`).toBe(`${address} no-store`)
        faults.push(...answerFaults(operationOf(route), answer).map((fault) => `${address}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
  })

  it('refuses as the document describes it', async () => {
    const faults: string[] = []
    for (const [path, methods] of Object.entries(apiDocument.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const address = path.replace(/\{(\w+)\}/g, (_, name) =>
          name === 'h3' ? '8931aa4e2dbffff' : 'BJ999999',
        )
        for (const token of ['', STAFF_TOKEN]) {
          const headers: Record<string, string> = {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json',
          }
          const answer = await fetch(`${service.url}${address}?nonsense=1`, {
            method: method.toUpperCase(),
            redirect: 'manual',
            headers,
            body: method === 'post' || method === 'patch' ? '{"nonsense":1}' : null,
          })
          const body = Buffer.from(await answer.arrayBuffer())
          if (answer.ok) continue
          const type = answer.headers.get('content-type') ?? ''
          faults.push(
            ...answerFaults(operation, { status: answer.status, type, body }).map(
              (f) => `${method} ${address}: ${f}`,
            ),
          )
        }
      }
    }
    expect(faults).toEqual([])
  })
})
