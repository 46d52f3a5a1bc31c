import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import type { KeySourceParts } from '../../../src/authenticate/key-source.ts'
import { createLogger } from '../../../src/runtime/log.ts'
import { eventually, turn, virtualClock, type VirtualClock } from '../virtual-clock.ts'

export interface KeyPair {
  /** With a `kid`, and nothing else that could be left out. */
  readonly jwk: {
    readonly kty: string
    readonly kid: string
    readonly n: string
    readonly e: string
  }
  readonly privateKey: KeyObject
}

export function keyPair(kid: string, modulusLength = 2048): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  const { kty = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  return { jwk: { kty, kid, n, e }, privateKey }
}

export type Answer = (response: ServerResponse) => void

export function json(body: unknown, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

export function setOf(...keys: readonly object[]): Answer {
  return json({ keys })
}

export const fails = json({}, 500)
export const hangs: Answer = () => undefined

export interface Issuer {
  readonly url: string
  /** What a key source is made with; its clock stands still, its pauses are exact. */
  readonly parts: KeySourceParts & { readonly clock: VirtualClock }
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
  /** Fetches that were begun, whether they have arrived or not. */
  readonly attempts: () => number
  /** Log lines, without those about a set that was fetched. */
  readonly warnings: () => Record<string, unknown>[]
  /** Waits until every fetch that was begun has come to something. */
  readonly settle: () => Promise<void>
  /** Connections that are open for an answer. */
  readonly open: () => number
  answer: Answer
  readonly close: () => Promise<void>
}

/** An issuer's key endpoint, and all that a key source in front of it is made of. */
export async function startIssuer(answer: Answer): Promise<Issuer> {
  const asked: string[] = []
  const lines: Record<string, unknown>[] = []
  let [attempts, open] = [0, 0]
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    open += 1
    response.once('close', () => (open -= 1))
    issuer.answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new Agent()
  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    attempts += 1
    return dispatch(options, handler)
  })
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>)
  }
  const log = createLogger('debug', { write })
  const hasCome = ({ msg }: Record<string, unknown>): boolean =>
    msg === 'key set fetched' || msg === 'key set could not be fetched'
  const issuer: Issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwk`,
    parts: { clock: virtualClock(), log, dispatcher, random: () => 0.5 },
    asked,
    attempts: () => attempts,
    warnings: () => lines.filter(({ msg }) => msg !== 'key set fetched'),
    settle: async () => {
      await turn()
      await eventually(() => lines.filter(hasCome).length === attempts)
      await turn()
    },
    open: () => open,
    answer,
    close: async () => {
      await agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return issuer
}
