import compression from 'compression'
import { Router, type RequestHandler } from 'express'
import type { Knex } from 'knex'
import type { Config } from '../../../config.ts'
import { languageOf, Problem } from '../../../http/problem.ts'
import { DEFAULT_LICENCE, type DataLicence } from '../../../http/licence.ts'
import type { Collection } from './collections.ts'
import { sendDocument } from './answers.ts'
import type { Ask } from './ask.ts'
import {
  collectionDocument,
  collectionsDocument,
  conformanceDocument,
  landingDocument,
  schemaDocument,
  type Scene,
} from './documents.ts'
import { DESCRIPTION, formatOf, MEDIA_TYPES, PAGE, SCHEMA, type Offer } from './formats.ts'
import { sendItem, sendItems } from './items-answer.ts'
import { siteUrl } from './links.ts'
import { ogcOpenApi } from './openapi.ts'
import { apiPage, collectionPage, collectionsPage, conformancePage, landingPage } from './pages.ts'
import { extentOf } from './read-model.ts'
import { parsePlainQuery } from './schemas.ts'
import { collectionMap, currentCollections, extentsOf, factsByVersion } from './service.ts'

export interface OgcServices {
  knex: Knex
  config: Pick<Config, 'publicUrl'> & { region: Pick<Config['region'], 'bbox'> }
  /** The newest version of the stations that this process knows of: answers are tagged by it. */
  dataVersion: () => number
  licence?: DataLicence
}

/**
 * OGC API – Features, Part 1 (core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (coordinate systems), for `/ogc`. Open to
 * read from any origin; the public facts only.
 */
export function ogcRoutes({ knex, config, dataVersion, licence = DEFAULT_LICENCE }: OgcServices): Router {
  const router = Router()
  const factsAt = factsByVersion(knex)
  router.use(readOnlyFromAnywhere)
  router.use(compression())

  const at = (path: string, answer: (ask: Ask, params: Record<string, string>) => Promise<void>) =>
    router.get(path, async (req, res) => {
      res.vary('Accept, Accept-Language')
      const site = siteUrl(req, config)
      // Read before the data: a tag may be too old, never too new.
      const facts = await factsAt(dataVersion())
      const scene: Scene = {
        site,
        base: site + req.baseUrl,
        licence,
        synthetic: facts.synthetic,
        collections: await currentCollections(knex),
      }
      const reader = { language: languageOf(req), scene }
      await answer({ req, res, knex, scene, reader, facts }, req.params as never)
    })

  at('/', (ask) =>
    sendPage(
      ask,
      PAGE,
      (as) => landingDocument(ask.scene, as),
      () => landingPage(ask.reader),
    ),
  )
  at('/conformance', (ask) =>
    sendPage(
      ask,
      PAGE,
      (as) => conformanceDocument(ask.scene, as),
      () => conformancePage(ask.reader),
    ),
  )
  at('/api', (ask) =>
    sendPage(
      ask,
      DESCRIPTION,
      () => ogcOpenApi(ask.scene),
      () => apiPage(ask.reader),
      MEDIA_TYPES.openapi,
    ),
  )
  at('/collections', async (ask) => {
    const extents = await extentsOf(knex, ask.scene.collections)
    await sendPage(
      ask,
      PAGE,
      (as) => collectionsDocument(ask.scene, extents, as),
      () => collectionsPage(ask.reader, extents),
    )
  })
  at('/collections/:id', async (ask, { id }) => {
    const collection = collectionOf(ask.scene, id!)
    const extent = await extentOf(knex, collection)
    await sendPage(
      ask,
      PAGE,
      (as) => collectionDocument(ask.scene, collection, extent, as),
      async () => {
        const label = collection.title[ask.reader.language]
        const map = await collectionMap(knex, collection, extent, config.region.bbox, label)
        return collectionPage(ask.reader, collection, extent, map)
      },
    )
  })
  at('/collections/:id/schema', async (ask, { id }) => {
    const collection = collectionOf(ask.scene, id!)
    await sendPage(ask, SCHEMA, () => schemaDocument(ask.scene, collection), null, MEDIA_TYPES.schema)
  })
  at('/collections/:id/items', (ask, { id }) => sendItems(ask, collectionOf(ask.scene, id!)))
  at('/collections/:id/items/:key', (ask, { id, key }) => sendItem(ask, collectionOf(ask.scene, id!), key!))

  router.use((req) => {
    throw new Problem(404, { zh: `开放数据里没有 ${req.path}。`, en: `The open data have no ${req.path}.` })
  })
  return router
}

const METHODS = 'GET, HEAD, OPTIONS'

/** Open data: any page in any browser may read them; nobody may write. */
const readOnlyFromAnywhere: RequestHandler = (req, res, next) => {
  res.setHeader('Access-Control-Allow-Origin', '*')
  res.setHeader('Access-Control-Expose-Headers', 'Link, ETag, Content-Crs, OGC-NumberMatched')
  if (req.method === 'GET' || req.method === 'HEAD') return next()
  if (req.method !== 'OPTIONS') {
    throw new Problem(405, { zh: '这里只能读取。', en: 'This can only be read.' }, [], { Allow: METHODS })
  }
  res.setHeader('Access-Control-Allow-Methods', METHODS)
  res.setHeader('Access-Control-Allow-Headers', '*')
  res.setHeader('Access-Control-Max-Age', '86400')
  res.status(204).end()
}

function collectionOf(scene: Scene, id: string): Collection {
  const collection = scene.collections.find((each) => each.id === id)
  if (collection) return collection
  const known = scene.collections.map((each) => each.id).join(', ')
  throw new Problem(404, {
    zh: `没有「${id.slice(0, 40)}」这个数据集;有的是 ${known}。`,
    en: `There is no collection "${id.slice(0, 40)}"; there are ${known}.`,
  })
}

/** A document that comes as JSON or as a page. */
async function sendPage(
  { req, res }: Ask,
  offer: Offer,
  document: (as: 'json' | 'html') => object,
  page: (() => string | Promise<string>) | null,
  type: string = MEDIA_TYPES.json,
): Promise<void> {
  parsePlainQuery(req.query)
  const format = formatOf(req, offer)
  if (format === 'html' && page) sendDocument(req, res, MEDIA_TYPES.html, await page())
  else sendDocument(req, res, type, JSON.stringify(document('json'), null, 1))
}
