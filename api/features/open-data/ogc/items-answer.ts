import { Problem } from '../../../http/problem.ts'
import { beijingIso } from '../../hours/beijing-time.ts'
import { alreadyKnown, sendDocument, sendPieces, setLinks, tagOf } from './answers.ts'
import type { Ask } from './ask.ts'
import { attributionOf, type Collection } from './collections.ts'
import { FEATURE, FEATURES, formatOf, MEDIA_TYPES, type Format } from './formats.ts'
import { featureCollection, featureOf } from './geojson.ts'
import { licenceLink, withQuery, type Link } from './links.ts'
import { PAGE_POLICY } from './markup.ts'
import { itemPage, itemsPage } from './pages.ts'
import {
  areasFingerprint,
  itemByKey,
  mergedInto,
  searchItems,
  type Item,
  type ItemSearch,
} from './read-model.ts'
import { cursorOf, DEFAULT_LIMIT, parseItemQuery, parseItemsQuery, type ItemsQuery } from './schemas.ts'
import { itemsMap } from './service.ts'
import { csv } from './tables.ts'
import { requireSheetSize, xlsx } from './xlsx.ts'

/** Most features that a page for people lists. */
const MOST_ON_PAGE = 1000

const WHOLE: ReadonlySet<Format> = new Set(['geojson', 'csv', 'xlsx'])

/** Answers `/collections/{id}/items`. */
export async function sendItems(ask: Ask, collection: Collection): Promise<void> {
  const { req, res, knex, scene } = ask
  const asked = req.query as Record<string, unknown>
  const query = parseItemsQuery(collection, asked)
  const format = formatOf(req, FEATURES, ['geojson'])
  if (!WHOLE.has(format)) query.limit ??= DEFAULT_LIMIT
  if (format === 'html') query.limit = Math.min(query.limit!, MOST_ON_PAGE)

  const version =
    collection.id === 'stations' ? ask.facts.dataVersion : await areasFingerprint(knex, collection.id)
  const url = withQuery(`${scene.base}/collections/${collection.id}/items`, asked)
  const tag = tagOf(version, url, format, ask.reader.language)
  if (alreadyKnown(req, res, tag)) return

  const search = await searchItems(knex, collection, query, ask.facts.counts)
  if (format === 'xlsx') requireSheetSize(search.matched)
  res.setHeader('OGC-NumberMatched', String(search.matched))
  if (format === 'html') {
    res.setHeader('Content-Security-Policy', PAGE_POLICY)
    res.type('html').end(await htmlItems(ask, collection, query, search))
    return
  }
  res.setHeader('Content-Crs', `<${query.crs.uri}>`)
  await sendFile(ask, collection, query, search, format)
}

/** Where else these features can be had. */
function itemsLinks(ask: Ask, collection: Collection, format: Format): Link[] {
  const asked = ask.req.query as Record<string, unknown>
  const collectionUrl = `${ask.scene.base}/collections/${collection.id}`
  const as = (f: Format, type: string): Link => ({
    href: withQuery(`${collectionUrl}/items`, asked, { f }),
    rel: f === format ? 'self' : 'alternate',
    type,
  })
  return [
    as('json', MEDIA_TYPES.features),
    as('html', MEDIA_TYPES.html),
    ...(format === 'geojson' ? [as('geojson', MEDIA_TYPES.features)] : []),
    as('csv', MEDIA_TYPES.csv),
    as('xlsx', MEDIA_TYPES.xlsx),
    { href: collectionUrl, rel: 'collection', type: MEDIA_TYPES.json },
    licenceLink(ask.scene.licence),
  ].sort((a, b) => Number(b.rel === 'self') - Number(a.rel === 'self'))
}

async function sendFile(
  ask: Ask,
  collection: Collection,
  query: ItemsQuery,
  search: ItemSearch,
  format: Format,
): Promise<void> {
  const { req, res, scene } = ask
  const asOf = beijingIso(Date.now())
  const synthetic = scene.synthetic && collection.id === 'stations'
  const attribution = attributionOf(scene.licence, collection, synthetic)
  const links = itemsLinks(ask, collection, format)
  setLinks(res, links)
  if (format === 'csv' || format === 'xlsx') {
    const day = asOf.slice(0, 10).replace(/-/g, '')
    res.setHeader('Content-Disposition', `attachment; filename="${collection.id}-${day}.${format}"`)
  }
  if (format === 'csv') {
    res.setHeader('Content-Type', `${MEDIA_TYPES.csv}; charset=utf-8; header=present`)
    return sendPieces(req, res, csv(search, collection, query.crs, { ...scene.licence, attribution }))
  }
  if (format === 'xlsx') {
    res.setHeader('Content-Type', MEDIA_TYPES.xlsx)
    return sendPieces(req, res, xlsx(search, collection, query.crs, { ...scene.licence, attribution, asOf }))
  }
  res.setHeader('Content-Type', MEDIA_TYPES.features)
  const pieces = featureCollection(search, query.crs, ({ returned, next }) => ({
    numberMatched: search.matched,
    numberReturned: returned,
    timeStamp: asOf,
    attribution,
    synthetic,
    links:
      next === null ? links : [...links, { ...nextLink(ask, collection, next), type: MEDIA_TYPES.features }],
  }))
  return sendPieces(req, res, pieces)
}

function nextLink({ req, scene }: Ask, collection: Collection, key: string): Link {
  const href = `${scene.base}/collections/${collection.id}/items`
  return {
    href: withQuery(href, req.query as Record<string, unknown>, { cursor: cursorOf(key) }),
    rel: 'next',
    title: '下一页 Next page',
  }
}

async function htmlItems(
  ask: Ask,
  collection: Collection,
  query: ItemsQuery,
  search: ItemSearch,
): Promise<string> {
  const asked = { ...(ask.req.query as Record<string, unknown>), f: 'html' }
  const items: Item[] = []
  const batches = search.batches()
  let step = await batches.next()
  for (; !step.done; step = await batches.next()) items.push(...step.value)
  const last = items.at(-1)
  const href = `${ask.scene.base}/collections/${collection.id}/items`
  return itemsPage(ask.reader, {
    collection,
    items,
    matched: search.matched,
    query: asked,
    next: step.value.more && last ? withQuery(href, asked, { cursor: cursorOf(last.key) }) : null,
    first: query.after === null ? null : withQuery(href, asked, { cursor: null }),
    map: await itemsMap(ask.knex, collection, items, collection.title[ask.reader.language]),
  })
}

/** Answers `/collections/{id}/items/{key}`. */
export async function sendItem(ask: Ask, collection: Collection, key: string): Promise<void> {
  const { req, res, knex, scene } = ask
  const { crs } = parseItemQuery(req.query)
  const format = formatOf(req, FEATURE)
  const item = /^[A-Z0-9]{1,20}$/.test(key) ? await itemByKey(knex, collection, key) : null
  const href = `${scene.base}/collections/${collection.id}/items/${item?.key}`
  if (!item) {
    const heir =
      collection.id === 'stations' && /^[A-Z]{2}\d{6}$/.test(key) ? await mergedInto(knex, key) : null
    if (heir) return res.redirect(308, withQuery(heir, req.query as Record<string, unknown>))
    throw new Problem(404, {
      zh: `「${collection.title.zh}」里没有 ${key.slice(0, 40)}。`,
      en: `There is no ${key.slice(0, 40)} among ${collection.title.en}.`,
    })
  }
  if (format === 'html') {
    const map = await itemsMap(knex, collection, [item], String(item.properties.name ?? item.key))
    return sendDocument(req, res, MEDIA_TYPES.html, itemPage(ask.reader, collection, item, map))
  }
  const collectionUrl = `${scene.base}/collections/${collection.id}`
  const asked = req.query as Record<string, unknown>
  const links: Link[] = [
    { href: withQuery(href, asked, { f: 'json' }), rel: 'self', type: MEDIA_TYPES.features },
    { href: withQuery(href, asked, { f: 'html', crs: null }), rel: 'alternate', type: MEDIA_TYPES.html },
    { href: collectionUrl, rel: 'collection', type: MEDIA_TYPES.json },
    licenceLink(scene.licence),
  ]
  setLinks(res, links)
  res.setHeader('Content-Crs', `<${crs.uri}>`)
  const attribution = attributionOf(scene.licence, collection, item.properties.synthetic === true)
  const feature = { ...featureOf(item, crs), attribution, links }
  return sendDocument(req, res, MEDIA_TYPES.features, JSON.stringify(feature))
}
