/**
 * A small store that all replicas share: values under keys, each for some time. Every function throws
 * a `StoreUnavailableError` where it is not known whether it has had its effect.
 */
export interface SharedStore {
  /** Sets a value where there is none. Gives whether it did. */
  readonly setAbsent: (key: string, value: string, milliseconds: number) => Promise<boolean>
  /** Keeps a value for longer, if it is still this one. Gives whether it is. */
  readonly extend: (key: string, value: string, milliseconds: number) => Promise<boolean>
  /** Removes a value, if it is still this one. */
  readonly remove: (key: string, value: string) => Promise<void>
  readonly get: (key: string) => Promise<string | undefined>
  readonly set: (key: string, value: string, milliseconds: number) => Promise<void>
}

/** The store cannot be reached, is late, or must not be relied on yet. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
}
