/**
 * Geodesic metres on the WGS-84 ellipsoid, fast enough to be asked for every candidate of a search.
 *
 * Points are compared as earth-centred, earth-fixed (ECEF) vectors in metres: the straight chord between two points on
 * the ground never exceeds the geodesic, so a search tree on chords can safely leave out what lies beyond a bound.
 */

/** WGS-84: semi-major axis in metres, flattening, first eccentricity squared. */
const A = 6378137
const F = 1 / 298.257223563
const E2 = F * (2 - F)
const RADIANS = Math.PI / 180

/** Beyond this chord (metres) the short series is no longer good to a millimetre and the full solution is used. */
const SERIES_LIMIT_M = 100_000

/** Writes the ECEF vector (metres) of a point on the ellipsoid (degrees) to `out[at … at + 2]`. */
export function writeEcef(lon: number, lat: number, out: Float64Array, at: number): void {
  const sin = Math.sin(lat * RADIANS)
  const cos = Math.cos(lat * RADIANS)
  const n = A / Math.sqrt(1 - E2 * sin * sin)
  out[at] = n * cos * Math.cos(lon * RADIANS)
  out[at + 1] = n * cos * Math.sin(lon * RADIANS)
  out[at + 2] = n * (1 - E2) * sin
}

/** A point from which distances are measured, with what its distances have in common worked out once. */
export interface Origin {
  readonly lon: number
  readonly lat: number
  readonly x: number
  readonly y: number
  readonly z: number
  /** Unit vector to the north, tangent to the ellipsoid. */
  readonly northX: number
  readonly northY: number
  readonly northZ: number
  readonly eastX: number
  readonly eastY: number
  readonly sinLat: number
  /** Metres of z for one unit of the sine of the latitude, near here. */
  readonly zPerSin: number
}

/** @param lon, lat WGS-84 degrees */
export function originAt(lon: number, lat: number): Origin {
  const ecef = new Float64Array(3)
  writeEcef(lon, lat, ecef, 0)
  const sinLat = Math.sin(lat * RADIANS)
  const cosLat = Math.cos(lat * RADIANS)
  const sinLon = Math.sin(lon * RADIANS)
  const cosLon = Math.cos(lon * RADIANS)
  return {
    lon,
    lat,
    x: ecef[0]!,
    y: ecef[1]!,
    z: ecef[2]!,
    northX: -sinLat * cosLon,
    northY: -sinLat * sinLon,
    northZ: cosLat,
    eastX: -sinLon,
    eastY: cosLon,
    sinLat,
    zPerSin: (A * (1 - E2)) / Math.sqrt(1 - E2 * sinLat * sinLat),
  }
}

/**
 * Geodesic metres from the origin to the ECEF point (x, y, z) on the ellipsoid.
 *
 * Up to 100 km the chord is bent to the arc of the normal section's circle of curvature at the middle latitude
 * (Euler's formula); the difference to the geodesic stays below a millimetre there. Farther points take `vincenty`.
 */
export function distanceTo(origin: Origin, x: number, y: number, z: number): number {
  const dx = x - origin.x
  const dy = y - origin.y
  const dz = z - origin.z
  const chord2 = dx * dx + dy * dy + dz * dz
  if (chord2 > SERIES_LIMIT_M * SERIES_LIMIT_M) return farDistance(origin, x, y, z)
  if (chord2 === 0) return 0
  const north = dx * origin.northX + dy * origin.northY + dz * origin.northZ
  const east = dx * origin.eastX + dy * origin.eastY
  const north2 = north * north
  const cos2Azimuth = north2 / (north2 + east * east)
  const sinMiddle = (origin.sinLat + z / origin.zPerSin) / 2
  const w2 = 1 - E2 * sinMiddle * sinMiddle
  // Curvature along the meridian is w³ / (a (1 − e²)), across it w / a.
  const curvature = (Math.sqrt(w2) / A) * (1 + cos2Azimuth * (w2 / (1 - E2) - 1))
  const t = chord2 * curvature * curvature
  return Math.sqrt(chord2) * (1 + t / 24 + (3 * t * t) / 640)
}

function farDistance(origin: Origin, x: number, y: number, z: number): number {
  const lon = Math.atan2(y, x) / RADIANS
  const lat = Math.atan2(z, Math.hypot(x, y) * (1 - E2)) / RADIANS
  return vincenty(origin.lon, origin.lat, lon, lat)
}

/**
 * Geodesic metres between two points in degrees, good to a millimetre.
 * Source: T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23 (1975), inverse
 * formula. It does not converge for nearly antipodal points; no two places of one region are.
 *
 * @throws RangeError for nearly antipodal points.
 */
export function vincenty(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const u1 = Math.atan((1 - F) * Math.tan(lat1 * RADIANS))
  const u2 = Math.atan((1 - F) * Math.tan(lat2 * RADIANS))
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)]
  const l = (lon2 - lon1) * RADIANS
  let lambda = l
  for (let round = 0; round < 100; round++) {
    const sinLambda = Math.sin(lambda)
    const cosLambda = Math.cos(lambda)
    const sinSigma = Math.hypot(cosU2 * sinLambda, cosU1 * sinU2 - sinU1 * cosU2 * cosLambda)
    if (sinSigma === 0) return 0
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosLambda
    const sigma = Math.atan2(sinSigma, cosSigma)
    const sinAlpha = (cosU1 * cosU2 * sinLambda) / sinSigma
    const cos2Alpha = 1 - sinAlpha * sinAlpha
    const cos2Mid = cos2Alpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cos2Alpha
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha))
    const bend = cos2Mid + c * cosSigma * (2 * cos2Mid * cos2Mid - 1)
    const next = l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * bend)
    const settled = Math.abs(next - lambda) < 1e-13
    lambda = next
    if (settled) return arcLength(sigma, sinSigma, cosSigma, cos2Alpha, cos2Mid)
  }
  throw new RangeError('the points are nearly antipodal')
}

function arcLength(
  sigma: number,
  sinSigma: number,
  cosSigma: number,
  cos2Alpha: number,
  cos2Mid: number,
): number {
  const u2 = (cos2Alpha * E2) / (1 - E2)
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
  const mid2 = cos2Mid * cos2Mid
  const third = (b / 6) * cos2Mid * (4 * sinSigma * sinSigma - 3) * (4 * mid2 - 3)
  const shift = b * sinSigma * (cos2Mid + (b / 4) * (cosSigma * (2 * mid2 - 1) - third))
  return A * (1 - F) * a * (sigma - shift)
}
