import { GatewayError, type ErrorCode } from '../errors.ts'
import { Exchange, type ForwardRequest, type ForwardSettings, type Receiver } from './exchange.ts'

/**
 * Streams a request to Altinn 2 and its answer back. `true` when the answer was passed on (or the
 * caller hung up), `false` when it was turned down. Throws a `GatewayError` if Altinn 2 fails
 * before its answer begins; a failure later breaks the caller's connection, so that half an answer
 * is never taken for a whole one.
 */
export type Forward = (request: ForwardRequest, receiver: Receiver) => Promise<boolean>

/** @param mostUnderWay requests at once; the next one is refused. */
export function createForward(settings: ForwardSettings, mostUnderWay: number): Forward {
  const { origin, pathname } = new URL(settings.url)
  const base = pathname.replace(/\/$/, '')
  let underWay = 0

  return async (request, receiver) => {
    if (underWay >= mostUnderWay) throw new GatewayError('BUSY')
    underWay += 1
    const path = base + request.target
    try {
      return await new Exchange(request, receiver, settings).run(origin, path)
    } catch (error) {
      if (!isWorthRepeating(request, error)) throw toGatewayError(error)
      return await new Exchange(request, receiver, settings).run(origin, path).catch(fail)
    } finally {
      underWay -= 1
    }
  }
}

/** A kept connection that Altinn 2 closed at that moment says nothing about the request. */
function isWorthRepeating({ method }: ForwardRequest, error: unknown): boolean {
  return (method === 'GET' || method === 'HEAD') && lost.has(codeOf(error))
}

const lost: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
const silent: ReadonlySet<string> = new Set([
  'SILENT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])
const unreadable: ReadonlySet<string> = new Set([
  'CONTENT_CODING',
  'INTERIM_ANSWERS',
  'TOO_LARGE',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function fail(error: unknown): never {
  throw toGatewayError(error)
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError(meaningOf(codeOf(error)), { cause: error })
}

function meaningOf(code: string): ErrorCode {
  if (silent.has(code)) return 'ALTINN2_SILENT'
  return unreadable.has(code) ? 'ALTINN2_UNREADABLE' : 'ALTINN2_UNREACHABLE'
}
