import type { IncomingMessage } from 'node:http'
import type { Endpoint } from '../endpoint.ts'

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

/** A request before its body. */
export type RequestHead = Readonly<Pick<IncomingMessage, 'method' | 'headers'>> & {
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
}

/** All that a caller may usefully send. */
export const acceptedHeaders = [...forwarded, ...forwardedWithDocuments]

/**
 * The headers for Altinn 2, name and value in turn, from the caller's raw headers. A token that
 * nobody has looked at, on a row that is open to all, goes no further.
 */
export function headersForAltinn2(
  request: Pick<RequestHead, 'rawHeaders' | 'headers'>,
  { answers, callers }: Pick<Endpoint, 'answers' | 'callers'>,
): string[] {
  const named = namedInConnection(request.headers.connection)
  const passes = (name: string): boolean =>
    (forwarded.has(name) || (answers === 'document' && forwardedWithDocuments.has(name))) &&
    !(name === 'authorization' && callers === 'public') &&
    !named.has(name)
  return pairsOf(request.rawHeaders)
    .filter(([name]) => passes(name.toLowerCase()))
    .flat()
}

/** Names and values in turn, as pairs. */
export function pairsOf(raw: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([raw[index] ?? '', raw[index + 1] ?? ''])
  }
  return pairs
}

const none: ReadonlySet<string> = new Set()

function namedInConnection(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || /^(?:keep-alive|close)$/i.test(connection)) return none
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}
