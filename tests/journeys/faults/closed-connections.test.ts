import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clock, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import { altinnToken, transferId, transferOf } from '../../support/network/broker-server.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const inbox = '/api/my/brokerservice/inbox'
const list = `${inbox}?serviceCode=4947&serviceEditionCode=1`
const forwarded = `${inbox}?serviceCode=4483&serviceEditionCode=1`
const file = `${inbox}/${transferId}`
const json = { 'Content-Type': 'application/json' }

type Script = (socket: Socket, request: string) => void

/** Answers as either platform would. */
const answer: Script = (socket, request) => {
  const [, path = ''] = request.split(' ', 2)
  socket.write(answerTo(path))
}

function answerTo(path: string): Buffer {
  const ok = 'HTTP/1.1 200 OK'
  if (path.startsWith('/authentication/')) return answerBytes(ok, {}, altinnToken())
  if (path.startsWith('/broker/') && path.endsWith('/download')) {
    return answerBytes(ok, { 'Content-Type': 'application/zip' }, 'PK and more')
  }
  if (path.includes(`/filetransfer/${transferId}`)) {
    return answerBytes(ok, json, JSON.stringify(transferOf({})))
  }
  // Altinn 2 does not know the file.
  const isUnknown = path.startsWith(file)
  return answerBytes(isUnknown ? 'HTTP/1.1 404 Not Found' : ok, json, '[]')
}

interface Against {
  readonly gateway: TestGateway
  readonly upstream: ScriptedServer
}

async function startAgainst(script: Script, limits = {}): Promise<Against> {
  const upstream = await scriptedServer(script)
  closers.push(upstream.close)
  const gateway = await startTestGateway({
    ...{ altinn2Url: upstream.url, altinn3Url: upstream.url, limits },
    environment: { ALTINN_TOKENS: 'refuse' },
    // What is repeated is repeated at once.
    clock: { ...clock, pause: (ms) => clock.pause(ms < 1_000 ? 0 : ms) },
  })
  closers.push(gateway.close)
  return { gateway, upstream }
}

function call(to: TestGateway, token: string, path: string, sent: Sent = {}): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, apikey: 'k', ...sent.headers }
  return http(to.url, path, { ...sent, headers })
}

describe('an upstream that closes each connection at its second request', () => {
  it('fails none of 480 reads, of lists, documents and files, and gets twice the calls at most', async () => {
    const used = new WeakSet<Socket>()
    let [answers, closed] = [0, 0]
    const { gateway, upstream } = await startAgainst((socket, request) => {
      if (used.has(socket)) {
        closed += 1
        socket.end()
        return
      }
      used.add(socket)
      answers += 1
      answer(socket, request)
    })
    const token = await gateway.token()
    const paths = [list, file, `${file}/download`, forwarded]
    const statuses = new Map<string, number>()
    const read = async (path: string): Promise<void> => {
      const { status, body } = await call(gateway, token, path)
      const key = `${status} ${path.endsWith('/download') ? body : ''}`.trim()
      statuses.set(key, (statuses.get(key) ?? 0) + 1)
    }
    for (let round = 0; round < 15; round += 1) {
      await Promise.all(Array.from({ length: 8 }, () => paths.map(read)).flat())
    }
    expect(Object.fromEntries(statuses)).toEqual({ '200': 360, '200 PK and more': 120 })
    expect(closed).toBeGreaterThan(100)
    // Each call is answered once, and closed once at most before.
    expect(upstream.requests.length).toBe(answers + closed)
    expect(closed).toBeLessThanOrEqual(answers)
  })
})

describe('Altinn 2', () => {
  it('is asked once by a read that runs into its deadline', async () => {
    const { gateway, upstream } = await startAgainst(() => undefined, { firstByteMs: 100 })
    expect((await call(gateway, await gateway.token(), forwarded)).status).toBe(504)
    expect(upstream.requests).toHaveLength(1)
  })

  it('is sent what may act once, whatever becomes of the connection', async () => {
    const { gateway, upstream } = await startAgainst((socket) => void socket.destroy())
    const token = await gateway.systemUserToken()
    const sent = { method: 'POST', body: '{}', headers: json }
    expect((await call(gateway, token, '/api/my/messages', sent)).status).toBe(502)
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('a caller who leaves while the exchange hangs', () => {
  it('frees its place, and the exchange’s connection closes', async () => {
    let open = 0
    const { gateway } = await startAgainst((socket, request) => {
      if (!request.includes(' /authentication/')) return
      open += 1
      socket.once('close', () => (open -= 1))
    })
    const { hostname, port } = new URL(gateway.url)
    const caller = connect(Number(port), hostname)
    caller.write(
      `GET ${list} HTTP/1.1\r\nHost: x\r\nApiKey: k\r\nAuthorization: Bearer ${await gateway.token()}\r\n\r\n`,
    )
    await vi.waitUntil(() => open === 1, { interval: 5, timeout: 5_000 })
    caller.destroy()
    await vi.waitUntil(() => open === 0, { interval: 5, timeout: 5_000 })
    await vi.waitUntil(() => gateway.log().includes('"error":"CALLER_LEFT"'), {
      ...{ interval: 5, timeout: 5_000 },
    })
  })
})
