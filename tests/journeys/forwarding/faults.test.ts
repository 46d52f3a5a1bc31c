import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'
import { eventually } from '../../support/virtual-clock.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const inbox = '/api/my/brokerservice/inbox'
const onAltinn2 = `${inbox}?serviceCode=4483&serviceEditionCode=1`
const onAltinn3 = `${inbox}?serviceCode=4947&serviceEditionCode=1`
const limits = { firstByteMs: 1_500, betweenBytesMs: 1_000, connectMs: 2_000 }

/** A gateway whose Altinn 2, or whose Altinn 3, is the script. */
async function against(
  side: 'altinn2Url' | 'altinn3Url',
  script: (socket: Socket, request: string) => void,
): Promise<{ gateway: TestGateway; upstream: ScriptedServer }> {
  const upstream = await scriptedServer(script)
  closers.push(upstream.close)
  const gateway = await startTestGateway({ [side]: upstream.url, limits })
  closers.push(gateway.close)
  return { gateway, upstream }
}

async function get(gateway: TestGateway, path: string): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${await gateway.token()}`, apikey: 'k' }
  return http(gateway.url, path, { headers })
}

/** The caller's manner for this group: reason phrase and error model, nothing of the inside. */
function expectError(answer: HttpAnswer, status: number, reason: string): void {
  expect([answer.status, answer.reason]).toEqual([status, reason])
  expect(JSON.parse(answer.body)).toEqual({
    ErrorCode: expect.any(Number) as number,
    ErrorMessage: reason,
  })
  expect(answer.headers['x-served-by']).toBe('gateway')
}

describe('an Altinn 2 that', () => {
  it('is not there is 502', async () => {
    const { gateway, upstream } = await against('altinn2Url', () => undefined)
    await upstream.close()
    expectError(await get(gateway, onAltinn2), 502, 'Altinn 2 could not be reached')
  })

  it('says nothing is 504', async () => {
    const { gateway } = await against('altinn2Url', () => undefined)
    expectError(await get(gateway, onAltinn2), 504, 'Altinn 2 did not answer in time')
  })

  it('hangs up before answering is 502', async () => {
    const { gateway, upstream } = await against('altinn2Url', (socket) => socket.destroy())
    expectError(await get(gateway, onAltinn2), 502, 'Altinn 2 could not be reached')
    expect(upstream.requests).toHaveLength(2)
  })

  it('does not speak HTTP is 502', async () => {
    const { gateway } = await against('altinn2Url', (socket) => socket.write('hello\r\n\r\n'))
    expectError(await get(gateway, onAltinn2), 502, 'Altinn 2 could not be reached')
  })

  it('sends a head that never ends is 502', async () => {
    const { gateway } = await against('altinn2Url', (socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}`),
    )
    expectError(await get(gateway, onAltinn2), 502, 'Altinn 2 could not be reached')
  })

  it.each([
    ['a plain body', 'application/octet-stream'],
    ['a body with links', 'application/json'],
  ])(
    'stops half-way leaves the caller with a broken answer, not a short one: %s',
    async (_, type) => {
      const { gateway } = await against('altinn2Url', (socket) => {
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: 100\r\n\r\n[{"a":`,
        )
        setTimeout(() => socket.destroy(), 50)
      })
      await expect(get(gateway, onAltinn2)).rejects.toThrow()
    },
  )

  it('falls silent half-way does so for a limited time', async () => {
    const { gateway } = await against('altinn2Url', (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    )
    await expect(get(gateway, onAltinn2)).rejects.toThrow()
  })

  it('closes a kept connection costs a reader nothing', async () => {
    let isFirst = true
    const { gateway } = await against('altinn2Url', (socket) => {
      if (isFirst) socket.write(answerBytes('HTTP/1.1 200 OK', {}, '[]'))
      else if (!socket.destroyed && closes.has(socket)) socket.destroy()
      else socket.write(answerBytes('HTTP/1.1 200 OK', {}, '[]'))
      closes.add(socket)
      isFirst = false
    })
    expect((await get(gateway, onAltinn2)).status).toBe(200)
    expect((await get(gateway, onAltinn2)).status).toBe(200)
  })
  const closes = new Set<Socket>()

  it('is sent a submission once, whatever happens', async () => {
    const { gateway, upstream } = await against('altinn2Url', (socket) => socket.destroy())
    const token = await gateway.systemUserToken()
    const answer = await http(gateway.url, '/api/my/messages', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect([answer.status, answer.reason]).toEqual([502, 'Altinn 2 could not be reached'])
    expect(upstream.requests).toHaveLength(1)
  })

  it('works for a caller who has gone is told so', async () => {
    let isGone: (() => void) | undefined
    const gone = new Promise<void>((resolve) => (isGone = resolve))
    let arrived: (() => void) | undefined
    const arrival = new Promise<void>((resolve) => (arrived = resolve))
    const upstream = await scriptedServer((socket) => {
      arrived?.()
      socket.on('close', () => isGone?.())
    })
    closers.push(upstream.close)
    const gateway = await startTestGateway({ altinn2Url: upstream.url })
    closers.push(gateway.close)
    const { hostname, port } = new URL(gateway.url)
    const token = await gateway.token()
    const caller = connect(Number(port), hostname, () =>
      caller.write(
        `GET ${onAltinn2} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      ),
    )
    await arrival
    caller.destroy()
    await gone
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('an Altinn 3 that', () => {
  const exchangeThen =
    (script: (socket: Socket) => void) =>
    (socket: Socket, request: string): void => {
      if (request.includes('/exchange/'))
        socket.write(answerBytes('HTTP/1.1 200 OK', {}, 'aa.bb.cc'))
      else script(socket)
    }

  it('is not there is 503, since no token can be exchanged', async () => {
    const { gateway, upstream } = await against('altinn3Url', () => undefined)
    await upstream.close()
    const answer = await get(gateway, onAltinn3)
    expectError(answer, 503, 'Altinn 3 does not exchange tokens right now: try again')
    expect(answer.headers['retry-after']).toBe('5')
  })

  it('says nothing is 504', async () => {
    const { gateway } = await against(
      'altinn3Url',
      exchangeThen(() => undefined),
    )
    expectError(await get(gateway, onAltinn3), 504, 'Altinn 3 did not answer in time')
  })

  it('hangs up is 502, after one more try', async () => {
    const { gateway, upstream } = await against(
      'altinn3Url',
      exchangeThen((socket) => socket.destroy()),
    )
    expectError(await get(gateway, onAltinn3), 502, 'Altinn 3 could not be reached')
    // Two searches (Initialized, DownloadStarted), each tried twice.
    // The answer does not wait for the second search, once the first has failed for good.
    const searches = (): string[] =>
      upstream.requests.filter((request) => request.includes('/filetransfer'))
    await eventually(() => searches().length >= 4)
    expect(searches()).toHaveLength(4)
  })

  it.each([
    ['HTML', '<html>Internal detail 26899299344</html>'],
    ['another shape', '{"error":"Internal detail 26899299344"}'],
    ['half a document', '["0198c1de'],
  ])('answers garbage is 502, and none of it is repeated: %s', async (_, body) => {
    const { gateway } = await against(
      'altinn3Url',
      exchangeThen((socket) => socket.write(answerBytes('HTTP/1.1 200 OK', {}, body))),
    )
    const answer = await get(gateway, onAltinn3)
    expectError(answer, 502, 'Altinn 3 gave an answer that cannot be read')
    expect(gateway.log()).not.toContain('Internal detail')
  })

  it('has a fault of its own keeps its words to itself', async () => {
    const problem = JSON.stringify({ title: 'NullReferenceException', traceId: '26899299344' })
    const { gateway } = await against(
      'altinn3Url',
      exchangeThen((socket) =>
        socket.write(
          answerBytes(
            'HTTP/1.1 500 Kaboom',
            { 'Content-Type': 'application/problem+json' },
            problem,
          ),
        ),
      ),
    )
    const answer = await get(gateway, onAltinn3)
    expectError(answer, 502, 'Altinn 3 gave an answer that cannot be read')
    expect(gateway.log()).not.toContain('26899299344')
  })
})

describe('a gateway that is told to stop', () => {
  it('stops being ready at once, finishes what is under way, and takes nothing new', async () => {
    let release: (() => void) | undefined
    const upstream = await scriptedServer((socket) => {
      release = () => socket.write(answerBytes('HTTP/1.1 200 OK', {}, '[]'))
    })
    closers.push(upstream.close)
    const gateway = await startTestGateway({ altinn2Url: upstream.url })
    expect((await http(gateway.adminUrl, '/health/ready')).status).toBe(200)
    const underWay = get(gateway, onAltinn2)
    while (release === undefined) await pause(5)
    const closing = gateway.close()
    expect(await http(gateway.adminUrl, '/health/ready')).toMatchObject({ status: 503 })
    await expect(http(gateway.url, '/api/metadata')).rejects.toThrow()
    release()
    expect((await underWay).status).toBe(200)
    await closing
  })
})
