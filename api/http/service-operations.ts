import { z } from 'zod'
import type { Operation } from '../openapi/operation.ts'

const alive = z
  .object({ alive: z.literal(true) })
  .meta({ id: 'Alive', description: 'The process answers.', example: { alive: true } })

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
    example: { ready: true, stations: 7931, dataVersion: 1 },
  })

const pageConfig = z
  .object({
    region: z.object({ name: z.string(), bbox: z.array(z.number()), centre: z.array(z.number()) }),
    basemap: z.object({
      kind: z.enum(['own', 'tianditu', 'pmtiles', 'style']),
      url: z.string().nullable(),
      key: z.string().nullable(),
      approvalNumber: z.string().nullable(),
      credit: z.string().nullable(),
    }),
    demo: z.boolean().meta({ description: 'Any station is demo data.', example: true }),
    stations: z.number().int().meta({ description: 'All entries of the registry.', example: 9200 }),
    dataVersion: z.number().int(),
  })
  .meta({
    id: 'PageConfig',
    description: 'What the page needs to know before it asks.',
    example: {
      region: { name: '北京', bbox: [115.4, 39.4, 117.55, 41.1], centre: [116.475, 40.25] },
      demo: true,
    },
  })

export const serviceOperations: Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    operationId: 'health',
    tag: 'service',
    summary: 'Whether the process lives',
    success: { status: 200, description: 'It does.', schema: alive },
  },
  {
    method: 'get',
    path: '/readyz',
    operationId: 'readiness',
    tag: 'service',
    summary: 'Whether searches can be answered',
    description: '503 until the index of stations stands, and from the moment the service was told to stop.',
    success: { status: 200, description: 'They can.', schema: readiness },
    problems: [503],
  },
  {
    method: 'get',
    path: '/metrics',
    operationId: 'metrics',
    tag: 'service',
    summary: 'What the process measures, for Prometheus',
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
    success: { status: 200, description: 'Settings of the page.', schema: pageConfig },
  },
]
