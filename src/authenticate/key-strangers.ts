import type { Clock } from '../runtime/clock.ts'
import { createCache } from '../runtime/cache.ts'

const most = 1_000
const strangeFor = 60_000

/** Key ids that were asked for and are not in the set, so that one of them is not looked up for ever. */
export interface Strangers {
  readonly note: (kid: string) => void
  /** A set that was fetched since the id was noted did not have it. */
  readonly isAbsent: (kid: string) => boolean
  /** To be called as a fetch begins; what it returns, when the fetch has given a set. */
  readonly startLookup: () => (found: { readonly has: (kid: string) => boolean }) => void
}

export function createStrangers(clock: Clock): Strangers {
  let noted = new Set<string>()
  const absent = createCache<{ readonly kid: string }>(most, clock)
  return {
    note: (kid) => {
      if (noted.size < most) noted.add(kid)
    },
    isAbsent: (kid) => absent.peek(kid) !== undefined,
    startLookup: () => {
      const sought = noted
      noted = new Set()
      return (found) => {
        const until = clock.now() + strangeFor
        for (const kid of sought) if (!found.has(kid)) absent.set(kid, { value: { kid }, until })
      }
    },
  }
}
