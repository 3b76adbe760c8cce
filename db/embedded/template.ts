import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  access,
  constants,
  cp,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashMigrations, migrateDatabase } from '../migrate.ts'
import { openEmbedded } from './open.ts'

/**
 * A migrated, empty cluster, kept as a plain folder: copying it takes a tenth of a second, creating one ten to twenty.
 * The name holds everything that shapes it, so it never goes stale; it may be deleted at any time.
 */
export interface TemplateOptions {
  migrations: string
  onProgress?: (message: string) => void
}

const unusedDaysBeforeRemoval = 7
const manifestName = 'template-manifest'

async function cacheDirectory(): Promise<string> {
  const inCheckout = fileURLToPath(new URL('../../.cache', import.meta.url))
  try {
    await mkdir(inCheckout, { recursive: true })
    await access(inCheckout, constants.W_OK)
    return inCheckout
  } catch {
    const shared = join(tmpdir(), 'warm-heart-stations-cache')
    await mkdir(shared, { recursive: true })
    return shared
  }
}

function engineVersion(): string {
  const require = createRequire(import.meta.url)
  return ['pglite', 'pglite-postgis']
    .map((name) => {
      // Their package.json is not exported; it lies beside dist.
      const entry = require.resolve(`@electric-sql/${name}`)
      return (require(join(entry, '../../package.json')) as { version: string }).version
    })
    .join('-')
}

/** Paths and sizes of all files, hashed: a copy that was cut short or lost files does not match. */
async function describe(directory: string): Promise<string> {
  const lines: string[] = []
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === manifestName) continue
    const path = join(entry.parentPath, entry.name)
    lines.push(`${path.slice(directory.length)} ${(await stat(path)).size}`)
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

async function isSound(directory: string): Promise<boolean> {
  try {
    return (await readFile(join(directory, manifestName), 'utf8')) === (await describe(directory))
  } catch {
    return false
  }
}

async function removeUnused(cache: string, keep: string): Promise<void> {
  const oldest = Date.now() - unusedDaysBeforeRemoval * 24 * 3600 * 1000
  for (const name of await readdir(cache)) {
    const path = join(cache, name)
    if (!name.startsWith('embedded-') || path === keep) continue
    const used = await stat(path).catch(() => null)
    if (used && used.mtimeMs < oldest) await rm(path, { recursive: true, force: true })
  }
}

/**
 * The folder of a migrated, empty cluster, built when it is missing or damaged.
 * @returns its path; copy it, never open it
 */
export async function ensureTemplate({
  migrations,
  onProgress = () => undefined,
}: TemplateOptions): Promise<string> {
  const cache = await cacheDirectory()
  const template = join(cache, `embedded-${engineVersion()}-${hashMigrations(migrations)}`)
  if (await isSound(template)) {
    await utimes(template, new Date(), new Date())
    return template
  }
  onProgress('Preparing the embedded PostgreSQL with PostGIS (once, about 10 to 20 seconds)')
  const draft = `${template}.${randomUUID()}`
  try {
    const db = await openEmbedded(draft, { durable: false })
    try {
      await migrateDatabase(db, onProgress, migrations)
    } finally {
      await db.close()
    }
    await writeFile(join(draft, manifestName), await describe(draft))
    await rm(template, { recursive: true, force: true })
    await rename(draft, template).catch(async (error: unknown) => {
      // Another process was faster; its template is as good.
      if (!(await isSound(template))) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  await removeUnused(cache, template)
  return template
}

/**
 * Makes `directory` a migrated, empty cluster. It appears whole or not at all.
 */
export async function createFromTemplate(
  directory: string,
  { durable, ...options }: TemplateOptions & { durable: boolean },
): Promise<void> {
  const template = await ensureTemplate(options)
  await removeDrafts(directory)
  const draft = `${directory}.${randomUUID()}`
  try {
    await cp(template, draft, { recursive: true })
    await rm(join(draft, manifestName))
    if (durable) await writeThrough(draft)
    await rm(directory, { recursive: true, force: true })
    await rename(draft, directory)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Waits until the folder's files are on the disk: a copy lies in the system's cache only. */
async function writeThrough(directory: string): Promise<void> {
  for (const path of [directory, ...(await readdir(directory, { recursive: true }))]) {
    const file = await open(resolve(directory, path), 'r')
    await file.sync().finally(() => file.close())
  }
}

/** What a process that was killed while copying left behind. The caller holds the folder's lock. */
async function removeDrafts(directory: string): Promise<void> {
  const parent = dirname(directory)
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${basename(directory)}.`))
      await rm(join(parent, name), { recursive: true, force: true })
  }
}

/** Whether `directory` holds a cluster already. */
export function hasCluster(directory: string): boolean {
  return existsSync(join(directory, 'PG_VERSION'))
}
