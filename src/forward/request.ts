import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { headersForAltinn2, pairsOf } from '../receive/headers.ts'
import { negotiate } from '../respond/negotiate.ts'
import type { ForwardRequest } from './exchange.ts'
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
  const waits = request.headers.expect !== undefined && request.httpVersionMinor > 0
  if (body !== undefined && waits) response.writeContinue()
  const headers = headersForAltinn2(request, row)
  if (row.answers === 'model') headers.push('Accept-Encoding', 'identity')
  return {
    method: request.method ?? row.method,
    target: targetForAltinn2(row, params, query),
    headers: body === undefined ? withoutLength(headers) : headers,
    ...(body === undefined ? {} : { body }),
    answers: row.answers,
  }
}

/**
 * The same question for a list that is to be joined with another: always the whole list, now, in the
 * JSON dialect that the caller will get.
 */
export function toMergeRequest(
  row: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
  request: IncomingMessage,
): ForwardRequest {
  const kept = ['apikey', 'authorization', 'accept-language', 'user-agent']
  const headers = pairsOf(headersForAltinn2(request, row)).filter(([name]) =>
    kept.includes(name.toLowerCase()),
  )
  const accept = `application/${negotiate(request.headers.accept)}`
  return {
    method: 'GET',
    target: targetForAltinn2(row, params, query),
    headers: [...headers, ['Accept', accept], ['Accept-Encoding', 'identity']].flat(),
    answers: 'model',
  }
}

function bodyOf(row: Endpoint, request: IncomingMessage): ForwardRequest['body'] {
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers
  if (row.body === 'none' || (chunked === undefined && Number(length ?? 0) === 0)) return undefined
  if (Number(length ?? 0) > row.body) throw new GatewayError('BODY_TOO_LARGE')
  return { stream: request, limit: row.body }
}

function withoutLength(headers: readonly string[]): string[] {
  return pairsOf(headers)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .flat()
}
