/** A district among its neighbours as paths for the printer: exact at any resolution, with a true scale. Pure. */
import type { Feature, FeatureCollection, Position } from 'geojson'

/** Kilometres of a degree of latitude. */
const KM_PER_DEGREE = 111.32

export interface PrintShape {
  code: string
  name: string
  path: string
  /** Where its name stands, in the drawing's kilometres. */
  label: [x: number, y: number]
}

export interface PrintMap {
  /** Kilometres. */
  width: number
  height: number
  shapes: PrintShape[]
  /** A round length for the scale bar, kilometres. */
  barKm: number
}

type Rings = Position[][]

function polygonsOf({ geometry }: Feature): Rings[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates]
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : []
}

function boxOf(features: readonly Feature[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const feature of features) {
    for (const [lon = 0, lat = 0] of polygonsOf(feature).flat(2)) {
      box[0] = Math.min(box[0], lon)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lon)
      box[3] = Math.max(box[3], lat)
    }
  }
  return box
}

/**
 * @param framed what must fill the drawing; everything of `shapes` that reaches into it is drawn
 * @param ratio width by height
 */
export function printMap(
  framed: readonly Feature[],
  shapes: FeatureCollection,
  ratio: number,
): PrintMap | null {
  const [west, south, east, north] = boxOf(framed)
  if (!(east > west)) return null
  const perLon = KM_PER_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180)
  const margin = 0.06
  let width = (east - west) * perLon * (1 + 2 * margin)
  let height = (north - south) * KM_PER_DEGREE * (1 + 2 * margin)
  if (width / height < ratio) width = height * ratio
  else height = width / ratio
  const left = (west + east) / 2 - width / perLon / 2
  const top = (south + north) / 2 + height / KM_PER_DEGREE / 2
  const at = ([lon = 0, lat = 0]: Position): [number, number] => [
    (lon - left) * perLon,
    (top - lat) * KM_PER_DEGREE,
  ]
  const decimals = width > 40 ? 2 : 3
  const pathOf = (feature: Feature) =>
    polygonsOf(feature)
      .flat()
      .map(
        (ring) =>
          `M${ring
            .map((point) =>
              at(point)
                .map((n) => n.toFixed(decimals))
                .join(' '),
            )
            .join('L')}Z`,
      )
      .join('')
  const drawn = shapes.features.filter((feature) => {
    const [w, s, e, n] = boxOf([feature])
    const [x0, y0] = at([w, n])
    const [x1, y1] = at([e, s])
    return x1 > 0 && y1 > 0 && x0 < width && y0 < height
  })
  return {
    width,
    height,
    shapes: drawn.map((feature) => {
      const [w, s, e, n] = boxOf([feature])
      const given = feature.properties?.label as Position | undefined
      return {
        code: String(feature.properties?.code),
        name: String(feature.properties?.name),
        path: pathOf(feature),
        label: at(given ?? [(w + e) / 2, (s + n) / 2]),
      }
    }),
    barKm: [50, 20, 10, 5, 2, 1, 0.5].find((km) => km <= width / 4) ?? 0.2,
  }
}
