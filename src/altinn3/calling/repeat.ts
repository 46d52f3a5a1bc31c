import type { Dispatcher } from 'undici'
import { GatewayError } from '../../errors.ts'
import type { Bulkhead } from '../../http/upstreams/bulkhead.ts'
import { isRefused, lostCauses } from '../../http/upstreams/failure-causes.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Answer, Bytes, Call } from '../operation.ts'

const pauseBeforeRepeat = 200

/**
 * Performs a call, and once more where its answer was lost, or the product was away for a moment,
 * and asking again does no harm. What has run into a deadline is never repeated.
 */
export async function performRepeatably<Result extends Answer | Bytes>(
  described: Call<never>,
  { dispatcher, freshDispatcher, retries }: Bulkhead,
  clock: Clock,
  perform: (through: Dispatcher) => Promise<Result>,
): Promise<Result> {
  retries.noteCall()
  try {
    const answer = await perform(dispatcher)
    const isAway = described.retry === 'again' && 'failure' in answer && isAwayBriefly(answer)
    if (!isAway || !retries.take()) return answer
  } catch (error) {
    const cause = mayBeRepeated(described) ? lostBy(error) : undefined
    if (cause === undefined) throw error
    // A connection that was closed costs no budget: it happens to a call once, and says nothing of
    // the product. A product that resets them all opens its breaker.
    if (isRefused(cause) && !retries.take()) throw error
  }
  await clock.pause(pauseBeforeRepeat)
  return perform(freshDispatcher)
}

/** A product that says when to come back is not asked before. */
function isAwayBriefly({ status, failure }: Answer): boolean {
  return (status === 502 || status === 503) && failure?.retryAfter === undefined
}

function mayBeRepeated({ method, retry }: Call<never>): boolean {
  return method === 'GET' || retry === 'again'
}

function lostBy(error: unknown): string | undefined {
  const upstream = error instanceof GatewayError ? error.details.upstream : undefined
  return upstream !== undefined && lostCauses.has(upstream.cause) ? upstream.cause : undefined
}
