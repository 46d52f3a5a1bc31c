import type { Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { rawHttp } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const list = '/api/my/messages'
const json = 'Content-Type: application/json\r\n'

let altinn2: ScriptedServer
let gateway: TestGateway
let usual: string
beforeAll(async () => {
  altinn2 = await scriptedServer((socket: Socket) => {
    socket.write(answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, '{}'))
  })
  gateway = await startTestGateway({ altinn2Url: altinn2.url })
  usual = `Authorization: Bearer ${await gateway.systemUserToken()}\r\nApiKey: k\r\n`
})
beforeEach(() => {
  altinn2.requests.length = 0
})
afterAll(async () => {
  await gateway.close()
  await altinn2.close()
})

interface Wish {
  readonly method?: string
  readonly target?: string
  readonly version?: string
  readonly host?: string
  /** Headers, each with its line end. */
  readonly more?: string
  readonly body?: string
}

function write({ method = 'GET', target = list, version = '1.1', ...rest }: Wish): string {
  const { host = 'Host: x\r\n', more = '', body = '' } = rest
  return `${method} ${target} HTTP/${version}\r\n${host}${usual}${more}\r\n${body}`
}

const post = (wish: Wish): string =>
  write({ ...wish, method: 'POST', more: `${json}${wish.more ?? ''}` })
/** A request that must not be one where it is a body. */
const hidden = (): string => write({ target: `${list}?n=hidden` })
/** Ends its connection, so that all of it can be read. */
const last = (): string => write({ target: `${list}?n=last`, more: 'Connection: close\r\n' })
const length = (body: string): string => `Content-Length: ${body.length}\r\n`
const chunks = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
const chunked = 'Transfer-Encoding: chunked\r\n'

interface Outcome {
  /** The statuses that the caller received, in order. */
  readonly statuses: readonly number[]
  /** What a platform received. */
  readonly reached: readonly string[]
}

/** Sends bytes on one connection, and waits for its end. */
async function send(bytes: string): Promise<Outcome> {
  const received = await rawHttp(gateway.url, bytes)
  const statuses = [...received.matchAll(/(?<=^|[}\n])HTTP\/1\.1 (\d+) /g)].map(([, status]) =>
    Number(status),
  )
  const ids = [...received.matchAll(/X-Request-Id: (\w+)/gi)].map(([, id = '']) => id)
  expect(new Set(ids).size).toBe(statuses.length)
  for (const id of ids) expect(gateway.log()).toContain(`"requestId":"${id}"`)
  return { statuses, reached: altinn2.requests.map(toReached).sort() }
}

/** Method, what it asked for and its body; nothing of the connection may have gone with it. */
function toReached(request: string): string {
  const [head = '', ...rest] = request.split('\r\n\r\n')
  expect(head).not.toMatch(/^(?:upgrade|http2-settings|te|trailer|x-last):|^connection:.*upgrade/im)
  expect(head.match(/^host: /gim)).toHaveLength(1)
  const body = rest.join('\r\n\r\n')
  if (!/^transfer-encoding: chunked$/im.test(head)) return `${lineOf(head)} ${body}`.trim()
  const [, size = '0'] = /^([\da-f]+)\r\n/.exec(body) ?? []
  const start = size.length + 2
  return `${lineOf(head)} ${body.slice(start, start + parseInt(size, 16))}`.trim()
}

function lineOf(head: string): string {
  return head.slice(0, head.indexOf(' HTTP/1.1'))
}

const first = `GET ${list}?n=first`

describe('a request that asks for an upgrade', () => {
  const upgrades = ['websocket', 'h2c', 'TLS/1.0, HTTP/2.0']
  const asking = (protocol: string): string =>
    `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`

  it.each(upgrades)('is answered as it is, and ends its connection: %s', async (protocol) => {
    const one = write({ target: `${list}?n=first`, more: asking(protocol) })
    expect(await send(one + hidden())).toEqual({ statuses: [200], reached: [first] })
    expect(
      await send(last().replace('n=last', 'n=before').replace('close', 'keep-alive') + one),
    ).toMatchObject({ statuses: [200, 200] })
  })

  it.each(upgrades)('has the body that it says, whatever is in it: %s', async (protocol) => {
    const more = asking(protocol)
    const body = hidden()
    const outcome = { statuses: [200], reached: [`POST ${list} ${body}`.trim()] }
    const withLength = post({ more: more + length(body), body })
    expect(await send(withLength + last())).toEqual(outcome)
    altinn2.requests.length = 0
    expect(await send(post({ more: more + chunked, body: chunks(body) }) + last())).toEqual(outcome)
  })

  it('has a body with GET thrown away, and no request made of it', async () => {
    const body = hidden()
    const target = `${list}?n=first`
    for (const framed of [length(body), chunked]) {
      altinn2.requests.length = 0
      const sent = framed === chunked ? chunks(body) : body
      const one = write({ target, more: asking('h2c') + framed, body: sent })
      expect(await send(one + last())).toEqual({ statuses: [200], reached: [first] })
    }
  })

  it('has nothing of another protocol read behind it', async () => {
    const one = write({ target: `${list}?n=first`, more: asking('h2c') })
    const outcome = await send(`${one}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden()}`)
    expect(outcome).toEqual({ statuses: [200], reached: [first] })
  })

  it('reaches no platform where it is CONNECT, nor does what is behind it', async () => {
    const connect = write({ method: 'CONNECT', target: 'x:443', more: asking('websocket') })
    expect(await send(connect + hidden())).toEqual({ statuses: [400], reached: [] })
    const withLength = write({ method: 'CONNECT', target: 'x:443', more: length(hidden()) })
    expect(await send(withLength + hidden())).toEqual({ statuses: [400], reached: [] })
  })
})

describe('a request whose end could be read in two ways', () => {
  it.each<[string, () => string]>([
    ['chunks in HTTP/1.0', () => post({ version: '1.0', more: chunked, body: chunks('{}') })],
    [
      'chunks in HTTP/1.0, with keep-alive',
      () =>
        post({ version: '1.0', more: `Connection: keep-alive\r\n${chunked}`, body: chunks('{}') }),
    ],
    [
      'chunks in HTTP/1.0, with GET',
      () =>
        write({ version: '1.0', more: `Connection: keep-alive\r\n${chunked}`, body: chunks('') }),
    ],
    [
      'chunks in HTTP/1.0, with a length',
      () => post({ version: '1.0', more: `${length('{}')}${chunked}`, body: chunks('{}') }),
    ],
    [
      'a coding before its chunks',
      () => post({ more: 'Transfer-Encoding: gzip, chunked\r\n', body: chunks('{}') }),
    ],
    [
      'a coding before its chunks, with GET',
      () => write({ more: 'Transfer-Encoding: gzip, chunked\r\n', body: chunks('{}') }),
    ],
    [
      'two headers for codings',
      () => post({ more: `Transfer-Encoding: gzip\r\n${chunked}`, body: chunks('{}') }),
    ],
    ['chunks twice', () => post({ more: chunked + chunked, body: chunks('{}') })],
    ['chunks not last', () => post({ more: 'Transfer-Encoding: chunked, identity\r\n' })],
    ['no coding', () => post({ more: 'Transfer-Encoding: identity\r\n', body: '{}' })],
    [
      'a vertical tab',
      () => post({ more: 'Transfer-Encoding: \vchunked\r\n', body: chunks('{}') }),
    ],
    ['a coding in quotes', () => post({ more: 'Transfer-Encoding: "chunked"\r\n' })],
    ['a length and chunks', () => post({ more: length('{}') + chunked, body: chunks('{}') })],
    ['two lengths', () => post({ more: 'Content-Length: 2\r\nContent-Length: 2\r\n', body: '{}' })],
    ['lengths in a list', () => post({ more: 'Content-Length: 2, 2\r\n', body: '{}' })],
    ['a length with a sign', () => post({ more: 'Content-Length: +2\r\n', body: '{}' })],
    ['a length in hex', () => post({ more: 'Content-Length: 0x2\r\n', body: '{}' })],
    ['a length beyond numbers', () => post({ more: `Content-Length: ${'9'.repeat(30)}\r\n` })],
    ['an empty length', () => post({ more: 'Content-Length: \r\n', body: '{}' })],
    ['a space before a colon', () => post({ more: 'Content-Length : 2\r\n', body: '{}' })],
    ['a folded header', () => post({ more: 'X: y\r\n Content-Length: 2\r\n', body: '{}' })],
    ['a line end without its half', () => post({ more: `X: y\n${chunked}`, body: chunks('{}') })],
    ['a return alone', () => post({ more: `X: y\r${chunked}`, body: chunks('{}') })],
    ['a null in a header', () => post({ more: 'X: \0\r\nContent-Length: 2\r\n', body: '{}' })],
    ['HTTP/0.9', () => write({ version: '0.9' })],
    ['HTTP/2.0', () => write({ version: '2.0' })],
    ['a version of three parts', () => write({ version: '1.1.1' })],
  ])('reaches no platform, nor does what is behind it: %s', async (_, bytes) => {
    expect(await send(bytes() + last())).toEqual({ statuses: [400], reached: [] })
  })

  it.each<[string, string]>([
    ['a size that is no number', 'g\r\n{}\r\n0\r\n\r\n'],
    ['a size beyond numbers', `${'f'.repeat(17)}\r\n{}\r\n0\r\n\r\n`],
    ['a size with a sign', '+2\r\n{}\r\n0\r\n\r\n'],
    ['a size in hex', '0x2\r\n{}\r\n0\r\n\r\n'],
    ['a chunk that is longer than its size', '1\r\n{}\r\n0\r\n\r\n'],
    ['a line end without its half', '2\n{}\r\n0\r\n\r\n'],
    ['an extension with such a line end', '2;a=b\n{}\r\n0\r\n\r\n'],
    ['a header behind the chunks with a space', '2\r\n{}\r\n0\r\nX Y: z\r\n\r\n'],
  ])('has no second request made of its broken chunks: %s', async (_, body) => {
    const { statuses, reached } = await send(post({ more: chunked, body }) + last())
    expect(statuses).toEqual([400])
    expect(reached).not.toContain(`GET ${list}?n=last`)
  })

  it.each<[string, () => string]>([
    ['a request', hidden],
    ['no HTTP', () => 'hello\r\n\r\n'],
    ['a line end, which old clients send', () => '\r\n'],
  ])('is followed by nothing that is read where it ends its connection: %s', async (_, behind) => {
    const before = gateway.log().length
    const outcome = { statuses: [200], reached: [`GET ${list}?n=last`] }
    expect(await send(last() + behind())).toEqual(outcome)
    expect(gateway.log().slice(before)).not.toContain('HPE_')
  })

  it('is followed by the next one where there is no doubt', async () => {
    const next = `GET ${list}?n=last`
    for (const one of [
      post({ more: chunked, body: `2;a="b"\r\n{}\r\n0\r\nAuthorization: x\r\nX-Last: y\r\n\r\n` }),
      post({ more: 'Transfer-Encoding: Chunked\r\n', body: chunks('{}') }),
      `${post({ more: length('{}'), body: '{}' })}\r\n`,
    ]) {
      altinn2.requests.length = 0
      const outcome = await send(one + last())
      expect(outcome).toEqual({ statuses: [200, 200], reached: [next, `POST ${list} {}`] })
    }
  })
})

describe('a request whose host is not clear', () => {
  it.each([
    ['none', ''],
    ['two alike', 'Host: x\r\nHost: x\r\n'],
    ['two', 'Host: x\r\nhost: platform.altinn.no\r\n'],
    ['a space', 'Host: a b\r\n'],
    ['a list', 'Host: x, y\r\n'],
    ['a path', 'Host: x/y\r\n'],
    ['a user', 'Host: u@x\r\n'],
    ['a query', 'Host: x?y\r\n'],
    ['a whole address', 'Host: http://x\r\n'],
    ['a port in letters', 'Host: x:http\r\n'],
    ['two ports', 'Host: x:1:2\r\n'],
    ['an address without its bracket', 'Host: [::1\r\n'],
    ['a letter above ASCII', 'Host: \xf8\r\n'],
    ['a null, encoded', 'Host: x%00\r\n'],
    ['a tab within', 'Host: x\ty\r\n'],
  ])('is refused, and logged: %s', async (_, host) => {
    const outcome = await send(write({ host }) + last())
    expect(outcome).toEqual({ statuses: [400, 200], reached: [`GET ${list}?n=last`] })
    const preflight = write({ host, method: 'OPTIONS', more: 'Connection: close\r\n' })
    expect(await send(preflight)).toMatchObject({ statuses: [400] })
  })

  it.each([
    ['a name', 'Host: gateway.example.no\r\n'],
    ['a name with a port', 'Host: Gateway_1.example:8080\r\n'],
    ['an empty port', 'Host: x:\r\n'],
    ['an address', 'Host: 10.0.0.1:80\r\n'],
    ['a longer address', 'Host: [2001:db8::1]:443\r\n'],
    ['blanks around it', 'Host:   x \t\r\n'],
    ['an empty one', 'Host:\r\n'],
  ])('is none with %s', async (_, host) => {
    const one = write({ host, more: 'Connection: close\r\n' })
    expect(await send(one)).toEqual({ statuses: [200], reached: [`GET ${list}`] })
  })

  it.each([
    ['another host', 'http://platform.altinn.no/', 'Host: x\r\n', 400],
    ['another port', 'http://x:8080/', 'Host: x\r\n', 400],
    ['a user', 'http://u@x/', 'Host: x\r\n', 400],
    ['a user in both', 'http://u@x/', 'Host: u@x\r\n', 400],
    ['the second of two', 'http://y/', 'Host: x\r\nHost: y\r\n', 400],
    ['the first of two', 'http://x/', 'Host: x\r\nHost: y\r\n', 400],
    ['the port of the other protocol', 'http://x:443/', 'Host: x\r\n', 400],
    ['no host', 'http:///', 'Host:\r\n', 400],
    ['its own host in another case', 'HTTP://X/', 'Host: x\r\n', 200],
    ['the usual port', 'http://x:80/', 'Host: x\r\n', 200],
    ['an empty port', 'http://x:/', 'Host: x\r\n', 200],
    ['the port that Host has', 'https://x/', 'Host: x:443\r\n', 200],
  ])('is judged with the address that it asks for: %s', async (_, base, host, status) => {
    const target = base.replace(/\/$/, list)
    const one = write({ target, host, more: 'Connection: close\r\n' })
    const reached = status === 200 ? [`GET ${list}`] : []
    expect(await send(one)).toEqual({ statuses: [status], reached })
  })
})

describe('a request with many headers', () => {
  const many = (count: number): string => 'a:\r\n'.repeat(count)

  it('keeps them all within its bytes, also the last that matter', async () => {
    const more = many(3_000) + length('{}')
    const reached = [`GET ${list}?n=last`, `POST ${list} {}`]
    expect(await send(post({ more, body: '{}' }) + last())).toEqual({
      statuses: [200, 200],
      reached,
    })
  })

  it('is refused when its bytes are more', async () => {
    const more = many(5_000) + length('{}')
    const outcome = await send(post({ more, body: '{}' }) + last())
    expect(outcome).toEqual({ statuses: [431], reached: [] })
  })

  it('is refused in its turn, behind an answer that comes before', async () => {
    const outcome = await send(hidden() + write({ more: many(5_000) }) + last())
    expect(outcome).toEqual({ statuses: [200, 431], reached: [`GET ${list}?n=hidden`] })
  })
})
