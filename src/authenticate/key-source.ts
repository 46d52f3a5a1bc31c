import { importJWK, type CryptoKey } from 'jose'
import type { Logger } from 'pino'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { request, type Dispatcher } from 'undici'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'

const longestSet = 256 * 1024
const fetchTimeout = 3_000
/** Counted from attempts: unknown key ids must not become fetches. */
const cooldown = 30_000
const refreshEvery = 15 * 60_000
const retryEvery = 5_000

const keySet = Compile(Type.Object({ keys: Type.Array(Type.Unknown(), { maxItems: 20 }) }))
const publicKey = Compile(
  Type.Object({
    kty: Type.Literal('RSA'),
    kid: Type.String({ minLength: 1, maxLength: 128 }),
    n: Type.String({ minLength: 340 }),
    e: Type.String(),
    use: Type.Optional(Type.Literal('sig')),
    alg: Type.Optional(Type.String({ pattern: '^RS(?:256|384|512)$' })),
  }),
)

/** An issuer's public keys by key id. */
export interface KeySource {
  readonly find: (kid: string) => Promise<CryptoKey | undefined>
  readonly has: (kid: string) => boolean
  readonly isReady: () => boolean
  /** Resolves at the first set; keeps it fresh from then on until the signal fires. */
  readonly keepFresh: (signal: AbortSignal) => Promise<void>
}

/**
 * Keeps a usable set in memory: a failed fetch leaves the last good one in place, and requests
 * wait for a fetch only when their key is unknown and none was tried lately.
 */
export function createKeySource(
  url: string,
  { clock, log, dispatcher }: { clock: Clock; log: Logger; dispatcher: Dispatcher },
): KeySource {
  let keys: ReadonlyMap<string, CryptoKey> = new Map()
  let attempted = -Infinity
  let underWay: Promise<boolean> | undefined
  let lastWorked = false

  async function refresh(): Promise<boolean> {
    attempted = clock.now()
    underWay ??= fetchKeys(url, dispatcher)
      .then(
        (fetched) => {
          keys = fetched
          lastWorked = true
          return true
        },
        (error: unknown) => {
          log.warn({ reason: describe(error) }, 'key set could not be fetched')
          lastWorked = false
          return false
        },
      )
      .finally(() => {
        underWay = undefined
      })
    return underWay
  }

  async function find(kid: string): Promise<CryptoKey | undefined> {
    const known = keys.get(kid)
    if (known !== undefined) return known
    const mayFetch = underWay !== undefined || clock.now() - attempted >= cooldown
    const fetched = mayFetch ? await refresh() : lastWorked
    const found = keys.get(kid)
    // Whether an unknown key is a forgery cannot be told while the issuer does not answer.
    if (found === undefined && !fetched) {
      throw new GatewayError('KEYS_UNAVAILABLE')
    }
    return found
  }

  return {
    find,
    has: (kid) => keys.has(kid),
    isReady: () => keys.size > 0,
    keepFresh: (signal) =>
      new Promise((resolve) => {
        void (async () => {
          while (!signal.aborted) {
            const fetched = await refresh()
            if (fetched) resolve()
            await clock.pause(fetched ? refreshEvery : retryEvery)
          }
        })()
      }),
  }
}

async function fetchKeys(
  url: string,
  dispatcher: Dispatcher,
): Promise<ReadonlyMap<string, CryptoKey>> {
  const { statusCode, body } = await request(url, {
    dispatcher,
    signal: AbortSignal.timeout(fetchTimeout),
    headers: { accept: 'application/json' },
  })
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestSet) throw new Error('too large')
    chunks.push(chunk)
  }
  if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  if (!keySet.Check(parsed)) throw new Error('not a key set')
  return importKeys(parsed.keys.filter((key) => publicKey.Check(key)))
}

async function importKeys(
  usable: readonly { kty: 'RSA'; kid: string; n: string; e: string; alg?: string }[],
): Promise<ReadonlyMap<string, CryptoKey>> {
  const entries = await Promise.all(
    usable.map(async ({ kty, kid, n, e, alg }) => {
      const key = await importJWK({ kty, n, e }, alg ?? 'RS256')
      return [kid, key] as const
    }),
  )
  const found = new Map(entries.filter(([, key]) => isStrong(key)))
  if (found.size === 0) throw new Error('no usable key')
  if (new Set(entries.map(([kid]) => kid)).size !== entries.length) {
    throw new Error('two keys with one id')
  }
  return found
}

function isStrong({ algorithm }: CryptoKey): boolean {
  return 'modulusLength' in algorithm && Number(algorithm.modulusLength) >= 2048
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown'
}
