import { Query } from '../altinn2/query.ts'

/** Where a request wants to go: a path that is safe to route on, and its query. */
export interface Target {
  readonly path: string
  readonly query: Query
}

const forbidden = [
  // Characters that some server on the way might read as another path.
  /[^\x21-\x7e]|[\\;"<>^`{|}#]/,
  /\/\/|\/\.{1,2}(?:\/|$)/,
  // Encoded: a dot, a slash, a backslash, a semicolon, a control, or half a character.
  /%(?:2e|2f|5c|3b|[01][0-9a-f]|7f)/i,
  /%(?![0-9a-f]{2})/i,
]

/**
 * Clients behind a proxy setting send the whole address: the rest of it, where it is one of the
 * server that `Host` names (RFC 9112 section 3.2.2), else `undefined`. Anything else as it came.
 */
export function toOriginForm(raw: string, host: string | undefined): string | undefined {
  const [, scheme = '', authority = '', rest = ''] =
    /^(https?):\/\/([^/?#]*)(.*)$/is.exec(raw) ?? []
  if (scheme === '') return raw
  const port = scheme.toLowerCase() === 'http' ? /:(?:80)?$/ : /:(?:443)?$/
  const named = (one: string): string => one.toLowerCase().replace(port, '')
  if (authority === '' || named(authority) !== named(host ?? '')) return undefined
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Reads a raw request target. Anything but one plain absolute path is refused (`undefined`); one
 * trailing slash and a query glued on with `&` are mended, since old clients send both.
 */
export function parseTarget(raw: string): Target | undefined {
  const [path, query] = split(raw)
  if (!path.startsWith('/') || forbidden.some((pattern) => pattern.test(path))) return undefined
  if (!isUtf8(path)) return undefined
  const pairs = parseQuery(query)
  if (pairs === undefined) return undefined
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  return { path: trimmed, query: new Query(pairs) }
}

// Seen in the 2014 app: `/api/organizations&$skip=0&language=1044`.
function split(raw: string): [path: string, query: string] {
  const mark = raw.indexOf('?')
  const path = mark < 0 ? raw : raw.slice(0, mark)
  const query = mark < 0 ? '' : raw.slice(mark + 1)
  const glued = path.indexOf('&')
  if (glued < 0) return [path, query]
  return [path.slice(0, glued), [path.slice(glued + 1), query].filter(Boolean).join('&')]
}

function isUtf8(encoded: string): boolean {
  try {
    decodeURIComponent(encoded)
    return true
  } catch {
    return false
  }
}

function parseQuery(query: string): [string, string][] | undefined {
  if (query === '') return []
  const pairs: [string, string][] = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals))
    const value = decode(equals < 0 ? '' : part.slice(equals + 1))
    if (name === undefined || value === undefined) return undefined
    // Sent by nearly every old client, meaningless without client certificates.
    if (name.toLowerCase() === 'forceeiauthentication') continue
    pairs.push([name, value])
  }
  return pairs
}

/**
 * `+` is a space. Bytes outside ASCII never come unencoded from a caller, since Node's parser refuses
 * them; `explain` is asked by people who may write them so, and reads UTF-8 and Latin-1.
 */
function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!/[%\x80-\xff]/.test(spaced)) return isPlain(spaced) ? spaced : undefined
  const escaped = spaced.replace(/[\x80-\xff]+/g, (bytes) =>
    encodeURIComponent(toText(Buffer.from(bytes, 'latin1'))),
  )
  try {
    const decoded = decodeURIComponent(escaped)
    return isPlain(decoded) ? decoded : undefined
  } catch {
    return undefined
  }
}

function toText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? bytes.toString('latin1') : text
}

function isPlain(text: string): boolean {
  return !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)
}
