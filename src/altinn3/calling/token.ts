import { createHash } from 'node:crypto'
import type { Dispatcher } from 'undici'
import type { Clock } from '../../runtime/clock.ts'
import { GatewayError } from '../../errors.ts'
import type { Bulkhead } from '../../http/upstreams/bulkhead.ts'
import type { CallsFor } from '../../http/upstreams/calls-for.ts'
import {
  causeOf,
  headOf,
  lostCauses,
  sentBefore,
  isIllness,
} from '../../http/upstreams/failure-causes.ts'
import { callUpstream, readText } from '../../http/upstreams/upstream.ts'
import { createCache } from '../../runtime/cache.ts'
import type { UpstreamFailure } from '../../runtime/products.ts'
import { SharedWork } from '../../runtime/shared-work.ts'
import { takeStep } from '../../runtime/yield-to-others.ts'

/** The request that a token is exchanged for. */
export interface ExchangeFor extends Pick<CallsFor, 'share' | 'traceHeaders'> {
  /** Aborts when its caller has left or waits no longer; asked for where there is a wait. */
  readonly until: () => AbortSignal
}

/** How a request came by its Altinn token, or why it did not. */
export const exchangeOutcomes = {
  cached: 'the token was kept from an earlier exchange',
  shared: 'another request’s exchange was under way: the request joined it',
  fresh: 'the request began an exchange, which gave a token',
  failed: 'the request began an exchange, which failed',
  remembered: 'the same token’s exchange had failed less than 2 s before',
  stopped: 'the request began an exchange, but no caller waited for its end',
} as const satisfies Readonly<Record<string, string>>

export type ExchangeOutcome = keyof typeof exchangeOutcomes

/** A caller's Maskinporten token in, the Altinn token that stands for it out. */
export type Exchange = (token: string, expires: number, request: ExchangeFor) => Promise<string>

export interface ExchangeSettings {
  readonly bulkhead: Bulkhead
  /** Altinn 3's platform, without a trailing slash. */
  readonly platformUrl: string
  readonly subscriptionKey?: string
  readonly clock: Clock
  /** Milliseconds to an answer; ten seconds at most. */
  readonly timeout?: number
  /** Hears how each request came by its token. */
  readonly note?: (outcome: ExchangeOutcome) => void
}

const cachedTokens = 2_000
const maxWait = 10_000
const maxTokenBytes = 64 * 1024
/** A token with less time left than this (milliseconds) could expire on its way. */
const margin = 10_000
/** A token whose exchange has just failed is not shown again for so long (milliseconds). */
const failureKeptFor = 2_000
const cachedFailures = 1_000

/**
 * Exchanges at Altinn 3, once per caller's token at a time, for as long as one of those who wait is
 * there. An Altinn token lives longer than a Maskinporten token; the caller's expiry bounds both
 * (Altinn/altinn-authentication exchange).
 */
export function createExchange(settings: ExchangeSettings): Exchange {
  const { clock, note = () => undefined } = settings
  const exchanged = createCache<{ readonly token: string }>(cachedTokens, clock)
  const failed = createCache<GatewayError>(cachedFailures, clock)
  const shared = new SharedWork<string>()

  async function load(key: string, token: string, expires: number, given: Given) {
    try {
      const altinnToken = await exchangeIn(settings, token, given)
      const until = Math.min(expires, expiryOf(altinnToken) ?? 0) - margin
      exchanged.set(key, { value: { token: altinnToken }, until })
      note('fresh')
      return altinnToken
    } catch (error) {
      note(given.signal.aborted ? 'stopped' : 'failed')
      const isMade = error instanceof GatewayError && error.details.upstream?.sent !== 'no'
      if (isMade && !given.signal.aborted) {
        failed.set(key, { value: error, until: clock.now() + failureKeptFor })
      }
      throw error
    }
  }

  return async (token, expires, { until, share, traceHeaders }) => {
    const key = createHash('sha256').update(token).digest('base64')
    const kept = exchanged.peek(key)
    if (kept !== undefined) {
      note('cached')
      return kept.token
    }
    const failure = failed.peek(key)
    if (failure !== undefined) {
      note('remembered')
      throw failure
    }
    if (shared.has(key)) note('shared')
    try {
      // A request that joins this exchange sends no ids of its own: the platform sees those of the first.
      return await shared.join(key, until(), (signal) =>
        load(key, token, expires, { signal, share, traceHeaders }),
      )
    } finally {
      // Hundreds may have waited for the same token.
      await takeStep(share.owner)
    }
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

/** Whose place an exchange takes, and what ends it: that none of its callers waits any more. */
interface Given extends Pick<CallsFor, 'share' | 'traceHeaders'> {
  readonly signal: AbortSignal
}

/** One exchange in its own place, and once more where its answer was lost or the product is away. */
async function exchangeIn(
  settings: ExchangeSettings,
  token: string,
  { signal, share, traceHeaders }: Given,
): Promise<string> {
  const { bulkhead, clock } = settings
  const place = await bulkhead.enter(share, 'calls', 'EXCHANGE_UNAVAILABLE', () => signal)
  const attempt = (through: Dispatcher): Promise<string | UpstreamFailure> =>
    tryExchange(token, { ...settings, through, signal, traceHeaders, queuedMs: place.queuedMs })
  try {
    bulkhead.retries.noteCall()
    let answer = await attempt(bulkhead.dispatcher)
    if (typeof answer === 'object' && isWorthRepeating(answer) && bulkhead.retries.take()) {
      await clock.pause(100 + Math.random() * 200)
      answer = await attempt(bulkhead.freshDispatcher)
    }
    if (!signal.aborted) {
      if (typeof answer === 'object' && isIllness(answer)) place.fail()
      else place.succeed()
    }
    if (typeof answer === 'string') return answer
    throw new GatewayError('EXCHANGE_UNAVAILABLE', { upstream: answer })
  } finally {
    place.leave()
  }
}

/** Not after a deadline, not what the caller's token was refused for, not before it is time. */
function isWorthRepeating({ cause, status = 0, retryAfter }: UpstreamFailure): boolean {
  if (cause !== 'STATUS') return lostCauses.has(cause)
  return status >= 500 && retryAfter === undefined
}

interface Attempt extends ExchangeSettings, Omit<Given, 'share'> {
  readonly through: Dispatcher
  readonly queuedMs: number
}

/** The Altinn token, or why there is none. What it says never quotes the token. */
async function tryExchange(token: string, attempt: Attempt): Promise<string | UpstreamFailure> {
  const { platformUrl, subscriptionKey, timeout = maxWait, signal, clock } = attempt
  const began = performance.now()
  const failure = (cause: string): UpstreamFailure => ({
    ...{ product: 'exchange', cause, sent: sentBefore(cause) },
    ms: Math.round(performance.now() - began),
    queuedMs: Math.round(attempt.queuedMs),
  })
  try {
    const answer = await callUpstream(platformUrl + exchangePath, {
      dispatcher: attempt.through,
      signal: AbortSignal.any([signal, AbortSignal.timeout(Math.min(timeout, maxWait))]),
      headers: {
        ...exchangeHeaders(subscriptionKey),
        ...attempt.traceHeaders,
        authorization: `Bearer ${token}`,
      },
    })
    const { status, headers } = answer
    if (status !== 200) {
      await answer.body.dump()
      return { ...failure('STATUS'), ...headOf(status, headers, clock.now()) }
    }
    // Quoted when the server felt like JSON.
    const text = (await readText(answer, maxTokenBytes)).trim().replace(/^"(.*)"$/, '$1')
    return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)
      ? text
      : { ...failure('UNEXPECTED_BODY'), ...headOf(status, headers, clock.now()) }
  } catch (error) {
    return failure(causeOf(error))
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
