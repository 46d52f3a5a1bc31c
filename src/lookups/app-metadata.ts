import type { Asking } from '../altinn3/calling/ask.ts'
import { getAppMetadata, type AppMetadata } from '../altinn3/app-metadata.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'

/** What deployed apps say of themselves, which is public; `undefined` for one that is gone. */
export type AppMetadataOf = (
  ask: Asking['ask'],
) => (app: string) => Promise<AppMetadata | undefined>

const maxApps = 500
/** Milliseconds. */
const keptFor = 5 * 60_000
/** An app that is not there now may be deployed any minute. */
const absentKeptFor = 10_000

export function createAppMetadataOf(clock: Clock): AppMetadataOf {
  const cache = createCache<{ readonly metadata?: AppMetadata }>(maxApps, clock, 'callers')
  return (ask) => async (app) => {
    const kept = await cache.get(app, async () => {
      const asked = clock.now()
      const metadata = await ask(getAppMetadata, { app })
      return metadata === undefined
        ? { value: {}, until: asked + absentKeptFor }
        : { value: { metadata }, until: asked + keptFor }
    })
    return kept.metadata
  }
}
