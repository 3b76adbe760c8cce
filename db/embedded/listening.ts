import type { ClientStream } from './client-stream.ts'

const listenPattern = /\blisten\s+(?:"((?:[^"]|"")+)"|([a-z_][\w$]*))/gi
const forgetPattern = /\b(?:unlisten|discard\s+all)\b/i
/** LISTEN and UNLISTEN are short; longer batches are not searched for them. */
const shortBatchBytes = 1024

/**
 * Remembers on which channels a client listens: PostgreSQL itself knows only the one session that all clients share.
 * @param bytes a batch that the client is about to run
 * @returns SQL to run after it, when the client's UNLISTEN took channels from others too
 */
export function noteListening(
  client: ClientStream,
  all: Iterable<ClientStream>,
  bytes: Buffer,
): string | null {
  if (bytes.length > shortBatchBytes) return null
  const sql = bytes.toString('utf8')
  const forgets = forgetPattern.test(sql)
  if (forgets) client.channels.clear()
  for (const [, quoted, plain] of sql.matchAll(listenPattern)) {
    client.channels.add(quoted?.replaceAll('""', '"') ?? plain?.toLowerCase() ?? '')
  }
  if (!forgets) return null
  const channels = new Set([...all].flatMap((other) => [...other.channels]))
  return [...channels].map((channel) => `listen "${channel.replaceAll('"', '""')}"`).join(';') || null
}
