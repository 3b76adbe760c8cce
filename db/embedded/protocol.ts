/**
 * The few parts of PostgreSQL's wire protocol 3.0 that a bridge needs: cutting a byte stream into messages and writing
 * the handshake. Source: PostgreSQL documentation, "Message Formats".
 */

/** Codes of the untyped messages that open a connection. */
export const startupCode = { sslRequest: 80877103, gssRequest: 80877104, cancelRequest: 80877102 } as const

/** What ReadyForQuery says: idle, in a transaction, in a failed transaction. */
export type TransactionStatus = 'I' | 'T' | 'E'

export interface MessageReader {
  /** While false, messages have no type byte (connection start). */
  typed: boolean
  push(chunk: Uint8Array): void
}

/**
 * Cuts a stream into whole messages, header included, however the chunks fall. `type` is the message's letter, or an
 * empty string for untyped ones. The bytes are valid during the call only if the chunk is reused by its owner.
 */
export function createMessageReader(
  onMessage: (type: string, bytes: Buffer) => void,
  { typed = true }: { typed?: boolean } = {},
): MessageReader {
  let chunks: Uint8Array[] = []
  let size = 0
  let needed = 0

  function joined(): Buffer {
    const [first] = chunks
    if (chunks.length === 1 && first) return Buffer.from(first.buffer, first.byteOffset, first.byteLength)
    return Buffer.concat(chunks, size)
  }

  const reader: MessageReader = {
    typed,
    push(chunk) {
      chunks.push(chunk)
      size += chunk.byteLength
      // A message larger than a chunk is joined once, when it is whole.
      if (size < needed) return
      const bytes = joined()
      let offset = 0
      for (;;) {
        const header = reader.typed ? 5 : 4
        const left = bytes.length - offset
        const length = left < header ? header : bytes.readInt32BE(offset + header - 4) + header - 4
        if (left < header || left < length) {
          needed = length
          break
        }
        const message = bytes.subarray(offset, offset + length)
        offset += length
        onMessage(header === 5 ? String.fromCharCode(message[0] ?? 0) : '', message)
      }
      const rest = bytes.subarray(offset)
      chunks = rest.length > 0 ? [rest] : []
      size = rest.length
    },
  }
  return reader
}

/** One typed message: letter, length, body. */
export function message(type: string, ...body: Uint8Array[]): Buffer {
  const size = body.reduce((sum, part) => sum + part.byteLength, 0)
  const header = Buffer.alloc(5)
  header.write(type, 0, 'latin1')
  header.writeInt32BE(size + 4, 1)
  return Buffer.concat([header, ...body], size + 5)
}

export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8')
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** A simple query, as a client would send it. */
export function simpleQuery(sql: string): Buffer {
  return message('Q', text(sql))
}

/** What a server answers to an accepted start-up: the client may send queries after it. */
export function handshake(processId: number, parameters: Record<string, string>): Buffer {
  return Buffer.concat([
    message('R', int32(0)),
    ...Object.entries(parameters).map(([name, value]) => message('S', text(name), text(value))),
    message('K', int32(processId), int32(0)),
    message('Z', Buffer.from('I')),
  ])
}

/** Channel and payload of a NotificationResponse. */
export function readNotification(bytes: Buffer): { channel: string; payload: string } {
  const channelStart = 9
  const channelEnd = bytes.indexOf(0, channelStart)
  const payloadEnd = bytes.indexOf(0, channelEnd + 1)
  return {
    channel: bytes.toString('utf8', channelStart, channelEnd),
    payload: bytes.toString('utf8', channelEnd + 1, payloadEnd),
  }
}

/** First column of a DataRow in text format; null when there is none. */
export function readFirstColumn(bytes: Buffer): string | null {
  if (bytes.readInt16BE(5) < 1) return null
  const length = bytes.readInt32BE(7)
  return length < 0 ? null : bytes.toString('utf8', 11, 11 + length)
}
