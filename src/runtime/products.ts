/** The platforms' products, each with connections, limits and a breaker of its own. */
export const products = [
  'altinn2',
  'exchange',
  'storage',
  'apps',
  'correspondence',
  'dialogporten',
  'broker',
  'access-management',
  'authorization',
  'resource-registry',
  'orgs',
  'keys',
] as const

export type Product = (typeof products)[number]

/** Why a call to a product failed, for the log and for what is done next. */
export interface UpstreamFailure {
  readonly product: Product
  /**
   * The error's own code (`ECONNREFUSED`), or `STATUS` and `UNEXPECTED_BODY` for an answer,
   * `DEADLINE` for one that was too late, `BULKHEAD_FULL` and `BREAKER_OPEN` for a call not made.
   */
  readonly cause: string
  /** Whether the product may have acted on the call: a lost answer leaves that unknown. */
  readonly sent: 'no' | 'unknown'
  readonly status?: number
  /** The product's own id of the call. */
  readonly requestId?: string
  /** Seconds after which the product wants to be called again. */
  readonly retryAfter?: number
  /** Milliseconds of the call, and of the wait for its place. */
  readonly ms?: number
  readonly queuedMs?: number
}

/** A failed call as the log says it. */
export function toLogFields({ product, cause, status }: UpstreamFailure): object {
  return { upstream: product, cause, ...(status === undefined ? {} : { upstreamStatus: status }) }
}
