import type { IncomingMessage } from 'node:http'

/**
 * What may reach Altinn 2: what Altinn 2's clients had reason to send. Everything else stays here,
 * so that nobody can speak to a platform in the gateway's name (a party header, a subscription
 * key, a cookie, a forwarded address) or confuse it (a method override, a rewritten URL).
 */
const forwarded: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-language',
  'apikey',
  'authorization',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'pragma',
  'user-agent',
])

/** These only make sense when the answer's bytes reach the caller unchanged. */
const forwardedWithDocuments: ReadonlySet<string> = new Set([
  'accept-encoding',
  'if-range',
  'range',
])

/** The headers for Altinn 2, as name and value in turn, from the caller's raw headers. */
export function headersForAltinn2(
  request: Pick<IncomingMessage, 'rawHeaders' | 'headers'>,
  answers: 'model' | 'document',
): string[] {
  const named = namedInConnection(request.headers.connection)
  const kept: string[] = []
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? ''
    const lower = name.toLowerCase()
    const passes =
      forwarded.has(lower) || (answers === 'document' && forwardedWithDocuments.has(lower))
    if (passes && !named.has(lower)) kept.push(name, request.rawHeaders[index + 1] ?? '')
  }
  return kept
}

const none: ReadonlySet<string> = new Set()

function namedInConnection(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || /^(?:keep-alive|close)$/i.test(connection)) return none
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}
