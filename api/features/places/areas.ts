import booleanPointInPolygon from '@turf/boolean-point-in-polygon'
import type { MultiPolygon, Polygon, Position } from 'geojson'

/** Whose outlines the districts of the reference data have. */
export const DISTRICT_CREDIT = 'District outlines: Apache ECharts 4.9.0 (Apache-2.0), converted to WGS-84'

/** WGS-84 degrees, longitude first. */
export interface AreaPolygon {
  code: string
  geometry: Polygon | MultiPolygon
}

export interface StreetPolygon extends AreaPolygon {
  districtCode: string
}

export interface Located {
  districtCode: string | null
  streetCode: string | null
}

export interface AreaIndex {
  /**
   * District and street whose polygons hold the point (WGS-84 degrees). A border belongs to the area with the lowest
   * code. Where a street is found its district is the answer: street outlines are finer than district outlines, and a
   * station's street must lie in its district.
   */
  locate(lon: number, lat: number): Located
  /** Whether the district or street has a polygon here. */
  has(code: string): boolean
  /**
   * Metres (straight, ±1 % within 50 km) from the point to the area of a district or street: 0 inside; null when the
   * area has no polygon here.
   */
  metresTo(code: string, lon: number, lat: number): number | null
}

/** About 400 m: small enough that most cells lie wholly in one area, so that most points need no polygon test. */
const CELL_DEGREES = 0.004

/** Finds areas by point. Built in about 0.2 s for Beijing; 200,000 points take well under a second. */
export function createAreaIndex(areas: { districts: AreaPolygon[]; streets: StreetPolygon[] }): AreaIndex {
  const districts = createLayer(areas.districts)
  const streets = createLayer(areas.streets)
  const districtOfStreet = new Map(areas.streets.map((s) => [s.code, s.districtCode]))
  const geometries = new Map([...areas.districts, ...areas.streets].map((a) => [a.code, a.geometry]))

  return {
    locate(lon, lat) {
      const streetCode = streets(lon, lat)
      const districtCode =
        streetCode === null ? districts(lon, lat) : (districtOfStreet.get(streetCode) ?? null)
      return { districtCode, streetCode }
    },
    has: (code) => geometries.has(code),
    metresTo(code, lon, lat) {
      const geometry = geometries.get(code)
      if (!geometry) return null
      if (booleanPointInPolygon([lon, lat], geometry)) return 0
      return metresToOutline(ringsOf(geometry), lon, lat)
    },
  }
}

const ringsOf = (geometry: Polygon | MultiPolygon): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()

interface Grid {
  west: number
  south: number
  columns: number
  rows: number
}

const columnAt = (grid: Grid, lon: number) => Math.floor((lon - grid.west) / CELL_DEGREES)
const rowAt = (grid: Grid, lat: number) => Math.floor((lat - grid.south) / CELL_DEGREES)

/**
 * One layer of areas over a grid of cells. A cell lists the areas that reach into it, lowest code first; an area that
 * covers the cell wholly ends the search without looking at its outline.
 */
function createLayer(areas: AreaPolygon[]): (lon: number, lat: number) => string | null {
  const sorted = [...areas].sort((a, b) => (a.code < b.code ? -1 : 1))
  const grid = gridOver(sorted)
  // Index of an area that the cell's points must be tested against, or ~index of one that covers the cell.
  const cells: (number[] | undefined)[] = new Array(grid.columns * grid.rows)
  sorted.forEach((area, index) => addToCells(area.geometry, index, grid, cells))

  return (lon, lat) => {
    const column = columnAt(grid, lon)
    const row = rowAt(grid, lat)
    if (!(column >= 0 && column < grid.columns && row >= 0 && row < grid.rows)) return null
    for (const entry of cells[row * grid.columns + column] ?? []) {
      if (entry < 0) return sorted[~entry]!.code
      if (booleanPointInPolygon([lon, lat], sorted[entry]!.geometry)) return sorted[entry]!.code
    }
    return null
  }
}

function gridOver(areas: AreaPolygon[]): Grid {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const area of areas) {
    for (const [lon, lat] of ringsOf(area.geometry).flat()) {
      west = Math.min(west, lon!)
      east = Math.max(east, lon!)
      south = Math.min(south, lat!)
      north = Math.max(north, lat!)
    }
  }
  if (west === Infinity) return { west: 0, south: 0, columns: 0, rows: 0 }
  const size = (from: number, to: number) => Math.floor((to - from) / CELL_DEGREES) + 1
  return { west, south, columns: size(west, east), rows: size(south, north) }
}

/** Enters one area into every cell that it touches. */
function addToCells(
  geometry: Polygon | MultiPolygon,
  index: number,
  grid: Grid,
  cells: (number[] | undefined)[],
): void {
  const border = borderCells(geometry, grid)
  const rows = [...border].map((cell) => Math.floor(cell / grid.columns))
  const top = rows.reduce((a, b) => Math.max(a, b), -Infinity)
  for (let row = rows.reduce((a, b) => Math.min(a, b), Infinity); row <= top; row++) {
    // Between two border cells of a row nothing changes: one test decides the whole run.
    let inside: boolean | null = null
    for (let column = 0; column < grid.columns; column++) {
      const cell = row * grid.columns + column
      if (border.has(cell)) {
        inside = null
        ;(cells[cell] ??= []).push(index)
        continue
      }
      inside ??= booleanPointInPolygon(cellCentre(grid, column, row), geometry)
      if (inside) (cells[cell] ??= []).push(~index)
    }
  }
}

const cellCentre = (grid: Grid, column: number, row: number): [number, number] => [
  grid.west + (column + 0.5) * CELL_DEGREES,
  grid.south + (row + 0.5) * CELL_DEGREES,
]

/** Every cell that the outline may pass through: those of each edge's bounding box. */
function borderCells(geometry: Polygon | MultiPolygon, grid: Grid): Set<number> {
  const border = new Set<number>()
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i++) {
      const [lonA, latA] = ring[i - 1] as [number, number]
      const [lonB, latB] = ring[i] as [number, number]
      const lastColumn = columnAt(grid, Math.max(lonA, lonB))
      const lastRow = rowAt(grid, Math.max(latA, latB))
      for (let row = rowAt(grid, Math.min(latA, latB)); row <= lastRow; row++) {
        for (let column = columnAt(grid, Math.min(lonA, lonB)); column <= lastColumn; column++) {
          border.add(row * grid.columns + column)
        }
      }
    }
  }
  return border
}

/** Shortest way from a point to any edge, on a plane that touches the earth at the point. */
function metresToOutline(rings: Position[][], lon: number, lat: number): number {
  const [perLon, perLat] = metresPerDegree(lat)
  let least = Infinity
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const ax = (ring[i - 1]![0]! - lon) * perLon
      const ay = (ring[i - 1]![1]! - lat) * perLat
      const dx = (ring[i]![0]! - lon) * perLon - ax
      const dy = (ring[i]![1]! - lat) * perLat - ay
      const length2 = dx * dx + dy * dy
      const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length2))
      least = Math.min(least, (ax + along * dx) ** 2 + (ay + along * dy) ** 2)
    }
  }
  return Math.sqrt(least)
}

/** Lengths of one degree on the WGS-84 ellipsoid (the usual series in the latitude, good to a metre). */
function metresPerDegree(lat: number): [perLon: number, perLat: number] {
  const phi = (lat * Math.PI) / 180
  return [
    111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi),
    111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
  ]
}
