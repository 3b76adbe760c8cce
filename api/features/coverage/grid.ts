/** The H3 grid over the region, and how a polygon's number is spread over its cells by area. */
import type { MultiPolygon, Polygon, Position } from 'geojson'
import {
  cellToBoundary,
  cellToLatLng,
  getHexagonEdgeLengthAvg,
  latLngToCell,
  polygonToCells,
  UNITS,
} from 'h3-js'
import { createAreaIndex, type AreaPolygon, type StreetPolygon } from '../places/areas.ts'
import { commonArea, flatRing, ringArea, type FlatRing } from './equal-area.ts'

type Outline = Polygon | MultiPolygon

export interface RegionAreas {
  districts: readonly AreaPolygon[]
  /** Those with an outline. */
  streets: readonly StreetPolygon[]
}

/** Cells whose centre lies in the region, and those along outlines that were spread since; by row. */
export interface Grid {
  readonly resolution: number
  /** H3 indices as h3-js writes them. */
  readonly ids: string[]
  /** Centres, WGS-84 degrees. */
  readonly lon: number[]
  readonly lat: number[]
  /** By the centre; null where no outline holds it. */
  readonly district: (string | null)[]
  readonly street: (string | null)[]
  /**
   * Square metres that a polygon has in common with each cell it reaches into. A corner of a cell narrower than a
   * fifth of its edge may be counted with the neighbour; cells outside the region are reached along the outline only.
   */
  overlap(geometry: Outline): Overlap
}

export interface Overlap {
  rows: number[]
  /** Square metres, goes with `rows`; never all zero. */
  areas: number[]
}

/** Edges are followed in steps of this share of a cell's edge. */
const STEP = 0.2
const METRES_PER_DEGREE = 111_000
/** Height of one band of cells, for finding those in a frame. */
const BAND_DEGREES = 0.01

export function createGrid(resolution: number, region: RegionAreas): Grid {
  const index = createAreaIndex({ districts: [...region.districts], streets: [...region.streets] })
  const rowOf = new Map<string, number>()
  const ids: string[] = []
  const lon: number[] = []
  const lat: number[] = []
  const district: (string | null)[] = []
  const street: (string | null)[] = []
  const rings: (FlatRing | undefined)[] = []
  const cellAreas: (number | undefined)[] = []

  function add(
    id: string,
    centre: [lat: number, lon: number],
    place: ReturnType<typeof index.locate>,
  ): number {
    const row = ids.push(id) - 1
    rowOf.set(id, row)
    lat[row] = centre[0]
    lon[row] = centre[1]
    district[row] = place.districtCode
    street[row] = place.streetCode
    return row
  }

  function rowFor(id: string): number {
    const known = rowOf.get(id)
    if (known !== undefined) return known
    const centre = cellToLatLng(id)
    return add(id, centre, index.locate(centre[1], centre[0]))
  }

  for (const id of cellsInFrame(frameOf(region.districts.map((d) => d.geometry)), resolution)) {
    const centre = cellToLatLng(id)
    const place = index.locate(centre[1], centre[0])
    if (place.districtCode !== null) add(id, centre, place)
  }
  const inFrame = createBands(lon, lat)

  function ringOf(row: number): FlatRing {
    return (rings[row] ??= flatRing(cellToBoundary(ids[row]!, true)))
  }
  function areaOf(row: number): number {
    return (cellAreas[row] ??= ringArea(ringOf(row)))
  }

  return {
    resolution,
    ids,
    lon,
    lat,
    district,
    street,
    overlap(geometry) {
      const border = new Set([...cellsAlong(geometry, resolution)].map(rowFor))
      const inside = createAreaIndex({ districts: [{ code: 'it', geometry }], streets: [] })
      const rows: number[] = []
      const areas: number[] = []
      for (const row of inFrame(frameOf([geometry]))) {
        if (border.has(row) || inside.locate(lon[row]!, lat[row]!).districtCode === null) continue
        rows.push(row)
        areas.push(areaOf(row))
      }
      const polygons = flatPolygons(geometry)
      for (const row of border) {
        rows.push(row)
        areas.push(commonWith(polygons, ringOf(row)))
      }
      // A polygon without area still has a place.
      if (!areas.some((area) => area > 0)) areas.fill(1)
      return { rows, areas }
    },
  }
}

/**
 * Shares a whole number out by weight so that the shares add up to it exactly: largest remainders, ties to the first.
 *
 * @param weights not negative, not all zero
 */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const shares = exact.map(Math.floor)
  let missing = total - shares.reduce((a, b) => a + b, 0)
  const byRest = exact
    .map((_, i) => i)
    .sort((a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!) || a - b)
  for (const i of byRest) {
    if (missing <= 0) break
    shares[i]!++
    missing--
  }
  return shares
}

/** Square metres of a polygon or of many. */
export function areaOfOutline(geometry: Outline): number {
  return flatPolygons(geometry).reduce(
    (sum, rings) => sum + withoutHoles(rings.map((ring) => ringArea(ring))),
    0,
  )
}

const polygonsOf = (geometry: Outline): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

const flatPolygons = (geometry: Outline): FlatRing[][] =>
  polygonsOf(geometry).map((rings) => rings.map(flatRing))

/** The first ring is the outer one. */
const withoutHoles = ([outer, ...holes]: number[]) => holes.reduce((rest, hole) => rest - hole, outer ?? 0)

function commonWith(polygons: readonly FlatRing[][], cell: FlatRing): number {
  let sum = 0
  for (const rings of polygons) sum += withoutHoles(rings.map((ring) => commonArea(ring, cell)))
  return Math.max(0, sum)
}

type Frame = [west: number, south: number, east: number, north: number]

function frameOf(geometries: readonly Outline[]): Frame {
  const frame: Frame = [Infinity, Infinity, -Infinity, -Infinity]
  for (const geometry of geometries) {
    for (const [lon, lat] of polygonsOf(geometry).flat(2)) {
      frame[0] = Math.min(frame[0], lon!)
      frame[1] = Math.min(frame[1], lat!)
      frame[2] = Math.max(frame[2], lon!)
      frame[3] = Math.max(frame[3], lat!)
    }
  }
  return frame
}

/**
 * All cells of a frame, in the order of their indices. By rectangle, because filling an outline of thousands of
 * corners takes h3 many times as long as asking an area index for each centre.
 */
function cellsInFrame([west, south, east, north]: Frame, resolution: number): string[] {
  if (west === Infinity) return []
  const rectangle: Position[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return polygonToCells(rectangle, resolution, true).sort()
}

/** Every cell that the outline passes through, but for corners that it cuts by less than a step. */
function cellsAlong(geometry: Outline, resolution: number): Set<string> {
  const step = (getHexagonEdgeLengthAvg(resolution, UNITS.m) * STEP) / METRES_PER_DEGREE
  const cells = new Set<string>()
  for (const ring of polygonsOf(geometry).flat()) {
    for (let i = 0; i < ring.length; i++) {
      const [lonA, latA] = ring[i]! as [number, number]
      const [lonB, latB] = ring[(i + 1) % ring.length]! as [number, number]
      const steps = Math.max(1, Math.ceil(Math.hypot(lonB - lonA, latB - latA) / step))
      for (let k = 0; k < steps; k++) {
        const t = k / steps
        cells.add(latLngToCell(latA + t * (latB - latA), lonA + t * (lonB - lonA), resolution))
      }
    }
  }
  return cells
}

/** Finds points by frame: bands of latitude, each sorted by longitude. */
function createBands(lon: readonly number[], lat: readonly number[]): (frame: Frame) => Generator<number> {
  const bands = new Map<number, number[]>()
  lat.forEach((degrees, row) => {
    const band = Math.floor(degrees / BAND_DEGREES)
    const rows = bands.get(band)
    if (rows) rows.push(row)
    else bands.set(band, [row])
  })
  for (const rows of bands.values()) rows.sort((a, b) => lon[a]! - lon[b]!)

  return function* ([west, south, east, north]) {
    for (let band = Math.floor(south / BAND_DEGREES); band <= Math.floor(north / BAND_DEGREES); band++) {
      const rows = bands.get(band) ?? []
      let low = 0
      let high = rows.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (lon[rows[middle]!]! < west) low = middle + 1
        else high = middle
      }
      for (; low < rows.length && lon[rows[low]!]! <= east; low++) yield rows[low]!
    }
  }
}
