import type { UpstreamFailure } from '../../runtime/products.ts'
import type { Share } from '../../runtime/shares.ts'

/** The request that calls to a platform are made for. */
export interface CallsFor {
  readonly share: Share
  /** When the caller must have heard, on the clock of `performance.now()`; bytes on their way put it off. */
  answerBy: number
  /** For the platforms' logs: this request's id, and the caller's `traceparent` if it has a valid one. */
  readonly traceHeaders: Readonly<Record<string, string>>
  /** Called for each failed call, also where the request can be answered without it. */
  readonly noteFailure: (failure: UpstreamFailure) => void
}
