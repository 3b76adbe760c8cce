import { z } from 'zod'
import { oneOf, text, whole } from '../openapi/fields.ts'
import type { Operation } from '../openapi/operation.ts'

const alive = z
  .object({ alive: z.literal(true).meta({ description: 'Always true.', example: true }) })
  .meta({ id: 'Alive', description: 'The process answers.' })

const readiness = z
  .object({
    ready: z.boolean().meta({ description: 'Whether searches can be answered.', example: true }),
    stations: z.number().int().meta({ description: 'How many can be found.', example: 7931 }),
    dataVersion: z
      .number()
      .int()
      .meta({ description: 'The version of the registry; -1 before.', example: 1 }),
  })
  .meta({
    id: 'Readiness',
    description: 'Whether the search index stands.',
  })

const pageConfig = z
  .object({
    region: z
      .object({
        name: text('Its name.', '北京'),
        bbox: z
          .tuple([z.number(), z.number(), z.number(), z.number()])
          .meta({ description: 'West, south, east, north.', example: [115.4, 39.4, 117.55, 41.1] }),
        centre: z
          .tuple([z.number(), z.number()])
          .meta({ description: 'Where a map begins.', example: [116.3975, 39.9087] }),
      })
      .meta({ description: 'The area served, WGS-84 degrees.' }),
    basemap: z
      .object({
        kind: oneOf(['own', 'tianditu', 'pmtiles', 'style'], 'Which base map.'),
        url: text('Its address, where it has one.', 'https://maps.example.org/style.json').nullable(),
        key: text('The key that a browser sends to it; public by its nature.', 'a-key').nullable(),
        approvalNumber: text('审图号, shown on the map.', 'GS(2024)0650号').nullable(),
        credit: text('Who made it, shown on the map.', '© OpenStreetMap').nullable(),
      })
      .meta({ id: 'BasemapConfig', description: 'The base map.' }),
    demo: z.boolean().meta({ description: 'Any station is demo data.', example: true }),
    stations: z.number().int().meta({ description: 'All entries of the registry.', example: 9200 }),
    cityFile: z.boolean().meta({
      description: 'Whether one file has all stations; else the map reads the vector tiles.',
      example: true,
    }),
    dataVersion: whole('The registry’s version.', 42),
  })
  .meta({ id: 'PageConfig', description: 'What the page needs to know before it asks.' })

export const serviceOperations: Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'health',
    tag: 'service',
    summary: 'Whether the process lives',
    zh: '进程是否活着',
    success: { status: 200, description: 'It does.', schema: alive },
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'readiness',
    tag: 'service',
    summary: 'Whether searches can be answered',
    description: '503 until the index of stations stands, and from the moment the service was told to stop.',
    zh: '能否回答查询',
    success: { status: 200, description: 'They can.', schema: readiness },
    also: [{ status: 503, description: 'Not yet.', schema: readiness }],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'metrics',
    tag: 'service',
    summary: 'What the process measures, for Prometheus',
    zh: '供 Prometheus 读取的运行指标',
    description:
      'For those who have the token of the setting METRICS_TOKEN (`Authorization: Bearer`), else for programs on the ' +
      'same machine. No label holds anything that an asker sent.',
    success: {
      status: 200,
      description: 'Prometheus’ text format.',
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
    },
    problems: [401, 403],
  },
  {
    method: 'get',
    path: '/api/config',
    operationId: 'pageConfig',
    tag: 'service',
    summary: 'Region, base map and whether demo data show',
    zh: '地区、底图、是否演示数据',
    success: { status: 200, description: 'Settings of the page.', schema: pageConfig },
  },
]
