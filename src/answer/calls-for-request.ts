import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from '../authenticate/principal.ts'
import type { CallsFor } from '../http/upstreams/calls-for.ts'
import { noteUpstream } from '../operate/request-log.ts'
import { parseTraceparent } from '../receive/traceparent.ts'
import type { LogEntry } from '../runtime/log.ts'
import { noShare, type Share } from '../runtime/shares.ts'

/** A caller hears after so many milliseconds at most, but for bytes that are on their way. */
const maxTime = 90_000

/**
 * What a request's calls to the platforms are made for: the organisation acted for, or as long as
 * that is not known the principal's own. The time runs from here on for all of them.
 */
export function callsForRequest(
  entry: LogEntry,
  headers: IncomingHttpHeaders,
): (principal: Principal | undefined, organization?: string) => CallsFor {
  const answerBy = performance.now() + maxTime
  const traceHeaders = traceHeadersFor(entry, headers)
  const noteFailure: CallsFor['noteFailure'] = (failure) => noteUpstream(entry, failure)
  return (principal, organization) => ({
    share: shareOf(principal, organization),
    answerBy,
    traceHeaders,
    noteFailure,
  })
}

/** A caller who took long to send a body still hears within the time that starts with its last byte. */
export function beginAnew(calls: CallsFor): void {
  calls.answerBy = performance.now() + maxTime
}

/** The request's id is ours, never the caller's own; nothing else of the caller's trace goes on. */
function traceHeadersFor(
  { requestId }: LogEntry,
  headers: IncomingHttpHeaders,
): CallsFor['traceHeaders'] {
  const traceparent = parseTraceparent(headers.traceparent)
  return { 'x-request-id': requestId, ...(traceparent === undefined ? {} : { traceparent }) }
}

/** The callers of public operations have one share together. */
function shareOf(principal: Principal | undefined, organization?: string): Share {
  if (principal === undefined) return noShare
  return { owner: principal.owner, organization: organization ?? principal.organization }
}
