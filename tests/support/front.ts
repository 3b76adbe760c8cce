import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A front before a running service that can fail as networks, servers and deploys do. */
export interface Front {
  url: string
  /** Answers of paths that begin so: `drop` breaks the line, `hold` never answers, a number is the status. */
  trouble: Map<string, 'drop' | 'hold' | number>
  /** Changes texts on their way, by path: what a later build would send. */
  changed: Map<string, (text: string) => string>
  stop(): Promise<void>
}

export async function startFront(serviceUrl: string): Promise<Front> {
  const trouble: Front['trouble'] = new Map()
  const changed: Front['changed'] = new Map()

  function answer(asked: IncomingMessage, response: ServerResponse): void {
    const path = asked.url ?? '/'
    const found = [...trouble].find(([beginning]) => path.startsWith(beginning))?.[1]
    if (found === 'drop') return void asked.socket.destroy()
    if (found === 'hold') return
    if (found) return void response.writeHead(found, { 'Content-Type': 'text/plain' }).end()
    const change = changed.get(path.split('?')[0] ?? path)
    const headers = { ...asked.headers }
    if (change) {
      delete headers['accept-encoding']
      delete headers['if-none-match']
    }
    const onward = request(serviceUrl + path, { method: asked.method, headers }, (from) => {
      if (!change) {
        response.writeHead(from.statusCode ?? 500, from.headers)
        from.pipe(response)
        return
      }
      const parts: Buffer[] = []
      from.on('data', (part: Buffer) => parts.push(part))
      from.on('end', () => {
        const { 'content-length': _, etag: __, ...rest } = from.headers
        response.writeHead(from.statusCode ?? 500, rest).end(change(Buffer.concat(parts).toString()))
      })
    })
    onward.on('error', () => response.destroy())
    asked.pipe(onward)
  }

  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trouble,
    changed,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
