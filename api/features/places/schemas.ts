import { z } from 'zod'
import { outline } from '../../http/geojson.ts'
import { numberBetween, wholeBetween } from '../../http/query.ts'
import { line } from '../../http/text.ts'
import { always } from '../../openapi/fields.ts'
import { MAX_QUERY_LENGTH } from './place-search.ts'

export const placesQuery = z
  .strictObject({
    q: line(MAX_QUERY_LENGTH).meta({
      description: 'Part of a name in Chinese, pinyin or initials, or a station code.',
      example: 'zhongguancun',
    }),
    limit: wholeBetween(1, 50).default(10).meta({ description: 'At most this many places.', example: 10 }),
  })
  .meta({ description: 'A search for places by name.' })

export const placeAtQuery = z
  .strictObject({
    lon: numberBetween(-180, 180).optional(),
    lat: numberBetween(-90, 90).optional(),
  })
  .transform(({ lon, lat }, context) => {
    if (lon !== undefined && lat !== undefined) return { lon, lat }
    context.addIssue({
      code: 'custom',
      path: [lon === undefined ? 'lon' : 'lat'],
      params: { zh: '经度 lon 和纬度 lat 要一起给。', en: 'lon and lat are needed together.' },
    })
    return z.NEVER
  })
  .meta({ description: 'A point, WGS-84 degrees.', example: { lon: 116.39, lat: 39.91 } })

const layerFeature = z.object({
  type: always('Feature'),
  properties: z
    .object({
      name: line(50).meta({ description: 'Name of the street or town.', example: '朝阳门街道' }),
      district: line(20).meta({ description: 'Name of its district.', example: '东城区' }),
    })
    .meta({ description: 'Which street it is.' }),
  geometry: outline,
})

export const streetLayerQuery = z.strictObject({
  source: line(200).meta({ description: 'Whose data this is, and of when.', example: 'mosstool 2015' }),
})

export const streetLayer = z
  .object({
    type: always('FeatureCollection'),
    features: z.array(layerFeature).min(1).max(2000).meta({ description: 'The streets and towns.' }),
  })
  .meta({
    id: 'StreetLayer',
    description:
      'Outlines of streets and towns: GeoJSON polygons in WGS-84, each with the properties `name` and `district`.',
  })

export type StreetLayer = z.output<typeof streetLayer>
