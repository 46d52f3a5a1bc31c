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
  if (query.pairs.length === 0) return filled
  const written = query.pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`)
  return `${filled}?${written.join('&')}`
}

// OData's names begin with a dollar sign; some servers know them only unencoded.
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%24', '$')
}
