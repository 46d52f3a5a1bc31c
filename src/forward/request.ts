import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'
import type { Body } from '../http/server/body.ts'
import { headersForAltinn2, pairsOf, type RequestHead } from '../receive/headers.ts'
import { jsonFormatFor } from '../receive/negotiate.ts'
import type { ForwardRequest } from './exchange.ts'
import { targetForAltinn2 } from './request-target.ts'

/** What Altinn 2 is asked. */
export function toForwardRequest(
  row: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
  request: RequestHead,
  body: Body | undefined,
): ForwardRequest {
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
 * JSON dialect that says as much as the format that the caller will get, unless told.
 */
export function toMergeRequest(
  row: Endpoint,
  params: Readonly<Record<string, string>>,
  query: Query,
  request: RequestHead,
  dialect = jsonFormatFor(request.headers.accept),
): ForwardRequest {
  return {
    method: 'GET',
    target: targetForAltinn2(row, params, query),
    headers: [
      ...callersHeadersForMerge(row, request),
      ['Accept', `application/${dialect}`],
      ['Accept-Encoding', 'identity'],
    ].flat(),
    answers: 'model',
  }
}

const sentForMerge: ReadonlySet<string> = new Set([
  'accept-language',
  'apikey',
  'authorization',
  'user-agent',
])

/**
 * The caller's own headers among those of a `toMergeRequest`: what its answer may rest on. What Altinn 2
 * answers everybody rests on none of them.
 */
export function callersHeadersForMerge(
  row: Endpoint,
  request: RequestHead,
): readonly [name: string, value: string][] {
  if (row.callers === 'public') return []
  const passed = pairsOf(headersForAltinn2(request, row))
  return passed.filter(([name]) => sentForMerge.has(name.toLowerCase()))
}

function withoutLength(headers: readonly string[]): string[] {
  return pairsOf(headers)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .flat()
}
