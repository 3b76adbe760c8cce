import type { Request } from 'express'
import { Problem } from '../../../http/problem.ts'

export const MEDIA_TYPES = {
  json: 'application/json',
  features: 'application/geo+json',
  html: 'text/html',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  // QGIS opens a service only if its description has exactly this type.
  openapi: 'application/vnd.oai.openapi+json;version=3.0',
  schema: 'application/schema+json',
} as const

export type Format = 'json' | 'html' | 'geojson' | 'csv' | 'xlsx'

/** What a page can be had as: format → the media types that ask for it; the first is what an indifferent client gets. */
export type Offer = readonly (readonly [Format, readonly string[]])[]

export const PAGE: Offer = [
  ['json', [MEDIA_TYPES.json]],
  ['html', [MEDIA_TYPES.html]],
]
export const DESCRIPTION: Offer = [
  ['json', [MEDIA_TYPES.openapi, MEDIA_TYPES.json, 'application/openapi+json']],
  ['html', [MEDIA_TYPES.html]],
]
export const SCHEMA: Offer = [['json', [MEDIA_TYPES.schema, MEDIA_TYPES.json]]]
export const FEATURE: Offer = [
  ['json', [MEDIA_TYPES.features, MEDIA_TYPES.json]],
  ['html', [MEDIA_TYPES.html]],
]
export const FEATURES: Offer = [...FEATURE, ['csv', [MEDIA_TYPES.csv]], ['xlsx', [MEDIA_TYPES.xlsx]]]

/**
 * The format to answer in: `f` says it outright, else the Accept header chooses.
 *
 * @param more formats that only `f` can ask for
 * @throws Problem 400 for an unknown `f`, 406 when nothing offered is accepted.
 */
export function formatOf(req: Request, offer: Offer, more: readonly Format[] = []): Format {
  const names = [...offer.map(([format]) => format), ...more]
  const asked = req.query.f
  if (asked !== undefined) {
    const format = names.find((name) => name === asked)
    if (format) return format
    const list = names.join(', ')
    const sentence = { zh: `f 可以是 ${list}。`, en: `f can be ${list}.` }
    throw new Problem(400, sentence, [{ field: 'f', value: asked, message: sentence }])
  }
  const types = offer.flatMap(([, list]) => list)
  const accepted = req.accepts(types)
  const found = accepted && offer.find(([, list]) => list.includes(accepted))
  if (found) return found[0]
  throw new Problem(406, {
    zh: `这里只有这些格式:${types.join(', ')};也可以用参数 f 选。`,
    en: `This is available as ${types.join(', ')}; the parameter f chooses as well.`,
  })
}
