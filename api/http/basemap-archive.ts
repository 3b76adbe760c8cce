import { open, stat } from 'node:fs/promises'
import type { RequestHandler } from 'express'
import { ConfigError } from '../config.ts'

/** Where the page finds the PMTiles archive that this service hands out itself. */
export const ARCHIVE_ADDRESS = '/basemap.pmtiles'

/** An archive begins with its name and the version of its format. */
const MAGIC = 'PMTiles\u0003'

/** @throws ConfigError when the file cannot be read, or is no PMTiles archive of version 3 */
export async function checkArchive(path: string): Promise<void> {
  const head = Buffer.alloc(MAGIC.length)
  try {
    const file = await open(path)
    await file.read(head, 0, head.length, 0).finally(() => file.close())
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : String(error)
    throw new ConfigError(`BASEMAP_URL: "${path}" cannot be used: ${why}.`)
  }
  if (head.toString('latin1') !== MAGIC)
    throw new ConfigError(`BASEMAP_URL: "${path}" cannot be used: it is no PMTiles archive of version 3.`)
}

/** The page reads pieces of the archive by Range; its tag tells when the file has been replaced. */
export function sendArchive(path: string): RequestHandler {
  return async (_req, res) => {
    // The application hashes no bodies, and with that Express leaves files without a tag too.
    const { size, mtimeMs } = await stat(path)
    res.setHeader('ETag', `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`)
    res.sendFile(path, { maxAge: '1h', dotfiles: 'allow' })
  }
}
