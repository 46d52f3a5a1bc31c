import { createHash } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'
import { createCache } from '../runtime/cache.ts'
import type { Rows } from '../altinn2/list-rows.ts'

/** Gives what Altinn 2 has told one token of a list lately, or what `load` gives. */
export type RememberRows = (about: string, load: () => Promise<Rows>) => Promise<Rows>

export type Altinn2ListsOf = (token: string) => RememberRows

const cachedLists = 500
/** Of all lists together. */
const cachedRows = 100_000
/** As long as Altinn 3's part of the same list (milliseconds). */
const keptFor = 30_000

/** Altinn 2's parts of joined lists, since a client that pages would have each read for every page. */
export function createAltinn2Lists(clock: Clock): Altinn2ListsOf {
  const size = { max: cachedRows, of: ({ rows }: Rows) => Math.max(1, rows.length) }
  const cache = createCache<Rows>(cachedLists, clock, 'callers', size)
  return (token) => (about, load) => {
    const key = createHash('sha256').update(token).update(about).digest('base64')
    return cache.get(key, async () => {
      const until = clock.now() + keptFor
      return { value: await load(), until }
    })
  }
}
