import type { Logger } from 'pino'
import type { Backends } from './backends.ts'
import type { RequestContext } from './request-context.ts'
import { translate } from './translate.ts'
import { differences } from '../altinn2/differences.ts'
import type { Json } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { collect, needJson } from '../forward/collect.ts'
import { toMergeRequest } from '../forward/request.ts'
import type { CallerConnection } from '../http/server/caller-connection.ts'
import { jsonFormatFor } from '../receive/negotiate.ts'
import { toJson } from '../respond/write-json.ts'

/** Sends a read to both platforms again and logs where they differ; the caller sees none of it. */
export type StartShadowRequest = (context: RequestContext) => void

/** No more than these at once: a shadow must not slow what it shadows. */
const mostUnderWay = 4
const longest = 60_000

export function createStartShadowRequest(backends: Backends, log: Logger): StartShadowRequest {
  let underWay = 0
  return (context) => {
    const { shadow } = context.extras
    if (shadow === undefined || underWay >= mostUnderWay) return
    underWay += 1
    const { requestId, endpoint, service } = context.entry
    const about = { requestId, endpoint, service, shadowOf: shadow.of }
    void compareSides(context, backends)
      .catch((error: unknown) => ({
        error: error instanceof GatewayError ? error.code : 'UNEXPECTED',
      }))
      .then((outcome) => {
        underWay -= 1
        log.info({ ...about, ...outcome }, 'shadow')
      })
  }
}

interface Seen {
  readonly status: number
  readonly body: Json
}

/** Both sides are asked anew, so that what is compared is of one moment. */
async function compareSides(
  context: RequestContext,
  backends: Backends,
): Promise<{ readonly differs: readonly string[] }> {
  const connection = lasting(longest)
  // The caller's log line says nothing of it.
  const calls = {
    ...context.calls,
    answerBy: performance.now() + longest,
    noteFailure: () => undefined,
  }
  const shadowed = { ...context, calls }
  const [altinn2, altinn3] = await Promise.all([
    askAltinn2(shadowed, backends, connection),
    askAltinn3(shadowed, backends, connection),
  ])
  if (altinn2.status !== altinn3.status) return { differs: ['status'] }
  return { differs: differences(altinn2.body, altinn3.body) }
}

async function askAltinn2(
  { row, params, query, caller, calls }: RequestContext,
  { forward }: Backends,
  connection: CallerConnection,
): Promise<Seen> {
  if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
  const request = toMergeRequest(row, params, query, caller)
  const collected = await collect(forward, request, connection, calls)
  const { status } = collected.head
  return { status, body: status === 200 ? needJson(collected) : null }
}

async function askAltinn3(
  context: RequestContext,
  backends: Backends,
  connection: CallerConnection,
): Promise<Seen> {
  const targets = context.extras.shadow?.targets ?? []
  const { status, body } = await translate(targets, context, backends, connection.signal())
  if (body === undefined || body.kind === 'bytes') return { status, body: null }
  const format = jsonFormatFor(context.caller.headers.accept)
  return { status, body: toJson(body, format, backends.publicUrl) }
}

/** A connection without a caller, which ends by itself. */
function lasting(milliseconds: number): CallerConnection {
  const signal = AbortSignal.timeout(milliseconds)
  return {
    hasGone: () => signal.aborted,
    signal: () => signal,
    onEnd: (callback) => signal.addEventListener('abort', () => callback(false), { once: true }),
  }
}
