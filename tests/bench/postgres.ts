import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { endProcess } from './child.ts'

export interface BenchDatabase {
  /** undefined: embedded, in `dataDir`. */
  url: string | undefined
  dataDir: string
  drop(): Promise<void>
}

export interface BenchPostgres {
  /** For the reader of the numbers. */
  description: string
  embedded: boolean
  /** An empty database, or a copy of another one. */
  createDatabase(from?: BenchDatabase): Promise<BenchDatabase>
  stop(): Promise<void>
}

/** DATABASE_URL's server; else a server of our own from Debian's packages; else the embedded database. */
export async function openPostgres(): Promise<BenchPostgres> {
  const given = process.env['DATABASE_URL']
  if (given) return serverAt(given, async () => undefined)
  const binaries = debianBinaries()
  if (binaries) {
    const own = await startCluster(binaries)
    return serverAt(own.url, own.stop)
  }
  return {
    description:
      'embedded PostgreSQL (PGlite): no server by DATABASE_URL nor from Debian’s packages, so ratios to PostGIS are to this one',
    embedded: true,
    async createDatabase() {
      const dataDir = mkdtempSync(join(tmpdir(), 'stations-bench-'))
      return { url: undefined, dataDir, drop: async () => rmSync(dataDir, { recursive: true, force: true }) }
    },
    stop: async () => undefined,
  }
}

async function serverAt(url: string, stop: () => Promise<void>): Promise<BenchPostgres> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const version = (await admin.query<{ v: string }>(`select current_setting('server_version') as v`)).rows[0]!
    .v
  const postgis = await admin.query<{ v: string }>(
    `select default_version as v from pg_available_extensions where name = 'postgis'`,
  )
  return {
    description: `PostgreSQL ${version}, PostGIS ${postgis.rows[0]?.v ?? 'missing'}`,
    embedded: false,
    async createDatabase(from) {
      const name = `stations_bench_${randomUUID().replaceAll('-', '')}`
      const template = from ? ` template ${new URL(from.url!).pathname.slice(1)}` : ''
      await admin.query(`create database ${name}${template}`)
      await admin.query(`alter database ${name} set random_page_cost = 1.1`)
      const dataDir = mkdtempSync(join(tmpdir(), 'stations-bench-'))
      const own = new URL(url)
      own.pathname = `/${name}`
      return {
        url: own.href,
        dataDir,
        async drop() {
          await admin.query(`drop database if exists ${name} with (force)`)
          rmSync(dataDir, { recursive: true, force: true })
        },
      }
    },
    async stop() {
      await admin.end()
      await stop()
    },
  }
}

const DEBIAN = '/usr/lib/postgresql'

/** The newest server of Debian's that has PostGIS. */
function debianBinaries(): string | null {
  if (!existsSync(DEBIAN)) return null
  const newest = readdirSync(DEBIAN)
    .filter((v) => existsSync(`/usr/share/postgresql/${v}/extension/postgis.control`))
    .sort((a, b) => Number(b) - Number(a))[0]
  return newest ? join(DEBIAN, newest, 'bin') : null
}

/** A server in a temporary folder, reached on the loopback only. PostgreSQL refuses root, so root hands it over. */
async function startCluster(binaries: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'stations-bench-postgres-'))
  const data = join(folder, 'data')
  const asRoot = process.getuid?.() === 0
  const owner = asRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (asRoot) chownSync(folder, owner.uid!, owner.gid!)
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    { stdio: 'ignore', cwd: folder, ...owner },
  )
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    shared_buffers: '512MB',
    max_wal_size: '4GB',
    random_page_cost: '1.1',
    jit: 'off',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...args], {
    stdio: 'ignore',
    cwd: folder,
    ...owner,
  })
  const url = `postgres://bench@127.0.0.1:${port}/postgres`
  const stop = async () => {
    await endProcess(server, 'SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
  // A bench that is broken off leaves nothing behind.
  process.once('exit', () => {
    server.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  for (let patience = 100; ; patience--) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return { url, stop }
    } catch (error) {
      if (patience === 0 || server.exitCode !== null) {
        await stop()
        throw new Error('The PostgreSQL server for the bench does not start.', { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

const idOf = (flag: '-u' | '-g'): number =>
  Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
