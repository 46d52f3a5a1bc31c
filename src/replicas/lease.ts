import { createHash } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { StoreUnavailableError, type SharedStore } from './store.ts'

/** Milliseconds for which the store keeps a lease that is not renewed: that of a process that has ended. */
export const leaseMs = 20_000
/** Milliseconds before a lease ends in the store from when on its holder writes no more: a call takes time to leave. */
const marginMs = 5_000
/** Milliseconds between renewals, and after one that failed. */
const renewalMs = 5_000
const retryMs = 1_000
/** Milliseconds to wait for a lease: a dead holder's has ended by then, and work of 90 s still has 60 s. */
const maxWaitMs = 30_000
/** Milliseconds between attempts to get a lease. */
const pollMs = 250

/** What work has that nothing else with its key goes on at the same time. */
export interface Lease {
  /** Whether that is still so. */
  readonly isHeld: () => boolean
  /** Whether other replicas heed it, too. */
  readonly isShared: boolean
}

export interface LeaseSettings {
  readonly store: SharedStore
  /** A clock that never goes back. */
  readonly clock: Clock
  readonly createToken: () => string
}

/**
 * Performs work while no other replica performs work with the same key. Throws `BUSY` where another
 * one has the lease for too long, and `LEASE_UNAVAILABLE` where the store cannot say so.
 */
export async function withLease<Result>(
  key: string,
  work: (lease: Lease) => Promise<Result>,
  settings: LeaseSettings,
): Promise<Result> {
  const lease = new HeldLease(`lease:${hashOf(key)}`, settings)
  await lease.acquire()
  void lease.keep()
  try {
    return await work(lease)
  } finally {
    lease.release()
  }
}

/** Keys may name an instance, and so a party: the store sees neither. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Gives what the store gives. Throws `LEASE_UNAVAILABLE` where it cannot be reached. */
export async function fromStore<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    throw new GatewayError('LEASE_UNAVAILABLE', { cause: error, effect: 'notSent' })
  }
}

class HeldLease implements Lease {
  readonly #key: string
  readonly #token: string
  readonly #settings: LeaseSettings
  readonly isShared = true
  #heldUntil = -Infinity
  #isOver = false

  constructor(key: string, settings: LeaseSettings) {
    this.#key = key
    this.#token = settings.createToken()
    this.#settings = settings
  }

  readonly isHeld = (): boolean => !this.#isOver && this.#settings.clock.now() < this.#heldUntil

  async acquire(): Promise<void> {
    const { store, clock } = this.#settings
    const giveUpAt = clock.now() + maxWaitMs
    for (;;) {
      const sentAt = clock.now()
      try {
        if (await fromStore(store.setAbsent(this.#key, this.#token, leaseMs))) {
          this.#heldUntil = sentAt + leaseMs - marginMs
          return
        }
      } catch (error) {
        // Its answer may have been lost.
        this.release()
        throw error
      }
      if (clock.now() + pollMs > giveUpAt) throw new GatewayError('BUSY')
      await clock.pause(pollMs)
    }
  }

  /** Renews it until it is over. */
  async keep(): Promise<void> {
    const { clock } = this.#settings
    let wait = renewalMs
    for (;;) {
      await clock.pause(wait)
      if (!this.isHeld()) return
      wait = (await this.#renew()) ? renewalMs : retryMs
    }
  }

  async #renew(): Promise<boolean> {
    const { store, clock } = this.#settings
    const sentAt = clock.now()
    try {
      const isOwn = await store.extend(this.#key, this.#token, leaseMs)
      if (isOwn) this.#heldUntil = sentAt + leaseMs - marginMs
      else this.#isOver = true
      return isOwn
    } catch {
      // Until it has ended there is time for another attempt.
      return false
    }
  }

  /** The caller's answer does not wait for it: what fails here ends by itself. */
  release(): void {
    this.#isOver = true
    this.#settings.store.remove(this.#key, this.#token).catch(() => undefined)
  }
}
