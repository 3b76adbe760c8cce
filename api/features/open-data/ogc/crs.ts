/**
 * The coordinate reference systems that the service speaks. Positions are stored as WGS-84 longitude, latitude.
 *
 * EPSG:4490 (CGCS2000) and WGS-84 differ by centimetres, less than any position here is known to: the same numbers
 * serve both (the EPSG register's own null transformation). EPSG:3857 is the spherical Mercator of web maps.
 */
export interface Crs {
  uri: string
  name: string
  /** True where the register puts latitude first. */
  latitudeFirst: boolean
  projected: boolean
}

export const CRS84: Crs = {
  uri: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
  name: 'WGS 84, longitude first',
  latitudeFirst: false,
  projected: false,
}

const epsg = (code: number, name: string, latitudeFirst: boolean, projected: boolean): Crs => ({
  uri: `http://www.opengis.net/def/crs/EPSG/0/${code}`,
  name,
  latitudeFirst,
  projected,
})

/** The first is the default, and the one that the data are stored in. */
export const CRS_LIST: readonly Crs[] = [
  CRS84,
  epsg(4326, 'WGS 84, latitude first', true, false),
  epsg(4490, 'CGCS2000, latitude first', true, false),
  epsg(3857, 'Web Mercator, metres', false, true),
]

export const crsOf = (uri: string): Crs | undefined => CRS_LIST.find((crs) => crs.uri === uri)

type Pair = [number, number]

/** Semi-major axis of WGS-84 in metres: the radius of the Mercator sphere. */
const RADIUS_M = 6_378_137
const DEGREE = Math.PI / 180

const toMercator = (lon: number, lat: number): Pair => [
  RADIUS_M * lon * DEGREE,
  RADIUS_M * Math.log(Math.tan(Math.PI / 4 + (lat * DEGREE) / 2)),
]

const fromMercator = (x: number, y: number): Pair => [
  x / RADIUS_M / DEGREE,
  (2 * Math.atan(Math.exp(y / RADIUS_M)) - Math.PI / 2) / DEGREE,
]

const millimetres = (metres: number) => Math.round(metres * 1000) / 1000

/** WGS-84 longitude and latitude as the pair that the system writes, in its axis order; metres to the millimetre. */
export function toCrs(crs: Crs, lon: number, lat: number): Pair {
  if (crs.projected) return toMercator(lon, lat).map(millimetres) as Pair
  return crs.latitudeFirst ? [lat, lon] : [lon, lat]
}

/** A pair in the system's axis order as WGS-84 longitude and latitude in degrees. */
export function fromCrs(crs: Crs, first: number, second: number): Pair {
  if (crs.projected) return fromMercator(first, second)
  return crs.latitudeFirst ? [second, first] : [first, second]
}

export type Geometry =
  { type: 'Point'; coordinates: Pair } | { type: 'MultiPolygon'; coordinates: Pair[][][] }

/** A WGS-84 geometry, longitude first, in another system. */
export function geometryIn(crs: Crs, geometry: Geometry): Geometry {
  if (crs === CRS84) return geometry
  const move = ([lon, lat]: Pair) => toCrs(crs, lon, lat)
  return geometry.type === 'Point'
    ? { type: 'Point', coordinates: move(geometry.coordinates) }
    : {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(move))),
      }
}
