import { finished } from 'node:stream'
import type { Clock } from '../runtime/clock.ts'
import { GatewayError } from '../errors.ts'
import { call, download, type CallSettings, type Circumstance } from './call.ts'
import { needAbsent, readAnswer } from './operation.ts'
import type { Answer, Bytes, Call, Download, Operation } from './operation.ts'
import type { Exchange } from './token.ts'
import { Limiter, LimiterFullError } from '../runtime/limiter.ts'
import { noShare } from '../runtime/shares.ts'

export interface AskSettings extends CallSettings {
  readonly exchange: Exchange
  readonly clock: Clock
  /** Calls under way at once, of all requests together; as many again that carry bytes. */
  readonly underWay: number
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

/** Calls to Altinn 3 that one request may have under way; more wait their turn. */
const atOnce = 8
/** A request's own turns wait for those of all requests; so many of them, and no more. */
const mostWaiting = 4_000
/**
 * A request may take so long in all (milliseconds), however many calls it needs. With the time that
 * Altinn 2 has before, that is less than a connection may be idle: the caller hears how it ended.
 */
const longestRequest = 80_000
const pauseBeforeRepeat = 200

/**
 * Performs calls to Altinn 3 with the caller's own rights and nothing else. `gone` ends what is
 * under way and what waits.
 */
export function createAsk(settings: AskSettings): (caller: Caller, gone: AbortSignal) => Asking {
  const everybodysTurns = new Limiter({
    concurrency: settings.underWay,
    maxWaiting: mostWaiting,
    maxPerOwner: settings.underWay,
  })
  // Files take as long as they take: nobody's look at a list waits for them.
  const turnsForBytes = new Limiter({
    concurrency: settings.underWay,
    maxWaiting: mostWaiting,
    maxPerOwner: settings.underWay,
  })

  return ({ token, issuedBy, expires }, gone) => {
    const ownTurns = new Limiter({ concurrency: atOnce, maxWaiting: Infinity, maxPerOwner: atOnce })
    let deadline = AbortSignal.timeout(longestRequest)
    let altinnToken: Promise<string> | undefined

    async function takeTurn(turns: Limiter): Promise<() => void> {
      const ended = (): AbortSignal => AbortSignal.any([gone, deadline])
      const leaveOwn = await ownTurns.acquire(noShare, ended).catch(busy)
      try {
        const inTime = (): AbortSignal =>
          AbortSignal.any([ended(), AbortSignal.timeout(settings.timeout)])
        const leave = await turns.acquire(noShare, inTime).catch(busy)
        return () => {
          leave()
          leaveOwn()
        }
      } catch (error) {
        leaveOwn()
        throw error
      }
    }

    /** @param isEndless bytes take as long as they take, and the time for the rest begins after */
    async function circumstance(isEndless: boolean): Promise<Circumstance> {
      const signal = isEndless ? gone : AbortSignal.any([gone, deadline])
      if (signal.aborted) throw new GatewayError('ALTINN3_SILENT')
      return { token: issuedBy === 'altinn' ? token : await exchangeOnce(), signal }
    }

    /** What was let in may be finished, also when the caller's token runs out meanwhile. */
    async function exchangeOnce(): Promise<string> {
      altinnToken ??= settings.exchange(token, expires)
      try {
        return await altinnToken
      } catch (error) {
        altinnToken = undefined
        throw error
      }
    }

    return {
      ask: async (operation, sent) => {
        const sending = operation.sends?.(sent)
        const isEndless = sending !== undefined && 'bytes' in sending
        const leave = await takeTurn(isEndless ? turnsForBytes : everybodysTurns)
        try {
          const given = await circumstance(isEndless)
          return readAnswer(operation, await perform(operation, sent, given, settings))
        } finally {
          if (isEndless) deadline = AbortSignal.timeout(longestRequest)
          leave()
        }
      },
      stream: async (operation, sent) => {
        const leave = await takeTurn(turnsForBytes)
        try {
          const opened = await download(operation, sent, await circumstance(true), settings)
          if ('stream' in opened) {
            finished(opened.stream, { writable: false }, leave)
            return opened
          }
          leave()
          needAbsent(operation, opened)
          return undefined
        } catch (error) {
          leave()
          throw error
        }
      },
    }
  }
}

function busy(cause: unknown): never {
  throw new GatewayError('ALTINN3_BUSY', cause instanceof LimiterFullError ? { cause } : {})
}

async function perform<Sent>(
  described: Call<Sent>,
  sent: Sent,
  given: Circumstance,
  settings: AskSettings,
): Promise<Answer> {
  const once = (): Promise<Answer> => call(described, sent, given, settings)
  if (described.retry === 'never') return once()
  const first = await once().catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === 'ALTINN3_UNREACHABLE') return undefined
    throw error
  })
  if (first !== undefined && first.status !== 502 && first.status !== 503) return first
  await settings.clock.pause(pauseBeforeRepeat)
  return once()
}
