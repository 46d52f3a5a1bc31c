import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { headersForAltinn2 } from '../receive/headers.ts'
import type { ForwardRequest } from './forward.ts'
import { targetForAltinn2 } from './request-target.ts'

/** What Altinn 2 is asked. Throws `BODY_TOO_LARGE` when the length already says so. */
export function toForwardRequest(
  row: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
  request: IncomingMessage,
  response: ServerResponse,
): ForwardRequest {
  const body = bodyOf(row, request)
  // Old .NET clients wait for this; by now it is settled that the body will be taken.
  if (body !== undefined && request.headers.expect !== undefined) response.writeContinue()
  const headers = headersForAltinn2(request, row.answers)
  if (row.answers === 'model') headers.push('Accept-Encoding', 'identity')
  return {
    method: request.method ?? row.method,
    target: targetForAltinn2(row, params, query),
    headers: body === undefined ? withoutLength(headers) : headers,
    ...(body === undefined ? {} : { body }),
    answers: row.answers,
  }
}

function bodyOf(row: Endpoint, request: IncomingMessage): ForwardRequest['body'] {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers
  if (row.body === 'none' || (chunked === undefined && Number(length ?? 0) === 0)) return undefined
  if (Number(length ?? 0) > row.body) throw new GatewayError('BODY_TOO_LARGE')
  return { stream: request, limit: row.body }
}

function withoutLength(headers: readonly string[]): string[] {
  return headers.filter((_, index) => {
    const name = headers[index - (index % 2)] ?? ''
    return name.toLowerCase() !== 'content-length'
  })
}
