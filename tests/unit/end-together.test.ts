import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { endTogether } from '../../api/http/end-together.ts'

/** Whether each answer had been ended when its handler returned. */
const endedAtOnce: boolean[] = []

/** Answers that wait for another one to be ended. */
const held: (() => void)[] = []

const server = createServer((req, res) => {
  if (req.url === '/held') held.push(() => answer(req, res))
  else answer(req, res)
})

function answer(req: IncomingMessage, res: ServerResponse): void {
  const body = Buffer.from(`<${req.url}>`)
  res.writeHead(200, ['Content-Length', String(body.length)])
  if (req.url === '/releasing') res.once('prefinish', () => held.shift()!())
  endTogether(res, body)
  endedAtOnce.push(res.writableEnded)
}

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** All that comes back for these paths, asked in one piece on one connection. */
async function pipelined(paths: readonly string[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const requests = paths.map((path, i) => {
    const close = i === paths.length - 1 ? 'Connection: close\r\n' : ''
    return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${close}\r\n`
  })
  socket.write(requests.join(''))
  return text(socket)
}

const bodies = (received: string) => [...received.matchAll(/<[^>]+>/g)].map(([body]) => body)

describe('ending answers together', () => {
  it('answers each request of a turn with its own body, in order', async () => {
    const paths = Array.from({ length: 50 }, (_, i) => `/n${i}`)
    expect(bodies(await pipelined(paths))).toEqual(paths.map((path) => `<${path}>`))
  })

  it('answers many connections at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => pipelined([`/a${i}`, `/b${i}`])))
    expect(answers.map(bodies)).toEqual(answers.map((_, i) => [`</a${i}>`, `</b${i}>`]))
  })

  it('waits for the end of the turn', async () => {
    endedAtOnce.length = 0
    await pipelined(['/one', '/two'])
    expect(endedAtOnce).toEqual([false, false])
  })

  it('ends one, too, that comes while others are being ended', async () => {
    const waiting = pipelined(['/held'])
    await vi.waitFor(() => expect(held).toHaveLength(1))
    expect(bodies(await pipelined(['/releasing']))).toEqual(['</releasing>'])
    expect(bodies(await waiting)).toEqual(['</held>'])
  })

  it('goes on after a connection that broke meanwhile', async () => {
    const broken = connect((server.address() as AddressInfo).port, '127.0.0.1')
    broken.write('GET /gone HTTP/1.1\r\nHost: localhost\r\n\r\n', () => broken.destroy())
    expect(bodies(await pipelined(['/still', '/here']))).toEqual(['</still>', '</here>'])
  })
})
