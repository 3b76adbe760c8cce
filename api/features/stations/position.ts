import gcoord from 'gcoord'
import type { Datum, LonLat, StationPosition } from './station.ts'

const CRS = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const

/** Seven decimals of a degree are about a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7

/** Degrees in the declared datum → WGS-84 degrees. */
export function toWgs84(lon: number, lat: number, datum: Datum): LonLat {
  if (datum === 'wgs84') return { lon, lat }
  const [x, y] = gcoord.transform([lon, lat], CRS[datum], gcoord.WGS84)
  return { lon: round(x), lat: round(y) }
}

/** WGS-84 degrees → GCJ-02 degrees: only for links into Chinese map apps. */
export function toGcj02(point: LonLat): LonLat {
  const [x, y] = gcoord.transform([point.lon, point.lat], gcoord.WGS84, gcoord.GCJ02)
  return { lon: round(x), lat: round(y) }
}

/** A position as delivered, converted once; what was delivered is kept beside it. */
export function stationPosition(
  lon: number,
  lat: number,
  datum: Datum,
  accuracyM: number | null = null,
): StationPosition {
  return { ...toWgs84(lon, lat, datum), sourceDatum: datum, sourceLon: lon, sourceLat: lat, accuracyM }
}
