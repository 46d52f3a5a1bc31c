import type { Logger } from 'pino'
import { translate } from './act.ts'
import type { Asked, Backends } from './request-context.ts'
import { differences } from '../altinn2/differences.ts'
import type { Json } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { collect, needJson } from '../forward/collect.ts'
import { toMergeRequest } from '../forward/request.ts'
import type { Life } from '../http/caller-connection.ts'
import { jsonFormatFor } from '../receive/negotiate.ts'
import { toJson } from '../respond/write-json.ts'

/** Has both platforms answer a question again, and logs where they differ; nobody is shown it. */
export type CastShadow = (asked: Asked) => void

/** No more than these at once: a shadow must not slow what it shadows. */
const mostUnderWay = 4
const longest = 60_000

export function createCastShadow(backends: Backends, log: Logger): CastShadow {
  let underWay = 0
  return (asked) => {
    const { shadow } = asked.beside
    if (shadow === undefined || underWay >= mostUnderWay) return
    underWay += 1
    const { requestId, endpoint, service } = asked.reply.request.entry
    const about = { requestId, endpoint, service, shadowOf: shadow.of }
    void compareSides(asked, backends)
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
  asked: Asked,
  backends: Backends,
): Promise<{ readonly differs: readonly string[] }> {
  const life = lasting(longest)
  const [altinn2, altinn3] = await Promise.all([
    askAltinn2(asked, backends, life),
    askAltinn3(asked, backends, life),
  ])
  if (altinn2.status !== altinn3.status) return { differs: ['status'] }
  return { differs: differences(altinn2.body, altinn3.body) }
}

async function askAltinn2(
  { row, params, query, reply }: Asked,
  { forward }: Backends,
  life: Life,
): Promise<Seen> {
  if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
  const request = toMergeRequest(row, params, query, reply.request.raw)
  const collected = await collect(forward, request, life)
  const { status } = collected.head
  return { status, body: status === 200 ? needJson(collected) : null }
}

async function askAltinn3(asked: Asked, backends: Backends, life: Life): Promise<Seen> {
  const targets = asked.beside.shadow?.targets ?? []
  const { status, body } = await translate(targets, asked, backends, life.gone())
  if (body === undefined || body.kind === 'bytes') return { status, body: null }
  const format = jsonFormatFor(asked.reply.request.raw.headers.accept)
  return { status, body: toJson(body, format, backends.publicUrl) }
}

/** A life without a caller, which ends by itself. */
function lasting(milliseconds: number): Life {
  const signal = AbortSignal.timeout(milliseconds)
  return {
    hasGone: () => signal.aborted,
    gone: () => signal,
    onEnd: (callback) => signal.addEventListener('abort', () => callback(false), { once: true }),
  }
}
