import { finished } from 'node:stream'
import type { Clock } from '../../runtime/clock.ts'
import { GatewayError } from '../../errors.ts'
import type { Bulkheads, Load, Place } from '../../http/upstreams/bulkhead.ts'
import type { CallsFor } from '../../http/upstreams/calls-for.ts'
import { causeOf, sentBefore, isIllness } from '../../http/upstreams/failure-causes.ts'
import { Limiter } from '../../runtime/limiter.ts'
import { noShare } from '../../runtime/shares.ts'
import { takeStep } from '../../runtime/yield-to-others.ts'
import { call, download, type CallSettings, type Circumstance } from './call.ts'
import { isSuccess, needAbsent, productOf, readAnswer } from '../operation.ts'
import type { Answer, Bytes, Call, Download, Operation, Sending } from '../operation.ts'
import { performRepeatably } from './repeat.ts'
import type { Exchange } from './token.ts'

export interface AskSettings extends CallSettings {
  readonly exchange: Exchange
  readonly clock: Clock
  readonly bulkheads: Bulkheads
}

/** One caller's way to Altinn 3. `undefined` when Altinn 3 has no such thing. */
export interface Asking {
  readonly ask: <Sent, Read>(
    operation: Operation<Sent, Read>,
    sent: Sent,
  ) => Promise<Read | undefined>
  readonly stream: <Sent>(operation: Download<Sent>, sent: Sent) => Promise<Bytes | undefined>
}

export interface Caller {
  readonly token: string
  /** An Altinn token goes as it is; Maskinporten's is exchanged for one. */
  readonly issuedBy: 'maskinporten' | 'altinn'
  /** Milliseconds since 1970. */
  readonly expires: number
}

/**
 * Gives a caller's way to Altinn 3 for one request; the signal aborts when the caller has left. A caller
 * of a public operation has no token, and is given what Altinn 3 answers everybody.
 */
export type AskFor = (caller: Caller | undefined, signal: AbortSignal, request: CallsFor) => Asking

/** Calls to Altinn 3 that one request may have under way; more wait in order. */
const concurrency = 8
/** What a request may still take after an upload of any length (milliseconds). */
const timeAfterUpload = 60_000

/**
 * Performs calls to Altinn 3 with the caller's own rights and nothing else, each in the bulkhead of
 * its product.
 */
export function createAsk(settings: AskSettings): AskFor {
  return (caller, signal, request) => {
    const own = new Limiter({ concurrency, maxWaiting: Infinity, maxPerOwner: concurrency })

    const timeLeft = (): number => Math.max(1, Math.ceil(request.answerBy - performance.now()))
    /** A call waits for its place no longer than the caller waits. */
    const until = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(timeLeft())])
    const tokenOf =
      caller === undefined ? noToken : exchangingOnce(caller, until, request, settings.exchange)

    /** Performs a call in its place. The function that it is given leaves the place. */
    async function inPlace<Result extends Answer | Bytes>(
      described: Call<never>,
      load: Load,
      maxTime: () => number,
      perform: (given: Circumstance) => Promise<Result>,
    ): Promise<readonly [Result, leave: () => void]> {
      if (caller === undefined) needPublic(described)
      const bulkhead = settings.bulkheads[productOf(described)]
      const leaveOwn = await own.acquire(noShare, until).catch(late)
      const leaving = [leaveOwn]
      const leave = (): void => {
        for (const one of leaving) one()
      }
      const progress = { hasBegun: false }
      try {
        // Before the place: the exchange has places of its own, and must not hold another's.
        const token = await tokenOf().catch(late)
        const place = await bulkhead.enter(request.share, load, 'ALTINN3_BUSY', until).catch(late)
        leaving.push(place.leave)
        // That the caller has left, or that no time is left, says nothing about the product.
        const isOver = (): boolean => signal.aborted || maxTime() <= 1
        const result = await judged(place, isOver, () =>
          performRepeatably(described, bulkhead, settings.clock, (dispatcher) => {
            progress.hasBegun = true
            return perform({
              ...{ dispatcher, token, signal, now: settings.clock.now },
              ...{ timeLeft: maxTime(), queuedMs: place.queuedMs },
              traceHeaders: request.traceHeaders,
            })
          }),
        )
        await takeStep(request.share.owner)
        return [result, leave]
      } catch (error) {
        leave()
        const effect = progress.hasBegun ? effectBehind(error) : 'notSent'
        // A call that ended with its caller is no failure of the product.
        if (signal.aborted) throw new GatewayError('ALTINN3_SILENT', { effect })
        // Hundreds of calls may have waited for a place equally long.
        await takeStep(request.share.owner)
        if (!(error instanceof GatewayError)) throw error
        if (error.details.upstream !== undefined) request.noteFailure(error.details.upstream)
        throw new GatewayError(error.code, { cause: error, ...error.details, effect })
      }
    }

    return {
      ask: async (operation, sent) => {
        const isUpload = isLong(operation.sends?.(sent))
        const maxTime = isUpload ? () => Infinity : timeLeft
        try {
          const [answer, leave] = await inPlace(
            operation,
            isUpload ? 'bytes' : 'calls',
            maxTime,
            (given) => call(operation, sent, given, settings),
          )
          leave()
          return understood(operation, answer, request, () => readAnswer(operation, answer))
        } finally {
          if (isUpload) putOff(request)
        }
      },
      stream: async (operation, sent) => {
        const [opened, leave] = await inPlace(operation, 'bytes', timeLeft, (given) =>
          download(operation, sent, given, settings),
        )
        if ('stream' in opened) {
          finished(opened.stream, { writable: false }, (error) => {
            leave()
            if (!signal.aborted) noteCut(operation, error, request)
          })
          return opened
        }
        leave()
        understood(operation, opened, request, () => needAbsent(operation, opened))
        return undefined
      },
    }
  }
}

const noToken = (): Promise<undefined> => Promise.resolve(undefined)

/** A call that needs a token is a mistake of the translation's where its caller has none. */
function needPublic({ isPublic, name }: Call<never>): void {
  if (isPublic !== true) throw new GatewayError('UNEXPECTED', { detail: name })
}

/** What was let in may be finished, also when the caller's token runs out meanwhile. */
function exchangingOnce(
  { token, issuedBy, expires }: Caller,
  until: () => AbortSignal,
  { share, traceHeaders }: CallsFor,
  exchange: Exchange,
): () => Promise<string> {
  let altinnToken: Promise<string> | undefined
  return async () => {
    if (issuedBy === 'altinn') return token
    altinnToken ??= exchange(token, expires, { until, share, traceHeaders })
    try {
      return await altinnToken
    } catch (error) {
      altinnToken = undefined
      throw error
    }
  }
}

function putOff(request: CallsFor): void {
  request.answerBy = Math.max(request.answerBy, performance.now() + timeAfterUpload)
}

/** So many bytes (64 KiB) take no longer than any call. */
const shortBody = 64 * 1024

/** Does a call send bytes that may take their time? */
function isLong(sending: Sending | undefined): boolean {
  if (sending === undefined || 'json' in sending) return false
  if ('bytes' in sending) return true
  if ('file' in sending) return sending.file.size > shortBody
  return sending.formData.reduce((sum, { bytes }) => sum + bytes.size, 0) > shortBody
}

/** What a call that was begun may have done: nothing, where it had no connection. */
function effectBehind(error: unknown): 'notSent' | 'unknown' {
  const upstream = error instanceof GatewayError ? error.details.upstream : undefined
  return upstream?.sent === 'no' ? 'notSent' : 'unknown'
}

/** Tells the breaker what came of a call. */
async function judged<Result extends Answer | Bytes>(
  place: Place,
  isOver: () => boolean,
  perform: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await perform()
    if ('failure' in result && isIllness(result.failure)) place.fail()
    else place.succeed()
    return result
  } catch (error) {
    const upstream = error instanceof GatewayError ? error.details.upstream : undefined
    if (!isOver() && upstream !== undefined && isIllness(upstream)) place.fail()
    throw error
  }
}

/** The caller has left, or has waited as long as a caller must. */
function late(cause: unknown): never {
  const isLate = cause instanceof Error && endings.has(cause.name)
  throw isLate ? new GatewayError('ALTINN3_SILENT', { cause }) : cause
}

const endings: ReadonlySet<string> = new Set(['AbortError', 'TimeoutError'])

/** What the answer means; one that is the product's failure is noted, even if the caller gets more. */
function understood<Read>(
  described: Call<never>,
  answer: Answer,
  request: CallsFor,
  read: () => Read,
): Read {
  if (answer.failure !== undefined) request.noteFailure(answer.failure)
  try {
    return read()
  } catch (error) {
    const isNew = error instanceof GatewayError && error.details.upstream === undefined
    if (!isNew || error.code !== 'ALTINN3_UNREADABLE') throw error
    const { status } = answer
    const cause = isSuccess(answer) ? 'UNEXPECTED_BODY' : 'STATUS'
    const failure = answer.describe?.(cause) ?? {
      ...{ product: productOf(described), cause, status, sent: 'unknown' as const },
    }
    request.noteFailure(failure)
    throw new GatewayError(error.code, { cause: error, upstream: failure })
  }
}

/** A download that its product broke off; one that was stopped here has no error of the product's. */
function noteCut(operation: Call<never>, error: unknown, request: CallsFor): void {
  const cause = causeOf(error)
  if (error === undefined || error === null || cause === 'ERR_STREAM_PREMATURE_CLOSE') return
  request.noteFailure({ product: productOf(operation), cause, sent: sentBefore(cause) })
}
