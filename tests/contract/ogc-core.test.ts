import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATIONS as COLLECTION } from '../../api/features/open-data/ogc/collections.ts'
import { loadStreet, PUBLISHED, SECRETS, startOgcService, type OgcService } from '../support/ogc-service.ts'

/** The assertions of the abstract test suite of OGC API – Features Part 1, in our own words. */

interface Link {
  rel: string
  href: string
  type?: string
}
interface Feature {
  type: string
  id: string
  geometry: { type: string; coordinates: [number, number] }
  properties: Record<string, string | number | boolean | null>
}
interface Features {
  features: Feature[]
  numberMatched: number
  numberReturned: number
  timeStamp: string
  attribution: string
  synthetic: boolean
  links: Link[]
}

let service: OgcService
beforeAll(async () => {
  service = await startOgcService()
})
afterAll(() => service?.drop())

const get = (path: string, accept = 'application/json') =>
  request(service.app).get(`/ogc${path}`).set('Accept', accept).set('Host', 'stations.test')
const items = async (query = ''): Promise<Features> => {
  const answer = await get(`/collections/stations/items?${query}`).expect(200)
  return JSON.parse(answer.text) as Features
}
const linkOf = (links: Link[], rel: string) => links.find((link) => link.rel === rel)
const pathOf = (href: string) => new URL(href).pathname.replace('/ogc', '') + new URL(href).search

/** All pages of a query, by their next links. */
async function allPages(query: string): Promise<Features[]> {
  const pages = [await items(query)]
  for (;;) {
    const next = linkOf(pages.at(-1)!.links, 'next')
    if (!next) return pages
    const answer = await get(pathOf(next.href), next.type).expect(200)
    pages.push(JSON.parse(answer.text) as Features)
  }
}

describe('the landing page, the API definition and the conformance declaration', () => {
  it('leads to the API definition, the conformance declaration and the data, typed as QGIS wants', async () => {
    const { body } = await get('/')
      .expect(200)
      .expect('Content-Type', /application\/json/)
    const links = body.links as Link[]
    expect(linkOf(links, 'service-desc')!.type).toBe('application/vnd.oai.openapi+json;version=3.0')
    expect(linkOf(links, 'data')!.type).toBe('application/json')
    for (const rel of ['service-desc', 'service-doc', 'conformance', 'data', 'self', 'alternate']) {
      await get(pathOf(linkOf(links, rel)!.href), linkOf(links, rel)!.type).expect(200)
    }
    expect(linkOf(links, 'license')).toBeDefined()
  })

  it('declares core, GeoJSON, HTML, OpenAPI 3.0 and coordinate systems', async () => {
    const { body } = await get('/conformance').expect(200)
    for (const name of ['core', 'geojson', 'html', 'oas30'])
      expect(body.conformsTo).toContain(`http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/${name}`)
    expect(body.conformsTo).toContain('http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs')
  })

  it('describes limit, bbox and datetime as the standard says, in one literal path per collection', async () => {
    const answer = await get('/api', 'application/vnd.oai.openapi+json;version=3.0').expect(200)
    expect(answer.headers['content-type']).toBe('application/vnd.oai.openapi+json;version=3.0')
    const api = JSON.parse(answer.text)
    expect(api.openapi).toMatch(/^3\.0\./)
    const listed = api.paths['/collections/stations/items'].get.parameters as {
      $ref?: string
      name?: string
    }[]
    const parameters = listed.map((p) => (p.$ref ? api.components.parameters[p.$ref.split('/').pop()!] : p))
    const parameter = (name: string) => parameters.find((p) => p.name === name)
    expect(parameter('limit')).toMatchObject({
      in: 'query',
      required: false,
      style: 'form',
      explode: false,
      schema: { type: 'integer', minimum: 1, maximum: 10000, default: 100 },
    })
    expect(parameter('bbox')).toMatchObject({
      in: 'query',
      style: 'form',
      explode: false,
      schema: {
        type: 'array',
        oneOf: [
          { minItems: 4, maxItems: 4 },
          { minItems: 6, maxItems: 6 },
        ],
      },
    })
    expect(parameter('datetime')).toMatchObject({ in: 'query', style: 'form', schema: { type: 'string' } })
    for (const { name } of COLLECTION.properties) expect(parameter(name), name).toBeDefined()
  })

  it('refers only to components that there are, and gives every schema a description and an example', async () => {
    const api = JSON.parse((await get('/api')).text)
    const refs = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)]
    expect(refs.length).toBeGreaterThan(50)
    for (const [, kind, name] of refs) expect(api.components[kind!], `${kind}/${name}`).toHaveProperty(name!)
    for (const [name, schema] of Object.entries(api.components.schemas)) {
      expect(schema, name).toHaveProperty('description')
      expect(schema, name).toHaveProperty('example')
    }
  })
})

describe('the collections', () => {
  it('lists stations and districts with extent, items link and licence, each at its own address too', async () => {
    const { body } = await get('/collections').expect(200)
    expect(body.collections.map((c: { id: string }) => c.id)).toEqual(['stations', 'districts'])
    expect(linkOf(body.links, 'self')).toBeDefined()
    for (const collection of body.collections) {
      expect(linkOf(collection.links, 'items')!.type).toBe('application/geo+json')
      expect(linkOf(collection.links, 'license')).toBeDefined()
      const [west, south, east, north] = collection.extent.spatial.bbox[0]
      expect(west).toBeLessThan(east)
      expect(south).toBeLessThan(north)
      const alone = await get(`/collections/${collection.id}`).expect(200)
      expect(alone.body).toEqual(collection)
    }
    expect(body.collections[0].extent.temporal.interval[0][1]).toBeNull()
  })

  it('lists streets only once their outlines are loaded', async () => {
    await get('/collections/streets').expect(404)
    const before = await get('/collections/districts/items')
    await loadStreet(service.knex)
    try {
      const { body } = await get('/collections').expect(200)
      expect(body.collections.map((c: { id: string }) => c.id)).toContain('streets')
      const streets = JSON.parse((await get('/collections/streets/items').expect(200)).text) as Features
      expect(streets.features.map((f) => f.properties.district)).toEqual(['朝阳区'])
      const after = await get('/collections/districts/items')
      expect(after.headers.etag).toBe(before.headers.etag)
    } finally {
      await service.knex.raw('update street set geom = null')
    }
  })

  it('answers 404 with a sentence for a collection or a feature that there is not', async () => {
    for (const path of [
      '/collections/nowhere',
      '/collections/nowhere/items',
      '/collections/stations/items/BJ999999',
      `/collections/stations/items/${encodeURIComponent("x' or 1=1")}`,
      '/elsewhere',
    ]) {
      const answer = await get(path).expect(404)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(answer.body.detail).toMatch(/。$/)
    }
  })
})

describe('features', () => {
  it('answers a hundred by default, typed GeoJSON, with exact counts, time stamp, attribution and links', async () => {
    const answer = await get('/collections/stations/items').expect(200)
    expect(answer.headers['content-type']).toBe('application/geo+json')
    const page = JSON.parse(answer.text) as Features
    expect(page).toMatchObject({ type: 'FeatureCollection', numberMatched: PUBLISHED, numberReturned: 100 })
    expect(page.features).toHaveLength(100)
    expect(Date.parse(page.timeStamp)).not.toBeNaN()
    expect(page.synthetic).toBe(true)
    expect(page.attribution).toContain('演示数据')
    for (const rel of ['self', 'alternate', 'next', 'collection', 'license'])
      expect(linkOf(page.links, rel), rel).toBeDefined()
    expect(linkOf(page.links, 'next')!.type).toBe('application/geo+json')
  })

  it('gives every property in every feature, null where nobody knows', async () => {
    const names = COLLECTION.properties.map((p) => p.name)
    for (const feature of (await items('limit=10000')).features) {
      expect(Object.keys(feature.properties)).toEqual(names)
      expect(Object.values(feature.properties)).not.toContain(undefined)
      expect(feature.id).toBe(feature.properties.code)
    }
  })

  it('pages through everything once, in one order, whatever the size of the page', async () => {
    const whole = (await items('limit=10000')).features.map((f) => f.id)
    expect(whole).toHaveLength(PUBLISHED)
    for (const limit of [1, 7, 100, 250, 499, 500, 501]) {
      const pages = limit === 1 ? [await items('limit=1')] : await allPages(`limit=${limit}`)
      const ids = pages.flatMap((page) => page.features.map((f) => f.id))
      expect(ids).toEqual(limit === 1 ? whole.slice(0, 1) : whole)
      for (const page of pages) {
        expect(page.numberMatched).toBe(PUBLISHED)
        expect(page.numberReturned).toBe(page.features.length)
        expect(page.features.length).toBeLessThanOrEqual(limit)
      }
    }
  })

  it('keeps its place when a station is added before it between two pages', async () => {
    const first = await items('limit=100&lifecycle=open')
    const next = linkOf(first.links, 'next')!
    const before = JSON.parse((await get(pathOf(next.href))).text) as Features
    await service.knex.transaction(async (trx) => {
      await trx.raw(`select set_config('app.actor', 'test', true)`)
      await trx.raw(`update station set lifecycle = 'open' where code = 'BJ000001'`)
    })
    const after = JSON.parse((await get(pathOf(next.href))).text) as Features
    expect(after.features.map((f) => f.id)).toEqual(before.features.map((f) => f.id))
  })

  it('clamps a limit over the maximum, and refuses one that is no whole number from 1', async () => {
    expect((await items('limit=10001')).numberReturned).toBe(PUBLISHED)
    for (const limit of ['0', '-1', '1.5', 'all', '', '1e2', '5&limit=6']) {
      const answer = await get(`/collections/stations/items?limit=${limit}`).expect(400)
      expect(answer.body.errors[0].field).toBe('limit')
    }
  })

  it('refuses unknown, repeated and invalid parameters with a sentence about each', async () => {
    const cases: [query: string, field: string][] = [
      ['foo=1', 'foo'],
      ['owner=x', 'owner'],
      ['bbox=1,2,3', 'bbox'],
      ['bbox=1,2,3,x', 'bbox'],
      ['bbox=116,41,117,40', 'bbox'],
      ['bbox=39,116,41,118', 'bbox'],
      ['bbox=', 'bbox'],
      ['bbox=116,39,117,40&bbox=116,39,117,40', 'bbox'],
      ['datetime=yesterday', 'datetime'],
      ['datetime=2026-02-30T00:00:00Z', 'datetime'],
      ['datetime=2026-03-01T00:00:00Z/2026-01-01T00:00:00Z', 'datetime'],
      ['datetime=/', 'datetime'],
      ['datetime=2026-01-01/2026-02-01/2026-03-01', 'datetime'],
      ['cursor=!!', 'cursor'],
      ['f=shp', 'f'],
      ['lifecycle=opened', 'lifecycle'],
      ['synthetic=maybe', 'synthetic'],
      ['version=1.5', 'version'],
      ['version=99999999999', 'version'],
      ['lifecycleSince=2026-13-01', 'lifecycleSince'],
      ['updatedAt=now', 'updatedAt'],
      ['name=%00', 'name'],
    ]
    for (const [query, field] of cases) {
      const answer = await get(`/collections/stations/items?${query}`)
      expect(answer.status, query).toBe(400)
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
      expect(answer.body.errors[0].field, query).toBe(field)
    }
    for (const path of ['/', '/api', '/conformance', '/collections', '/collections/stations'])
      await get(`${path}?foo=1`).expect(400)
    await get('/collections/stations/items/BJ000002?limit=1').expect(400)
  })

  it('answers exactly what a filter on each property selects', async () => {
    const { features } = await items('limit=10000')
    for (const { name } of COLLECTION.properties) {
      const values = new Set(features.map((f) => f.properties[name]))
      values.delete(null)
      for (const value of [...values].slice(0, 4)) {
        const wanted = features.filter((f) => f.properties[name] === value).map((f) => f.id)
        const query = new URLSearchParams({ [name]: String(value), limit: '10000' })
        const found = await items(query.toString())
        expect(
          found.features.map((f) => f.id),
          `${name}=${value}`,
        ).toEqual(wanted)
        expect(found.numberMatched).toBe(wanted.length)
      }
    }
  })

  it('answers exactly the stations in a box, its edges included, also with heights and past the antimeridian', async () => {
    const { features } = await items('limit=10000')
    const inside = (west: number, south: number, east: number, north: number) =>
      features
        .filter(
          ({
            geometry: {
              coordinates: [x, y],
            },
          }) => x >= west && x <= east && y >= south && y <= north,
        )
        .map((f) => f.id)
    const found = async (bbox: string) => (await items(`limit=10000&bbox=${bbox}`)).features.map((f) => f.id)
    expect(await found('116.2,39.8,116.5,40')).toEqual(inside(116.2, 39.8, 116.5, 40))
    expect(await found('116.2,39.8,-50,116.5,40,9000')).toEqual(inside(116.2, 39.8, 116.5, 40))
    const [x, y] = features[0]!.geometry.coordinates
    expect(await found(`${x},${y},${x},${y}`)).toEqual([features[0]!.id])
    // From 116.4 eastwards around the world to -170.
    expect(await found('116.4,-90,-170,90')).toEqual(inside(116.4, -90, 180, 90))
    expect(await found('-180,-90,180,90')).toHaveLength(PUBLISHED)
    expect(await found('0,0,1,1')).toEqual([])
  })

  it('answers the areas that a box touches', async () => {
    const answer = await get('/collections/districts/items?bbox=116.40,39.90,116.40,39.90').expect(200)
    expect((JSON.parse(answer.text) as Features).features.map((f) => f.properties.name)).toEqual(['东城区'])
    const all = await get('/collections/districts/items?datetime=2000-01-01T00:00:00Z').expect(200)
    expect((JSON.parse(all.text) as Features).numberMatched).toBe(16)
  })

  it('asks datetime of the last change: instants, dates, intervals, open ends', async () => {
    const { features } = await items('limit=10000')
    const times = [...new Set(features.map((f) => String(f.properties.updatedAt)))].sort()
    const last = times.at(-1)!
    const matched = async (datetime: string) =>
      (await items(`limit=1&datetime=${encodeURIComponent(datetime)}`)).numberMatched
    const count = (test: (time: string) => boolean) =>
      features.filter((f) => test(String(f.properties.updatedAt))).length
    expect(await matched(last)).toBe(count((t) => t === last))
    expect(await matched(`${last}/..`)).toBe(count((t) => t >= last))
    expect(await matched(`../${times[0]}`)).toBe(count((t) => t <= times[0]!))
    expect(await matched(`/${last}`)).toBe(PUBLISHED)
    expect(await matched(`${times[0]}/${last}`)).toBe(PUBLISHED)
    expect(await matched(`${times[0]!.slice(0, 10)}/..`)).toBe(PUBLISHED)
    expect(await matched('../2001-01-01T00:00:00Z')).toBe(0)
    expect(await matched('2001-01-01')).toBe(0)
  })

  it('answers one feature as the list has it, with links back', async () => {
    const [first] = (await items('limit=1')).features
    const answer = await get(`/collections/stations/items/${first!.id}`).expect(200)
    expect(answer.headers['content-type']).toBe('application/geo+json')
    const { links, attribution, ...feature } = JSON.parse(answer.text)
    expect(feature).toEqual(first)
    expect(attribution).toContain('演示数据')
    for (const rel of ['self', 'alternate', 'collection', 'license'])
      expect(linkOf(links, rel), rel).toBeDefined()
  })

  it('leads from a station that doubles another to that one', async () => {
    const { rows } = await service.knex.raw('select code from station where merged_into is not null limit 1')
    const answer = await get(`/collections/stations/items/${rows[0].code}?f=html`).expect(308)
    expect(answer.headers.location).toBe('BJ000001?f=html')
  })

  it('has nothing in it that is for staff', async () => {
    for (const format of ['json', 'geojson', 'csv', 'html']) {
      const { text } = await get(`/collections/stations/items?f=${format}`)
      for (const secret of SECRETS) expect(text, format).not.toContain(secret)
      expect(text).not.toContain('1.23456')
    }
  })
})

describe('addresses and copies', () => {
  it('writes links as the reverse proxy is reached, only where the proxy is to be trusted', async () => {
    const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'open.example.org' }
    const distrusting = await get('/').set(forwarded)
    expect(linkOf(distrusting.body.links, 'data')!.href).not.toContain('open.example.org')
    service.app.set('trust proxy', true)
    const trusting = await get('/collections/stations/items?limit=1').set(forwarded)
    service.app.set('trust proxy', false)
    const next = linkOf((JSON.parse(trusting.text) as Features).links, 'next')!
    expect(next.href).toMatch(/^https:\/\/open\.example\.org\/ogc\/collections\/stations\/items\?/)
  })

  it('does not repeat a host that is none', async () => {
    const answer = await get('/?f=html').set('Host', '"><script>alert(1)</script>')
    expect(answer.text).not.toContain('<script>')
  })

  it('is read by any page of any origin, and written by none', async () => {
    const answer = await get('/collections').set('Origin', 'https://elsewhere.example')
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    await request(service.app).options('/ogc/collections').expect(204)
    const refused = await request(service.app).post('/ogc/collections/stations/items').send({}).expect(405)
    expect(refused.headers.allow).toBe('GET, HEAD, OPTIONS')
  })

  it('answers 304 to who has this version, and anew once the data have moved on', async () => {
    const first = await get('/collections/stations/items?limit=3').expect(200)
    const { etag } = first.headers
    await get('/collections/stations/items?limit=3').set('If-None-Match', etag!).expect(304)
    await get('/collections/stations/items?limit=4').set('If-None-Match', etag!).expect(200)
    service.version.now += 1
    await get('/collections/stations/items?limit=3').set('If-None-Match', etag!).expect(200)
    const page = await get('/collections').expect(200)
    await get('/collections').set('If-None-Match', page.headers.etag!).expect(304)
  })

  it('answers HEAD with the same headers and nothing else', async () => {
    const answer = await request(service.app).head('/ogc/collections/stations/items?f=csv').expect(200)
    expect(answer.headers['ogc-numbermatched']).toBe(String(PUBLISHED))
    expect(answer.text ?? '').toBe('')
  })
})
