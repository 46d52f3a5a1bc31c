import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const { customer, vendor } = organizations
const message = `/api/my/messages/${idOfSeeded('archived 50100001', true)}`
const print = '/api/my/messages/a1/print'
const list = '/api/my/messages'

let altinn2: ScriptedServer
let answer: (socket: Socket) => void
let gateway: TestGateway
let authorization: string
const paths: Record<'attachment' | 'print' | 'xml', string> = { attachment: '', print: '', xml: '' }
beforeAll(async () => {
  altinn2 = await scriptedServer((socket) => answer(socket))
  gateway = await startTestGateway({
    altinn2Url: altinn2.url,
    register: { services: [sampleService] },
  })
  const as = { org: vendor.number, systemUser: customer.number }
  const scope = 'altinn:enduser altinn:instances.read'
  authorization = `Bearer ${await gateway.token({ ...as, scope })}`
  const { body } = await get(message)
  const { _links: links } = JSON.parse(body) as { _links: Record<string, { href: string }[]> }
  const pathOf = (href = ''): string => new URL(href).pathname
  paths.attachment = pathOf(links.attachment?.[0]?.href)
  paths.print = pathOf((links.print as unknown as { href: string }).href)
  paths.xml = `${pathOf(links.form?.[0]?.href)}/formdata`
})
afterEach(() => {
  gateway.sandbox.altinn3.wireFaults.length = 0
})
afterAll(async () => {
  await gateway.close()
  await altinn2.close()
})

function get(path: string, method = 'GET'): Promise<HttpAnswer> {
  return http(gateway.url, path, {
    method,
    headers: { authorization, accept: 'application/hal+json' },
  })
}

/** What a caller's socket receives, and how its connection ends. */
function raw(path: string, version: '1.0' | '1.1'): Promise<{ received: string; end: string }> {
  const { hostname, port } = new URL(gateway.url)
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET ${path} HTTP/${version}\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`,
      ),
    )
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    socket.on('end', () => resolve({ received, end: 'closed' }))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ received, end: String(error.code) }),
    )
  })
}

/** The size that Storage says of an element in its metadata. */
function changeSize(of: (size: number) => number): () => void {
  const { rows } = gateway.sandbox.altinn3.storage
  const before = [...rows.values()].map((row) => [row, row.elements] as const)
  for (const [row, elements] of before) {
    row.elements = elements.map((one) => ({ ...one, size: of(one.size) }))
  }
  return () => {
    for (const [row, elements] of before) row.elements = elements
  }
}

describe('bytes that pass through unchanged', () => {
  it.each(['attachment', 'print'] as const)('say their length: %s', async (kind) => {
    const whole = await get(paths[kind])
    expect(whole.status).toBe(200)
    const length = Number(whole.headers['content-length'])
    expect(length).toBeGreaterThan(0)
    const { received } = await raw(paths[kind], '1.0')
    expect(received.length - received.indexOf('\r\n\r\n') - 4).toBe(length)
    expect((await get(paths[kind], 'HEAD')).headers['content-length']).toBe(String(length))
  })

  it('say the length that came with them, whatever the metadata says', async () => {
    const right = (await get(paths.attachment)).headers['content-length']
    gateway.sandbox.altinn3.wireFaults.push({ on: /\/data\//, length: true })
    const restore = changeSize((size) => size + 1)
    const answered = await get(paths.attachment)
    restore()
    expect([answered.status, answered.headers['content-length']]).toEqual([200, right])
  })

  it('break off where there are fewer', async () => {
    const restore = changeSize((size) => size + 1)
    const { received, end } = await raw(paths.attachment, '1.0')
    restore()
    expect([received.slice(0, 15), end]).toEqual(['HTTP/1.1 200 OK', 'ECONNRESET'])
  })

  it('are an answer with a status where it shows at once that there are more', async () => {
    const restore = changeSize((size) => size - 1)
    const { status, reason } = await get(paths.attachment)
    restore()
    expect([status, reason]).toEqual([502, 'Altinn 3 gave an answer that cannot be read'])
  })

  it.each([
    [204, 'No Content'],
    [304, 'Not Modified'],
  ])('say no length where there are none: %s', async (status, reason) => {
    answer = (socket) =>
      socket.write(`HTTP/1.1 ${status} ${reason}\r\nContent-Length: 5\r\nETag: "1"\r\n\r\n`)
    const { received } = await raw(print, '1.0')
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(received).not.toMatch(/content-length/i)
  })
})

describe.each([
  ['1.0', 'ECONNRESET'],
  ['1.1', 'closed'],
] as const)('an answer that breaks off half-way, in HTTP/%s', (version, ends) => {
  // One that is whole before each: of most calls that fail, a breaker would stop the next ones.
  beforeEach(async () => {
    answer = (socket) => socket.write(answerBytes('HTTP/1.1 200 OK', {}, 'whole'))
    expect((await get(print)).status).toBe(200)
  })

  const head = (type: string, more: string): string =>
    `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${more}\r\n\r\n`

  it.each([
    [
      'a document without a length',
      print,
      'application/pdf',
      'Transfer-Encoding: chunked',
      '9\r\n%PDF-1.7\n\r\n',
    ],
    ['a document with a length', print, 'application/pdf', 'Content-Length: 100', '%PDF-1.7\n'],
    [
      'a list whose links are rewritten',
      list,
      'application/json',
      'Content-Length: 100',
      '{"a":1,',
    ],
  ])('is seen not to be whole: %s', async (_, path, type, more, body) => {
    answer = (socket) => {
      socket.write(head(type, more) + body, () => setTimeout(() => socket.destroy(), 20))
    }
    const { received, end } = await raw(path, version)
    expect(received).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(end).toBe(ends)
    expect(received).not.toMatch(/\r\n0\r\n\r\n$/)
  })

  it.each(['attachment', 'xml'] as const)('is seen not to be whole: %s', async (kind) => {
    gateway.sandbox.altinn3.wireFaults.push({ on: /\/data\//, cut: true })
    const { received, end } = await raw(paths[kind], version)
    expect([received.slice(0, 15), end]).toEqual(['HTTP/1.1 200 OK', ends])
  })
})

it('an answer that is whole is closed in order', async () => {
  answer = (socket) => socket.write(answerBytes('HTTP/1.1 200 OK', {}, 'whole'))
  const { received, end } = await raw(print, '1.0')
  expect([received.slice(-5), end]).toEqual(['whole', 'closed'])
})
