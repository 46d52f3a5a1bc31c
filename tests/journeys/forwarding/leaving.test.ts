import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

// Few places, so that a single one that is lost shows.
const limits = { firstByteMs: 3_000, betweenBytesMs: 500, connectMs: 3_000, underWay: 4 }
const long = 'x'.repeat(4 * 1024 * 1024)

async function start(body = long): Promise<{ gateway: TestGateway; altinn2: ScriptedServer }> {
  const altinn2 = await scriptedServer((socket) => {
    socket.write(answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, body))
  })
  closers.push(altinn2.close)
  const gateway = await startTestGateway({ altinn2Url: altinn2.url, limits })
  closers.push(gateway.close)
  return { gateway, altinn2 }
}

function open(gateway: TestGateway): ReturnType<typeof connect> {
  const { hostname, port } = new URL(gateway.url)
  return connect(Number(port), hostname).on('error', () => undefined)
}

const request = (more = ''): string => `GET /api/metadata HTTP/1.1\r\nHost: x\r\n${more}\r\n`

/** Everybody else is served again, and soon. */
async function expectFree(gateway: TestGateway): Promise<void> {
  const before = performance.now()
  for (;;) {
    const answers = await Promise.all(
      Array.from({ length: limits.underWay }, () => http(gateway.url, '/api/metadata')),
    )
    if (answers.every(({ status }) => status === 200)) return
    if (performance.now() - before > 10_000) expect(answers.map(({ status }) => status)).toEqual([])
    await pause(50)
  }
}

describe('a caller who', () => {
  it('sends many requests on one connection and leaves frees every place, and eight were begun', async () => {
    const { gateway } = await start()
    const caller = open(gateway)
    caller.write(request().repeat(40))
    await new Promise((resolve) => caller.once('data', resolve))
    caller.destroy()
    await expectFree(gateway)
    const cut = (): number => gateway.log().split('"cut":true').length - 1
    await expect.poll(cut).toBe(8)
  })

  it('leaves while the token is still being checked frees its place', async () => {
    const { gateway } = await start()
    for (let turn = 0; turn < 3 * limits.underWay; turn += 1) {
      const token = await gateway.systemUserToken()
      const caller = open(gateway)
      caller.write(
        `GET /api/my/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`,
        () => setImmediate(() => caller.resetAndDestroy()),
      )
    }
    await expectFree(gateway)
  })

  it.each(['/exchange/', '/broker/'])(
    'leaves while Altinn 3 works on %s leaves no word of a failure in the log',
    async (hanging) => {
      const altinn3 = await scriptedServer((socket, asked) => {
        if (!asked.includes(hanging)) socket.write(answerBytes('HTTP/1.1 200 OK', {}, 'a.b.c'))
      })
      closers.push(altinn3.close)
      const gateway = await startTestGateway({ altinn2Url: '', altinn3Url: altinn3.url })
      closers.push(gateway.close)
      const caller = open(gateway)
      const file = '/api/my/brokerservice/inbox/0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'
      const headers = `apikey: k\r\nAuthorization: Bearer ${await gateway.token()}`
      caller.write(`GET ${file} HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`)
      const cameTo = (): boolean => altinn3.requests.some((asked) => asked.includes(hanging))
      await expect.poll(cameTo, { timeout: 5_000 }).toBe(true)
      caller.destroy()
      await expect.poll(gateway.log).toContain('"error":"CALLER_LEFT"')
      expect(gateway.log()).not.toMatch(/unexpected error|"upstream":"(?:exchange|broker)"/)
    },
  )

  it('does not read the answer loses it after a while, and holds up nobody for longer', async () => {
    const { gateway } = await start()
    const callers = Array.from({ length: limits.underWay }, () => {
      const caller = open(gateway)
      caller.pause()
      caller.write(request())
      return caller
    })
    await expectFree(gateway)
    for (const caller of callers) caller.destroy()
  })

  it('stops in the middle of a body is told that it was their part', async () => {
    const { gateway } = await start('{}')
    const token = await gateway.systemUserToken()
    const caller = open(gateway)
    caller.write(
      `POST /api/my/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\nabc`,
    )
    const answer = await new Promise<string>((resolve) =>
      caller.once('data', (data) => resolve(String(data))),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 408 The request did not arrive in time/)
    caller.destroy()
  })

  it('sends bytes that are no request behind one that is answered gets no whole-looking answer', async () => {
    const altinn2 = await scriptedServer((socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 94\r\n\r\nhalf',
      ),
    )
    closers.push(altinn2.close)
    const gateway = await startTestGateway({ altinn2Url: altinn2.url, limits })
    closers.push(gateway.close)
    const caller = open(gateway)
    let received = ''
    caller.on('data', (chunk) => (received += String(chunk)))
    caller.write(request())
    while (!received.includes('half')) await pause(5)
    caller.write('\x01\x02 nonsense\r\n\r\n')
    await new Promise((resolve) => caller.once('close', resolve))
    expect(received.endsWith('half')).toBe(true)
  })
})

describe('a body that turns out too long', () => {
  it('is refused when that shows, and the connection ends with it', async () => {
    const { gateway } = await start('{}')
    const token = await gateway.systemUserToken()
    const caller = open(gateway)
    caller.write(
      `PUT /api/my/messages/a1/archive HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const piece = `100000\r\n${'x'.repeat(0x100000)}\r\n`
    caller.write(piece)
    caller.write(piece)
    let received = ''
    caller.on('data', (data) => (received += String(data)))
    await new Promise((resolve) => caller.once('close', resolve))
    expect(received).toMatch(/^HTTP\/1\.1 413 The body is larger than this operation takes/)
    expect(received).toMatch(/^connection: close\r$/im)
  })
})

describe('more requests than there are places', () => {
  it('are refused after a short wait, with a time to come back', async () => {
    const altinn2 = await scriptedServer(() => undefined)
    closers.push(altinn2.close)
    const gateway = await startTestGateway({
      altinn2Url: altinn2.url,
      // Half of the places are one owner's at most, and a public operation has one owner.
      limits: { ...limits, underWay: 2 * limits.underWay, placeMs: 20 },
    })
    closers.push(gateway.close)
    const waiting = Array.from({ length: limits.underWay }, () =>
      http(gateway.url, '/api/metadata'),
    )
    while (altinn2.requests.length < limits.underWay) await pause(5)
    const refused = await http(gateway.url, '/api/metadata')
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([504, 504, 504, 504])
  })
})

describe('an answer without a body', () => {
  it.each([
    ['a HEAD', 'HEAD', 'HTTP/1.1 200 OK'],
    ['nothing to say', 'GET', 'HTTP/1.1 204 Message has been archived'],
    ['nothing new', 'GET', 'HTTP/1.1 304 Not Modified'],
  ])('is passed on, whatever its head says of one: %s', async (_, method, start) => {
    const altinn2 = await scriptedServer((socket) =>
      socket.write(
        `${start}\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${start.includes('204') ? 0 : 99}\r\n\r\n`,
      ),
    )
    closers.push(altinn2.close)
    const gateway = await startTestGateway({ altinn2Url: altinn2.url, limits })
    closers.push(gateway.close)
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await http(gateway.url, '/api/metadata', { method })
      expect(`HTTP/1.1 ${answer.status} ${answer.reason}`).toBe(start)
    }
  })
})

describe('an answer that was turned down', () => {
  it('is not read for ever', async () => {
    const altinn2 = await scriptedServer((socket) => {
      socket.write('HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n')
      const more = setInterval(() => socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`), 1)
      socket.on('close', () => clearInterval(more))
    })
    closers.push(altinn2.close)
    const gateway = await startTestGateway({ altinn2Url: altinn2.url, limits })
    closers.push(gateway.close)
    const file = '/api/my/brokerservice/inbox/0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'
    for (let turn = 0; turn < 3 * limits.underWay; turn += 1) {
      const headers = { authorization: `Bearer ${await gateway.token()}`, apikey: 'k' }
      expect((await http(gateway.url, file, { headers })).status).toBe(200)
    }
  })
})
