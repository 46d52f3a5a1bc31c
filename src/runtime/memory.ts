import { createHash } from 'node:crypto'
import type { Clock } from './clock.ts'
import { createCache } from './cache.ts'

/** What was found before for the same token and key, or what `load` finds; `keptFor` in milliseconds. */
export type Remember<Value> = (
  key: readonly (string | number)[],
  load: () => Promise<Value | undefined>,
  keptFor?: (found: Value | undefined) => number,
) => Promise<Value | undefined>

const day = 24 * 3_600_000

/** Who is who is settled for good; what is not there may be on its way. */
function once(found: unknown): number {
  return found === undefined ? 0 : day
}

/** A memory of so many things, each for the token alone that it was asked for with. */
export function createMemory<Value extends object>(
  most: number,
  clock: Clock,
): (token: string) => Remember<Value> {
  const cache = createCache<{ readonly found?: Value }>(most, clock, 'callers')
  return (token) => {
    const holder = createHash('sha256').update(token).digest('base64')
    return async (key, load, keptFor = once) => {
      const kept = await cache.get(JSON.stringify([holder, ...key]), async () => {
        const found = await load()
        const value = found === undefined ? {} : { found }
        return { value, until: clock.now() + keptFor(found) }
      })
      return kept.found
    }
  }
}

/** Long enough for a client that asks again and again, and hardly noticed by one that waits. */
const missKeptFor = 30_000

/** For what costs many calls to look for: that it was not there is remembered for a while. */
export function alsoMisses<Value>(
  isThere: (found: Value) => boolean,
): (found: Value | undefined) => number {
  return (found) => (found !== undefined && isThere(found) ? day : missKeptFor)
}
