import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Query } from '../../altinn2/query.ts'
import { toPorts } from '../../answer/translate.ts'
import { createAuthenticate } from '../../authenticate/authenticate.ts'
import { createKeySource } from '../../authenticate/key-source.ts'
import type { Principal } from '../../authenticate/principal.ts'
import { altinnKeysOf, profilesOf } from '../../authenticate/profiles.ts'
import { createBackends } from '../../compose/backends.ts'
import { createBulkheadsOf } from '../../compose/gateway.ts'
import type { Config } from '../../config/file/load.ts'
import { GatewayError } from '../../errors.ts'
import { createInTurn } from '../../replicas/in-turn.ts'
import { createOutcomesHere } from '../../replicas/outcomes.ts'
import { createOpenSubmissions } from '../../operate/open-submissions.ts'
import type { Clock } from '../../runtime/clock.ts'
import { createLogger } from '../../runtime/log.ts'
import type { Ports, TranslationSettings } from '../../translation.ts'

/** The gateway's ways to Altinn 3, without a port of its own. */
export interface Surroundings {
  readonly settings: TranslationSettings
  /** Throws what a caller with this token would be refused with. */
  readonly authenticate: (token: string) => Promise<Principal>
  /** Ways out with the token's rights until the signal aborts, for so many milliseconds at most. */
  readonly portsFor: (principal: Principal, signal: AbortSignal, milliseconds: number) => Ports
  readonly close: () => Promise<void>
}

/** @param noteCall hears of each call: its method and its path */
export function createSurroundings(
  config: Config,
  clock: Clock,
  noteCall: (method: string, target: string) => void,
): Surroundings {
  const bulkheads = createBulkheadsOf(config)
  const log = createLogger('silent')
  const unnamed = () => undefined
  const backends = createBackends(
    config,
    bulkheads,
    clock,
    { ownerName: unnamed, ownerNumbered: unnamed, ownersNamed: () => [] },
    () => () => Promise.reject(new Error('no message is rendered')),
    () => undefined,
    { waitFor: () => undefined, openSubmissions: createOpenSubmissions(clock), log },
    { inTurn: createInTurn(), outcomes: createOutcomesHere(clock.now) },
  )
  const parts = { clock, log, dispatcher: bulkheads.keys.dispatcher }
  const keys = createKeySource(config.file.maskinporten.jwksUrl, parts)
  const altinnKeys = createKeySource(altinnKeysOf(config), parts)
  const authenticate = createAuthenticate(profilesOf(config, keys, altinnKeys), clock)
  return {
    settings: backends.translation,
    authenticate: (token) => authenticate(headersWith(token), new Query([])),
    portsFor: (principal, signal, milliseconds) => {
      const { organization, owner } = principal
      const requestId = randomUUID()
      const ports = toPorts(
        {
          ...{ principal, party: organization, body: undefined },
          entry: { requestId, register: '' },
          caller: {
            connection: { hasGone: () => false, signal: () => signal, onEnd: () => undefined },
          },
          calls: callsOf({ owner, organization }, milliseconds, requestId),
        },
        { ...backends, askFor: counting(backends.askFor, noteCall) },
        signal,
        callsOf({ owner, organization }, milliseconds, requestId),
      )
      return { ...ports, pause: (wait) => Promise.race([ports.pause(wait), aborted(signal)]) }
    },
    close: async () => {
      await Promise.all(Object.values(bulkheads).map((bulkhead) => bulkhead.close()))
    },
  }
}

type AskFor = Parameters<typeof toPorts>[1]['askFor']

function callsOf(
  share: { readonly owner: string; readonly organization: string },
  milliseconds: number,
  requestId: string,
): Parameters<AskFor>[2] {
  return {
    ...{ share, answerBy: performance.now() + milliseconds },
    ...{ traceHeaders: { 'x-request-id': requestId }, noteFailure: () => undefined },
  }
}

function counting(askFor: AskFor, noteCall: (method: string, target: string) => void): AskFor {
  return (...given) => {
    const { ask, stream } = askFor(...given)
    return {
      ask: (operation, sent) => {
        noteCall(operation.method, operation.target(sent))
        return ask(operation, sent)
      },
      stream: (download, sent) => {
        noteCall(download.method, download.target(sent))
        return stream(download, sent)
      },
    }
  }
}

function headersWith(token: string): Pick<IncomingMessage, 'headers' | 'rawHeaders'> {
  return { headers: { authorization: `Bearer ${token}` }, rawHeaders: [] }
}

/** A wait ends when it is interrupted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(new GatewayError('ALTINN3_SILENT'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
