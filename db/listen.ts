import pg from 'pg'

const firstRetryMillis = 250
const slowestRetryMillis = 5000

export interface Listeners {
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  stopAll(): Promise<void>
}

/** @param createClient a fresh, unconnected client; each listener gets its own */
export function createListeners(createClient: () => pg.Client): Listeners {
  const listening = new Set<() => Promise<void>>()
  return {
    async listen(channel, onPayload) {
      const stop = await listenWith(createClient, channel, onPayload)
      listening.add(stop)
      return async () => {
        listening.delete(stop)
        await stop()
      }
    },
    async stopAll() {
      await Promise.all([...listening].map((stop) => stop()))
      listening.clear()
    },
  }
}

/**
 * Listens on one channel with a connection of its own, and comes back when that is lost.
 * @param onPayload called for every notification, and once with '' after a reconnection
 * @returns a function that stops and closes the connection
 * @throws when the first connection fails
 */
async function listenWith(
  createClient: () => pg.Client,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const next = createClient()
    next.on('error', () => undefined) // 'end' follows
    next.on('notification', (notification) => onPayload(notification.payload ?? ''))
    try {
      await next.connect()
      await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      void next.end().catch(() => undefined)
      throw error
    }
    client = next
    next.once('end', () => {
      if (!stopped) reconnect(firstRetryMillis)
    })
  }

  function reconnect(delay: number): void {
    retry = setTimeout(() => {
      connect().then(
        () => (stopped ? void client?.end() : onPayload('')),
        () => {
          if (!stopped) reconnect(Math.min(delay * 2, slowestRetryMillis))
        },
      )
    }, delay)
  }

  await connect()
  return async () => {
    stopped = true
    clearTimeout(retry)
    await client?.end().catch(() => undefined)
  }
}
