/** The yardstick: node:http alone, with one body for every request. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveParent } from './child.ts'

serveParent(async () => {
  let body = Buffer.alloc(0)
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/geo+json; charset=utf-8')
    res.setHeader('Content-Length', body.length)
    res.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ready: { port: (server.address() as AddressInfo).port },
    handlers: {
      cpu: () => process.cpuUsage(),
      setBody(bytes: number) {
        body = Buffer.alloc(bytes, 'x')
      },
    },
  }
})
