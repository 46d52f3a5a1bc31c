import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const inbox = '/api/my/brokerservice/inbox'
const onAltinn2 = `${inbox}?serviceCode=4483&serviceEditionCode=1`
const onAltinn3 = `${inbox}?serviceCode=4947&serviceEditionCode=1`
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const callersOwn = 'the-callers-own-id'

let gateway: TestGateway
let platform: ScriptedServer
/** Of a failed call's answer; from the id that it was sent. */
let failWith: ((sent: string) => Record<string, string>) | undefined
beforeAll(async () => {
  platform = await scriptedServer((socket, request) => {
    const json = { 'Content-Type': 'application/json' }
    const isExchange = request.startsWith('GET /authentication/')
    if (failWith === undefined || isExchange) {
      socket.write(answerBytes('HTTP/1.1 200 OK', json, isExchange ? 'aa.bb.cc' : '[]'))
    } else {
      const headers = failWith(headerOf(request, 'x-request-id') ?? '')
      socket.write(answerBytes('HTTP/1.1 500 Failed', headers))
    }
  })
  gateway = await startTestGateway({
    ...{ altinn2Url: platform.url, altinn3Url: platform.url },
    // Altinn's keys would be fetched from the platform, for no request.
    environment: { ALTINN_TOKENS: 'refuse' },
  })
})
afterAll(async () => {
  await gateway.close()
  await platform.close()
})

function headerOf(request: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\\r$`, 'im').exec(request)?.[1]
}

async function get(path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  platform.requests.length = 0
  const authorization = `Bearer ${await gateway.token()}`
  return http(gateway.url, path, { headers: { authorization, apikey: 'k', ...headers } })
}

describe.each([
  ['a forwarded request', onAltinn2, 1],
  ['an exchange and the call after it', onAltinn3, 2],
])('%s', (_, path, calls) => {
  it('has our id of the request and the caller’s traceparent, and no other id of the caller’s', async () => {
    const answer = await get(path, {
      traceparent,
      ...{ tracestate: 'a=b', baggage: `who=${callersOwn}`, 'x-request-id': callersOwn },
      ...{ 'x-correlation-id': callersOwn, 'request-id': callersOwn },
    })
    expect(platform.requests.length).toBeGreaterThanOrEqual(calls)
    for (const request of platform.requests) {
      expect(headerOf(request, 'x-request-id')).toBe(answer.headers['x-request-id'])
      expect(headerOf(request, 'traceparent')).toBe(traceparent)
      expect(request).not.toMatch(/tracestate|baggage|the-callers-own-id/i)
    }
  })

  it('has no traceparent where the caller has none, or a malformed one', async () => {
    for (const headers of [{}, { traceparent: 'none' }]) {
      await get(path, headers)
      expect(platform.requests.length).toBeGreaterThanOrEqual(calls)
      for (const request of platform.requests) {
        expect(headerOf(request, 'traceparent')).toBeUndefined()
      }
    }
  })
})

describe('the log line of a failed call', () => {
  async function idWith(path: string, answer: typeof failWith): Promise<unknown> {
    failWith = answer
    const { headers } = await get(path)
    failWith = undefined
    const isOfRequest = (line: string): boolean => line.includes(String(headers['x-request-id']))
    const lineOf = (): string | undefined => gateway.log().split('\n').find(isOfRequest)
    await expect.poll(lineOf).toBeDefined()
    return (JSON.parse(lineOf() ?? '') as { upstreamRequestId?: unknown }).upstreamRequestId
  }

  it.each([onAltinn2, onAltinn3])('has the platform’s own id of it: %s', async (path) => {
    for (const name of ['apim-request-id', 'X-Ms-Request-Id', 'Request-Id', 'X-Request-Id']) {
      expect(await idWith(path, () => ({ [name]: '|a:b.c-1' }))).toBe('|a:b.c-1')
    }
  })

  it.each([onAltinn2, onAltinn3])('has not ours, repeated by the platform: %s', async (path) => {
    expect(await idWith(path, (sent) => ({ 'X-Request-Id': sent }))).toBeUndefined()
    expect(
      await idWith(path, (sent) => ({ 'X-Request-Id': sent, 'apim-request-id': 'id-of-theirs' })),
    ).toBe('id-of-theirs')
  })

  it('has none that is long or has other characters, and no digits of a person', async () => {
    for (const id of ['a'.repeat(101), 'a b', 'a"b', 'æ']) {
      expect(await idWith(onAltinn2, () => ({ 'X-Request-Id': id }))).toBeUndefined()
    }
    expect(await idWith(onAltinn2, () => ({ 'X-Request-Id': 'a-26899299344' }))).toBe(
      'a-***********',
    )
  })
})
