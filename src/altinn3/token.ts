import { createHash } from 'node:crypto'
import type { Dispatcher } from 'undici'
import type { Clock } from '../runtime/clock.ts'
import { GatewayError } from '../errors.ts'
import { callUpstream, readText } from '../http/upstream.ts'
import { createCache, type Kept } from '../runtime/cache.ts'

/** A caller's Maskinporten token in, the Altinn token that stands for it out. */
export type Exchange = (token: string, expires: number) => Promise<string>

export interface ExchangeSettings {
  readonly dispatcher: Dispatcher
  /** Altinn 3's platform, without a trailing slash. */
  readonly platformUrl: string
  readonly subscriptionKey?: string
  readonly clock: Clock
  /** Milliseconds to an answer; ten seconds at most. */
  readonly timeout?: number
}

const cachedTokens = 2_000
const longestWait = 10_000
const longestToken = 64 * 1024
/** Nobody is given a token that dies on the way. */
const margin = 10_000

/**
 * Exchanges at Altinn 3, once per caller's token at a time. An Altinn token lives longer than a
 * Maskinporten token; the caller's expiry bounds both (Altinn/altinn-authentication exchange).
 */
export function createExchange(settings: ExchangeSettings): Exchange {
  const { clock } = settings
  const exchanged = createCache<{ readonly token: string }>(cachedTokens, clock)

  async function load(token: string, expires: number): Promise<Kept<{ readonly token: string }>> {
    const altinnToken = (await tryExchange(token, settings)) ?? (await again(token))
    return {
      value: { token: altinnToken },
      until: Math.min(expires, expiryOf(altinnToken) ?? 0) - margin,
    }
  }

  // A downstream failure surfaces as 401 there, and this token was verified here just now.
  async function again(token: string): Promise<string> {
    await clock.pause(100 + Math.random() * 200)
    const altinnToken = await tryExchange(token, settings)
    if (altinnToken === undefined) throw new GatewayError('EXCHANGE_UNAVAILABLE')
    return altinnToken
  }

  return async (token, expires) => {
    const key = createHash('sha256').update(token).digest('base64')
    return (await exchanged.get(key, () => load(token, expires))).token
  }
}

export const exchangePath = '/authentication/api/v1/exchange/maskinporten'

/** All but the token. */
export function exchangeHeaders(subscriptionKey: string | undefined): Record<string, string> {
  return {
    accept: 'text/plain, application/json',
    ...(subscriptionKey === undefined ? {} : { 'ocp-apim-subscription-key': subscriptionKey }),
  }
}

async function tryExchange(
  token: string,
  { dispatcher, platformUrl, subscriptionKey, timeout = longestWait }: ExchangeSettings,
): Promise<string | undefined> {
  try {
    const answer = await callUpstream(platformUrl + exchangePath, {
      dispatcher,
      signal: AbortSignal.timeout(Math.min(timeout, longestWait)),
      headers: { ...exchangeHeaders(subscriptionKey), authorization: `Bearer ${token}` },
    })
    if (answer.status !== 200) {
      await answer.body.dump()
      return undefined
    }
    // Quoted when the server felt like JSON.
    const text = (await readText(answer, longestToken)).trim().replace(/^"(.*)"$/, '$1')
    return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? text : undefined
  } catch {
    // A cause could quote the token; that the exchange failed is all anybody needs to know.
    return undefined
  }
}

function expiryOf(token: string): number | undefined {
  try {
    const payload: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'),
    )
    const { exp } = payload as { readonly exp?: unknown }
    return typeof exp === 'number' ? exp * 1000 : undefined
  } catch {
    return undefined
  }
}
