import { GatewayError } from '../errors.ts'
import { OneAtATime, TooManyWaitError } from '../runtime/one-at-a-time.ts'
import type { InTurn } from './guard.ts'
import { withLease, type Lease, type LeaseSettings } from './lease.ts'

/** Of work in a process that knows of no other replica. */
const always: Lease = { isHeld: () => true, isShared: false }

/**
 * Works of one key wait for each other in this process, and where there is a store, in all replicas.
 * Throws `BUSY` and `LEASE_UNAVAILABLE`.
 */
export function createInTurn(leases?: LeaseSettings): InTurn {
  const lines = new OneAtATime()
  return async (key, work) => {
    try {
      return await lines.perform(key, () =>
        leases === undefined ? work(always) : withLease(key, work, leases),
      )
    } catch (error) {
      throw error instanceof TooManyWaitError ? new GatewayError('BUSY', { cause: error }) : error
    }
  }
}
