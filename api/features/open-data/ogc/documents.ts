import type { DataLicence } from '../../../http/licence.ts'
import { attributionOf, bilingual, type Collection } from './collections.ts'
import { CRS84, CRS_LIST } from './crs.ts'
import { MEDIA_TYPES } from './formats.ts'
import { licenceLink, withQuery, type Link } from './links.ts'
import { propertySchema } from './property.ts'
import type { Extent } from './read-model.ts'

/** What every document needs to know about the service that it describes. */
export interface Scene {
  /** Address of the site, e.g. `https://stations.example.org`. */
  site: string
  /** Address of the landing page, without a slash at its end. */
  base: string
  licence: DataLicence
  /** Whether any published station is synthetic. */
  synthetic: boolean
  /** Those that there are now. */
  collections: readonly Collection[]
}

export const CONFORMANCE = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs',
]

export const TITLE = '暖心驿站开放数据 Warm-Heart Stations open data'

/** A page in JSON and in HTML: which of the two is `self`, the other is `alternate`. */
export function selfLinks(href: string, as: 'json' | 'html', jsonType: string = MEDIA_TYPES.json): Link[] {
  return (['json', 'html'] as const).map((format) => ({
    href: withQuery(href, { f: format }),
    rel: format === as ? 'self' : 'alternate',
    type: format === 'json' ? jsonType : MEDIA_TYPES.html,
    title: format === as ? '本页 This document' : format === 'json' ? 'JSON' : '网页 HTML',
  }))
}

export function landingDocument(scene: Scene, as: 'json' | 'html') {
  const { base } = scene
  return {
    title: TITLE,
    description:
      '北京户外劳动者暖心驿站的公开信息,可用 QGIS、GDAL、Excel 等打开。' +
      ' Public facts about rest stations for outdoor workers, for QGIS, GDAL, spreadsheets and programs.',
    attribution: attributionOf(scene.licence, null, scene.synthetic),
    synthetic: scene.synthetic,
    links: [
      ...selfLinks(`${base}/`, as),
      {
        href: `${base}/api`,
        rel: 'service-desc',
        type: MEDIA_TYPES.openapi,
        title: '接口说明 API description',
      },
      {
        href: `${base}/api?f=html`,
        rel: 'service-doc',
        type: MEDIA_TYPES.html,
        title: '接口说明 API documentation',
      },
      {
        href: `${base}/conformance`,
        rel: 'conformance',
        type: MEDIA_TYPES.json,
        title: '符合的标准 Conformance',
      },
      { href: `${base}/collections`, rel: 'data', type: MEDIA_TYPES.json, title: '数据 Collections' },
      licenceLink(scene.licence),
    ] satisfies Link[],
  }
}

export function conformanceDocument(scene: Scene, as: 'json' | 'html') {
  return { conformsTo: CONFORMANCE, links: selfLinks(`${scene.base}/conformance`, as) }
}

/** One collection as `/collections` and `/collections/{id}` describe it. */
export function collectionDocument(
  scene: Scene,
  collection: Collection,
  extent: Extent,
  as: 'json' | 'html',
) {
  const href = `${scene.base}/collections/${collection.id}`
  const items = `${href}/items`
  const download = (f: string, type: string, title: string): Link => ({
    href: withQuery(items, { f }),
    // GDAL takes the first `items` link of a type that it reads, so whole files go by another name.
    rel: 'enclosure',
    type,
    title,
  })
  return {
    id: collection.id,
    title: bilingual(collection.title),
    description: bilingual(collection.description),
    attribution: attributionOf(scene.licence, collection, scene.synthetic && collection.id === 'stations'),
    itemType: 'feature',
    extent: {
      ...(extent.box && { spatial: { bbox: [extent.box], crs: CRS84.uri } }),
      ...(extent.time && {
        temporal: {
          interval: [[extent.time[0], null]],
          trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
        },
      }),
    },
    crs: CRS_LIST.map((crs) => crs.uri),
    storageCrs: CRS84.uri,
    numberOfItems: extent.count,
    links: [
      ...selfLinks(href, as),
      { href: items, rel: 'items', type: MEDIA_TYPES.features, title: '要素 Features (GeoJSON)' },
      { href: withQuery(items, { f: 'html' }), rel: 'items', type: MEDIA_TYPES.html, title: '要素 Features' },
      {
        href: `${href}/schema`,
        rel: 'describedBy',
        type: MEDIA_TYPES.schema,
        title: '要素的结构 Schema of a feature',
      },
      download('geojson', MEDIA_TYPES.features, '全部 Everything (GeoJSON)'),
      download('csv', MEDIA_TYPES.csv, '全部 Everything (CSV)'),
      download('xlsx', MEDIA_TYPES.xlsx, '全部 Everything (Excel)'),
      licenceLink(scene.licence),
    ],
  }
}

export function collectionsDocument(scene: Scene, extents: readonly Extent[], as: 'json' | 'html') {
  return {
    title: TITLE,
    attribution: attributionOf(scene.licence, null, scene.synthetic),
    synthetic: scene.synthetic,
    crs: CRS_LIST.map((crs) => crs.uri),
    links: [...selfLinks(`${scene.base}/collections`, as), licenceLink(scene.licence)],
    collections: scene.collections.map((c, index) => collectionDocument(scene, c, extents[index]!, as)),
  }
}

/**
 * A collection's features as JSON Schema. GDAL takes the fields' types from it, which a first page of unknowns cannot
 * tell.
 */
export function schemaDocument(scene: Scene, collection: Collection) {
  const properties = collection.properties.map((property) => {
    const { nullable: _, ...schema } = propertySchema(property)
    return [property.name, schema]
  })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${scene.base}/collections/${collection.id}/schema`,
    title: bilingual(collection.title),
    description: bilingual(collection.description),
    type: 'object',
    required: ['type', 'id', 'geometry', 'properties'],
    properties: {
      type: { type: 'string', enum: ['Feature'] },
      id: { type: 'string' },
      geometry: { $ref: `https://geojson.org/schema/${collection.geometry}.json` },
      properties: {
        type: 'object',
        required: collection.properties.map((property) => property.name),
        properties: Object.fromEntries(properties) as Record<string, object>,
      },
    },
  }
}
