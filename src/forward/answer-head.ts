import { codingsOf, type Codings } from '../http/codings.ts'
import { hasNoBody } from '../http/upstream.ts'
import { pairsOf } from '../receive/headers.ts'
import { toWireReason } from '../respond/reason-phrase.ts'
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
  const value = (wanted: string): string | undefined =>
    pairs.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const codings = answers === 'model' ? codingsOf(value('content-encoding')) : []
  const mayHoldLinks = answers === 'model' && holdsLinks(value('content-type'))
  const rewritesLinks = mayHoldLinks && codings !== 'unknown'
  const isCoded = codings !== 'unknown' && codings.length > 0
  const named = new Set(
    (value('connection') ?? '').split(',').map((name) => name.trim().toLowerCase()),
  )
  const headers: string[] = []
  for (const [name, text] of pairs) {
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || named.has(lower) || isOriginPolicy(lower)) continue
    if ((rewritesLinks || isCoded) && ofTheBytes.has(lower)) continue
    if (hasNoBody(status) && lower === 'content-length') continue
    const isLocation = lower === 'location' || lower === 'content-location'
    headers.push(name, isLocation ? links.location(text) : text)
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

/** Which web pages may read an answer is for this gateway's operator to say. */
function isOriginPolicy(name: string): boolean {
  return name.startsWith('access-control-')
}

/** JSON and XML in an encoding in which ASCII bytes stand for themselves. */
function holdsLinks(contentType = ''): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset="?([^"]+)"?\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined)
  return (
    /^(?:application|text)\/(?:[\w.-]+\+)?(?:json|xml)$/.test(type.trim()) &&
    (charset === undefined || /^(?:utf-8|us-ascii|iso-8859-\d+|windows-125\d)$/.test(charset))
  )
}
