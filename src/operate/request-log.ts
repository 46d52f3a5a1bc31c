import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { upstreamOf, type GatewayError } from '../errors.ts'
import type { LogEntry } from '../runtime/log.ts'
import type { UpstreamFailure } from '../runtime/products.ts'
import type { SubmissionNames } from '../translation.ts'
import type { Metrics } from './metrics/metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's line in the log, which each step adds to. */
    entry: LogEntry
    /** Ends when nothing more is being done for the request; never fails. */
    work: Promise<void> | undefined
  }
}

/**
 * Writes the request's line, and counts the request, when its answer is out, or when its caller has gone and what was under
 * way for them has ended.
 */
export function logAtEnd(
  request: FastifyRequest,
  { raw }: FastifyReply,
  log: Logger,
  noteRequest: Metrics['noteRequest'],
): void {
  const started = performance.now()
  const write = (isWhole: boolean): void => {
    const ms = Math.round((performance.now() - started) * 10) / 10
    const { headersSent, statusCode } = raw
    const status = headersSent ? { status: statusCode } : {}
    const cut = isWhole ? {} : { cut: true }
    // 501 is a refusal that is meant, and no failure.
    const isFailure = isWhole && statusCode >= 500 && statusCode !== 501
    const isUpstreams = request.entry.upstream !== undefined
    log[isFailure || isUpstreams ? 'warn' : 'info'](
      { ...request.entry, ...status, ms, ...cut },
      'request',
    )
    noteRequest({ ...request.entry, ...status, ms })
  }
  request.callerConnection.onEnd((isWhole) => {
    if (isWhole || request.work === undefined) write(isWhole)
    else void request.work.then(() => write(false))
  })
}

/** What the line will say of a failed call to a platform: the last one, if there are several. */
export function noteUpstream(entry: LogEntry, failure: UpstreamFailure): void {
  const { product, cause, status, requestId, ms, queuedMs } = failure
  entry.upstream = product
  entry.cause = cause
  Object.assign(entry, {
    upstreamStatus: status,
    // A product that has no id of its own may repeat ours.
    upstreamRequestId: requestId === entry.requestId ? undefined : requestId,
    upstreamMs: ms,
    queuedMs,
  })
}

/** What the line will say of a failure; that a caller had gone explains all that came of it. */
export function noteFailure(
  { entry, callerConnection }: FastifyRequest,
  error: GatewayError,
): void {
  const { code, details } = error
  const upstream = upstreamOf(error)
  if (upstream !== undefined) noteUpstream(entry, upstream)
  entry.error = callerConnection.hasGone() ? 'CALLER_LEFT' : code
  if (details.fault !== undefined) entry.cause = details.fault.cause
  if (details.setting !== undefined) entry.setting = details.setting
  if (details.scopes !== undefined) entry.missingScopes = details.scopes
  if (details.reference !== undefined) entry.reference = inFours(details.reference)
}

/** What the line will say of a submission; a draft that is gone again is not named. */
export function noteSubmission(entry: LogEntry, names: SubmissionNames): void {
  if (!('instance' in names)) return
  const { instance, message } = names
  Object.assign(entry, { instance, message: message && inFours(message) })
}

/** An id in fours: no run of digits that a log reader could take for a person's. */
export function inFours(id: string): string {
  return id.replaceAll('-', '').replace(/.{4}(?=.)/g, '$&-')
}
