import { hang, type Answered } from '../strict.ts'

/** What may befall any call to a platform: an outage, silence, or a refusal with a time to wait. */
export type Fault =
  | 'error'
  | 'hang'
  | {
      readonly status: 429 | 503
      /** Seconds, or a date as HTTP writes them. */
      readonly retryAfter?: string
    }

/** Undefined when nothing is wrong. */
export function answerFault(fault: Fault | undefined): Answered | Promise<never> | undefined {
  if (fault === undefined) return undefined
  if (fault === 'hang') return hang()
  if (fault === 'error') return { status: 500 }
  const { status, retryAfter } = fault
  return {
    status,
    headers: {
      'Content-Type': 'text/plain',
      ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    },
    body: status === 503 ? 'Service Unavailable' : 'Too Many Requests',
  }
}
