import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'
import type { Json } from './examples.ts'
import { serviceDocument } from './operations.ts'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export interface SnapshotFile {
  path: string
  text: string
}

/** What is committed of the document, so that a change of the interface shows in the diff; and the page's types. */
export async function snapshotFiles(): Promise<SnapshotFile[]> {
  const document = serviceDocument(undefined)
  const types = await openapiTS(schemasOnly(document) as never, { arrayLength: true, alphabetize: true })
  return [
    await formatted(at('docs/openapi.json'), JSON.stringify(document)),
    await formatted(at('web-map/api/schema.ts'), `${HEAD}\n${astToString(types)}`),
  ]
}

/**
 * What the page reads of the document: the shapes of answers. Without examples, which say nothing in a type, and without
 * the lengths of lists of lists, which the generator writes wrongly.
 */
function schemasOnly(document: Json): Json {
  const text = JSON.stringify({ ...document, paths: {} }, (_key, value: Json | null) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
    const { example: _, minItems, maxItems, ...rest } = value
    const flat = (value.items as Json | undefined)?.type !== 'array'
    return flat && minItems !== undefined ? { ...rest, minItems, maxItems } : rest
  })
  return JSON.parse(text) as Json
}

const HEAD =
  '/** Written by `npm run openapi` from the OpenAPI document; not to be edited. */\n/* eslint-disable */'

async function formatted(path: string, text: string): Promise<SnapshotFile> {
  const style = await resolveConfig(path)
  return { path, text: await format(text, { ...style, filepath: path }) }
}
