import type { Asking } from '../altinn3/calling/ask.ts'
import { getApplication, type Application } from '../altinn3/storage.ts'
import type { Clock } from '../runtime/clock.ts'
import { createCache } from '../runtime/cache.ts'

/** What apps say of themselves, which is public. */
export type ApplicationsOf = (ask: Asking['ask']) => (app: string) => Promise<Application>

const cached = 500
const keptFor = 5 * 60_000
/** Milliseconds: what Storage does not know now may only have failed there. */
const absentKeptFor = 10_000

export function createApplicationsOf(clock: Clock): ApplicationsOf {
  const cache = createCache<Application>(cached, clock, 'callers')
  return (ask) => (app) =>
    cache.get(app, async () => {
      const asked = clock.now()
      const found = await ask(getApplication, { app })
      // One that is gone says nothing; what people filled in is there all the same.
      return found === undefined
        ? { value: {}, until: asked + absentKeptFor }
        : { value: found, until: asked + keptFor }
    })
}
