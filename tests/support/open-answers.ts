/** Every answer that needs no token, asked for in each of its formats. */
import { VectorTile } from '@mapbox/vector-tile'
import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import { PbfReader } from 'pbf'
import readWorkbook from 'read-excel-file/node'
import { decodeCity } from '../../api/features/open-data/city/city-file.ts'
import type { SecretNetwork } from './secret-network.ts'
import { HERE } from './small-network.ts'

const BBOX = '115.4,39.4,117.55,41.1'
const COLLECTIONS = ['stations', 'districts', 'streets']
const PAGES = ['json', 'html']
const FILES = ['json', 'geojson', 'csv', 'xlsx', 'html']

/** Addresses by route; a route that is not here fails the tests. */
export function openAddresses({ code, merged, runId, snapshotId }: SecretNetwork, cityVersion: string) {
  const items = COLLECTIONS.map((id) => `/ogc/collections/${id}/items`)
  const formats = (path: string, names: readonly string[]) => names.map((f) => `${path}?f=${f}`)
  return {
    'GET /api/stations/nearest': [
      `?lon=${HERE.lon}&lat=${HERE.lat}&limit=100`,
      `?lon=116.1&lat=39.6&open=now`,
    ].map((query) => `/api/stations/nearest${query}`),
    'GET /api/stations/within': [`/api/stations/within?bbox=${BBOX}`],
    'GET /api/stations': ['/api/stations?limit=200', '/api/stations?limit=1'],
    'GET /api/stations/{code}': [`/api/stations/${code}`, `/api/stations/${merged}`],
    'GET /api/places': ['/api/places?q=朝阳', `/api/places?q=${code}`],
    'GET /api/places/at': [`/api/places/at?lon=${HERE.lon}&lat=${HERE.lat}`],
    'GET /api/map/districts': ['/api/map/districts'],
    'GET /api/map/streets': ['/api/map/streets'],
    'GET /api/coverage': ['/api/coverage?hour=10', '/api/coverage?hour=10&model=area'],
    'GET /api/coverage/week': ['/api/coverage/week?wait=60', '/api/coverage/week?wait=60&area=110101'],
    'GET /api/coverage/compare': [`/api/coverage/compare?before=${snapshotId}`],
    'GET /api/coverage/models': ['/api/coverage/models'],
    'GET /api/coverage/runs/{id}': [`/api/coverage/runs/${runId}`],
    'GET /api/coverage/export.csv': ['/api/coverage/export.csv?hour=10'],
    'GET /api/coverage/export.xlsx': ['/api/coverage/export.xlsx?hour=10'],
    'GET /api/coverage/export.geojson': ['/api/coverage/export.geojson?hour=10'],
    'GET /api/stations/city': ['/api/stations/city'],
    'GET /api/stations/city/{version}': [
      `/api/stations/city/${cityVersion}`,
      '/api/stations/city/1-0123456789',
    ],
    'GET /api/stations/updates': ['/api/stations/updates?since=0', '/api/stations/updates?since=1'],
    'GET /tiles/stations.json': ['/tiles/stations.json'],
    'GET /tiles/{version}/stations/{z}/{x}/{y}.mvt': [
      '/tiles/current/stations/0/0/0.mvt',
      `/tiles/current/stations/14/${column(HERE.lon, 14)}/${row(HERE.lat, 14)}.mvt`,
      '/tiles/current/stations/14/0/0.mvt',
      '/tiles/1-0123456789/stations/0/0/0.mvt',
    ],
    'GET /ogc': formats('/ogc', PAGES),
    'GET /ogc/conformance': formats('/ogc/conformance', PAGES),
    'GET /ogc/api': formats('/ogc/api', PAGES),
    'GET /ogc/collections': formats('/ogc/collections', PAGES),
    'GET /ogc/collections/{id}': COLLECTIONS.flatMap((id) => formats(`/ogc/collections/${id}`, PAGES)),
    'GET /ogc/collections/{id}/schema': COLLECTIONS.map((id) => `/ogc/collections/${id}/schema`),
    'GET /ogc/collections/{id}/items': items.flatMap((path) => formats(path, FILES)),
    'GET /ogc/collections/{id}/items/{key}': [
      ...formats(`/ogc/collections/stations/items/${code}`, PAGES),
      `/ogc/collections/stations/items/${merged}`,
      ...formats('/ogc/collections/districts/items/110101', PAGES),
    ],
    'GET /api/imports/template.xlsx': ['/api/imports/template.xlsx'],
    'GET /healthz': ['/healthz'],
    'GET /readyz': ['/readyz'],
    'GET /metrics': ['/metrics'],
    'GET /api/config': ['/api/config'],
    'GET /api': ['/api', '/api?lang=en'],
    'GET /api/openapi.json': ['/api/openapi.json'],
  } satisfies Record<string, string[]>
}

const column = (lon: number, zoom: number) => Math.floor(((lon + 180) / 360) * 2 ** zoom)
const row = (lat: number, zoom: number) => {
  const sine = Math.sin((lat * Math.PI) / 180)
  return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** zoom)
}

export interface OpenAnswer {
  /** `METHOD /path` as the document has it. */
  route: string
  address: string
  status: number
  type: string
  headers: Headers
  body: Buffer
}

export async function fetchOpen(
  url: string,
  route: string,
  address: string,
  headers = {},
): Promise<OpenAnswer> {
  const answer = await fetch(url + address, { redirect: 'manual', headers })
  const type = answer.headers.get('content-type') ?? ''
  return {
    route,
    address,
    status: answer.status,
    type,
    headers: answer.headers,
    body: Buffer.from(await answer.arrayBuffer()),
  }
}

/** Names of all members at any depth. */
function namesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) namesIn(one, found)
  else if (value !== null && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      found.add(name)
      namesIn(inner, found)
    }
  }
  return found
}

/** What an answer calls its facts: members, columns, fields of tiles. Pages for people have none. */
export async function propertyNames({ type, body, route }: OpenAnswer): Promise<string[]> {
  if (body.length === 0 || type.startsWith('text/html')) return []
  // They describe names; what they describe is held against the answers themselves.
  if (type.includes('vnd.oai.openapi') || type.startsWith('application/schema')) return []
  if (/[/+]json\b/.test(type)) {
    const json = JSON.parse(body.toString()) as unknown
    const names = namesIn(json)
    if (/\/city/.test(route)) namesIn(decodeCity(body.toString()).stations, names)
    return [...names]
  }
  if (type.startsWith('text/csv')) return parse(body, { bom: true, to: 1 })[0] as string[]
  if (type.includes('mapbox-vector-tile')) {
    const { layers } = new VectorTile(new PbfReader(body))
    return Object.values(layers).flatMap((layer) =>
      Array.from({ length: layer.length }, (_, i) => Object.keys(layer.feature(i).properties)).flat(),
    )
  }
  if (!type.includes('spreadsheetml')) return []
  const sheets = await readWorkbook(body)
  // The first sheet has a row of headings, the others explain it line by line.
  const headings = sheets.map(({ data }, i) => (i === 0 ? (data[0] ?? []) : data.map((cells) => cells[0])))
  const told = headings.flat().filter((cell) => cell !== null && cell !== undefined)
  return [...sheets.map(({ sheet }) => sheet), ...told.map(String)]
}

/** All that a reader can get out of an answer as text: its bytes, and what is packed in them. */
export function textOf({ type, body, route, status, headers }: OpenAnswer): string {
  const head = [...headers].map(([name, value]) => `${name}: ${value}`).join('\n')
  const unpacked =
    status !== 200
      ? []
      : type.includes('spreadsheetml')
        ? Object.values(unzipSync(body)).map((part) => Buffer.from(part).toString())
        : /\/city/.test(route)
          ? [JSON.stringify(decodeCity(body.toString()))]
          : []
  return [head, body.toString(), ...unpacked].join('\n')
}
