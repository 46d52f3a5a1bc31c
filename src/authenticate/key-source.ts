import type { CryptoKey } from 'jose'
import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import type { Clock } from '../runtime/clock.ts'
import { keepFresh, type KeptFresh } from '../runtime/keep-fresh.ts'
import { GatewayError } from '../errors.ts'
import { failureOf } from '../http/upstreams/failure-causes.ts'
import { toLogFields, type UpstreamFailure } from '../runtime/products.ts'
import { fetchKeySet, type KeySet, type PublicKey } from './key-set.ts'
import { createStrangers } from './key-strangers.ts'

/** A withdrawn key is trusted this long while the issuer answers … */
const refreshEvery = 15 * 60_000
// … and this long while it does not: Digdir's own word for how long keys may be kept
// (felleslosninger/docs maskinporten_protocol_token.md).
const longestUse = 24 * 60 * 60_000
const [shortestBackOff, longestBackOff] = [1_000, 5 * 60_000]
/** Counted from attempts: unknown key ids must not become fetches. */
const cooldown = 30_000

/** An issuer's public keys by key id. */
export interface KeySource {
  /**
   * At once, whether the key is there or not; waits only while there are no keys at all. Throws
   * when it cannot be known whether the issuer has the key.
   */
  readonly find: (kid: string) => Promise<CryptoKey | undefined>
  /** Whether the issuer still has this very key: its id may be gone, or name another. */
  readonly has: (key: CryptoKey) => boolean
  readonly isReady: () => boolean
  /** Seconds since the set was fetched; infinite before the first. */
  readonly ageInSeconds: () => number
  /** Resolves at the first set; keeps it fresh from then on until the signal fires. */
  readonly keepFresh: (signal: AbortSignal) => Promise<void>
}

export interface KeySourceParts {
  readonly clock: Clock
  readonly log: Logger
  readonly dispatcher: Dispatcher
  /** From 0 up to 1: keeps many gateways from asking at the same moment. */
  readonly random?: () => number
}

/** Keeps the last good set in use, and fetches the next beside the requests, not in them. */
export function createKeySource(url: string, parts: KeySourceParts): KeySource {
  const { clock, log, random = Math.random } = parts
  const strangers = createStrangers(clock)
  let keys: ReadonlyMap<string, PublicKey> = new Map()
  let fetchedAt = -Infinity
  let attemptedAt = -Infinity
  let failures = 0
  let lastFailure: UpstreamFailure | undefined
  let underWay: Promise<void> | undefined
  let leftOutBefore = '[]'
  let kept: KeptFresh | undefined
  let announce: () => void = () => undefined
  const firstSet = new Promise<void>((resolve) => (announce = resolve))

  const isReady = (): boolean => clock.now() - fetchedAt < longestUse
  const mayAttempt = (): boolean => clock.now() - attemptedAt >= cooldown

  function refresh(): Promise<void> {
    if (underWay !== undefined) return underWay
    attemptedAt = clock.now()
    const endLookup = strangers.startLookup()
    underWay = fetchKeySet(url, parts)
      .then((set) => {
        take(set)
        endLookup(keys)
      }, noteFailure)
      .finally(() => (underWay = undefined))
    return underWay
  }

  function take(set: KeySet): void {
    keys = new Map([...set.keys].map(([kid, key]) => [kid, unchanged(keys.get(kid), key)]))
    fetchedAt = clock.now()
    failures = 0
    log.debug({ url, kids: [...keys.keys()] }, 'key set fetched')
    const leftOut = JSON.stringify(set.leftOut)
    if (leftOut !== leftOutBefore && set.leftOut.length > 0) {
      log.warn({ url, keys: set.leftOut }, 'keys were left out')
    }
    leftOutBefore = leftOut
    announce()
  }

  function noteFailure(error: unknown): void {
    failures += 1
    const reason = error instanceof Error ? error.message : 'unknown'
    lastFailure = failureOf('keys', error)
    log.warn({ url, reason, failures, ...toLogFields(lastFailure) }, 'key set could not be fetched')
    // A request's fetch may fail amid the long pause of a source in health.
    if (failures === 1) kept?.restartPause()
  }

  async function find(kid: string): Promise<CryptoKey | undefined> {
    if (!isReady()) {
      await (mayAttempt() ? refresh() : underWay)
      if (!isReady()) throw unavailable()
    }
    const known = keys.get(kid)
    if (known === undefined) noteMiss(kid)
    return known?.key
  }

  function noteMiss(kid: string): void {
    strangers.note(kid)
    if (mayAttempt() && !strangers.isAbsent(kid)) void refresh()
    // Whether an unknown key is a forgery cannot be told while the issuer does not answer.
    if (failures > 0) throw unavailable()
  }

  function unavailable(): GatewayError {
    const details = lastFailure === undefined ? {} : { upstream: lastFailure }
    return new GatewayError('KEYS_UNAVAILABLE', details)
  }

  return {
    find,
    has: (key) => isReady() && [...keys.values()].some((known) => known.key === key),
    isReady,
    ageInSeconds: () => (clock.now() - fetchedAt) / 1_000,
    keepFresh: (signal) => {
      const pause = (): number => pauseAfter(failures) * (0.9 + 0.2 * random())
      kept = keepFresh({ refresh, pause }, clock, signal)
      return firstSet
    },
  }
}

function pauseAfter(failures: number): number {
  if (failures === 0) return refreshEvery
  return Math.min(shortestBackOff * 2 ** (failures - 1), longestBackOff)
}

/** The key as it was, if it is the same: what was verified with it stays verified. */
function unchanged(before: PublicKey | undefined, now: PublicKey): PublicKey {
  return before?.material === now.material ? before : now
}
