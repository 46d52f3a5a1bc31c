import { LRUCache } from 'lru-cache'
import type { Ports } from '../translation.ts'
import { fromStore, hashOf } from './lease.ts'
import type { SharedStore } from './store.ts'

/**
 * Remembers which instance a message has become, where no list shows that later. Throws
 * `LEASE_UNAVAILABLE` where the store cannot be reached.
 */
export function createOutcomesIn(store: SharedStore): Ports['outcomes'] {
  const keyOf = (marker: string): string => `outcome:${hashOf(marker)}`
  return {
    get: (marker) => fromStore(store.get(keyOf(marker))),
    set: (marker, instance, milliseconds) =>
      fromStore(store.set(keyOf(marker), instance, milliseconds)),
  }
}

/** Entries of some 300 bytes. When there are more, the one is forgotten that was needed longest ago. */
const maxCount = 10_000

/** The same, in this process alone. */
export function createOutcomesHere(now: () => number): Ports['outcomes'] {
  const kept = new LRUCache<string, { readonly instance: string; readonly until: number }>({
    max: maxCount,
  })
  return {
    get: (marker) => {
      const found = kept.get(marker)
      return Promise.resolve(found && now() < found.until ? found.instance : undefined)
    },
    set: (marker, instance, milliseconds) => {
      kept.set(marker, { instance, until: now() + milliseconds })
      return Promise.resolve()
    },
  }
}
