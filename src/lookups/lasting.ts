import { createCache, type SizeBound } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'

/** What is public and changes seldom: its last good value serves on when it cannot be read anew. */
export interface Lasting<Value extends object> {
  readonly get: (key: string, load: () => Promise<Value>) => Promise<Value>
}

/** Milliseconds. */
export interface Lifetimes {
  readonly keptFor: number
  /** A value this old is not used any more, whatever Altinn 3 does. */
  readonly servesOnFor: number
  /** After a failure that an old value covered, until the next call. */
  readonly retryAfter: number
}

/** Loads of one key are in single flight. An error is thrown only where there is no older value. */
export function createLasting<Value extends object>(
  maxCount: number,
  clock: Clock,
  { keptFor, servesOnFor, retryAfter }: Lifetimes,
  size?: SizeBound<Value>,
): Lasting<Value> {
  const fresh = createCache<Value>(maxCount, clock, 'callers', size)
  const old = createCache<Value>(maxCount, clock, 'callers', size)
  return {
    get: (key, load) =>
      fresh.get(key, async () => {
        const asked = clock.now()
        try {
          const value = await load()
          old.set(key, { value, until: asked + servesOnFor })
          return { value, until: asked + keptFor }
        } catch (error) {
          const value = old.peek(key)
          if (value === undefined) throw error
          return { value, until: clock.now() + retryAfter }
        }
      }),
  }
}
