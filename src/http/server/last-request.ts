import type { IncomingMessage, ServerResponse } from 'node:http'
import { lingerAfter } from './lingering-close.ts'

/**
 * Whether nothing behind a request can be trusted to be another one, since a proxy in front may see
 * its end elsewhere. So it is with codings that HTTP/1.0 does not have (RFC 9112 section 6.1) or
 * that we do not undo. After an upgrade, which we never agree to (RFC 9110 section 7.8), Node's
 * parser drops bytes and hides its errors.
 */
export function isLastRequest({ headers, httpVersionMinor }: IncomingMessage): boolean {
  const { upgrade, 'transfer-encoding': coding } = headers
  const isDoubtful = coding !== undefined && (httpVersionMinor === 0 || !isChunkedAlone(coding))
  return isDoubtful || upgrade !== undefined
}

/** Node takes any coding before it and undoes none: the bytes would go on as something else. */
export function isChunkedAlone(transferEncoding: string): boolean {
  return /^chunked$/i.test(transferEncoding)
}

/** Says `Connection: close` in the answer, and closes the connection behind it. */
export function endWith(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = false
  lingerAfter(request)
}
