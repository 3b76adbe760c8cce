import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CRS84, CRS_LIST, fromCrs, toCrs } from '../../api/features/open-data/ogc/crs.ts'
import { startOgcService, type OgcService } from '../support/ogc-service.ts'

/** The assertions of the abstract test suite of OGC API – Features Part 2, in our own words. */

const epsg = (code: number) => `http://www.opengis.net/def/crs/EPSG/0/${code}`
const ITEMS = '/ogc/collections/stations/items'

let service: OgcService
beforeAll(async () => {
  service = await startOgcService()
})
afterAll(() => service?.drop())

interface Page {
  features: { id: string; geometry: { coordinates: [number, number] } }[]
  links: { rel: string; href: string }[]
}
async function items(query: Record<string, string>) {
  const answer = await request(service.app)
    .get(ITEMS)
    .query({ limit: '10000', ...query })
    .expect(200)
  return { page: JSON.parse(answer.text) as Page, crs: answer.headers['content-crs'] }
}

describe('coordinate systems', () => {
  it('are listed by every collection, the stored one among them', async () => {
    const { body } = await request(service.app).get('/ogc/collections').set('Accept', 'application/json')
    for (const collection of body.collections) {
      expect(collection.crs).toEqual([CRS84.uri, epsg(4326), epsg(4490), epsg(3857)])
      expect(collection.crs).toContain(collection.storageCrs)
    }
  })

  it('default to longitude before latitude, and Content-Crs says which it is', async () => {
    expect((await items({})).crs).toBe(`<${CRS84.uri}>`)
    for (const { uri } of CRS_LIST) {
      expect((await items({ crs: uri, limit: '1' })).crs).toBe(`<${uri}>`)
      const one = await request(service.app).get(`${ITEMS}/BJ000003`).query({ crs: uri }).expect(200)
      expect(one.headers['content-crs']).toBe(`<${uri}>`)
    }
  })

  it('put latitude first in EPSG:4326 and EPSG:4490', async () => {
    const plain = (await items({})).page.features
    for (const code of [4326, 4490]) {
      const turned = (await items({ crs: epsg(code) })).page.features
      expect(turned.map((f) => f.geometry.coordinates)).toEqual(
        plain.map(
          ({
            geometry: {
              coordinates: [lon, lat],
            },
          }) => [lat, lon],
        ),
      )
    }
  })

  it('agree with PostGIS in EPSG:3857 to the millimetre', async () => {
    const { rows } = await service.knex.raw(
      `select s.code, st_x(st_transform(s.point, 3857)) as x, st_y(st_transform(s.point, 3857)) as y
       from station s where s.point is not null`,
    )
    const expected = new Map(rows.map((row: { code: string; x: number; y: number }) => [row.code, row]))
    for (const { id, geometry } of (await items({ crs: epsg(3857) })).page.features) {
      const { x, y } = expected.get(id) as { x: number; y: number }
      expect(Math.abs(geometry.coordinates[0] - x)).toBeLessThan(0.001)
      expect(Math.abs(geometry.coordinates[1] - y)).toBeLessThan(0.001)
    }
  })

  it('turn the outlines of areas as well', async () => {
    const answer = await request(service.app)
      .get('/ogc/collections/districts/items/110101')
      .query({ crs: epsg(4326) })
    const [lat, lon] = JSON.parse(answer.text).geometry.coordinates[0][0][0]
    expect(lat).toBeGreaterThan(39)
    expect(lat).toBeLessThan(42)
    expect(lon).toBeGreaterThan(115)
  })

  it('select the same features by the same box, in whichever system it is written', async () => {
    const box = [116.25, 39.85, 116.55, 40.05] as const
    const ids = ({ page }: { page: Page }) => page.features.map((f) => f.id)
    const expected = ids(await items({ bbox: box.join(',') }))
    expect(expected.length).toBeGreaterThan(50)
    for (const crs of CRS_LIST) {
      const corners = [...toCrs(crs, box[0], box[1]), ...toCrs(crs, box[2], box[3])]
      const query = { bbox: corners.join(','), 'bbox-crs': crs.uri }
      expect(ids(await items(query)), crs.uri).toEqual(expected)
      expect(ids(await items({ ...query, crs: epsg(3857) })), crs.uri).toEqual(expected)
    }
  })

  it('take the whole world in metres, whose edge no number hits exactly', async () => {
    const edge = '20037508.342789244'
    const { page } = await items({ bbox: `-${edge},-${edge},${edge},${edge}`, 'bbox-crs': epsg(3857) })
    expect(page.features.length).toBe(500)
  })

  it('come back from metres to degrees as they went', () => {
    for (const crs of CRS_LIST) {
      const [lon, lat] = fromCrs(crs, ...toCrs(crs, 116.391301, 39.905502))
      expect(lon).toBeCloseTo(116.391301, 7)
      expect(lat).toBeCloseTo(39.905502, 7)
    }
  })

  it('stay in the next link', async () => {
    const { page } = await items({ crs: epsg(3857), limit: '10' })
    const next = new URL(page.links.find((link) => link.rel === 'next')!.href)
    expect(next.searchParams.get('crs')).toBe(epsg(3857))
  })

  it('that are unknown are refused, for the answer and for the box', async () => {
    for (const name of ['crs', 'bbox-crs']) {
      for (const value of [epsg(4549), 'EPSG:4326', '']) {
        const answer = await request(service.app)
          .get(ITEMS)
          .query({ [name]: value, bbox: '1,1,2,2' })
        expect(answer.status).toBe(400)
        expect(answer.body.errors[0].field).toBe(name)
        expect(answer.body.errors[0].message).toContain(epsg(4490))
      }
    }
    await request(service.app).get(`${ITEMS}/BJ000003`).query({ crs: 'x' }).expect(400)
  })

  it('put longitude into the column of longitude, whatever the axis order', async () => {
    for (const crs of [CRS84.uri, epsg(4490)]) {
      const { text } = await request(service.app).get(ITEMS).query({ f: 'csv', limit: '1', crs })
      const [head, row] = text.replace('\uFEFF', '').split('\r\n')
      expect(head).toMatch(/^lon,lat,/)
      expect(Number(row!.split(',')[0])).toBeGreaterThan(100)
    }
  })
})
