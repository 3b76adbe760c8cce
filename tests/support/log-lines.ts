import type { DestinationStream } from 'pino'

export interface LogLine {
  level: number
  msg: string
  requestId?: string
  method?: string
  route?: string
  status?: number | null
  ms?: number
  err?: { type: string; message: string; stack: string; code?: string }
}

export interface LogLines extends DestinationStream {
  /** Everything that was written, as it was written. */
  text(): string
  lines(): LogLine[]
  clear(): void
}

/** Keeps a log in memory. */
export function logLines(): LogLines {
  let written = ''
  return {
    write: (line) => void (written += line),
    text: () => written,
    lines: () =>
      written
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogLine),
    clear: () => (written = ''),
  }
}
