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
  /** The body must be decompressed first. */
  readonly encoding?: 'gzip' | 'deflate' | 'br'
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
  const encoding = knownEncoding(value('content-encoding'))
  const rewritesLinks =
    answers === 'model' && encoding !== 'unknown' && holdsLinks(value('content-type'))
  const named = new Set(
    (value('connection') ?? '').split(',').map((name) => name.trim().toLowerCase()),
  )
  const headers: string[] = []
  for (const [name, text] of pairs) {
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || named.has(lower) || isOriginPolicy(lower)) continue
    if (rewritesLinks && ofTheBytes.has(lower)) continue
    const isLocation = lower === 'location' || lower === 'content-location'
    headers.push(name, isLocation ? links.location(text) : text)
  }
  return {
    status,
    reason: toWireReason(reason),
    headers,
    rewritesLinks,
    ...(rewritesLinks && encoding !== undefined ? { encoding } : {}),
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

function knownEncoding(
  contentEncoding: string | undefined,
): 'gzip' | 'deflate' | 'br' | 'unknown' | undefined {
  const name = contentEncoding?.trim().toLowerCase()
  if (name === undefined || name === '' || name === 'identity') return undefined
  if (name === 'x-gzip') return 'gzip'
  return name === 'gzip' || name === 'deflate' || name === 'br' ? name : 'unknown'
}
