import { Writable } from 'node:stream'
import type { Json } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { causeOf, failureOf, UnusableAnswerError } from '../http/upstreams/failure-causes.ts'
import { withoutMark } from '../http/upstreams/upstream.ts'
import type { CallerConnection } from '../http/server/caller-connection.ts'
import type { CallsFor } from '../http/upstreams/calls-for.ts'
import type { AnswerHead } from './answer-head.ts'
import type { ForwardRequest } from './exchange.ts'
import type { Forward } from './forward.ts'

const maxListBytes = 8 * 1024 * 1024

/** Altinn 2's answer, whole, for a merge. */
export interface Collected {
  readonly head: AnswerHead
  readonly body: Buffer
}

/** Asks Altinn 2 and waits for all of it, up to a bound of bytes and until the caller must have heard. */
export async function collect(
  forward: Forward,
  request: ForwardRequest,
  connection: CallerConnection,
  calls: CallsFor,
): Promise<Collected> {
  const chunks: Buffer[] = []
  let length = 0
  let head: AnswerHead | undefined
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), Math.max(1, calls.answerBy - performance.now()))
  const whole = new Promise<void>((resolve, reject) => {
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        length += chunk.length
        chunks.push(chunk)
        done(length > maxListBytes ? new Error('too long a list') : null)
      },
    })
    sink.on('finish', resolve).on('error', reject)
    const start = (started: AnswerHead): Writable => {
      head = started
      return sink
    }
    connection.onEnd(() => reject(new Error('the caller hung up')))
    late.signal.addEventListener('abort', () => reject(silent(calls)))
    const until = endingWith(late.signal, connection)
    forward(request, { accepts: () => true, start, connection: until, calls }).catch(reject)
  })
  try {
    await whole
  } catch (error) {
    if (error instanceof GatewayError) throw error
    const isLate = causeOf(error) === 'DEADLINE'
    throw new GatewayError(isLate ? 'ALTINN2_SILENT' : 'ALTINN2_UNREADABLE', { cause: error })
  } finally {
    clearTimeout(timer)
  }
  if (head === undefined) throw new GatewayError('ALTINN2_UNREADABLE')
  return { head, body: Buffer.concat(chunks) }
}

/** A caller's connection that ends when the signal aborts, at the latest. */
function endingWith(late: AbortSignal, connection: CallerConnection): CallerConnection {
  return {
    hasGone: () => late.aborted || connection.hasGone(),
    signal: () => AbortSignal.any([late, connection.signal()]),
    onEnd: (callback) => {
      connection.onEnd(callback)
      late.addEventListener('abort', () => callback(false), { once: true })
    },
  }
}

function silent({ noteFailure }: CallsFor): GatewayError {
  const upstream = { product: 'altinn2', cause: 'DEADLINE', sent: 'unknown' } as const
  noteFailure(upstream)
  return new GatewayError('ALTINN2_SILENT', { upstream })
}

/** Throws `ALTINN2_UNREADABLE`. */
export function needJson({ head, body }: Collected): Json {
  try {
    return JSON.parse(withoutMark(body.toString('utf8'))) as Json
  } catch (error) {
    const upstream = failureOf('altinn2', new UnusableAnswerError('not JSON', head.status))
    throw new GatewayError('ALTINN2_UNREADABLE', { cause: error, upstream })
  }
}
