import { z } from 'zod'
import {
  always,
  attribution,
  byName,
  dataVersion,
  list,
  synthetic,
  text,
  whole,
} from '../../../openapi/fields.ts'
import type { Operation } from '../../../openapi/operation.ts'
import { tileParams, tileQuery } from './schemas.ts'

const tileJson = z
  .object({
    tilejson: always('3.0.0'),
    name: text('Name of the tiles.', '暖心驿站 Warm-Heart Stations'),
    description: text('What they hold.', 'Rest stations that outdoor workers can be sent to.'),
    version: text('Version of the tiles’ make.', '1.0.0'),
    dataVersion,
    synthetic,
    attribution: attribution.meta({
      description: 'Whom to name, as HTML with a link to the licence; maps show it.',
      example: '暖心驿站登记数据 · <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>',
    }),
    scheme: always('xyz'),
    tiles: list(z.string(), 'Addresses of a tile, with `{z}`, `{x}`, `{y}`.').meta({
      example: ['https://stations.example.org/tiles/57-0a1b2c3d4e/stations/{z}/{x}/{y}.mvt'],
    }),
    minzoom: whole('Least zoom.', 0),
    maxzoom: whole('Greatest zoom; maps magnify beyond it.', 14),
    bounds: z
      .tuple([z.number(), z.number(), z.number(), z.number()])
      .meta({ description: 'West, south, east, north.', example: [115.4, 39.4, 117.55, 41.1] }),
    center: z
      .tuple([z.number(), z.number(), z.number()])
      .meta({ description: 'Longitude, latitude, zoom.', example: [116.4, 39.9, 9] }),
    vector_layers: list(
      z.object({
        id: text('Name of the layer.', 'stations'),
        description: text('What it holds.', 'Stations that can be found, one point each.'),
        fields: byName(z.string(), 'Field → what it says.', { code: 'String: the stable code.' }),
      }),
      'The layers of a tile.',
    ),
  })
  .meta({ id: 'TileJson', description: 'TileJSON 3.0.0.' })

export const tileOperations: Operation[] = [
  {
    method: 'get',
    path: '/tiles/stations.json',
    operationId: 'tileJson',
    tag: 'open data',
    summary: 'TileJSON: where the vector tiles are, and what is in them',
    zh: '矢量瓦片的说明(TileJSON)',
    description: 'The query goes on to the tiles.',
    query: tileQuery,
    success: { status: 200, description: 'TileJSON 3.0.0.', schema: tileJson },
  },
  {
    method: 'get',
    path: '/tiles/{version}/stations/{z}/{x}/{y}.mvt',
    operationId: 'stationTile',
    tag: 'open data',
    summary: 'A vector tile of stations and of clusters that count',
    zh: '一张矢量瓦片:驿站,以及带计数的聚合点',
    params: tileParams,
    query: tileQuery,
    success: {
      status: 200,
      description: 'Mapbox Vector Tile.',
      contentType: 'application/vnd.mapbox-vector-tile',
    },
    also: [
      { status: 204, description: 'Nothing lies there.' },
      { status: 307, description: 'That version is not kept here: Location leads to the current one.' },
    ],
  },
]
