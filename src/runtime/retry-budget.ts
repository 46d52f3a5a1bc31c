/** Repeats that a product may cost without any calls before. */
const maxSaved = 20
/** Of a repeat, what each call earns. */
const perCall = 0.1

/**
 * Bounds how many calls to one product are repeated: one in ten, and twenty more. A product that
 * fails everywhere must not get twice the calls for it.
 */
export class RetryBudget {
  #saved = maxSaved

  noteCall(): void {
    this.#saved = Math.min(maxSaved, this.#saved + perCall)
  }

  /** Whether a call may be repeated. */
  take(): boolean {
    if (this.#saved < 1) return false
    this.#saved -= 1
    return true
  }
}
