import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleOf, type Json } from '../../api/openapi/examples.ts'
import { operations } from '../../api/openapi/operations.ts'
import { parameterWord } from '../../api/openapi/parameter-words.ts'
import { snapshotFiles } from '../../api/openapi/snapshot.ts'
import { apiDocument, faultsAgainst } from '../support/openapi.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { listRoutes } from './fuzz/routes.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const { schemas } = apiDocument.components
const described = Object.entries(apiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
)

describe('the OpenAPI document', () => {
  it('is served as OpenAPI 3.0', async () => {
    const answer = await request(service.url).get('/api/openapi.json').buffer(true)
    expect(answer.headers['content-type']).toContain('application/vnd.oai.openapi+json;version=3.0')
    expect(JSON.parse(answer.text || answer.body.toString())).toMatchObject({ openapi: '3.0.3' })
  })

  it('describes every route that exists, and no other', () => {
    const existing = listRoutes(service.app).map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    )
    expect(described.map(({ name }) => name).sort()).toEqual([...new Set(existing)].sort())
  })

  it('names every operation once', () => {
    const ids = operations.map((o) => o.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('has nothing that a linter of OpenAPI objects to', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      rules: {
        // Express takes the first route that fits, and `city` is no code.
        'no-ambiguous-paths': 'off',
      },
    })
    const problems = await lintFromString({ source: JSON.stringify(apiDocument), config })
    expect(
      problems.map(({ ruleId, message, location }) => `${location[0]?.pointer} ${ruleId}: ${message}`),
    ).toEqual([])
  })

  /** Schemas of a schema, each with what it is called. What has an example needs none for its parts. */
  function* parts(schema: Json, at: string): Generator<[at: string, schema: Json, named: boolean]> {
    const { properties, items, anyOf, example } = schema as Record<string, Record<string, Json> | undefined>
    for (const [name, part] of Object.entries(properties ?? {})) yield* within(part, `${at}.${name}`, true)
    if (items && example === undefined) yield* within(items, `${at}[]`, false)
    if (example === undefined)
      for (const choice of Object.values(anyOf ?? {})) yield* within(choice, `${at}|`, false)
  }
  function* within(schema: Json, at: string, named: boolean): ReturnType<typeof parts> {
    // A link is described where it leads; `allOf` holds one link and says that it may be null.
    if ('$ref' in schema || 'allOf' in schema) return
    yield [at, schema, named]
    yield* parts(schema, at)
  }
  const all = () => [
    ...Object.entries(schemas).flatMap(([name, schema]) => [...within(schema, name, true)]),
    ...described.flatMap(({ name, operation }) =>
      Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) => [
        ...within(schema, `${name} body`, false),
      ]),
    ),
  ]

  it('describes every schema and every property', () => {
    const lacking = all().filter(([, schema, named]) => named && !schema.description)
    expect(lacking.map(([at]) => at)).toEqual([])
  })

  it('has an example of every schema and every property', () => {
    const lacking = all().filter(([, schema]) => exampleOf(schema, schemas) === undefined)
    expect(lacking.map(([at]) => at)).toEqual([])
    expect(Object.entries(schemas).filter(([, { example }]) => example === undefined)).toEqual([])
  })

  it('has only examples that are as their schemas say', () => {
    const wrong = Object.entries(schemas).flatMap(([name, schema]) =>
      faultsAgainst(schema, schema.example).map((fault) => `${name}${fault}`),
    )
    expect(wrong).toEqual([])
  })

  it('describes every parameter, with an example', () => {
    const lacking = described.flatMap(({ name, operation }) =>
      operation.parameters
        .filter(({ description, example }) => !description || example === undefined)
        .map((parameter) => `${name} ${parameter.name}`),
    )
    expect(lacking).toEqual([])
  })
})

describe('the page of the interface', () => {
  const page = (address: string, language = 'zh-CN') =>
    request(service.url).get(address).set('Accept-Language', language)

  it('shows every operation, in Chinese unless English is preferred', async () => {
    const [zh, en, asked] = [await page('/api'), await page('/api', 'en'), await page('/api?lang=en')]
    for (const { path, operationId, zh: sentence } of operations) {
      expect(zh.text).toContain(`<details id="${operationId}">`)
      expect(zh.text).toContain(path)
      expect(zh.text).toContain(sentence)
    }
    expect(en.text).toContain('<html lang="en">')
    expect(asked.text).toBe(en.text)
  })

  it('needs no script and loads nothing, and its policy says so', async () => {
    const { text, headers } = await page('/api')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(text).not.toMatch(/<script|<link|<img|style="|onclick/)
  })

  it('has a Chinese word for every parameter', () => {
    const lacking = described.flatMap(({ operation }) =>
      operation.parameters
        .filter(({ name }) => !parameterWord(name, operation.operationId))
        .map(({ name }) => `${operation.operationId} ${name}`),
    )
    expect(lacking).toEqual([])
  })
})

describe('what is committed of it', () => {
  it('is what the code says now', async () => {
    for (const { path, text } of await snapshotFiles()) {
      const current = readFileSync(path, 'utf8') === text
      expect(
        current ||
          `${path} is not what the code says: run "npm run openapi", look at the diff and commit it (a change that breaks callers shows there).`,
      ).toBe(true)
    }
  })
})
