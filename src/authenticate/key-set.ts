import { importJWK, type CryptoKey } from 'jose'
import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Dispatcher } from 'undici'
import type { Clock } from '../runtime/clock.ts'
import { UnusableAnswerError } from '../http/upstreams/failure-causes.ts'
import { callUpstream, readText } from '../http/upstreams/upstream.ts'

const fetchTimeout = 3_000
const longestSet = 256 * 1024
const shortestModulus = 2048

export interface KeySet {
  readonly keys: ReadonlyMap<string, PublicKey>
  readonly leftOut: readonly LeftOut[]
}

export interface PublicKey {
  readonly key: CryptoKey
  /** Alike for one key however it is spelled, different for any other. */
  readonly material: string
}

/** A published key that no token can be checked with. */
export interface LeftOut {
  readonly kid: string | undefined
  readonly because: 'kind' | 'strength'
}

// base64url by RFC 7518, ordinary base64 in Altinn's own set (Altinn/altinn-authentication
// src/Authentication/Controllers/OpenIdController.cs).
const base64 = (maxLength: number) =>
  Type.String({ pattern: '^[A-Za-z0-9+/_-]+={0,2}$', maxLength })
const optional = <Schema extends TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

const RsaKey = Type.Object({
  kty: Type.Literal('RSA'),
  kid: Type.String({ minLength: 1, maxLength: 128 }),
  // Up to 8192 bits: a longer modulus makes each check a burden.
  n: base64(1_368),
  e: base64(12),
  use: optional(Type.Literal('sig')),
  key_ops: optional(Type.Array(Type.Unknown(), { contains: Type.Literal('verify') })),
  alg: optional(Type.String({ pattern: '^RS(?:256|384|512)$' })),
})

const rsaKey = Compile(RsaKey)
const named = Compile(Type.Object({ kid: Type.String({ maxLength: 128 }) }))
const list = Compile(Type.Object({ keys: Type.Array(Type.Unknown(), { maxItems: 20 }) }))

/** Throws unless the set, whole and in time, holds a key that tokens can be checked with. */
export async function fetchKeySet(
  url: string,
  { clock, dispatcher }: { readonly clock: Clock; readonly dispatcher: Dispatcher },
): Promise<KeySet> {
  const stop = new AbortController()
  const tooLate = clock.pause(fetchTimeout).then(() => {
    const late = new DOMException('too late', 'TimeoutError')
    stop.abort(late)
    throw late
  })
  try {
    const read = fetchText(url, dispatcher, stop.signal).then(readKeySet)
    return await Promise.race([read, tooLate])
  } finally {
    stop.abort()
  }
}

async function fetchText(
  url: string,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<string> {
  const headers = { accept: 'application/json' }
  const answer = await callUpstream(url, { dispatcher, signal, headers })
  // Redirects too: only the configured address is trusted.
  if (answer.status !== 200) throw new UnusableAnswerError(`status ${answer.status}`, answer.status)
  return readText(answer, longestSet)
}

async function readKeySet(text: string): Promise<KeySet> {
  const parsed = parseJson(text)
  if (!list.Check(parsed)) throw new UnusableAnswerError('not a key set')
  const found = parsed.keys.map(parseKey)
  const usable = found.filter((one) => 'jwk' in one)
  if (usable.length === 0) throw new UnusableAnswerError('no usable key')
  const keys = new Map(
    await Promise.all(usable.map(async (one) => [one.kid, await importKey(one)] as const)),
  )
  if (keys.size < usable.length) throw new UnusableAnswerError('two keys with one id')
  return { keys, leftOut: found.filter((one) => 'because' in one) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes what it read.
    throw new UnusableAnswerError('not JSON')
  }
}

interface Usable {
  readonly kid: string
  readonly alg: string
  readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string }
}

function parseKey(given: unknown): Usable | LeftOut {
  if (!rsaKey.Check(given)) {
    return { kid: named.Check(given) ? given.kid : undefined, because: 'kind' }
  }
  const { kid, kty, alg } = given
  const [modulus, exponent] = [toNumber(given.n), toNumber(given.e)]
  // An even exponent cannot be one, and with 1 every signature fits.
  const isSound = modulus.bits >= shortestModulus && exponent.bits > 1 && exponent.isOdd
  if (!isSound) return { kid, because: 'strength' }
  return { kid, alg: alg ?? 'RS256', jwk: { kty, n: modulus.text, e: exponent.text } }
}

async function importKey({ alg, jwk }: Usable): Promise<PublicKey> {
  return { key: await importJWK(jwk, alg), material: `${alg} ${jwk.e} ${jwk.n}` }
}

/** Without the zeros in front, which would make a short number look long. */
function toNumber(text: string): { text: string; bits: number; isOdd: boolean } {
  const padded = Buffer.from(text, 'base64')
  const start = padded.findIndex((byte) => byte !== 0)
  const bytes = start < 0 ? Buffer.alloc(0) : padded.subarray(start)
  return {
    text: bytes.toString('base64url'),
    bits: bytes.length * 8 - Math.clz32(bytes[0] ?? 0) + 24,
    isOdd: ((bytes.at(-1) ?? 0) & 1) === 1,
  }
}
