/** How many looks, or milliseconds, something new is not seen; both must be over. */
export interface Lateness {
  readonly looks?: number
  readonly milliseconds?: number
}

/** Until when something new is not seen. */
export interface Hidden {
  looks: number
  readonly until: number
}
