/** The document as a page for people: no script, nothing loaded from anywhere. */
import type { Language } from '../http/problem.ts'
import type { DataLicence } from '../http/licence.ts'
import { html, pageText, type Markup } from '../features/open-data/ogc/markup.ts'
import { exampleOf, type Json } from './examples.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'
import { parameterWord } from './parameter-words.ts'
import { TAGS } from './tags.ts'

interface Described {
  parameters: {
    name: string
    in: string
    required: boolean
    description: string
    example: unknown
    schema: Json
  }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
}

interface Scene {
  language: Language
  document: {
    paths: Record<string, Record<string, Described>>
    components: { schemas: Json }
  }
}

const say = ({ language }: Scene, zh: string, en: string) => (language === 'zh' ? zh : en)

/** An example longer than this tells no more. */
const LONGEST_EXAMPLE = 2500

export function apiDocumentPage(language: Language, document: Json, licence: DataLicence): string {
  const scene: Scene = { language, document: document as unknown as Scene['document'] }
  const other = language === 'zh' ? 'en' : 'zh'
  const tags = TAGS.filter(({ tag }) => operations.some((operation) => operation.tag === tag))
  const body = html`${intro(scene)}
    <ul class="actions">
      <li>
        <a href="/api?lang=${other}" lang="${other}" hreflang="${other}">${say(scene, 'English', '中文')}</a>
      </li>
      <li><a href="/api/openapi.json">OpenAPI 3.0</a></li>
      <li><a href="/ogc?f=html">OGC API – Features</a></li>
      <li><a href="/">${say(scene, '找驿站', 'Find a station')}</a></li>
    </ul>
    <nav aria-label="${say(scene, '目录', 'Contents')}">
      <ul class="contents">
        ${tags.map((tag) => html`<li><a href="#${anchor(tag.tag)}">${tag[language]}</a></li>`)}
      </ul>
    </nav>
    ${tags.map(
      (tag) =>
        html`<section id="${anchor(tag.tag)}">
          <h2>${tag[language]}</h2>
          ${operations.filter((operation) => operation.tag === tag.tag).map((one) => operationPart(scene, one))}
        </section>`,
    )}`
  return pageText({
    language,
    title: say(scene, '接口说明', 'The interface'),
    trail: [{ href: '/', title: say(scene, '暖心驿站', 'Warm-Heart Stations') }],
    synthetic: false,
    body,
    footer: html`${licence.attribution} · <a rel="license" href="${licence.url}">${licence.title}</a>`,
  })
}

/** Words between backticks are names of the interface. */
const withCode = (text: string): (string | Markup)[] =>
  text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))

const anchor = (tag: string) => tag.replace(' ', '-')

function intro(scene: Scene): Markup {
  const points: [string, string][] = [
    [
      '不用登记、不用钥匙。标了「工作人员」的接口要带 Authorization: Bearer 令牌。',
      'No registration and no key. What is marked “staff” needs Authorization: Bearer and a token.',
    ],
    [
      '位置是 WGS-84 经纬度,经度在前;距离是米;时刻带北京时区。',
      'Positions are WGS-84 degrees, longitude first; distances are metres; instants carry Beijing’s offset.',
    ],
    [
      '不知道就是 null 或 unknown,从不猜。演示数据都标着 synthetic。',
      'What nobody knows is null or unknown, never guessed. Demo data are marked synthetic.',
    ],
    [
      '出错的答复是 application/problem+json(RFC 9457):哪个参数、什么值、该怎么写;语言随 Accept-Language。',
      'Errors are application/problem+json (RFC 9457): which parameter, which value, what would be right, in the language of Accept-Language.',
    ],
    ['查询时给出的位置不保存、不记录。', 'The position of a search is neither stored nor logged.'],
  ]
  return html`<ul>
    ${points.map(([zh, en]) => html`<li>${say(scene, zh, en)}</li>`)}
  </ul>`
}

function operationPart(scene: Scene, operation: Operation): Markup {
  const described = scene.document.paths[operation.path]![operation.method]!
  const { description, staff } = operation
  return html`<details id="${operation.operationId}">
    <summary>
      <code><b>${operation.method.toUpperCase()}</b> ${operation.path}</code>
      ${staff && html`<span class="demo">${say(scene, '工作人员', 'staff')}</span>`}
      <span class="what">${say(scene, operation.zh, operation.summary)}</span>
    </summary>
    ${description && html`<p lang="en">${withCode(description)}</p>`}
    ${parameterTable(scene, operation, described)} ${bodyPart(scene, described)}
    <h3>${say(scene, '答复', 'Answers')}</h3>
    <ul>
      ${Object.entries(described.responses).map(
        ([status, answer]) =>
          html`<li>
            <b>${status}</b> <span lang="en">${withCode(answer.description)}</span>
            ${Object.keys(answer.content ?? {}).map((type) => html` <code>${type}</code>`)}
          </li>`,
      )}
    </ul>
    ${answerPart(scene, described)}
  </details>`
}

const table = (label: string, rows: Markup[]): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`

function parameterTable(scene: Scene, { operationId }: Operation, { parameters }: Described): Markup | null {
  if (parameters.length === 0) return null
  const rows = parameters.map(({ name, description, example, schema, required, ...where }) => {
    const [words, choices] = description.split(' Comma-separated, any of: ')
    const bounds = [
      schema.minimum !== undefined && `≥ ${String(schema.minimum)}`,
      schema.maximum !== undefined && `≤ ${String(schema.maximum)}`,
      schema.default !== undefined && `${say(scene, '默认', 'default')} ${String(schema.default)}`,
    ].filter((bound) => bound !== false)
    const values =
      (schema.enum as string[] | undefined)?.join(' · ') ??
      choices?.replace(/\.$/, '').replaceAll(', ', ' · ')
    const word = scene.language === 'zh' ? parameterWord(name, operationId) : undefined
    return html`<tr>
      <th scope="row">
        <code>${name}</code
        >${required && html`<br /><span class="quiet">${say(scene, '必填', 'required')}</span>`}
      </th>
      <td>
        ${word ?? withCode(words ?? '')}${where.in === 'header' && say(scene, '(请求头)', ' (header)')}
        ${values && html`<br /><span class="quiet">${choices && say(scene, '逗号分隔:', 'comma-separated: ')}${values}</span>`}
        ${bounds.length > 0 && html`<br /><span class="quiet">${bounds.join(say(scene, ',', ', '))}</span>`}
        <br /><span class="quiet">${say(scene, '例', 'e.g.')} <code>${String(example)}</code></span>
      </td>
    </tr>`
  })
  const title = say(scene, '参数', 'Parameters')
  return html`<h3>${title}</h3>
    ${table(title, rows)}`
}

function bodyPart(scene: Scene, { requestBody }: Described): Markup | null {
  const [entry] = Object.entries(requestBody?.content ?? {})
  if (!entry) return null
  const [type, { schema }] = entry
  return html`<h3>${say(scene, '请求内容', 'Body')} <code>${type}</code></h3>
    ${fieldTable(scene, schema)} ${type.includes('json') && exampleText(scene, schema)}`
}

/** The fields of the first answer that is JSON, and an example. */
function answerPart(scene: Scene, { responses }: Described): Markup | null {
  for (const { content = {} } of Object.values(responses)) {
    for (const [type, { schema }] of Object.entries(content)) {
      if (!type.includes('json') || type.includes('problem') || type.includes('openapi')) continue
      return html`${fieldTable(scene, schema)} ${exampleText(scene, schema)}`
    }
  }
  return null
}

const resolved = ({ document }: Scene, schema: Json): Json => {
  const link = (schema.$ref ?? (schema.allOf as Json[] | undefined)?.[0]?.$ref) as string | undefined
  return link ? (document.components.schemas[link.split('/').at(-1)!] as Json) : schema
}

function fieldTable(scene: Scene, schema: Json): Markup | null {
  const { properties, required = [] } = resolved(scene, schema) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  if (!properties) return null
  const rows = Object.entries(properties).map(([name, property]) => {
    const target = resolved(scene, property)
    const nullable = property.nullable === true
    const optional = !required.includes(name)
    return html`<tr>
      <th scope="row"><code>${name}</code></th>
      <td class="quiet">
        ${typeName(scene, target)}${nullable && ' | null'}${optional && say(scene, '(可缺)', ' (optional)')}
      </td>
      <td lang="en">${withCode(String(property.description ?? target.description ?? ''))}</td>
    </tr>`
  })
  return table(say(scene, '字段', 'Fields'), rows)
}

function typeName(scene: Scene, schema: Json): string {
  const { type, items, anyOf } = schema as { type?: string; items?: Json; anyOf?: Json[] }
  if (items) return `${typeName(scene, resolved(scene, items))}[]`
  if (anyOf) return [...new Set(anyOf.map((one) => typeName(scene, resolved(scene, one))))].join(' | ')
  return type ?? 'any'
}

function exampleText(scene: Scene, schema: Json): Markup | null {
  const example = exampleOf(schema, scene.document.components.schemas)
  if (example === undefined) return null
  const text = JSON.stringify(example, null, 2)
  const cut = text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}\n…` : text
  return html`<pre tabindex="0" aria-label="${say(scene, '例子', 'Example')}">${cut}</pre>`
}
