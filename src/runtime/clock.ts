/** Time, passed in so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}
