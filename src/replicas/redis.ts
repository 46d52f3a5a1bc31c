import { setTimeout as pause } from 'node:timers/promises'
import { createClient, ErrorReply } from '@redis/client'
import type { Logger } from 'pino'
import type { Clock } from '../runtime/clock.ts'
import { leaseMs } from './lease.ts'
import { StoreUnavailableError, type SharedStore } from './store.ts'

/** Milliseconds: to a connection with its handshake, and to the answer of one command. */
const connectMs = 5_000
const commandMs = 2_000
/** Milliseconds before the next attempt to connect: twice as long after each that fails. */
const firstPauseMs = 100
const maxPauseMs = 5_000
/** Commands under way; each has some hundred bytes. */
const maxCount = 1_000

/** Redis deletes or renews a lease only for the one who has it. */
const removeIfOwn =
  'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0'
const extendIfOwn =
  'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2]) end return 0'

export interface RedisSettings {
  /** May hold a password: never logged. */
  readonly url: string
  /** Before each key: installations may share a server. */
  readonly prefix: string
  /** A clock that never goes back. */
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export interface RedisStore extends SharedStore {
  readonly close: () => Promise<void>
}

/** A store in Redis. It connects by itself, again and again; meanwhile its functions throw at once. */
export function createRedisStore(settings: RedisSettings): RedisStore {
  const connection = new Connection(settings)
  const closed = connection.keepOpen()
  return {
    ...toStore(settings.prefix, (...command) => connection.send(command)),
    close: async () => {
      connection.close()
      await closed
    },
  }
}

function toStore(prefix: string, send: (...command: string[]) => Promise<unknown>): SharedStore {
  return {
    setAbsent: async (key, value, milliseconds) =>
      (await send('SET', prefix + key, value, 'NX', 'PX', String(milliseconds))) === 'OK',
    extend: async (key, value, milliseconds) =>
      (await send('EVAL', extendIfOwn, '1', prefix + key, value, String(milliseconds))) === 1,
    remove: async (key, value) => {
      await send('EVAL', removeIfOwn, '1', prefix + key, value)
    },
    get: async (key) => {
      const found = await send('GET', prefix + key)
      return typeof found === 'string' ? found : undefined
    },
    set: async (key, value, milliseconds) => {
      await send('SET', prefix + key, value, 'PX', String(milliseconds))
    },
  }
}

/** What one connection to Redis has shown. */
export type TriedRedis =
  | { readonly version: string; readonly givesLeases: boolean }
  /** The word that Redis refuses with: `NOAUTH`, `READONLY`. */
  | { readonly refusal: string }

/**
 * Connects once, and takes, renews, reads and releases a lease that no work has. Throws what the network says.
 *
 * @param key of that lease
 */
export async function tryRedis(
  { url, prefix }: Pick<RedisSettings, 'url' | 'prefix'>,
  key: string,
  milliseconds: number,
): Promise<TriedRedis> {
  const client = newClient(url)
  // Each failure also rejects what waits for it.
  client.on('error', () => undefined)
  try {
    return await within(milliseconds, tryLease(client, prefix, key))
  } catch (error) {
    if (error instanceof ErrorReply) return { refusal: causeOf(error) }
    throw error
  } finally {
    end(client)
  }
}

async function tryLease(client: Client, prefix: string, key: string): Promise<TriedRedis> {
  await client.connect()
  const about = await client.sendCommand<string>(['INFO', 'server'])
  const store = toStore(prefix, (...command) => client.sendCommand(command))
  const steps = [
    await store.setAbsent(key, 'trial', 1_000),
    await store.extend(key, 'trial', 1_000),
    (await store.get(key)) === 'trial',
  ]
  await store.remove(key, 'trial')
  const isRemoved = (await store.get(key)) === undefined
  const version = /^redis_version:([\d.]+)/m.exec(about)?.[1] ?? 'of an unknown version'
  return { version, givesLeases: isRemoved && steps.every(Boolean) }
}

type Client = ReturnType<typeof newClient>

/**
 * One client for each connection: the library's own reconnection is off, since a command that was sent
 * has no time limit there (redis/node-redis pull request 3008), and ends with its connection here.
 */
function newClient(url: string) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    commandsQueueMaxLength: maxCount,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout: connectMs, reconnectStrategy: false },
  })
}

class Connection {
  readonly #settings: RedisSettings
  /** Usable, while there is one. */
  #client: Client | undefined
  #underWay = 0
  /** Which server it was last, and when it was left. */
  #lastServer: string | undefined
  #leftAt = -Infinity
  /** Before that, leases may hold that the server does not know of. */
  #usableAt = -Infinity
  readonly #stop = new AbortController()
  #complaint: string | undefined

  constructor(settings: RedisSettings) {
    this.#settings = settings
  }

  /** Gives the answer. Throws a `StoreUnavailableError`. */
  async send(command: readonly string[]): Promise<unknown> {
    const client = this.#client
    const isUsable = this.#settings.clock.now() >= this.#usableAt
    if (client === undefined || !isUsable || this.#underWay >= maxCount) {
      throw new StoreUnavailableError()
    }
    this.#underWay += 1
    try {
      return await within(commandMs, client.sendCommand([...command]))
    } catch (cause) {
      // What is late may be lost: all that waits on this connection fails now, and the next one is new.
      if (cause instanceof LateError) end(client)
      else this.#complain(cause)
      throw new StoreUnavailableError(undefined, { cause })
    } finally {
      this.#underWay -= 1
    }
  }

  /** Connects again and again, until it is closed. */
  async keepOpen(): Promise<void> {
    const { signal } = this.#stop
    let wait = firstPauseMs
    while (!signal.aborted) {
      if (await this.#connectOnce()) wait = firstPauseMs
      await pause(wait, undefined, { signal, ref: false }).catch(() => undefined)
      wait = Math.min(2 * wait, maxPauseMs)
    }
  }

  close(): void {
    this.#stop.abort()
  }

  /** Connects, and waits until the connection ends. Gives whether there was one. */
  async #connectOnce(): Promise<boolean> {
    const client = newClient(this.#settings.url)
    const ended = new Promise<void>((resolve) => {
      client.on('error', () => resolve()).on('end', () => resolve())
    })
    const stop = (): void => end(client)
    this.#stop.signal.addEventListener('abort', stop, { once: true })
    try {
      await within(connectMs, this.#begin(client))
      this.#client = client
      this.#noteFound()
      await ended
      this.#leftAt = this.#settings.clock.now()
      this.#complain(undefined)
      return true
    } catch (error) {
      this.#complain(error)
      return false
    } finally {
      this.#client = undefined
      this.#stop.signal.removeEventListener('abort', stop)
      end(client)
    }
  }

  async #begin(client: Client): Promise<void> {
    await client.connect()
    const about = await client.sendCommand<string>(['INFO', 'server'])
    this.#judge(/^run_id:(\S+)/m.exec(about)?.[1], /^uptime_in_seconds:(\d+)/m.exec(about)?.[1])
  }

  /**
   * A server that has begun a moment ago knows no lease of the time before, nor does one that has taken
   * over from another: such leases must have ended before new ones are given.
   */
  #judge(server: string | undefined, uptime: string | undefined): void {
    const beganAt = this.#settings.clock.now() - 1_000 * Number(uptime ?? 0)
    const isOther = this.#lastServer !== undefined && server !== this.#lastServer
    this.#lastServer = server
    // The server counts whole seconds.
    this.#usableAt = Math.max(beganAt, isOther ? this.#leftAt : -Infinity) + leaseMs + 1_000
  }

  #noteFound(): void {
    const waitMs = Math.max(0, Math.round(this.#usableAt - this.#settings.clock.now()))
    this.#settings.log.info({ waitMs }, 'Redis is reached')
    this.#complaint = undefined
  }

  /** One line for each cause in a row. What the library says may hold the address, and so is left out. */
  #complain(error: unknown): void {
    const cause = causeOf(error)
    if (this.#stop.signal.aborted || this.#complaint === cause) return
    this.#complaint = cause
    this.#settings.log.warn({ cause }, 'Redis does not answer: submissions are refused')
  }
}

/** The code of a failed connection, or the first word of what Redis refuses with. */
function causeOf(error: unknown): string {
  if (error instanceof ErrorReply) return /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR'
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : 'CONNECTION'
}

class LateError extends Error {
  readonly code = 'ETIMEDOUT'
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LateError()), milliseconds)
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function end(client: Client): void {
  if (client.isOpen) client.destroy()
}
