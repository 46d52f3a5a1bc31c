import { createHash } from 'node:crypto'
import type { Clock } from '../runtime/clock.ts'
import { createCache } from '../runtime/cache.ts'
import type { Rows } from '../altinn2/list-rows.ts'

/** Gives what Altinn 2 has answered lately to a query, or what `load` gives. */
export type RememberRows = (query: string, load: () => Promise<Rows>) => Promise<Rows>

/** Of the operation, and of all else that its requests to Altinn 2 are made of: token, API key, language. */
export type Altinn2ListsOf = (sent: string) => RememberRows

const cachedLists = 500
/** Of all lists together. */
const cachedRows = 100_000
/** As long as Altinn 3's part of the same list (milliseconds). */
const keptFor = 30_000

/** Altinn 2's parts of joined lists, since a client that pages would have each read for every page. */
export function createAltinn2Lists(clock: Clock): Altinn2ListsOf {
  const size = { max: cachedRows, of: ({ rows }: Rows) => Math.max(1, rows.length) }
  const cache = createCache<Rows>(cachedLists, clock, 'callers', size)
  return (sent) => (query, load) => {
    const key = createHash('sha256')
      .update(JSON.stringify([sent, query]))
      .digest('base64')
    return cache.get(key, async () => {
      const until = clock.now() + keptFor
      return { value: await load(), until }
    })
  }
}
