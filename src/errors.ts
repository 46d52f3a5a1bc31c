import { accessErrors } from './errors/access.ts'
import { gatewayErrors } from './errors/gateway.ts'
import { platformErrors } from './errors/platform.ts'
import { requestErrors } from './errors/request.ts'
import { submissionErrors } from './errors/submission.ts'
import type { Pointer } from './pointer.ts'
import type { UpstreamFailure } from './runtime/products.ts'

/** Every error that this gateway answers by itself: an entry stands in the file of its subject. */
export const errors = {
  ...requestErrors,
  ...accessErrors,
  ...submissionErrors,
  ...gatewayErrors,
  ...platformErrors,
} as const

export type ErrorCode = keyof typeof errors

/** Why a token was refused: fixed words of ours, never a claim's value. */
export interface TokenFault {
  /** For the log. */
  readonly cause: string
  /** For `error_description`: RFC 6750 section 3, so neither quotes nor backslashes. */
  readonly description: string
}

export interface ErrorDetails {
  readonly cause?: unknown
  /** Words of our own that say which: a parameter's name, a scope, a date. Never the caller's text. */
  readonly detail?: string
  /** What to do about this very refusal, in place of the advice of its code. */
  readonly advice?: string
  /** Altinn 2's own words, in place of the reason; they may repeat the caller's, and are redacted. */
  readonly phrase?: string
  /**
   * Likewise, with the caller's own number: for the reason phrase of this one answer, not redacted. A
   * function, so that no log, metric or trace writes it out; everywhere else it is redacted.
   */
  readonly phraseForCaller?: () => string
  /** Scopes to name in `WWW-Authenticate`. */
  readonly scopes?: readonly string[]
  readonly fault?: TokenFault
  /** What came into being at Altinn 3 before things went wrong; for the log. */
  readonly reference?: string
  /** Of a failed call to Altinn 3: whether it can have had an effect there. */
  readonly effect?: 'notSent' | 'refused' | 'unknown'
  /** The status of Altinn 3's refusal. */
  readonly answered?: number
  /** Fields of the refusal that the operation of this name keeps. */
  readonly kept?: { readonly of: string; readonly fields: unknown }
  /** Path, below the public address, of what is there for the caller to go on with. */
  readonly location?: string
  /** The failed call to a platform that this error comes of; for the log and `Retry-After`. */
  readonly upstream?: UpstreamFailure
  /** The setting that is missing; for the operator, in the log and in `explain`. */
  readonly setting?: string
  /** Addresses for `Link`. */
  readonly pointer?: Pick<Pointer, 'successor' | 'guide'>
}

/** The one error class: what went wrong, for whom, and what may be said about it. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(code, { cause: details.cause })
    this.code = code
    this.details = details
  }
}

/** The failed call that an error comes of, directly or through its causes. */
export function upstreamOf(error: unknown): UpstreamFailure | undefined {
  if (!(error instanceof GatewayError)) return undefined
  return error.details.upstream ?? upstreamOf(error.cause)
}
