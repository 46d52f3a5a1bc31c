import type { IncomingMessage } from 'node:http'
import { isChunkedAlone } from '../http/server/last-request.ts'

type Head = Pick<
  IncomingMessage,
  'headers' | 'rawHeaders' | 'httpVersionMajor' | 'httpVersionMinor'
>

/** A host's name or address, and a port (RFC 9112 section 3.2). An empty one is allowed there. */
const host = /^(?:[\w.~-]*|\[[\da-f:.]+\])(?::\d{0,5})?$/i

/** Why the head of a request is not well-formed, where Node's parser takes it. */
export function findHeadFault(head: Head): string | undefined {
  const { headers, rawHeaders, httpVersionMajor, httpVersionMinor } = head
  // Node's parser knows the first line of HTTP/0.9 and HTTP/2 as well.
  if (httpVersionMajor !== 1) return 'only HTTP/1.0 and HTTP/1.1 are spoken here'
  if (headers.host === undefined && httpVersionMinor > 0) return 'the header Host is missing'
  // Node keeps the first of several.
  if (countOf(rawHeaders, 'host') > 1) return 'there are two Host headers'
  if (!host.test(headers.host ?? '')) return 'the header Host is no host and port'
  return findCodingFault(head)
}

function findCodingFault({ headers, httpVersionMinor }: Head): string | undefined {
  const { 'transfer-encoding': coding } = headers
  if (coding === undefined) return undefined
  // Its sender may end the body elsewhere (RFC 9112 section 6.1).
  if (httpVersionMinor === 0) return 'HTTP/1.0 has no Transfer-Encoding'
  return isChunkedAlone(coding)
    ? undefined
    : 'chunked is the only Transfer-Encoding that is read here'
}

function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const one = rawHeaders[index] ?? ''
    if (one.length === name.length && one.toLowerCase() === name) count += 1
  }
  return count
}
