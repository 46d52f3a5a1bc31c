import type { IncomingMessage } from 'node:http'
import type { Query } from '../altinn2/query.ts'
import { GatewayError } from '../errors.ts'
import { invalidToken } from './token-faults.ts'

const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/
const longest = 8192

/** The one bearer token of a request: its header, payload and signature still encoded. */
export function needBearerToken(
  request: Pick<IncomingMessage, 'rawHeaders' | 'headers'>,
  query: Query,
): string {
  // Node silently keeps the first of two Authorization headers.
  const given = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization',
  ).length
  if (given > 1) throw new GatewayError('CREDENTIALS_REPEATED')
  const { authorization } = request.headers
  if (authorization === undefined) throw new GatewayError('TOKEN_MISSING')
  if (query.has('access_token')) throw new GatewayError('CREDENTIALS_REPEATED')
  // Another scheme is no token at all: RFC 6750 section 3.1.
  if (!/^bearer(?:\s|$)/i.test(authorization)) throw new GatewayError('TOKEN_MISSING')
  // One space or several: RFC 9110 section 11.4.
  const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? []
  if (token === undefined) throw invalidToken('MALFORMED')
  if (token.length > longest) throw invalidToken('TOO_LONG')
  const parts = compact.exec(token)?.slice(1)
  if (parts?.every(isCanonical) !== true) throw invalidToken('MALFORMED')
  return token
}

// base64url can be written in more than one way; a second spelling of a token is not that token.
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}
