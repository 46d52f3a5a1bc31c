import type { SharedStore } from '../../src/replicas/store.ts'

/** A store that several gateways of one test share. */
export class StoreInMemory implements SharedStore {
  readonly #now: () => number
  readonly #kept = new Map<string, { readonly value: string; readonly until: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  readonly setAbsent: SharedStore['setAbsent'] = (key, value, milliseconds) => {
    const isAbsent = this.#at(key) === undefined
    if (isAbsent) this.#put(key, value, milliseconds)
    return Promise.resolve(isAbsent)
  }

  readonly extend: SharedStore['extend'] = (key, value, milliseconds) => {
    const isOwn = this.#at(key) === value
    if (isOwn) this.#put(key, value, milliseconds)
    return Promise.resolve(isOwn)
  }

  readonly remove: SharedStore['remove'] = (key, value) => {
    if (this.#at(key) === value) this.#kept.delete(key)
    return Promise.resolve()
  }

  readonly get = (key: string): Promise<string | undefined> => Promise.resolve(this.#at(key))

  readonly set = (key: string, value: string, milliseconds: number): Promise<void> => {
    this.#put(key, value, milliseconds)
    return Promise.resolve()
  }

  #at(key: string): string | undefined {
    const found = this.#kept.get(key)
    return found && this.#now() < found.until ? found.value : undefined
  }

  #put(key: string, value: string, milliseconds: number): void {
    this.#kept.set(key, { value, until: this.#now() + milliseconds })
  }
}
