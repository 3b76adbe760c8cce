import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createMessageReader,
  handshake,
  int32,
  message,
  readFirstColumn,
  readNotification,
  simpleQuery,
  text,
} from '../../db/embedded/protocol.ts'

const letters = fc.constantFrom('A', 'D', 'Q', 'Z', 'd')
const messages = fc.array(fc.tuple(letters, fc.uint8Array({ maxLength: 300 })), { maxLength: 20 })
const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 50 })

describe('the message reader', () => {
  it('finds the same messages however the stream is cut', () => {
    fc.assert(
      fc.property(messages, cuts, (sent, sizes) => {
        const stream = Buffer.concat(sent.map(([type, body]) => message(type, body)))
        const received: Array<[string, number[]]> = []
        const reader = createMessageReader((type, bytes) => received.push([type, [...bytes.subarray(5)]]))
        for (let offset = 0, i = 0; offset < stream.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1
          reader.push(stream.subarray(offset, offset + size))
          offset += size
        }
        expect(received).toEqual(sent.map(([type, body]) => [type, [...body]]))
      }),
    )
  })

  it('reads untyped messages until told that typed ones follow', () => {
    const received: string[] = []
    const reader = createMessageReader(
      (type, bytes) => {
        received.push(`${type}:${bytes.length}`)
        reader.typed = true
      },
      { typed: false },
    )
    reader.push(Buffer.concat([int32(8), int32(196608), simpleQuery('select 1')]))
    expect(received).toEqual([':8', 'Q:14'])
  })
})

describe('messages', () => {
  it('of a handshake end with "ready, no transaction"', () => {
    expect(handshake(7, { TimeZone: 'GMT' }).subarray(-6)).toEqual(message('Z', Buffer.from('I')))
  })

  it('of a notification give channel and payload, in any script', () => {
    const bytes = message('A', int32(1), text('stations'), text('版本 7'))
    expect(readNotification(bytes)).toEqual({ channel: 'stations', payload: '版本 7' })
  })

  it('of a row tell null from an empty text', () => {
    const columns = (length: number, ...body: Buffer[]) =>
      message('D', Buffer.from([0, 1]), int32(length), ...body)
    expect(readFirstColumn(columns(-1))).toBeNull()
    expect(readFirstColumn(columns(0))).toBe('')
    expect(readFirstColumn(columns(3, Buffer.from('abc')))).toBe('abc')
  })
})
