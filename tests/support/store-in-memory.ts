import type { SharedStore } from '../../src/replicas/store.ts'

/** A store that several gateways of one test share. */
export class StoreInMemory implements SharedStore {
  readonly #now: () => number
  readonly #kept = new Map<string, { readonly value: string; readonly until: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  readonly setAbsent: SharedStore['setAbsent'] = async (key, value, milliseconds) => {
    if ((await this.get(key)) !== undefined) return false
    this.#put(key, value, milliseconds)
    return true
  }

  readonly extend: SharedStore['extend'] = async (key, value, milliseconds) => {
    if ((await this.get(key)) !== value) return false
    this.#put(key, value, milliseconds)
    return true
  }

  readonly remove: SharedStore['remove'] = async (key, value) => {
    if ((await this.get(key)) === value) this.#kept.delete(key)
  }

  readonly get = (key: string): Promise<string | undefined> => {
    const found = this.#kept.get(key)
    return Promise.resolve(found && this.#now() < found.until ? found.value : undefined)
  }

  readonly set = (key: string, value: string, milliseconds: number): Promise<void> => {
    this.#put(key, value, milliseconds)
    return Promise.resolve()
  }

  #put(key: string, value: string, milliseconds: number): void {
    this.#kept.set(key, { value, until: this.#now() + milliseconds })
  }
}
