import type { Logger } from 'pino'
import { GatewayError } from '../errors.ts'
import type { CallsFor } from '../http/upstreams/calls-for.ts'
import type { OpenWork } from '../operate/open-submissions.ts'
import type { LogEntry } from '../runtime/log.ts'
import { toLogFields } from '../runtime/products.ts'
import type { Ports } from '../translation.ts'
import type { Backends } from './backends.ts'
import type { RequestContext } from './request-context.ts'

/** Milliseconds for which work may go on after the caller's deadline. */
const timeAfterCaller = 40_000

interface DetachingContext extends Pick<RequestContext, 'calls' | 'body' | 'entry'> {
  readonly caller: Pick<RequestContext['caller'], 'connection'>
}

/**
 * Lets work with a caller's rights go on when its caller has left, and after the caller's deadline. The process
 * waits for it when it stops, and the request's body is kept for it.
 *
 * @param portsFor gives the work its way out, with a signal and calls of its own
 */
export function detaching(
  { calls, caller, body, entry }: DetachingContext,
  { waitFor, openSubmissions, log }: Backends,
  portsFor: (signal: AbortSignal, calls: CallsFor, note: OpenWork['note']) => Ports,
): Ports['detached'] {
  return (perform) => {
    const answerBy = calls.answerBy + timeAfterCaller
    const isOver = AbortSignal.timeout(Math.max(1, Math.ceil(answerBy - performance.now())))
    const open = openSubmissions.begin(entry)
    const work = perform(portsFor(isOver, { ...calls, answerBy }, open.note))
    let hasEnded = false
    const end = (): void => {
      hasEnded = true
      open.end()
    }
    work.then(end, end)
    waitFor(work)
    body?.keepUntil(work)
    const { promise: leaving, cancel } = untilCallersDeadline(calls.answerBy, caller.connection)
    // From here on no answer says what comes of the work.
    leaving.catch(() => {
      if (!hasEnded) logWithoutCaller(work, entry, log)
    })
    return Promise.race([work, leaving]).finally(cancel)
  }
}

/** What has come of work that no answer speaks of, in a line of its own. */
function logWithoutCaller(work: Promise<unknown>, entry: LogEntry, log: Logger): void {
  const about = () => {
    const { requestId, endpoint, service, instance, message } = entry
    return { requestId, endpoint, service, instance, message }
  }
  work.then(
    (result) => log.info({ ...about(), ...outcomeOf(result) }, 'work without a caller has ended'),
    (error: unknown) => {
      const { code, details } = toGatewayError(error)
      const upstream = details.upstream === undefined ? {} : toLogFields(details.upstream)
      const fields = { ...about(), error: code, ...upstream }
      log.warn(fields, 'work without a caller has failed')
    },
  )
}

/** What the log would have said of the answer that the caller would have had. */
function outcomeOf(result: unknown): { readonly status?: number; readonly error?: string } {
  if (typeof result !== 'object' || result === null) return {}
  const { status, error } = result as { readonly status?: unknown; readonly error?: unknown }
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  }
}

/** Rejects when the caller has left, and at the caller's deadline. */
function untilCallersDeadline(
  answerBy: number,
  connection: RequestContext['caller']['connection'],
): { readonly promise: Promise<never>; readonly cancel: () => void } {
  let cancel = (): void => undefined
  const promise = new Promise<never>((_resolve, reject) => {
    const timer = setTimeout(
      () => reject(new GatewayError('STILL_UNDER_WAY')),
      Math.max(1, answerBy - performance.now()),
    )
    cancel = () => clearTimeout(timer)
    connection.onEnd((isWhole) => {
      clearTimeout(timer)
      if (!isWhole) reject(new GatewayError('ALTINN3_SILENT'))
    })
  })
  return { promise, cancel }
}

function toGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('UNEXPECTED', { cause: error })
}
