import type { GatewayError } from '../errors.ts'

/** Whether the platform has failed. A caller that has left, and a place that could not be had, say nothing of it. */
export function isOfUpstream({ code, details: { upstream } }: GatewayError): boolean {
  if (upstream === undefined) return code === 'ALTINN3_UNREADABLE'
  return upstream.cause !== 'BULKHEAD_FULL'
}
