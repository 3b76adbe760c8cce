import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Who has the embedded database of a data folder open. */
export interface LockInfo {
  pid: number
  host: string
  /** Distinguishes this process from a later one with the same pid; null where the system does not tell. */
  processStart: string | null
  /** ISO time at which the folder was taken. */
  since: string
  /** Where the holder answers HTTP, once it does. */
  url?: string
}

export interface FolderLock {
  /** Lets command-line jobs find the running service. */
  announce(url: string): void
  release(): void
}

/** Another process has the folder's database open; `holder` says which. */
export class DatabaseLockedError extends Error {
  override name = 'DatabaseLockedError'
  readonly holder: LockInfo
  constructor(dataDir: string, holder: LockInfo) {
    const where = holder.url ? ` and answers at ${holder.url}` : ''
    const foreign = holder.host !== hostname() ? ` on the computer ${holder.host}` : ''
    super(
      `The database in ${dataDir} is in use: process ${holder.pid}${foreign} has it open since ${holder.since}${where}. ` +
        'Stop that process first, use another DATA_DIR, or set DATABASE_URL to a PostgreSQL server, which several ' +
        `processes may share.${foreign ? ` If that computer is gone for good, delete ${lockPath(dataDir)}.` : ''}`,
    )
    this.holder = holder
  }
}

function lockPath(dataDir: string): string {
  return join(dataDir, 'database.lock')
}

/** Start time of a process as the system counts it; null when it cannot be read (not Linux, or no such process). */
function processStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 22; the second field, the program's name in brackets, may hold spaces.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return start ? `${boot}:${start}` : null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it exists, but is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function isHeld(info: LockInfo): boolean {
  if (info.host !== hostname()) return true
  if (!isAlive(info.pid)) return false
  return info.processStart === null || info.processStart === processStart(info.pid)
}

function readInfo(path: string): LockInfo | null {
  try {
    const info = JSON.parse(readFileSync(path, 'utf8')) as LockInfo
    return typeof info.pid === 'number' && typeof info.host === 'string' ? info : null
  } catch {
    return null
  }
}

/** The process that has the folder's database open now, or null. */
export function readLock(dataDir: string): LockInfo | null {
  const info = readInfo(lockPath(dataDir))
  return info && isHeld(info) ? info : null
}

/**
 * Takes the folder for this process. A lock left by a process that no longer runs is taken over.
 * @throws DatabaseLockedError when a living process (this one too) has it
 */
export function lockFolder(dataDir: string): FolderLock {
  mkdirSync(dataDir, { recursive: true })
  const path = lockPath(dataDir)
  const mine: LockInfo = {
    pid: process.pid,
    host: hostname(),
    processStart: processStart(process.pid),
    since: new Date().toISOString(),
  }
  const draft = `${path}.${randomUUID()}`
  const write = () => writeFileSync(draft, `${JSON.stringify(mine)}\n`)
  write()
  try {
    for (;;) {
      try {
        // A link appears whole or not at all, and fails if the name is taken.
        linkSync(draft, path)
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = readInfo(path)
      if (holder && isHeld(holder)) throw new DatabaseLockedError(dataDir, holder)
      setAside(path)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  let held = true
  return {
    announce(url) {
      mine.url = url
      write()
      renameSync(draft, path)
    },
    release() {
      if (held) rmSync(path, { force: true })
      held = false
    },
  }
}

/** Removes a stale lock, unless another process has replaced it with a living one in the meantime. */
function setAside(path: string): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const removed = readInfo(aside)
  if (removed && isHeld(removed)) linkSync(aside, path)
  rmSync(aside, { force: true })
}
