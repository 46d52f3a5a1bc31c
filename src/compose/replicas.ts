import { randomUUID } from 'node:crypto'
import type { Backends } from '../answer/backends.ts'
import type { Config } from '../config/file/load.ts'
import { createInTurn } from '../replicas/in-turn.ts'
import { createOutcomesHere, createOutcomesIn } from '../replicas/outcomes.ts'
import type { Clock } from '../runtime/clock.ts'

/** What replicas agree on, and the connection for it. */
export interface Replicas extends Pick<Backends, 'inTurn' | 'outcomes'> {
  readonly close: () => Promise<void>
}

/** In Redis, or in this process alone. */
export async function createReplicas(
  { file }: Config,
  log: Backends['log'],
  clock: Clock,
): Promise<Replicas> {
  if (file.redisUrl === undefined) {
    return {
      inTurn: createInTurn(),
      outcomes: createOutcomesHere(clock.now),
      close: () => Promise.resolve(),
    }
  }
  // Most installations start without the library, which is large.
  const { createRedisStore } = await import('../replicas/redis.ts')
  // The wall clock may be set back; a lease would seem to last longer.
  const steady: Clock = { ...clock, now: () => performance.now() }
  const prefix = redisPrefixOf(file)
  const store = createRedisStore({ url: file.redisUrl, prefix, clock: steady, log })
  return {
    inTurn: createInTurn({ store, clock: steady, createToken: randomUUID }),
    outcomes: createOutcomesIn(store),
    close: store.close,
  }
}

/** Environments may share a Redis. */
export function redisPrefixOf({ environment }: Pick<Config['file'], 'environment'>): string {
  return `altinn-gateway:${environment}:`
}
