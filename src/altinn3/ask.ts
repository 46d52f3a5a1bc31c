import { request, type Dispatcher } from 'undici'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { readAnswer, type Answer, type Operation } from './operation.ts'
import type { Exchange } from './token.ts'

export interface AskSettings {
  readonly dispatcher: Dispatcher
  /** Altinn 3's platform, without a trailing slash. */
  readonly platformUrl: string
  readonly subscriptionKey?: string
  readonly exchange: Exchange
  readonly clock: Clock
  /** Milliseconds to a whole answer. */
  readonly timeout: number
  /** Calls under way at once, of all requests together. */
  readonly underWay: number
}

/** One caller's way to Altinn 3. `undefined` when Altinn 3 has no such thing. */
export type Ask = <Sent, Read>(
  operation: Operation<Sent, Read>,
  sent: Sent,
) => Promise<Read | undefined>

export interface Caller {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly expires: number
}

/** Calls to Altinn 3 that one request may have under way; more wait their turn. */
const atOnce = 8
/** A request's own turns wait for those of all requests; so many of them, and no more. */
const mostWaiting = 4_000
/** A request may take so long in all (milliseconds), however many calls it needs. */
const longestRequest = 120_000
const longestAnswer = 8 * 1024 * 1024
const pauseBeforeRepeat = 200

/**
 * Performs calls to Altinn 3 with the caller's own rights and nothing else. `gone` ends what is
 * under way and what waits.
 */
export function createAsk(settings: AskSettings): (caller: Caller, gone: AbortSignal) => Ask {
  const everybodysTurn = takingTurns(settings.underWay, mostWaiting)
  return (caller, gone) => {
    const ownTurn = takingTurns(atOnce, Infinity)
    const signal = AbortSignal.any([gone, AbortSignal.timeout(longestRequest)])
    return async (operation, sent) => {
      const target = operation.target(sent)
      const perform = async (): Promise<Answer> => {
        if (signal.aborted) throw new GatewayError('ALTINN3_SILENT')
        const token = await settings.exchange(caller.token, caller.expires)
        return operation.retry === 'again'
          ? await callTwice(operation.method, target, token, signal, settings)
          : await call(operation.method, target, token, signal, settings)
      }
      return readAnswer(operation, await ownTurn(() => everybodysTurn(perform)))
    }
  }
}

async function callTwice(
  method: 'GET',
  target: string,
  token: string,
  signal: AbortSignal,
  settings: AskSettings,
): Promise<Answer> {
  const first = await call(method, target, token, signal, settings).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === 'ALTINN3_UNREACHABLE') return undefined
    throw error
  })
  if (first !== undefined && first.status !== 502 && first.status !== 503) return first
  await settings.clock.pause(pauseBeforeRepeat)
  return call(method, target, token, signal, settings)
}

async function call(
  method: 'GET',
  target: string,
  token: string,
  signal: AbortSignal,
  { dispatcher, platformUrl, subscriptionKey, timeout }: AskSettings,
): Promise<Answer> {
  try {
    const { statusCode, body } = await request(platformUrl + target, {
      dispatcher,
      method,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      headers: {
        // The broker answers any other Accept with 406.
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(subscriptionKey === undefined ? {} : { 'ocp-apim-subscription-key': subscriptionKey }),
      },
    })
    return { status: statusCode, body: parse(await readWhole(body)) }
  } catch (error) {
    throw toGatewayError(error)
  }
}

async function readWhole(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestAnswer) throw new GatewayError('ALTINN3_UNREADABLE')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Not JSON reads as nothing: whether that matters is the operation's affair. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const isSilence =
    error instanceof Error &&
    (error.name === 'TimeoutError' ||
      ('code' in error &&
        (error.code === 'UND_ERR_HEADERS_TIMEOUT' || error.code === 'UND_ERR_BODY_TIMEOUT')))
  return new GatewayError(isSilence ? 'ALTINN3_SILENT' : 'ALTINN3_UNREACHABLE', { cause: error })
}

/**
 * Runs at most `most` tasks at once, in the order in which they came; with `mostWaiting` behind
 * them the next one is refused.
 */
function takingTurns(
  most: number,
  mostWaiting: number,
): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= most && waiting.length >= mostWaiting) throw new GatewayError('ALTINN3_BUSY')
    if (running < most) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await task()
    } finally {
      // A place is handed on, so that nobody who comes later can slip in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
