import type { Socket } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExchange } from '../../src/altinn3/calling/token.ts'
import { Bulkhead } from '../../src/http/upstreams/bulkhead.ts'
import { GatewayError } from '../../src/errors.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../support/network/scripted-server.ts'

const minute = 60_000
const noon = Date.parse('2026-11-22T12:00:00Z')
/** What a token must have left to be handed out. */
const margin = 10_000

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

let now: number
let pauses: number[]
beforeEach(() => {
  now = noon
  pauses = []
})

/** Three parts, as every JWT has; `name` tells two of them apart. */
function tokenOf(name: string, payload: unknown = {}): string {
  return [{ alg: 'RS256' }, payload, name]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}

/** An Altinn token that dies at that moment. */
function dyingAt(moment: number, name = 'altinn'): string {
  return tokenOf(name, { exp: moment / 1_000 })
}

const callersToken = tokenOf('caller', { exp: (noon + 2 * minute) / 1_000 })
const altinnToken = dyingAt(noon + 30 * minute)

type Script = (socket: Socket, request: string) => void

async function startAltinn3(script: Script): Promise<ScriptedServer> {
  const server = await scriptedServer(script)
  closers.push(server.close)
  return server
}

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }
const share = { owner: '310385980', organization: '313876144' }

type ExchangeAt = (token: string, expires: number, signal?: AbortSignal) => Promise<string>

function exchangeAt(url: string, subscriptionKey?: string): ExchangeAt {
  const bulkhead = new Bulkhead('exchange', limits, 256)
  closers.push(() => bulkhead.close())
  const exchange = createExchange({
    bulkhead,
    platformUrl: url,
    ...(subscriptionKey === undefined ? {} : { subscriptionKey }),
    clock: {
      now: () => now,
      pause: (milliseconds) => {
        pauses.push(milliseconds)
        return Promise.resolve()
      },
    },
  })
  return (token, expires, signal = new AbortController().signal) =>
    exchange(token, expires, { until: () => signal, share, traceHeaders: {} })
}

function answer(body: string, status = 200): Buffer {
  return answerBytes(`HTTP/1.1 ${status} Any`, { 'Content-Type': 'text/plain' }, body)
}

/** Answers in turn, the last one from then on. */
function inTurn(...answers: readonly (Buffer | 'lost')[]): Script {
  let turn = 0
  return (socket) => {
    const bytes = answers[Math.min(turn, answers.length - 1)] ?? 'lost'
    turn += 1
    if (bytes === 'lost') socket.destroy()
    else socket.write(bytes)
  }
}

function headersOf(request: string): string[] {
  return (request.split('\r\n\r\n')[0] ?? '').split('\r\n').slice(1)
}

function bearerOf(request: string): string {
  return /^authorization: Bearer (\S+)\r$/m.exec(request)?.[1] ?? ''
}

const unavailable = { code: 'EXCHANGE_UNAVAILABLE' }

describe('an exchange', () => {
  it('shows the caller’s token and nothing else of its own', async () => {
    const altinn3 = await startAltinn3(inTurn(answer(altinnToken)))
    const exchange = exchangeAt(altinn3.url)
    expect(await exchange(callersToken, noon + 2 * minute)).toBe(altinnToken)
    expect(altinn3.requests).toHaveLength(1)
    const [request = ''] = altinn3.requests
    expect(request).toMatch(/^GET \/authentication\/api\/v1\/exchange\/maskinporten HTTP\/1\.1\r\n/)
    expect(headersOf(request).sort()).toEqual([
      'accept-encoding: identity',
      'accept: text/plain, application/json',
      `authorization: Bearer ${callersToken}`,
      'connection: keep-alive',
      `host: ${new URL(altinn3.url).host}`,
    ])
  })

  it('sends the subscription key where there is one', async () => {
    const altinn3 = await startAltinn3(inTurn(answer(altinnToken)))
    await exchangeAt(altinn3.url, 'a-subscription-key')(callersToken, noon + 2 * minute)
    expect(headersOf(altinn3.requests[0] ?? '')).toContain(
      'ocp-apim-subscription-key: a-subscription-key',
    )
  })

  it.each([
    ['bare', altinnToken],
    ['quoted', JSON.stringify(altinnToken)],
    ['with a line break after', `${altinnToken}\r\n`],
    ['quoted, with a line break after', `"${altinnToken}"\n`],
  ])('reads the token: %s', async (_, body) => {
    const altinn3 = await startAltinn3(inTurn(answer(body)))
    expect(await exchangeAt(altinn3.url)(callersToken, noon + 2 * minute)).toBe(altinnToken)
  })
})

describe('a token that was exchanged', () => {
  it('is shared by callers who come at the same time', async () => {
    const altinn3 = await startAltinn3(inTurn(answer(altinnToken)))
    const exchange = exchangeAt(altinn3.url)
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => exchange(callersToken, noon + 2 * minute)),
    )
    expect(new Set(tokens)).toEqual(new Set([altinnToken]))
    expect(altinn3.requests).toHaveLength(1)
  })

  it.each([
    ['the caller’s token dies first', noon + 2 * minute, noon + 30 * minute],
    ['Altinn’s token dies first', noon + 30 * minute, noon + 2 * minute],
  ])('is kept until shortly before %s', async (_, callers, altinns) => {
    const altinn3 = await startAltinn3(
      inTurn(answer(dyingAt(altinns, 'first')), answer(dyingAt(altinns, 'second'))),
    )
    const exchange = exchangeAt(altinn3.url)
    const first = await exchange(callersToken, callers)
    now = noon + 2 * minute - margin - 1
    expect(await exchange(callersToken, callers)).toBe(first)
    expect(altinn3.requests).toHaveLength(1)
    now += 1
    expect(await exchange(callersToken, callers)).toBe(dyingAt(altinns, 'second'))
    expect(altinn3.requests).toHaveLength(2)
  })

  it.each([
    ['when it says no expiry', tokenOf('altinn')],
    ['when its expiry is no number', tokenOf('altinn', { exp: 'never' })],
    ['when its payload cannot be read', 'a.b.c'],
    ['when its payload is null', tokenOf('altinn', null)],
    ['when it dies at once', dyingAt(noon + margin)],
  ])('is used but not kept %s', async (_, token) => {
    const altinn3 = await startAltinn3(inTurn(answer(token)))
    const exchange = exchangeAt(altinn3.url)
    expect(await exchange(callersToken, noon + 2 * minute)).toBe(token)
    expect(await exchange(callersToken, noon + 2 * minute)).toBe(token)
    expect(altinn3.requests).toHaveLength(2)
  })

  it('is another for every token of a caller’s, even of the same claims', async () => {
    const altinn3 = await startAltinn3((socket, request) => {
      const signature = bearerOf(request).split('.')[2] ?? ''
      socket.write(answer(dyingAt(noon + 30 * minute, `altinn's for ${signature}`)))
    })
    const exchange = exchangeAt(altinn3.url)
    const claims = { exp: (noon + 2 * minute) / 1_000 }
    const callers = ['one', 'another', 'a third'].map((name) => tokenOf(name, claims))
    const all = (): Promise<string[]> =>
      Promise.all(callers.map((token) => exchange(token, noon + 2 * minute)))
    const expected = callers.map((token) =>
      dyingAt(noon + 30 * minute, `altinn's for ${token.split('.')[2] ?? ''}`),
    )
    expect(await all()).toEqual(expected)
    expect(await all()).toEqual(expected)
    expect(altinn3.requests.map(bearerOf).sort()).toEqual([...callers].sort())
  })

  it('is not shared between two exchanges', async () => {
    const altinn3 = await startAltinn3(inTurn(answer(altinnToken)))
    await exchangeAt(altinn3.url)(callersToken, noon + 2 * minute)
    await exchangeAt(altinn3.url, 'a-subscription-key')(callersToken, noon + 2 * minute)
    expect(altinn3.requests).toHaveLength(2)
  })
})

describe('an exchange that fails', () => {
  const failures: readonly (readonly [string, Buffer | 'lost'])[] = [
    ['refused', answer('', 401)],
    ['refused in words', answer(`The token ${callersToken} is not valid`, 401)],
    ['forbidden', answer('', 403)],
    ['an error', answer(altinnToken, 500)],
    ['away', answer('', 503)],
    ['moved', answerBytes('HTTP/1.1 302 Found', { Location: '/elsewhere' }, altinnToken)],
    ['without content', answerBytes('HTTP/1.1 204 No Content', { 'Content-Length': '0' })],
    ['lost', 'lost'],
    ['empty', answer('')],
    ['HTML', answer('<html><body>Log in</body></html>')],
    ['an object', answer(JSON.stringify({ token: altinnToken }))],
    ['a list', answer(JSON.stringify([altinnToken]))],
    ['two parts', answer('header.payload')],
    ['four parts', answer('header.payload.signature.more')],
    ['two tokens', answer(`${altinnToken}\n${altinnToken}`)],
    ['a token with a header behind it', answer(`${altinnToken}\r\nX-Other: 1`)],
    ['an open quotation', answer(`"${altinnToken}`)],
    ['a token of more than 64 KiB', answer(tokenOf('x'.repeat(64 * 1024)))],
  ]

  const repeated = ['an error', 'away', 'lost']

  it.each(failures)('is tried once more where the product is away: %s', async (name, failure) => {
    const altinn3 = await startAltinn3(inTurn(failure, answer(altinnToken)))
    const exchanged = exchangeAt(altinn3.url)(callersToken, noon + 2 * minute)
    if (!repeated.includes(name)) {
      await expect(exchanged).rejects.toMatchObject(unavailable)
      expect([altinn3.requests.length, pauses]).toEqual([1, []])
      return
    }
    expect(await exchanged).toBe(altinnToken)
    expect(altinn3.requests).toHaveLength(2)
    expect(pauses).toHaveLength(1)
    expect(pauses[0]).toBeGreaterThanOrEqual(100)
    expect(pauses[0]).toBeLessThanOrEqual(300)
  })

  it.each([429, 503])('is not tried before the time that %i names', async (status) => {
    const busy = answerBytes(`HTTP/1.1 ${status} Any`, { 'Retry-After': '60' })
    const altinn3 = await startAltinn3(inTurn(busy, answer(altinnToken)))
    await expect(exchangeAt(altinn3.url)(callersToken, noon + 2 * minute)).rejects.toMatchObject({
      details: { upstream: { product: 'exchange', cause: 'STATUS', status, retryAfter: 60 } },
    })
    expect(altinn3.requests).toHaveLength(1)
  })

  it.each(failures)('is unavailable, and tells no token: %s', async (_, failure) => {
    const altinn3 = await startAltinn3(inTurn(failure, failure, answer(altinnToken)))
    const exchange = exchangeAt(altinn3.url)
    const error: unknown = await exchange(callersToken, noon + 2 * minute).catch(
      (one: unknown) => one,
    )
    expect(error).toBeInstanceOf(GatewayError)
    expect(error).toMatchObject(unavailable)
    const told = inspect(error, { depth: Infinity, showHidden: true, getters: true })
    for (const part of [...callersToken.split('.'), ...altinnToken.split('.')].slice(1)) {
      expect(told).not.toContain(part)
    }
  })

  it('because nobody listens is unavailable', async () => {
    const altinn3 = await startAltinn3(inTurn(answer(altinnToken)))
    await altinn3.close()
    const error: unknown = await exchangeAt(altinn3.url)(callersToken, noon + 2 * minute).catch(
      (one: unknown) => one,
    )
    expect(error).toMatchObject(unavailable)
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(callersToken)
  })

  it('fails for all who wait for it, with one attempt in all', async () => {
    const altinn3 = await startAltinn3(inTurn(answer('', 401)))
    const exchange = exchangeAt(altinn3.url)
    const settled = await Promise.allSettled(
      Array.from({ length: 5 }, () => exchange(callersToken, noon + 2 * minute)),
    )
    expect(settled.map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
    expect(altinn3.requests).toHaveLength(1)
  })

  it('is remembered for two seconds, then tried again', async () => {
    const altinn3 = await startAltinn3(inTurn(answer('', 401), answer(altinnToken)))
    const exchange = exchangeAt(altinn3.url)
    await expect(exchange(callersToken, noon + 2 * minute)).rejects.toMatchObject(unavailable)
    now += 1_999
    await expect(exchange(callersToken, noon + 2 * minute)).rejects.toMatchObject(unavailable)
    expect(altinn3.requests).toHaveLength(1)
    now += 1
    expect(await exchange(callersToken, noon + 2 * minute)).toBe(altinnToken)
    expect(altinn3.requests).toHaveLength(2)
  })

  it('for one caller leaves another’s token in place', async () => {
    const other = tokenOf('other')
    const altinn3 = await startAltinn3((socket, request) => {
      socket.write(bearerOf(request) === other ? answer('', 401) : answer(altinnToken))
    })
    const exchange = exchangeAt(altinn3.url)
    await exchange(callersToken, noon + 2 * minute)
    await expect(exchange(other, noon + 2 * minute)).rejects.toMatchObject(unavailable)
    expect(await exchange(callersToken, noon + 2 * minute)).toBe(altinnToken)
    expect(altinn3.requests).toHaveLength(2)
  })
})

describe('an exchange whose caller leaves', () => {
  it('ends when the last one who waits for it has left', async () => {
    const closed: string[] = []
    const altinn3 = await startAltinn3((socket) => socket.on('close', () => closed.push('closed')))
    const exchange = exchangeAt(altinn3.url)
    const [one, other] = [new AbortController(), new AbortController()]
    const waiting = [one, other].map(({ signal }) =>
      exchange(callersToken, noon + 2 * minute, signal),
    )
    const settled = Promise.allSettled(waiting)
    while (altinn3.requests.length < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    one.abort()
    await expect(waiting[0]).rejects.toMatchObject({ name: 'AbortError' })
    expect(closed).toEqual([])
    other.abort()
    await settled
    while (closed.length < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(altinn3.requests).toHaveLength(1)
  })
})
