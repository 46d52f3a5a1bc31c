import { GatewayError, type ErrorCode } from '../errors.ts'
import type { Bulkhead, Place } from '../http/upstreams/bulkhead.ts'
import {
  causeOf,
  isIllness,
  isRefused,
  lostCauses,
  requestIdOf,
  sentBefore,
  unusableCauses,
} from '../http/upstreams/failure-causes.ts'
import type { UpstreamFailure } from '../runtime/products.ts'
import { Exchange, type ForwardRequest, type ForwardSettings } from './exchange.ts'
import type { NoteHead, Receiver } from './exchange.ts'

/**
 * Streams a request to Altinn 2 and its answer back. `true` when the answer was passed on (or the
 * caller hung up), `false` when it was turned down. Throws a `GatewayError` if Altinn 2 fails
 * before its answer begins; a failure later breaks the caller's connection, so that half an answer
 * is never taken for a whole one.
 */
export type Forward = (request: ForwardRequest, receiver: Receiver) => Promise<boolean>

export function createForward(settings: ForwardSettings, bulkhead: Bulkhead): Forward {
  const { origin, pathname } = new URL(settings.url)
  const base = pathname.replace(/\/$/, '')

  return async (request, receiver) => {
    const { share, noteFailure } = receiver.calls
    const load = request.answers === 'document' || request.body !== undefined ? 'bytes' : 'calls'
    const place = await bulkhead
      .enter(share, load, 'BUSY', receiver.connection.signal)
      .catch((error: unknown) => {
        if (receiver.connection.hasGone()) return undefined
        throw error
      })
    // The caller hung up while waiting.
    if (place === undefined) return true
    const describe = describing(place)
    // The caller's answer may be out, and logged, before this hears of its end.
    const noteHead: NoteHead = (status, headers) => {
      if (!isFailure(status)) return
      const requestId = requestIdOf(headers)
      const more = requestId === undefined ? {} : { requestId }
      noteFailure({ ...describe('STATUS'), status, ...more })
    }
    try {
      const create = (): Exchange => new Exchange(request, receiver, settings, noteHead)
      const { passedOn, exchange } = await run(request, create, base + request.target)
      const failure = failureOf(exchange, describe)
      if (failure !== undefined && failure.cause !== 'STATUS') noteFailure(failure)
      // An answer that broke off says less of Altinn 2 than one that did not begin. Without a status
      // the caller left before there was one.
      const hasAnswered = exchange.status !== undefined && exchange.cut === undefined
      if (hasAnswered) judge(place, failure, request, receiver)
      return passedOn
    } catch (error) {
      const refused = toGatewayError(error, describe)
      const { upstream } = refused.details
      if (upstream !== undefined) noteFailure(upstream)
      // What has no failed call behind it is the caller's own: a body that stopped, or was too large.
      if (upstream !== undefined) judge(place, upstream, request, receiver)
      throw refused
    } finally {
      place.leave()
    }
  }

  /** Once more, on a new connection, where a read found its connection refused, reset or closed. */
  async function run(request: ForwardRequest, create: () => Exchange, path: string) {
    const { dispatcher, freshDispatcher, retries } = bulkhead
    retries.noteCall()
    const first = create()
    try {
      return { passedOn: await first.run(origin, path, dispatcher), exchange: first }
    } catch (error) {
      if (!isWorthRepeating(request, error)) throw error
      if (isRefused(causeOf(error)) && !retries.take()) throw error
      const exchange = create()
      return { passedOn: await exchange.run(origin, path, freshDispatcher), exchange }
    }
  }
}

/** Describes failures of the call that begins now. */
function describing({ queuedMs }: Place): (cause: string) => UpstreamFailure {
  const began = performance.now()
  return (cause) => ({
    ...{ product: 'altinn2', cause, sent: sentBefore(cause) },
    ms: Math.round(performance.now() - began),
    queuedMs: Math.round(queuedMs),
  })
}

/** The answer's head has not come: what is lost says nothing of the request. */
function isWorthRepeating({ method }: ForwardRequest, error: unknown): boolean {
  if (error instanceof GatewayError) return false
  return (method === 'GET' || method === 'HEAD') && lostCauses.has(causeOf(error))
}

/** What Altinn 2 did wrong in an answer that has begun: a status of its own, or no end. */
function failureOf(
  { status = 0, cut }: Exchange,
  describe: (cause: string) => UpstreamFailure,
): UpstreamFailure | undefined {
  if (cut !== undefined && !isCallers(cut)) return { ...describe(causeOf(cut)), status }
  return isFailure(status) ? { ...describe('STATUS'), status } : undefined
}

/** 501 is what Altinn 2 does not do. */
function isFailure(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501)
}

/** The end that the exchange made itself, because the caller left or did not read. */
function isCallers(cut: Error): boolean {
  return ['UNKNOWN', 'ERR_STREAM_PREMATURE_CLOSE'].includes(causeOf(cut))
}

function judge(
  place: Place,
  failure: UpstreamFailure | undefined,
  { body }: ForwardRequest,
  { connection, calls }: Receiver,
): void {
  if (failure === undefined) place.succeed()
  if (failure === undefined || connection.hasGone() || !isIllness(failure)) return
  // Earlier calls had used up the caller's time; one with a body has a time of its own.
  const wasCutShort = body === undefined && performance.now() >= calls.answerBy - 1
  if (failure.cause !== 'DEADLINE' || !wasCutShort) place.fail()
}

function toGatewayError(
  error: unknown,
  describe: (cause: string) => UpstreamFailure,
): GatewayError {
  if (error instanceof GatewayError) {
    const isOfAltinn2 = error.code === 'ALTINN2_UNREADABLE'
    if (!isOfAltinn2) return error
    return new GatewayError(error.code, { cause: error, upstream: describe('UNEXPECTED_BODY') })
  }
  const cause = causeOf(error)
  const upstream = describe(cause)
  return new GatewayError(meaningOf(cause), { cause: error, upstream })
}

function meaningOf(cause: string): ErrorCode {
  if (cause === 'DEADLINE') return 'ALTINN2_SILENT'
  return unusableCauses.has(cause) ? 'ALTINN2_UNREADABLE' : 'ALTINN2_UNREACHABLE'
}
