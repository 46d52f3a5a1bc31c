import type { Product, UpstreamFailure } from '../../runtime/products.ts'

/**
 * The code that says best why a call failed: the innermost of an error's causes that has one.
 * `DEADLINE` stands for all that came too late.
 */
export function causeOf(error: unknown): string {
  let found = 'UNKNOWN'
  let inner: unknown = error
  // Errors of several addresses (`AggregateError`) hold theirs in a list.
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    if ('code' in inner && typeof inner.code === 'string' && inner.code !== '') found = inner.code
    else if (inner.name === 'TimeoutError') found = 'DEADLINE'
    // undici's parser says in words what it could not read, not by a code.
    else if (inner.name === 'HTTPParserError') found = 'NOT_HTTP'
    inner = inner instanceof AggregateError ? (inner.errors as unknown[])[0] : inner.cause
  }
  if (lateCauses.has(found)) return 'DEADLINE'
  return /^[A-Z0-9_]{1,64}$/.test(found) ? found : 'UNKNOWN'
}

/** An answer that is of no use: by its status, or by what is in it. */
export class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError'
  readonly code: 'STATUS' | 'UNEXPECTED_BODY'
  readonly status: number

  constructor(message: string, status = 200) {
    super(message)
    this.code = status === 200 ? 'UNEXPECTED_BODY' : 'STATUS'
    this.status = status
  }
}

/** Why a call failed that no caller waited for. */
export function failureOf(product: Product, error: unknown): UpstreamFailure {
  const cause = causeOf(error)
  const failure = { product, cause, sent: sentBefore(cause) }
  return error instanceof UnusableAnswerError ? { ...failure, status: error.status } : failure
}

/** The product waited too long, or we did. */
const lateCauses: ReadonlySet<string> = new Set([
  'SILENT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

/** The connection could not be had, or broke: of a read, nothing is lost by asking once more. */
export const lostCauses: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'PROXY_UNREACHABLE',
])

/** Whether there was no connection: what cannot be reached is hardly there a moment later. */
export function isRefused(cause: string): boolean {
  return cause === 'ECONNREFUSED' || cause === 'PROXY_UNREACHABLE'
}

const notSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'BULKHEAD_FULL',
  'BREAKER_OPEN',
  // The codes of a `ProxyError`.
  'PROXY_CREDENTIALS',
  'PROXY_REFUSED',
  'PROXY_UNREACHABLE',
  'PROXY_SILENT',
])

/** The product answered, but its answer cannot be used; who asked may have had a part in that. */
export const unusableCauses: ReadonlySet<string> = new Set([
  'UNEXPECTED_BODY',
  'CONTENT_CODING',
  'INTERIM_ANSWERS',
  'TOO_LARGE',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
])

/** Whether a failure counts against the product in its breaker. */
export function isIllness({ cause, status = 0 }: UpstreamFailure): boolean {
  if (cause === 'STATUS') return status >= 502 && status <= 504
  return !unusableCauses.has(cause)
}

/** A connection that was never there has carried nothing; TLS is settled before a request is sent. */
export function sentBefore(cause: string): 'no' | 'unknown' {
  return notSent.has(cause) || /CERT|SELF_SIGNED|^ERR_(?:SSL|TLS)_|^EPROTO$/.test(cause)
    ? 'no'
    : 'unknown'
}

/** A failed answer's head, as far as it says something of the failure. */
export function headOf(
  status: number,
  headers: Headers,
  now: number,
): Pick<UpstreamFailure, 'status' | 'requestId' | 'retryAfter'> {
  const requestId = requestIdOf(headers)
  const retryAfter = parseRetryAfter(headers['retry-after'], now)
  return {
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}

/** Names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

const maxRetryAfter = 24 * 3_600

/**
 * `Retry-After` in seconds, from a number of them or a date (RFC 9110 section 10.2.3); a day at most.
 *
 * @param now milliseconds since 1970
 */
function parseRetryAfter(
  header: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  const text = String(typeof header === 'object' ? header[0] : (header ?? '')).trim()
  if (/^[0-9]{1,9}$/.test(text)) return Math.min(Number(text), maxRetryAfter)
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(at)) return undefined
  return Math.min(Math.max(0, Math.ceil((at - now) / 1_000)), maxRetryAfter)
}

/**
 * Where a product says its own id of a call: Azure's API management and services, ASP.NET, others.
 * The last may repeat the id that was sent.
 */
const idHeaders = [
  'apim-request-id',
  'x-ms-request-id',
  'request-id',
  'x-correlation-id',
  'x-request-id',
] as const

/** The id under which a product may find the call in its own log. */
export function requestIdOf(headers: Headers): string | undefined {
  return idHeaders
    .map((name) => headers[name])
    .find((id): id is string => typeof id === 'string' && /^[\w.|:-]{1,100}$/.test(id))
}
