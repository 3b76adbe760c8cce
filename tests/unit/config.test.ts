import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../api/config.ts'

describe('settings', () => {
  it('have defaults that start the demo on the embedded database', () => {
    expect(readConfig({})).toMatchObject({ port: 8080, databaseUrl: undefined, demoStations: 9200 })
  })

  it('treat an empty value as not set', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ port: 8080, databaseUrl: undefined })
  })

  it('are all listed in .env.example, with their defaults', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const listed = Object.fromEntries(
      example
        .split('\n')
        .filter((line) => /^[A-Z_]+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    expect(readConfig(listed)).toEqual(readConfig({}))
    const source = readFileSync(new URL('../../api/config.ts', import.meta.url), 'utf8')
    const known = [...source.matchAll(/^ {2}([A-Z_]+): /gm)].map((match) => match[1])
    expect(Object.keys(listed).sort()).toEqual(known.sort())
  })

  it.each([
    ['PORT', '99999'],
    ['PORT', 'http'],
    ['DATABASE_URL', 'mysql://host/name'],
    ['DEMO_STATIONS', '-1'],
    ['STAFF_TOKENS', 'name-without-token'],
    ['STAFF_TOKENS', 'name:short'],
    ['METRICS_TOKEN', 'short'],
    ['METRICS_TOKEN', 'a token with some spaces'],
    ['STOP_DELAY_SECONDS', '61'],
    ['REGION_BBOX', '117,39,115,41'],
    ['REGION_CENTRE', '0,0'],
    ['CODE_PREFIX', 'YS'],
    ['BASEMAP', 'google'],
    ['BASEMAP', 'tianditu'],
    ['UPLOAD_MAX_MB', '0'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s with a sentence that names it', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })

  it('never repeat a secret in their sentence', () => {
    expect(() => readConfig({ STAFF_TOKENS: 'me:hunter2' })).not.toThrow('hunter2')
    expect(() => readConfig({ METRICS_TOKEN: 'hunter2' })).not.toThrow('hunter2')
    expect(() => readConfig({ DATABASE_URL: 'mysql://me:hunter2@host/x' })).not.toThrow('hunter2')
  })
})
