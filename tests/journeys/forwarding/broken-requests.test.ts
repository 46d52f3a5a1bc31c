import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { rawHttp } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

let altinn2: ScriptedServer
/** Those on which Altinn 2 owes an answer. */
const asked: Socket[] = []
let gateway: TestGateway
beforeAll(async () => {
  altinn2 = await scriptedServer((socket) => void asked.push(socket))
  gateway = await startTestGateway({ altinn2Url: altinn2.url })
})
afterAll(async () => {
  await gateway.close()
  await altinn2.close()
})

const notEncoded = '400 Characters in an address must be percent-encoded'
const malformed = '400 The request is not well-formed HTTP'
const person = '26899299344'
const known = '/api/my/brokerservice/inbox'
const post = `POST ${known} HTTP/1.1\r\nHost: x\r\n`

interface Answer {
  readonly start: string
  readonly headers: string
  readonly body: Readonly<Record<string, unknown>>
}

async function send(bytes: string): Promise<Answer> {
  const answer = await rawHttp(gateway.url, bytes)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const [start = '', ...headers] = head.split('\r\n')
  const read = JSON.parse(body === '' ? '{}' : body) as Answer['body']
  return { start, headers: headers.join('\n'), body: read }
}

const get = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

describe('a request that Node’s parser refuses', () => {
  it.each([
    ['letters in a path, as UTF-8', get(utf8('/api/my/brokerservice/inbøx')), notEncoded],
    ['letters in a path, as Latin-1', get('/api/my/brokerservice/inb\xf8x'), notEncoded],
    ['letters in a query', get(utf8(`${known}?fileName=årsrapport.zip&p=${person}`)), notEncoded],
    ['letters in a whole address', get(utf8('http://x/api/my/ø')), notEncoded],
    ['a space in a path', get('/api/my/my messages'), notEncoded],
    ['a space in a query', get(`${known}?$filter=Status eq 1`), notEncoded],
    ['a tab in an address', get('/api/my\t/messages'), notEncoded],
    [
      'CONNECT',
      'CONNECT altinn.no:443 HTTP/1.1\r\nHost: x\r\n\r\n',
      `${malformed}: this is no proxy, so CONNECT is not answered`,
    ],
    [
      'an address without its slash',
      get('api/my/messages'),
      '400 The address of the request is malformed',
    ],
    [
      'a header name with a space',
      `GET ${known} HTTP/1.1\r\nHo st: x\r\n\r\n`,
      `${malformed}: a header has a character that none may have`,
    ],
    [
      'a length that is no number',
      `${post}Content-Length: x\r\n\r\n`,
      `${malformed}: Content-Length is no number`,
    ],
    [
      'two lengths',
      `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      `${malformed}: Content-Length is said twice, or beside Transfer-Encoding`,
    ],
    [
      'another protocol',
      `GET ${known} HTTP/3.0\r\nHost: x\r\n\r\n`,
      `${malformed}: only HTTP/1.0 and HTTP/1.1 are spoken here`,
    ],
    [
      'HTTP/2',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `${malformed}: only HTTP/1.0 and HTTP/1.1 are spoken here`,
    ],
    [
      'a handshake of TLS',
      '\x16\x03\x01\x02\x00\x01\x00',
      `${malformed}: TLS is not spoken on this port`,
    ],
    ['what is no HTTP', 'hello\r\n\r\n', malformed],
    [
      'headers that are too long',
      `GET ${known} HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
  ])('hears why, and has a line in the log: %s', async (_, bytes, phrase) => {
    const before = gateway.log().length
    const { start, headers, body } = await send(bytes)
    expect(start).toBe(`HTTP/1.1 ${phrase}`)
    const status = Number(phrase.slice(0, 3))
    expect(body).toMatchObject({ title: phrase.slice(4), status })
    const line = JSON.parse(gateway.log().slice(before)) as Record<string, unknown>
    expect(line).toMatchObject({ msg: 'request', status, error: body.code })
    expect(headers).toContain(`X-Request-Id: ${String(line.requestId)}`)
    expect(headers).toContain('X-Served-By: gateway')
    expect(JSON.stringify(line)).not.toContain(person.slice(0, 6))
  })
})

it('gets no body with HEAD', async () => {
  const answer = await rawHttp(gateway.url, get(utf8('/api/ø')).replace('GET', 'HEAD'))
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*Content-Length: [1-9][^]*\r\n\r\n$/)
})

describe('a request without a host', () => {
  it('is refused with the reason, and logged', async () => {
    const before = gateway.log().length
    const { start } = await send(`GET ${known} HTTP/1.1\r\nConnection: close\r\n\r\n`)
    expect(start).toBe(`HTTP/1.1 ${malformed}: the header Host is missing`)
    expect(gateway.log().slice(before)).toContain('REQUEST_MALFORMED')
  })

  it('is none of HTTP/1.0', async () => {
    const { start } = await send(`GET ${known} HTTP/1.0\r\n\r\n`)
    expect(start).toMatch(/^HTTP\/1\.1 401 /)
  })
})

describe('a request with a slow answer, and bytes behind it that are no request', () => {
  const answer = answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, '{"a":1}')
  const one = async (): Promise<string> => {
    const token = await gateway.systemUserToken()
    return `GET /api/my/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nApiKey: k\r\n\r\n`
  }

  /** Sends all at once, and lets Altinn 2 answer when the gateway has refused the nonsense. */
  async function sendBoth(bytes: string, requests: number): Promise<string> {
    const { hostname, port } = new URL(gateway.url)
    const [before, known] = [gateway.log().length, asked.length]
    const socket = connect(Number(port), hostname)
    socket.write(bytes, 'latin1')
    const received = text(socket)
    await expect.poll(() => asked.length - known).toBe(requests)
    // Nothing is said, and nothing logged, before those in front of it are answered.
    expect([socket.bytesRead, gateway.log().slice(before)]).toEqual([0, ''])
    for (const owing of asked.slice(known)) owing.write(answer)
    return received
  }

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a handshake of TLS', '\x16\x03\x01\x02\x00\x01\x00', 400],
    ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['headers that are too long', `GET / HTTP/1.1\r\nHost: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a body whose end is not clear', `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
  ])('are answered in that order: %s', async (_, nonsense, status) => {
    const good = await one()
    const received = await sendBoth(good + good + nonsense + good, 2)
    const starts = [...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => Number(code))
    expect(starts).toEqual([200, 200, status])
    expect(received).toMatch(/^HTTP\/1\.1 200 OK[^]*\{"a":1\}[^]*\{"a":1\}[^]*HTTP\/1\.1 4/)
  })

  it('are answered in that order: a body in chunks that are none', async () => {
    const good = await one()
    const chunked = good
      .replace('GET', 'POST')
      .replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n')
    const received = await sendBoth(good + chunked, 1)
    const starts = [...received.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, code]) => Number(code))
    expect(starts).toEqual([200, 400])
  })
})

it('loses the connection soon when it sends on after the refusal', async () => {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname).on('error', () => undefined)
  socket.write('hello\r\n\r\n')
  let received = ''
  socket.on('data', (data) => (received += String(data)))
  await expect.poll(() => received).toContain('400')
  const more = setInterval(() => socket.write('x'), 50)
  await expect.poll(() => socket.destroyed, { timeout: 10_000 }).toBe(true)
  clearInterval(more)
})
