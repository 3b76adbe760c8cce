import { Duplex } from 'node:stream'

/** A stream that `pg` takes for a socket: what it calls on one, beside reading and writing. */
export abstract class PgSocket extends Duplex {
  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}
