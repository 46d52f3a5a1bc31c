import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.ts'

export interface Cache<Value extends object> {
  /** The kept value, or what `load` gives; concurrent callers of one key share one load. */
  readonly get: (key: string, load: () => Promise<Kept<Value>>) => Promise<Value>
  readonly peek: (key: string) => Value | undefined
  readonly set: (key: string, kept: Kept<Value>) => void
}

/** A value and the moment (milliseconds since 1970) from which it must not be used. */
export interface Kept<Value> {
  readonly value: Value
  readonly until: number
}

/** The one cache type: bounded in entries and age, loads in single flight, failures not kept. */
export function createCache<Value extends object>(max: number, clock: Clock): Cache<Value> {
  const kept = new LRUCache<string, Kept<Value>>({ max })
  const loading = new Map<string, Promise<Value>>()

  function peek(key: string): Value | undefined {
    const found = kept.get(key)
    if (found === undefined) return undefined
    if (clock.now() < found.until) return found.value
    kept.delete(key)
    return undefined
  }

  function set(key: string, entry: Kept<Value>): void {
    if (clock.now() < entry.until) kept.set(key, entry)
  }

  async function load(key: string, from: () => Promise<Kept<Value>>): Promise<Value> {
    const loaded = await from()
    set(key, loaded)
    return loaded.value
  }

  async function share(key: string, from: () => Promise<Kept<Value>>): Promise<Value> {
    const underWay = loading.get(key)
    if (underWay !== undefined) return underWay
    const loaded = load(key, from).finally(() => loading.delete(key))
    loading.set(key, loaded)
    return loaded
  }

  return {
    peek,
    set,
    get: async (key, from) => {
      const found = peek(key)
      if (found !== undefined) return found
      const isAnothers = loading.has(key)
      // A load ends with the caller that began it; those who only joined it try for themselves, once.
      return share(key, from).catch((error: unknown) => {
        if (!isAnothers) throw error
        return share(key, from)
      })
    },
  }
}
