import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** The file in the data folder that holds the generated token; a command-line job reads it too. */
export const staffTokenFile = (dataDir: string): string => join(dataDir, 'staff-token')

/**
 * Token → author: those of the settings, else one that is made at the first start and kept in the data folder,
 * readable by its owner alone.
 */
export async function staffTokens(
  config: Config,
  say: (message: string) => void,
): Promise<Map<string, string>> {
  if (config.staffTokens) return config.staffTokens
  const file = staffTokenFile(config.dataDir)
  const kept = await readFile(file, 'utf8').catch(() => '')
  let token = kept.trim()
  if (token.length < 16) {
    token = randomBytes(24).toString('base64url')
    await mkdir(config.dataDir, { recursive: true })
    await writeFile(file, `${token}\n`, { mode: 0o600 })
  }
  say(`staff token: ${file}`)
  return new Map([[token, 'staff']])
}
