import { createCache, type SizeBound } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'
import { GatewayError } from '../errors.ts'
import { isOfUpstream } from './upstream-failures.ts'

/** What is public and changes seldom: its last good value serves on when it cannot be read anew. */
export interface Lasting<Value extends object> {
  /** `undefined` where `load` says that there is no such thing. */
  readonly get: (key: string, load: () => Promise<Value | undefined>) => Promise<Value | undefined>
}

/** Milliseconds. */
export interface Lifetimes {
  readonly keptFor: number
  /** What is not there now may come soon. */
  readonly absentKeptFor: number
  /** A value this old is not used any more, whatever Altinn 3 does. */
  readonly servesOnFor: number
  /** After a failure that an old value covered, until the next call. */
  readonly retryAfter: number
  /** After a failure that no old value covered; it is thrown again until then. */
  readonly failureKeptFor: number
}

interface Known<Value> {
  readonly value?: Value
}

interface Failure {
  readonly error: GatewayError
}

/**
 * Loads of one key are in single flight. An error is thrown only where there is no older value. Keys that
 * stand for nothing are remembered apart: callers that invent keys push no value out.
 */
export function createLasting<Value extends object>(
  maxCount: number,
  clock: Clock,
  { keptFor, absentKeptFor, servesOnFor, retryAfter, failureKeptFor }: Lifetimes,
  sizeOf?: SizeBound<Value>,
): Lasting<Value> {
  const size = sizeOf && {
    max: sizeOf.max,
    of: ({ value }: Known<Value>) => (value === undefined ? 1 : sizeOf.of(value)),
  }
  const fresh = createCache<Known<Value>>(maxCount, clock, 'callers', size)
  const old = createCache<Known<Value>>(maxCount, clock, 'callers', size)
  const absent = createCache<Known<Value>>(maxCount, clock)
  const failed = createCache<Failure>(maxCount, clock)

  async function loadAnew(
    key: string,
    load: () => Promise<Value | undefined>,
  ): Promise<{ readonly value: Known<Value>; readonly until: number }> {
    const asked = clock.now()
    try {
      const found = await load()
      const value = found === undefined ? {} : { value: found }
      if (found !== undefined || old.peek(key) !== undefined) {
        old.set(key, { value, until: asked + servesOnFor })
      }
      if (found !== undefined) return { value, until: asked + keptFor }
      absent.set(key, { value, until: asked + absentKeptFor })
      return { value, until: asked }
    } catch (error) {
      const value = old.peek(key)
      if (value !== undefined) return { value, until: clock.now() + retryAfter }
      if (error instanceof GatewayError && isOfUpstream(error)) {
        failed.set(key, { value: { error }, until: clock.now() + failureKeptFor })
      }
      throw error
    }
  }

  return {
    get: async (key, load) => {
      const failure = failed.peek(key)
      if (failure !== undefined) throw failure.error
      const known = absent.peek(key) ?? (await fresh.get(key, () => loadAnew(key, load)))
      return known.value
    },
  }
}
