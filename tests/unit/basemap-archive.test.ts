import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import pino from 'pino'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../api/config.ts'
import { checkArchive, sendArchive } from '../../api/http/basemap-archive.ts'
import { problemHandler } from '../../api/http/problem.ts'
import { coveredTile, pmtilesFile } from '../support/pmtiles-file.ts'

let folder: string
let path: string
const content = pmtilesFile({ tile: coveredTile('water'), type: 1, zoom: 0, tiles: [[0, 0]], metadata: {} })

beforeAll(async () => {
  // A hidden folder, as a service's home often has.
  folder = await mkdtemp(join(tmpdir(), '.stations-archive-'))
  path = join(folder, 'map.pmtiles')
  await writeFile(path, content)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the PMTiles archive of the settings', () => {
  it('is accepted when it is one', () => expect(checkArchive(path)).resolves.toBeUndefined())

  it('that is not there stops the start with a sentence that names setting and path', async () => {
    const missing = join(folder, 'nothing.pmtiles')
    const error = await checkArchive(missing).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain(`BASEMAP_URL: "${missing}" cannot be used: there is no such file.`)
    await expect(checkArchive(folder)).rejects.toThrow(/BASEMAP_URL: .* cannot be used/)
  })

  it('that is something else stops the start too', async () => {
    const other = join(folder, 'other.pmtiles')
    for (const bytes of ['', 'PM', 'SQLite format 3\0', 'PMTiles\u0002'])
      await expect(
        writeFile(other, bytes).then(() => checkArchive(other)),
        bytes,
      ).rejects.toThrow(/it is no PMTiles archive of version 3/)
  })

  it('is a file unless it is an address, and a style is always an address', () => {
    const basemap = (env: Record<string, string>) => readConfig(env).basemap
    expect(basemap({ BASEMAP: 'pmtiles', BASEMAP_URL: path })).toMatchObject({ file: path, url: undefined })
    const url = 'https://maps.example.org/beijing.pmtiles'
    expect(basemap({ BASEMAP: 'pmtiles', BASEMAP_URL: url })).toMatchObject({ file: undefined, url })
    expect(() => basemap({ BASEMAP: 'style', BASEMAP_URL: 'style.json' })).toThrow(
      /BASEMAP_URL: "style.json".*http/,
    )
  })
})

describe('an archive that the service hands out', () => {
  const served = () => {
    const server = express().disable('etag')
    server.get('/basemap.pmtiles', sendArchive(path))
    server.use(problemHandler(pino({ level: 'silent' })))
    return request(server)
  }

  it('is sent in the pieces asked for, with a tag that tells when it was replaced', async () => {
    const piece = await served().get('/basemap.pmtiles').set('Range', 'bytes=0-6').expect(206)
    expect(piece.body.toString()).toBe('PMTiles')
    expect(piece.headers).toMatchObject({
      'content-range': `bytes 0-6/${content.length}`,
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/\S/),
    })
    const { headers } = await served().get('/basemap.pmtiles').set('Range', 'bytes=7-7').expect(206)
    expect(headers.etag).toBe(piece.headers.etag)
    await utimes(path, new Date(), new Date(Date.now() + 5000))
    const replaced = await served().get('/basemap.pmtiles').set('Range', 'bytes=7-7').expect(206)
    expect(replaced.headers.etag).not.toBe(piece.headers.etag)
  })

  it('answers a piece beyond its end with 416 and a sentence', async () => {
    const { body } = await served()
      .get('/basemap.pmtiles')
      .set('Range', `bytes=${content.length}-`)
      .expect(416)
    expect(body).toMatchObject({ status: 416, title: expect.any(String) })
  })
})
