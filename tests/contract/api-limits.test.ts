import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiDocument } from '../support/openapi.ts'
import { openAddresses } from '../support/open-answers.ts'
import { seedSecrets } from '../support/secret-network.ts'
import { STAFF, startTestService, type TestService } from '../support/service.ts'

/** The tables of docs/api.md, row by row. */
const rows = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const bare = (cell: string) => cell.replaceAll('`', '')
const answers = rows.filter((cells) => cells.length === 6)
const bodies = rows.filter((cells) => cells.length === 2)

let service: TestService
let addresses: Record<string, string[]>
beforeAll(async () => {
  service = await startTestService({ demoStations: 40, env: { UPLOAD_MAX_MB: '1' } })
  const network = await seedSecrets(service)
  const city = await fetch(`${service.url}/api/stations/city`)
  addresses = openAddresses(network, city.headers.get('content-location')!.split('/').at(-1)!)
})
afterAll(() => service?.stop())

/** Not `fetch`, which unpacks and adds headers of its own. */
function ask(address: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, string | undefined>; body: Buffer }>(
    (resolve, reject) => {
      const asked = httpRequest(service.url + encodeURI(address), { headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode!,
            headers: answer.headers as Record<string, string | undefined>,
            body: Buffer.concat(parts),
          }),
        )
      })
      asked.on('error', reject)
      asked.end()
    },
  )
}

describe('the table of what everybody may ask', () => {
  it('has every route that needs no token, and no other', () => {
    const open = Object.entries(apiDocument.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security.length === 0)
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    )
    expect(answers.map(([route]) => bare(route!)).sort()).toEqual(open.sort())
  })

  it.each(answers.map((cells): [string, string[]] => [bare(cells[0]!), cells]))(
    'tells the truth of %s',
    async (route, [, caching, known, zipped, cors]) => {
      let largest = 0
      for (const address of addresses[route]!) {
        const plain = await ask(address)
        if (plain.status >= 300) continue
        const { headers, body } = plain
        expect(headers['cache-control']).toBe(bare(caching!))
        expect(headers['access-control-allow-origin'] ?? 'none').toBe(bare(cors!))
        if (known === 'yes') {
          expect(headers.etag).toBeDefined()
          const again = await ask(address, { 'If-None-Match': headers.etag! })
          expect([again.status, again.body.length]).toEqual([304, 0])
        } else {
          const again = await ask(address, { 'If-None-Match': headers.etag ?? '"any"' })
          expect(again.status).toBe(plain.status)
        }
        const packed = await ask(address, { 'Accept-Encoding': 'gzip' })
        const encoding = packed.headers['content-encoding']
        if (zipped === 'no' || headers['content-type']?.includes('spreadsheetml'))
          expect(encoding).toBeUndefined()
        else if (body.length > 1024) {
          expect(encoding).toBe('gzip')
          expect(packed.headers.vary?.toLowerCase()).toContain('accept-encoding')
          expect(packed.body.length).toBeLessThan(body.length)
        }
        largest = Math.max(largest, body.length)
      }
      expect(largest + (route.includes('healthz') ? 1 : 0)).toBeGreaterThan(0)
    },
  )

  const limits = answers.flatMap(([route, , , , , cell]) =>
    [...cell!.matchAll(/`(\w+)` ≤ (\d+)/g)].map(([, name, most]): [string, string, number] => [
      bare(route!),
      name!,
      Number(most),
    ]),
  )
  it.each(limits)('%s takes %s up to %d and refuses more with a sentence', async (route, name, most) => {
    const [first] = addresses[route]!
    const url = new URL(first!, service.url)
    const at = async (value: number) => {
      url.searchParams.set(name, String(value))
      return ask(url.pathname + url.search.replaceAll('%2C', ','))
    }
    expect((await at(most)).status).toBeLessThan(300)
    const refused = await at(most + 1)
    expect(refused.status).toBe(400)
    expect(JSON.parse(refused.body.toString()).errors[0].field).toBe(name)
  })

  it('says what is immutable: a tile and a city file of their version', async () => {
    const { tiles } = JSON.parse((await ask('/tiles/stations.json')).body.toString())
    const tile = new URL(tiles[0].replace('{z}', '0').replace('{x}', '0').replace('{y}', '0'))
    expect((await ask(tile.pathname)).headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })
})

describe('the table of what staff send', () => {
  const BYTES: Record<string, number> = { kB: 1024, MB: 1024 * 1024 }

  it('has every route that takes a body', () => {
    const taking = Object.entries(apiDocument.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { requestBody }]) => requestBody)
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    )
    expect(bodies.map(([route]) => bare(route!)).sort()).toEqual(taking.sort())
  })

  const sized = bodies.flatMap(([route, cell]): [string, number][] => {
    const [, size, unit] = /^(\d+) (kB|MB)$/.exec(cell!) ?? []
    return size ? [[bare(route!), Number(size) * BYTES[unit!]!]] : []
  })
  it.each(sized)('%s takes a body up to %d bytes', async (route, most) => {
    const [method, path] = route.split(' ') as [string, string]
    const send = async (bytes: number) => {
      const body = `{"nonsense":"${'x'.repeat(bytes - 15)}"}`
      expect(body).toHaveLength(bytes)
      const address = service.url + path.replace('{id}', '1').replace('{code}', 'BJ000001')
      const headers = { ...STAFF, 'Content-Type': 'application/json', 'If-Match': '"1"' }
      return (await fetch(address, { method, headers, body })).status
    }
    expect(await send(most + 1)).toBe(413)
    expect([400, 404, 409]).toContain(await send(most))
  })

  it.each(bodies.filter(([, cell]) => cell!.includes('UPLOAD_MAX_MB')).map(([route]) => bare(route!)))(
    '%s takes files as large as the setting says',
    async (route) => {
      const form = new FormData()
      form.set('file', new Blob([new Uint8Array(1024 * 1024 + 1)]), 'list.csv')
      const answer = await fetch(service.url + route.split(' ')[1], {
        method: 'POST',
        headers: STAFF,
        body: form,
      })
      expect(answer.status).toBe(413)
    },
  )
})
