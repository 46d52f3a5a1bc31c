/** The code that says best why a call failed: the innermost of an error's causes that has one. */
export function causeOf(error: unknown): string {
  let found = 'UNKNOWN'
  let inner: unknown = error
  // Errors of several addresses (`AggregateError`) hold theirs in a list.
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    if ('code' in inner && typeof inner.code === 'string' && inner.code !== '') found = inner.code
    else if (inner.name === 'TimeoutError') found = 'DEADLINE'
    inner = inner instanceof AggregateError ? (inner.errors as unknown[])[0] : inner.cause
  }
  return /^[A-Z0-9_]{1,64}$/.test(found) ? found : 'UNKNOWN'
}

/** The product waited too long, or we did. */
export const lateCauses: ReadonlySet<string> = new Set([
  'DEADLINE',
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
])

const notSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'BULKHEAD_FULL',
  'BREAKER_OPEN',
])

/** A connection that was never there has carried nothing; TLS is settled before a request is sent. */
export function sentBefore(cause: string): 'no' | 'unknown' {
  return notSent.has(cause) || /CERT|SELF_SIGNED|^ERR_(?:SSL|TLS)_|^EPROTO$/.test(cause)
    ? 'no'
    : 'unknown'
}

const maxRetryAfter = 24 * 3_600

/**
 * `Retry-After` in seconds, from a number of them or a date (RFC 9110 section 10.2.3); a day at most.
 *
 * @param now milliseconds since 1970
 */
export function parseRetryAfter(
  header: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  const text = String(typeof header === 'object' ? header[0] : (header ?? '')).trim()
  if (/^[0-9]{1,9}$/.test(text)) return Math.min(Number(text), maxRetryAfter)
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(at)) return undefined
  return Math.min(Math.max(0, Math.ceil((at - now) / 1_000)), maxRetryAfter)
}

const idHeaders = ['x-request-id', 'request-id', 'x-ms-request-id', 'x-correlation-id'] as const

/** The id under which a product may find the call in its own log. */
export function requestIdOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  const found = idHeaders.map((name) => headers[name]).find((id) => typeof id === 'string')
  return typeof found === 'string' && /^[\w.|:-]{1,100}$/.test(found) ? found : undefined
}
