import { codingsOf, type Codings } from '../http/codings.ts'
import { hasNoBody } from '../http/upstreams/upstream.ts'
import { pairsOf } from '../receive/headers.ts'
import { toWireReason } from '../http/wire-reason.ts'
import type { LinkRewriter } from './links.ts'

/** How Altinn 2's answer reaches the caller: its head, and what happens to its body. */
export interface AnswerHead {
  readonly status: number
  readonly reason: string
  /** Name and value in turn, in Altinn 2's order. */
  readonly headers: string[]
  readonly rewritesLinks: boolean
  /** The body's content codings must be undone first. */
  readonly codings?: Codings
  /** The body holds links, in a coding that cannot be undone. */
  readonly isUnreadable?: true
}

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Ours to say, not an upstream's.
  'x-register',
  'x-request-id',
  'x-served-by',
])

/** What no longer holds once the bytes change. */
const ofTheBytes: ReadonlySet<string> = new Set([
  'accept-ranges',
  'content-encoding',
  'content-length',
  'content-md5',
  'etag',
])

/** @param rawHeaders names and values in turn, as they came */
export function toAnswerHead(
  status: number,
  reason: string,
  rawHeaders: readonly string[],
  answers: 'model' | 'document',
  links: LinkRewriter,
): AnswerHead {
  const pairs = pairsOf(rawHeaders)
  const [codingLines, typeLines, connectionLines] = valuesOf(pairs)
  // One coding a line is the same as all of them in one (RFC 9110 section 5.3).
  const codings = answers === 'model' ? codingsOf(codingLines) : []
  const mayHoldLinks = answers === 'model' && holdsLinks(typeLines[0])
  const rewritesLinks = mayHoldLinks && codings !== 'unknown'
  const isCoded = codings !== 'unknown' && codings.length > 0
  const named = new Set(
    connectionLines.flatMap((text) => text.split(',').map((name) => name.trim().toLowerCase())),
  )
  const headers: string[] = []
  for (const [name, text] of pairs) {
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || named.has(lower) || isOriginPolicy(lower)) continue
    if ((rewritesLinks || isCoded) && ofTheBytes.has(lower)) continue
    if (hasNoBody(status) && lower === 'content-length') continue
    headers.push(name, links.header(lower, text))
  }
  return {
    status,
    reason: toWireReason(reason),
    headers,
    rewritesLinks,
    ...(isCoded ? { codings } : {}),
    ...(mayHoldLinks && !rewritesLinks ? { isUnreadable: true } : {}),
  }
}

/** All values of `Content-Encoding`, `Content-Type` and `Connection`, in one pass. */
function valuesOf(
  pairs: readonly (readonly [name: string, value: string])[],
): [codings: string[], types: string[], connections: string[]] {
  const values: [string[], string[], string[]] = [[], [], []]
  for (const [name, text] of pairs) {
    const lower = name.toLowerCase()
    if (lower === 'content-encoding') values[0].push(text)
    else if (lower === 'content-type') values[1].push(text)
    else if (lower === 'connection') values[2].push(text)
  }
  return values
}

/** Which web pages may read an answer is for this gateway's operator to say. */
function isOriginPolicy(name: string): boolean {
  return name.startsWith('access-control-')
}

/**
 * JSON and XML whose ASCII bytes stand for themselves: in all charsets but those that write every
 * letter in two bytes or four. Names and spaces as servers misspell them.
 */
function holdsLinks(contentType = ''): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().replace(/\s/g, '').split(';')
  const isText = /^(?:application|text)\/(?:[\w.-]+\+)?(?:json|xml)$/.test(type)
  return isText && !parameters.some((one) => wideCharset.test(one.replace(/["'_-]/g, '')))
}

const wideCharset = /^charset=(?:utf16|utf32|ucs|iso10646|unicode)/
