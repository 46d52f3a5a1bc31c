import { LRUCache } from 'lru-cache'
import type { Clock } from './clock.ts'
import { LoopQueue } from './yield-to-others.ts'

export interface Cache<Value extends object> {
  /** The kept value, or what `load` gives; concurrent callers of one key share one load. */
  readonly get: (key: string, load: () => Promise<Kept<Value>>) => Promise<Value>
  readonly peek: (key: string) => Value | undefined
  readonly set: (key: string, kept: Kept<Value>) => void
}

/** A value and the moment (milliseconds since 1970) from which it must not be used. */
export interface Kept<Value> {
  readonly value: Value
  readonly until: number
}

/** Those who waited for a load of another; keys take turns. */
const joined = new LoopQueue(4)

/** Goes on in turn: hundreds may have waited for the same value. */
async function inTurn<Value>(key: string, loaded: Promise<Value>): Promise<Value> {
  try {
    return await loaded
  } finally {
    await joined.pass(key)
  }
}

/** A bound on all values together, for those that may be large; one above it is used, not kept. */
export interface SizeBound<Value> {
  readonly max: number
  /** At least 1. */
  readonly of: (value: Value) => number
}

/** So many entries at most. With `max`, lru-cache would reserve room for all of them: 7 ms for 50,000. */
export function countedBy(maxCount: number): {
  readonly maxSize: number
  readonly sizeCalculation: () => number
} {
  return { maxSize: maxCount, sizeCalculation: () => 1 }
}

/**
 * The one cache type: bounded in entries, age and size, loads in single flight, failures not kept.
 *
 * @param loadsAre `callers`: a load ends with the caller that began it, so that those who only
 * joined it may try once for themselves
 */
export function createCache<Value extends object>(
  max: number,
  clock: Clock,
  loadsAre: 'everybodys' | 'callers' = 'everybodys',
  size?: SizeBound<Value>,
): Cache<Value> {
  const kept = new LRUCache<string, Kept<Value>>(
    size === undefined
      ? countedBy(max)
      : { max, maxSize: size.max, sizeCalculation: ({ value }) => size.of(value) },
  )
  const loading = new Map<string, Promise<Value>>()

  function peek(key: string): Value | undefined {
    const found = kept.get(key)
    if (found === undefined) return undefined
    if (clock.now() < found.until) return found.value
    kept.delete(key)
    return undefined
  }

  function set(key: string, entry: Kept<Value>): void {
    dropExpired()
    if (clock.now() < entry.until) kept.set(key, entry)
  }

  /** Two for each one that comes, so that what nobody asks for again goes as the cache is used. */
  function dropExpired(): void {
    const unused = kept.rkeys()
    for (const { value: key } of [unused.next(), unused.next()]) {
      const found = key === undefined ? undefined : kept.peek(key)
      if (key !== undefined && found !== undefined && clock.now() >= found.until) kept.delete(key)
    }
  }

  async function load(key: string, from: () => Promise<Kept<Value>>): Promise<Value> {
    const loaded = await from()
    set(key, loaded)
    return loaded.value
  }

  function share(key: string, from: () => Promise<Kept<Value>>): Promise<Value> {
    const underWay = loading.get(key)
    if (underWay !== undefined) return underWay
    const loaded = load(key, from).finally(() => loading.delete(key))
    loading.set(key, loaded)
    return loaded
  }

  return {
    peek,
    set,
    get: async (key, from) => {
      const found = peek(key)
      if (found !== undefined) return found
      const isJoining = loading.has(key)
      const shared = share(key, from)
      if (!isJoining) return shared
      const mayTryAgain = loadsAre === 'callers'
      return inTurn(key, mayTryAgain ? shared.catch(() => share(key, from)) : shared)
    },
  }
}
