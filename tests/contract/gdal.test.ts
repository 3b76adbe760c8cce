import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PUBLISHED, startOgcService, type OgcService } from '../support/ogc-service.ts'

/** GDAL reads the service as QGIS users and data people do, through its OAPIF driver. */

const run = promisify(execFile)
const installed = spawnSync('ogrinfo', ['--version']).status === 0
// Where nothing may be skipped, a missing GDAL is a failure.
const skip = !installed && process.env['CI'] !== 'true'
if (skip) console.warn('GDAL is not installed (Debian: gdal-bin): its reading of /ogc is not tested.')

describe.skipIf(skip)('GDAL', () => {
  let service: OgcService
  let folder: string
  let source: string
  let stop: () => Promise<void>

  beforeAll(async () => {
    service = await startOgcService()
    folder = await mkdtemp(join(tmpdir(), 'stations-gdal-'))
    const listening = await service.listen()
    source = `OAPIF:${listening.url}/ogc`
    stop = listening.stop
  })
  afterAll(async () => {
    await stop?.()
    await service?.drop()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  /** Copies a layer into a GeoPackage and reads it back as GeoJSON with all its digits. */
  async function copied(name: string, layer: string, ...options: string[]) {
    const gpkg = join(folder, `${name}.gpkg`)
    const { stderr } = await run('ogr2ogr', ['-f', 'GPKG', gpkg, source, layer, ...options])
    expect(stderr).toBe('')
    const { stdout } = await run(
      'ogr2ogr',
      ['-f', 'GeoJSON', '/vsistdout/', gpkg, layer, '-lco', 'COORDINATE_PRECISION=17'],
      { maxBuffer: 256 * 1024 * 1024 },
    )
    return JSON.parse(stdout).features as {
      geometry: { type: string; coordinates: [number, number] }
      properties: Record<string, string | number | null>
    }[]
  }

  /** Code → coordinates of the published stations that fulfil a condition. */
  async function stored(condition = 'true'): Promise<Map<string, [number, number]>> {
    const { rows } = await service.knex.raw(
      `select s.code, st_x(s.point) as lon, st_y(s.point) as lat from station s
       where s.point is not null and s.merged_into is null and ${condition} order by s.code`,
    )
    return new Map(
      rows.map((row: { code: string; lon: number; lat: number }) => [row.code, [row.lon, row.lat]]),
    )
  }

  const positions = (features: Awaited<ReturnType<typeof copied>>) =>
    new Map(features.map((f) => [String(f.properties['code']), f.geometry.coordinates]))

  it('finds the layers, their geometry, their number and the types of their fields', async () => {
    const layers = await run('ogrinfo', ['-so', source])
    expect(layers.stdout).toMatch(/stations.*\(Point\)/)
    expect(layers.stdout).toMatch(/districts.*\(Multi Polygon\)/)
    const { stdout, stderr } = await run('ogrinfo', ['-so', source, 'stations'])
    expect(stderr).toBe('')
    expect(stdout).toContain(`Feature Count: ${PUBLISHED}`)
    expect(stdout).toMatch(/updatedAt: DateTime/)
    expect(stdout).toMatch(/lifecycleSince: Date\b/)
    expect(stdout).toMatch(/accuracyM: Real/)
    expect(stdout).toMatch(/version: Integer/)
    expect(stdout).toMatch(/synthetic: Integer\(Boolean\)/)
    // No station has ever confirmed hours, so no value could tell the type: the schema does.
    expect(stdout).toMatch(/confirmedHours: DateTime/)
  })

  it('copies all stations, each where the database has it', async () => {
    const features = await copied('whole', 'stations')
    expect(features).toHaveLength(PUBLISHED)
    expect(positions(features)).toEqual(await stored())
  })

  it('copies the stations of a box', async () => {
    const features = await copied('box', 'stations', '-spat', '116.2', '39.8', '116.5', '40')
    expect(features.length).toBeGreaterThan(50)
    expect(positions(features)).toEqual(
      await stored('st_x(s.point) between 116.2 and 116.5 and st_y(s.point) between 39.8 and 40'),
    )
  })

  it('copies what attribute filters select, asking the service for just that', async () => {
    const open = await copied(
      'open',
      'stations',
      '-where',
      `lifecycle = 'open' AND synthetic = 1 AND facility_toilet = 'yes'`,
    )
    expect(open.length).toBeGreaterThan(10)
    expect(positions(open)).toEqual(
      await stored(
        `s.lifecycle = 'open' and s.synthetic and s.facilities -> 'toilet' ->> 'state' = 'yes'
         and s.facilities -> 'toilet' ->> 'condition' is distinct from 'broken'`,
      ),
    )
    const debug = await run('ogrinfo', ['-so', source, 'stations', '-where', `lifecycle = 'open'`], {
      env: { ...process.env, CPL_DEBUG: 'HTTP' },
      maxBuffer: 64 * 1024 * 1024,
    })
    expect(debug.stderr).toContain('lifecycle=open')
  })

  it('copies what was changed since a date, and nothing when that lies ahead', async () => {
    expect(await copied('since', 'stations', '-where', `updatedAt > '2020/01/01'`)).toHaveLength(PUBLISHED)
    expect(await copied('ahead', 'stations', '-where', `updatedAt > '2999/01/01 00:00:00'`)).toEqual([])
  })

  it('copies the outlines of the districts as the database has them', async () => {
    const features = await copied('districts', 'districts')
    const { rows } = await service.knex.raw(
      `select code, st_asgeojson(geom, 15)::jsonb -> 'coordinates' as coordinates from district`,
    )
    expect(positions(features)).toEqual(
      new Map(rows.map((row: { code: string; coordinates: unknown }) => [row.code, row.coordinates])),
    )
  })
})
