/** For whom something is done: each place that all callers use hands out shares by this. */
export interface Share {
  /** The organisation that owns the calling system: the token's consumer. */
  readonly owner: string
  /** The organisation that the system acts for. */
  readonly organization: string
}

/** Work that no caller has asked for. */
export const noShare: Share = { owner: '', organization: '' }

/**
 * Counts what each owner has taken of something that all use: places, or bytes. An owner may take
 * more than a quarter only while more than half is free, so that no owner can take everything.
 */
export class Shares {
  readonly #total: number
  readonly #quarter: number
  readonly #taken = new Map<string, number>()
  #used = 0

  /** @param maxPerOwner what an owner may always take, where that is not a quarter */
  constructor(total: number, maxPerOwner = Math.ceil(total / 4)) {
    this.#total = total
    this.#quarter = maxPerOwner
  }

  get used(): number {
    return this.#used
  }

  /** Whether the owner was given the amount. What is given must be given back. */
  take(owner: string, amount: number): boolean {
    const after = this.#used + amount
    if (after > this.#total) return false
    const own = (this.#taken.get(owner) ?? 0) + amount
    if (own > this.#quarter && after > this.#total / 2) return false
    this.#used = after
    this.#taken.set(owner, own)
    return true
  }

  giveBack(owner: string, amount: number): void {
    const left = (this.#taken.get(owner) ?? 0) - amount
    this.#used -= amount
    if (left > 0) this.#taken.set(owner, left)
    else this.#taken.delete(owner)
  }
}
