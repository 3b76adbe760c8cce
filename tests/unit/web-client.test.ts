import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { getJson, withQuery } from '../../web-map/api/client.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

describe('the client', () => {
  it('asks in the reader’s language and gives the body', async () => {
    const url = await answering((req, res) =>
      res.end(JSON.stringify({ said: req.headers['accept-language'] })),
    )
    expect(await getJson(url, 'en')).toEqual({ ok: true, value: { said: 'en' } })
  })

  it('gives a problem’s own sentence when the question was refused', async () => {
    const url = await answering((_, res) => {
      res.writeHead(400, { 'Content-Type': 'application/problem+json' })
      res.end(JSON.stringify({ title: '不对', status: 400, detail: 'lon 和 lat 要一起给。' }))
    })
    expect(await getJson(url, 'zh')).toEqual({
      ok: false,
      error: { kind: 'refused', status: 400, detail: 'lon 和 lat 要一起给。' },
    })
  })

  it('calls a server’s failure broken, also where a proxy answers with a page', async () => {
    const url = await answering((_, res) => {
      res.writeHead(502)
      res.end('<html>Bad gateway</html>')
    })
    expect(await getJson(url, 'zh')).toMatchObject({ ok: false, error: { kind: 'broken', status: 502 } })
  })

  it('calls no answer offline, and one given up aborted', async () => {
    const url = await answering((req) => req.socket.destroy())
    expect(await getJson(url, 'zh')).toMatchObject({ ok: false, error: { kind: 'offline' } })
    const giveUp = new AbortController()
    giveUp.abort()
    expect(await getJson(url, 'zh', giveUp.signal)).toMatchObject({ ok: false, error: { kind: 'aborted' } })
  })

  it('leaves empty values out of the query and joins lists with plain commas', () => {
    expect(withQuery('/x', { a: null, b: [], c: ['toilet', 'wifi'], d: 0, e: '朝阳' })).toBe(
      '/x?c=toilet,wifi&d=0&e=%E6%9C%9D%E9%98%B3',
    )
    expect(withQuery('/x', { a: undefined })).toBe('/x')
  })
})
