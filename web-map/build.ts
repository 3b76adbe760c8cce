import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'

/**
 * Builds the web page into `web-map/dist`, with each file of text also compressed, ready to be sent.
 * With `--if-stale` only when a source has changed since the last build.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'web-map/dist')
const stampFile = join(dist, '.built-from')

/** Everything that the built page depends on: its sources, the shared domain files, the tools' versions. */
const SOURCES = ['web-map', 'api/features', 'package-lock.json']
const COMPRESSIBLE = /\.(js|mjs|css|html|svg|json|webmanifest|wasm)$/

function filesBelow(path: string): string[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function stampOfSources(): string {
  const hash = createHash('sha256')
  for (const source of SOURCES.map((name) => join(root, name))) {
    const files = source.endsWith('.json') ? [source] : filesBelow(source)
    for (const file of files.filter((name) => !name.startsWith(dist)))
      hash.update(relative(root, file)).update('\0').update(readFileSync(file))
  }
  return hash.digest('hex')
}

function compress(): void {
  for (const file of filesBelow(dist)) {
    if (!COMPRESSIBLE.test(file)) continue
    const content = readFileSync(file)
    if (content.length < 1024) continue
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
    writeFileSync(`${file}.br`, brotliCompressSync(content))
  }
}

const stamp = stampOfSources()
const built = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : ''
if (process.argv.includes('--if-stale') && built === stamp) process.exit(0)

console.log('Building the web page')
await build({ configFile: join(root, 'web-map/vite.config.ts'), logLevel: 'warn' })
compress()
writeFileSync(stampFile, stamp)
