import type { Asking } from '../altinn3/calling/ask.ts'
import { GatewayError } from '../errors.ts'
import type { Ports } from '../translation.ts'
import type { Lease } from './lease.ts'

/** Performs works with the same key one after another; each hears whether that still holds. */
export type InTurn = <Result>(
  key: string,
  work: (lease: Lease) => Promise<Result>,
) => Promise<Result>

/**
 * The ways out of one request. From when on one of its leases is lost, calls that write throw
 * `LEASE_UNAVAILABLE` before they are sent; it may still look what has come of the earlier ones.
 */
export function guarded(
  { ask, stream }: Asking,
  inTurn: InTurn,
): Asking & Pick<Ports, 'oneAtATime' | 'holdsLease'> {
  const leases = new Set<Lease>()
  const needHeld = (): void => {
    for (const lease of leases) {
      if (!lease.isHeld()) throw new GatewayError('LEASE_UNAVAILABLE', { effect: 'notSent' })
    }
  }
  return {
    ask: async (operation, sent) => {
      if (operation.method !== 'GET') needHeld()
      return ask(operation, sent)
    },
    stream,
    holdsLease: () =>
      leases.size > 0 && [...leases].every((lease) => lease.isShared && lease.isHeld()),
    oneAtATime: (key, work) =>
      inTurn(key, async (lease) => {
        leases.add(lease)
        try {
          return await work()
        } finally {
          leases.delete(lease)
        }
      }),
  }
}
