import { Shares, type Share } from './shares.ts'

export interface LimiterSettings {
  /** Places: how much may be under way. */
  readonly concurrency: number
  /** How many may wait for a place; the next one is refused. */
  readonly maxWaiting: number
  /** Milliseconds that one may wait; without a limit here, the signal must set one. */
  readonly maxWait?: number
  /** Places that one owner may always take; a quarter unless given. */
  readonly maxPerOwner?: number
}

/** No place could be had: too many wait, or the wait was too long. */
export class LimiterFullError extends Error {
  override readonly name = 'LimiterFullError'
}

/**
 * Limits what is under way, and hands out free places round robin: first by owner, then by the
 * organisation acted for, each in the order of coming. An owner's share of the places and of the
 * waiting line is bounded as `Shares` says.
 */
export class Limiter {
  readonly #settings: LimiterSettings
  readonly #places: Shares
  readonly #line: Shares
  readonly #waiting = new Map<string, Map<string, Set<Grant>>>()

  constructor(settings: LimiterSettings) {
    const { concurrency, maxPerOwner, maxWaiting } = settings
    this.#settings = settings
    this.#places = new Shares(concurrency, maxPerOwner)
    this.#line = new Shares(maxWaiting, maxPerOwner === undefined ? undefined : maxWaiting)
  }

  get inUse(): number {
    return this.#places.used
  }

  get waiting(): number {
    return this.#line.used
  }

  /**
   * Takes a place and gives the function that releases it, which may be called more than once.
   * Throws a `LimiterFullError`, or the signal's reason when it aborts first.
   */
  async acquire(share: Share, signal?: () => AbortSignal): Promise<() => void> {
    const isFirst = !this.#waiting.has(share.owner)
    if (!isFirst || !this.#places.take(share.owner, 1)) await this.#wait(share, signal?.())
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#places.giveBack(share.owner, 1)
      // This owner has just had a place: the others come first.
      moveToEnd(this.#waiting, share.owner)
      this.#handOut()
    }
  }

  async #wait(share: Share, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (!this.#line.take(share.owner, 1)) throw new LimiterFullError('too many wait')
    const { maxWait } = this.#settings
    let stop = (): void => undefined
    try {
      await new Promise<void>((grant, reject) => {
        // The waiter leaves at once, so that no place is given to one that has stopped waiting.
        const fail = (error: Error): void => {
          this.#dequeue(share, grant)
          reject(error)
        }
        const abort = (): void => fail(signal?.reason as Error)
        const late = (): void => fail(new LimiterFullError('the wait was too long'))
        const timer = maxWait === undefined ? undefined : setTimeout(late, maxWait)
        signal?.addEventListener('abort', abort, { once: true })
        stop = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abort)
        }
        this.#enqueue(share, grant)
      })
    } finally {
      stop()
      this.#line.giveBack(share.owner, 1)
    }
  }

  #enqueue({ owner, organization }: Share, grant: Grant): void {
    const byOrganization = this.#waiting.get(owner) ?? new Map<string, Set<Grant>>()
    this.#waiting.set(owner, byOrganization)
    const line = byOrganization.get(organization) ?? new Set()
    byOrganization.set(organization, line.add(grant))
  }

  #dequeue({ owner, organization }: Share, grant: Grant): void {
    const byOrganization = this.#waiting.get(owner)
    const line = byOrganization?.get(organization)
    if (line?.delete(grant) !== true) return
    if (line.size === 0) byOrganization?.delete(organization)
    if (byOrganization?.size === 0) this.#waiting.delete(owner)
  }

  /**
   * Goes on until no owner who waits may have a place: one release can let two of them have one,
   * since it leaves more free places and the owner itself with fewer.
   */
  #handOut(): void {
    while (this.inUse < this.#settings.concurrency && this.#handOutOne());
  }

  /**
   * Gives a free place to the first owner in the round that may have it, and moves that owner and
   * that organisation to the end of their rounds.
   */
  #handOutOne(): boolean {
    for (const [owner, byOrganization] of this.#waiting) {
      if (!this.#places.take(owner, 1)) continue
      for (const [organization, line] of byOrganization) {
        for (const grant of line) {
          this.#dequeue({ owner, organization }, grant)
          moveToEnd(byOrganization, organization)
          moveToEnd(this.#waiting, owner)
          grant()
          return true
        }
      }
    }
    return false
  }
}

/** Lets a waiter go on. */
type Grant = () => void

function moveToEnd<Value>(map: Map<string, Value>, key: string): void {
  const value = map.get(key)
  if (value === undefined) return
  map.delete(key)
  map.set(key, value)
}
