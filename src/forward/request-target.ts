import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'

/**
 * The target for Altinn 2, built from the row and what was parsed; nothing of the caller's own
 * target is copied, so there is nothing in it that two servers could read differently.
 */
export function targetForAltinn2(
  { path }: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const written = query.pairs
    .filter(([name]) => !isToken(name))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return written.length === 0 ? filled : `${filled}?${written.join('&')}`
}

/** RFC 6750 section 2.3: a token in the address. Nobody has looked at it, and servers log addresses. */
function isToken(name: string): boolean {
  return name.toLowerCase() === 'access_token'
}

// OData's names begin with a dollar sign; some servers know them only unencoded.
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%24', '$')
}
