import type { Language } from '../../../http/problem.ts'
import { attributionOf, type Collection } from './collections.ts'
import { CRS_LIST } from './crs.ts'
import { CONFORMANCE, type Scene } from './documents.ts'
import { withQuery } from './links.ts'
import { html, Markup, pageText } from './markup.ts'
import type { Property, PropertyValue } from './property.ts'
import type { Extent, Item } from './read-model.ts'
import { wordOf } from './value-words.ts'

/** A page's reader: the language, and whether the registry shown holds demo data. */
export interface Reader {
  language: Language
  scene: Scene
}

const say = ({ language }: Reader, zh: string, en: string) => (language === 'zh' ? zh : en)
const titleOf = ({ language }: Reader, collection: Collection) => collection.title[language]
const described = ({ language }: Reader, collection: Collection) => collection.description[language]
const titleOfService = (reader: Reader) => say(reader, '暖心驿站开放数据', 'Warm-Heart Stations open data')
export const label = ({ language }: Reader, property: Property) => property[language]

function frame(
  reader: Reader,
  title: string,
  depth: (Collection | 'collections' | 'features')[],
  body: Markup,
): string {
  const { base, licence, synthetic } = reader.scene
  const landing = title === titleOfService(reader)
  const trail = landing ? [] : [{ href: `${base}/?f=html`, title: say(reader, '开放数据', 'Open data') }]
  const collection = depth.find((step): step is Collection => typeof step === 'object')
  if (depth.length > 0)
    trail.push({ href: `${base}/collections?f=html`, title: say(reader, '数据', 'Collections') })
  if (collection) {
    const href = `${base}/collections/${collection.id}`
    trail.push({ href: `${href}?f=html`, title: titleOf(reader, collection) })
    if (depth.includes('features'))
      trail.push({ href: `${href}/items?f=html`, title: say(reader, '列表', 'Features') })
  }
  return pageText({
    language: reader.language,
    title,
    trail,
    synthetic,
    body,
    footer: html`${attributionOf(licence, collection ?? null, synthetic)} ·
      <a rel="license" href="${licence.url}">${licence.title}</a>`,
  })
}

const actions = (links: readonly [href: string, text: string][]) =>
  html`<ul class="actions">
    ${links.map(([href, text]) => html`<li><a href="${href}">${text}</a></li>`)}
  </ul>`

export function landingPage(reader: Reader): string {
  const { base, site } = reader.scene
  const body = html`<p>
      ${say(
        reader,
        '户外劳动者暖心驿站的公开信息,谁都可以用:用 QGIS、GDAL 打开下面的地址,或者直接下载表格。',
        'Public facts about rest stations for outdoor workers, for everybody: open the address below in QGIS or GDAL, or download a table.',
      )}
    </p>
    <p><code>${base}/</code></p>
    ${actions([
      [`${base}/collections?f=html`, say(reader, '全部数据', 'All collections')],
      [`${base}/collections/stations/items?f=xlsx`, say(reader, '驿站表格(Excel)', 'Stations (Excel)')],
      [`${base}/collections/stations/items?f=csv`, say(reader, '驿站表格(CSV)', 'Stations (CSV)')],
      [`${base}/collections/stations/items?f=geojson`, say(reader, '驿站(GeoJSON)', 'Stations (GeoJSON)')],
    ])}
    <h2>${say(reader, '给程序', 'For programs')}</h2>
    ${actions([
      [`${base}/api?f=html`, say(reader, '接口说明', 'How to ask')],
      [`${base}/api?f=json`, 'OpenAPI 3.0'],
      [`${site}/api`, say(reader, '全部接口', 'The whole interface')],
      [`${base}/conformance?f=html`, say(reader, '符合的标准', 'Standards')],
      [`${base}/?f=json`, 'JSON'],
      [`${site}/`, say(reader, '找驿站的地图', 'The map for workers')],
    ])}`
  return frame(reader, titleOfService(reader), [], body)
}

export function conformancePage(reader: Reader): string {
  const body = html`<ul>
    ${CONFORMANCE.map((uri) => html`<li><code>${uri}</code></li>`)}
  </ul>`
  return frame(reader, say(reader, '符合的标准', 'Standards'), [], body)
}

export function collectionsPage(reader: Reader, extents: readonly Extent[]): string {
  const { base, collections } = reader.scene
  const body = html`<ul class="collections">
    ${collections.map(
      (collection, index) =>
        html`<li>
          <a href="${base}/collections/${collection.id}?f=html">${titleOf(reader, collection)}</a>
          <span class="quiet"
            >${say(reader, `${extents[index]!.count} 个`, `${extents[index]!.count} features`)}</span
          >
          <p>${described(reader, collection)}</p>
        </li>`,
    )}
  </ul>`
  return frame(reader, say(reader, '数据', 'Collections'), [], body)
}

export function collectionPage(reader: Reader, collection: Collection, extent: Extent, map: Markup): string {
  const href = `${reader.scene.base}/collections/${collection.id}`
  // Beijing time, to the minute.
  const lastChange = extent.time && extent.time[1].slice(0, 16).replace('T', ' ')
  const body = html`<p>${described(reader, collection)}</p>
    <p>
      ${say(reader, `共 ${extent.count} 个`, `${extent.count} features`)}${
        lastChange && say(reader, `,最后修改 ${lastChange}`, `, last changed ${lastChange}`)
      }
    </p>
    ${actions([
      [`${href}/items?f=html`, say(reader, '看列表', 'Browse')],
      [`${href}/items?f=xlsx`, 'Excel'],
      [`${href}/items?f=csv`, 'CSV'],
      [`${href}/items?f=geojson`, 'GeoJSON'],
      [`${href}?f=json`, 'JSON'],
    ])}
    ${map}
    <h2>${say(reader, '字段', 'Properties')}</h2>
    <p class="quiet">
      ${say(
        reader,
        '每个字段都能当参数筛选,例如 ?name=…;不知道的留空。',
        'Each property is a filter as well, such as ?name=…; unknown is left empty.',
      )}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="${say(reader, '字段', 'Properties')}">
      <table>
        <tbody>
          ${collection.properties.map(
            (p) =>
              html`<tr>
                <th scope="row"><code>${p.name}</code></th>
                <td>${label(reader, p)}</td>
                <td>${p.values ? p.values.join(' · ') : p.type}</td>
                ${reader.language === 'en' && html`<td class="text">${p.description}</td>`}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>${say(reader, '坐标系', 'Coordinate systems')}</h2>
    <ul>
      ${CRS_LIST.map((crs) => html`<li>${crs.name}<br /><code>${crs.uri}</code></li>`)}
    </ul>`
  return frame(reader, titleOf(reader, collection), ['collections'], body)
}

export interface ItemsPage {
  collection: Collection
  items: readonly Item[]
  matched: number
  query: Record<string, unknown>
  next: string | null
  first: string | null
  map: Markup
}

const shownValue = (reader: Reader, property: Property, value: PropertyValue) =>
  value === null ? html`<span class="quiet">—</span>` : wordOf(reader.language, property, value)

function filterForm(reader: Reader, collection: Collection, query: Record<string, unknown>): Markup {
  const chosen = new Set(collection.choices)
  const kept = Object.entries(query).filter(
    ([name]) => !chosen.has(name) && name !== 'f' && name !== 'cursor',
  )
  const selects = collection.properties.filter((p) => chosen.has(p.name))
  return html`<form method="get">
    <input type="hidden" name="f" value="html" />${kept.map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}" />`,
    )}${selects.map(
      (p) =>
        html`<label
          >${label(reader, p)}<select name="${p.name}">
            <option value="">${say(reader, '不限', 'Any')}</option>
            ${p.values!.map(
              (value) =>
                html`<option value="${value}" ${query[p.name] === value && new Markup(' selected')}>
                  ${wordOf(reader.language, p, value)}
                </option>`,
            )}
          </select></label
        >`,
    )}<button>${say(reader, '筛选', 'Filter')}</button>
  </form>`
}

export function itemsPage(reader: Reader, page: ItemsPage): string {
  const { collection, items, query } = page
  const href = `${reader.scene.base}/collections/${collection.id}/items`
  const columns = collection.properties.filter((p) => collection.columns.includes(p.name))
  const download = (f: string) => withQuery(href, query, { f, cursor: null, limit: null })
  const empty = html`<p>
    ${say(reader, '没有符合条件的。可以少选一个条件,或者', 'Nothing fulfils this. Choose less, or ')}<a
      href="${href}?f=html"
      >${say(reader, '看全部', 'see everything')}</a
    >。
  </p>`
  const table = html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="${say(reader, '列表', 'Features')}"
  >
    <table>
      <thead>
        <tr>
          ${columns.map((p) => html`<th scope="col">${label(reader, p)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (item) =>
            html`<tr>
              ${columns.map((p, index) =>
                index === 0
                  ? html`<td><a href="${href}/${item.key}?f=html">${item.key}</a></td>`
                  : html`<td${p.values ? new Markup(' class="state"') : new Markup(' class="text"')}>${shownValue(reader, p, item.properties[p.name] ?? null)}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
  const body = html`${collection.choices.length > 0 && filterForm(reader, collection, query)}
    <p>
      ${say(reader, `符合条件的共 ${page.matched} 个,这一页 ${items.length} 个。`, `${page.matched} fulfil this; ${items.length} on this page.`)}
    </p>
    ${items.length > 0 ? html`${page.map}${table}` : empty}
    ${actions([
      ...(page.first ? [[page.first, say(reader, '回到第一页', 'First page')] as [string, string]] : []),
      ...(page.next ? [[page.next, say(reader, '下一页', 'Next page')] as [string, string]] : []),
    ])}
    ${actions([
      [download('xlsx'), say(reader, '下载 Excel', 'Excel')],
      [download('csv'), say(reader, '下载 CSV', 'CSV')],
      [download('geojson'), say(reader, '下载 GeoJSON', 'GeoJSON')],
      [withQuery(href, query, { f: 'json' }), 'JSON'],
    ])}`
  const title = say(reader, `${titleOf(reader, collection)}列表`, `${titleOf(reader, collection)}: features`)
  return frame(reader, title, ['collections', collection], body)
}

export function itemPage(reader: Reader, collection: Collection, item: Item, map: Markup): string {
  const { base, site } = reader.scene
  const href = `${base}/collections/${collection.id}/items/${item.key}`
  const body = html`${actions([
      ...(collection.id === 'stations'
        ? [[`${site}/s/${item.key}`, say(reader, '驿站页面', 'Page of the station')] as [string, string]]
        : []),
      [`${href}?f=json`, 'GeoJSON'],
    ])}
    ${item.properties.synthetic === true && html`<p><strong class="demo">${say(reader, '演示数据:没有这个驿站', 'Demo data: no such station exists')}</strong></p>`}
    ${map}
    <dl>
      ${collection.properties.map(
        (p) =>
          html`<dt>${label(reader, p)}</dt>
            <dd>${shownValue(reader, p, item.properties[p.name] ?? null)}</dd>`,
      )}
    </dl>`
  const name = item.properties.name
  return frame(
    reader,
    typeof name === 'string' ? name : item.key,
    ['collections', collection, 'features'],
    body,
  )
}

export function apiPage(reader: Reader): string {
  const { base, collections } = reader.scene
  const rows: [string, string][] = [
    [
      'limit',
      say(reader, '一页多少个,1 到 10000,平常 100', 'features on a page, 1 to 10,000, otherwise 100'),
    ],
    ['cursor', say(reader, '从 next 链接里照抄', 'copied from the next link')],
    ['bbox', say(reader, '西,南,东,北;坐标系由 bbox-crs 定', 'west,south,east,north in bbox-crs')],
    [
      'datetime',
      say(
        reader,
        '最后修改的时刻或一段时间,例如 2026-03-01T00:00:00+08:00/..',
        'last changed: an instant or an interval, such as 2026-03-01T00:00:00+08:00/..',
      ),
    ],
    ['crs, bbox-crs', say(reader, '坐标系,写全 URI', 'a coordinate system, by its URI')],
    ['f', 'json · html · geojson · csv · xlsx'],
  ]
  const body = html`<p>
      ${say(
        reader,
        '按 OGC API – Features 的规矩提供。json 和 html 分页,geojson、csv、xlsx 一次给全。单子上的每个字段都可以当参数筛选;没有的参数会得到 400。',
        'This is OGC API – Features. json and html come in pages; geojson, csv and xlsx are everything in one file. Each property is a filter; an unknown parameter answers 400.',
      )}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="${say(reader, '参数', 'Parameters')}">
      <table>
        <tbody>
          ${rows.map(
            ([name, text]) =>
              html`<tr>
                <th scope="row"><code>${name}</code></th>
                <td>${text}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <h2>${say(reader, '例子', 'Examples')}</h2>
    <ul>
      ${[
        `${base}/collections/stations/items?bbox=116.40,39.88,116.48,39.94&f=html`,
        `${base}/collections/stations/items?lifecycle=open&facility_toilet=yes&f=csv`,
        `ogr2ogr stations.gpkg "OAPIF:${base}" stations`,
      ].map((text) => html`<li><code>${text}</code></li>`)}
    </ul>
    <h2>${say(reader, '数据', 'Collections')}</h2>
    ${actions([
      ...collections.map((c): [string, string] => [`${base}/collections/${c.id}?f=html`, titleOf(reader, c)]),
      [`${base}/api?f=json`, 'OpenAPI 3.0'],
    ])}`
  return frame(reader, say(reader, '接口说明', 'How to ask'), [], body)
}
