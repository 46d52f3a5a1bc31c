import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOfCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, rawHttp } from '../../support/network/http.ts'

let gateway: TestGateway
let authorization: string
beforeAll(async () => {
  gateway = await startTestGateway()
  authorization = `Bearer ${await gateway.token({ scope: everyScope })}`
})
afterAll(() => gateway.close())

const everyScope = 'altinn:enduser altinn:broker.read altinn:brokerservice.read'

const platformCalls = (): number => callsOfCallers(gateway.sandbox)

async function send(target: string, method = 'GET', more = ''): Promise<string> {
  return rawHttp(
    gateway.url,
    `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nApiKey: k\r\n${more}Connection: close\r\n\r\n`,
  )
}

describe('a target that two servers could read differently', () => {
  it.each([
    ['a parent segment', '/api/my/../313876144/brokerservice/inbox'],
    ['a parent segment at the end', '/api/my/brokerservice/inbox/..'],
    ['a backslash', '/api\\my\\brokerservice\\inbox'],
    ['an encoded backslash', '/api/my/brokerservice/inbox/..%5c..%5c313876144'],
    ['an encoded slash', '/api/my%2fbrokerservice%2finbox'],
    ['an encoded dot', '/api/my/brokerservice/inbox/%2e%2e/%2E%2e/metadata'],
    ['a parameter after a semicolon', '/api/my;x=1/brokerservice/inbox'],
    ['an encoded semicolon', '/api/my%3bx=1/brokerservice/inbox'],
    ['an encoded null', '/api/my%00/brokerservice/inbox'],
    ['an encoded line break', '/api/my/brokerservice/inbox%0d%0aX: y'],
    ['half a character', '/api/my/brokerservice/inbox%'],
    ['bytes that are not UTF-8', '/api/my/brokerservice/inbox%ff'],
    ['a raw byte above ASCII', '/api/my/brokerservice/inb\xe5x'],
    ['an absolute form', 'http://127.0.0.1/api/my/brokerservice/inbox'],
    ['an absolute form of another port', 'http://x:8080/api/my/brokerservice/inbox'],
    ['an absolute form with a user', 'http://u@x/api/my/brokerservice/inbox'],
    ['an absolute form of a host that begins alike', 'http://x.example/api/my/brokerservice/inbox'],
    ['an absolute form of another protocol', 'ftp://x/api/my/brokerservice/inbox'],
    ['an absolute form with a second slash', 'http://x//api/my/brokerservice/inbox'],
    ['an absolute form with a parent segment', 'http://x/api/../api/my/brokerservice/inbox'],
    ['an absolute form without a host', 'http:///api/my/brokerservice/inbox'],
    ['an absolute form of another host', 'http://platform.altinn.no/api/my/brokerservice/inbox'],
    ['an asterisk', '*'],
    ['a fragment', '/api/my/brokerservice/inbox#x'],
    ['an encoded control in the query', '/api/my/brokerservice/inbox?serviceCode=%00'],
  ])('is refused: %s', async (_, target) => {
    const before = platformCalls()
    const answer = await send(target)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).not.toContain('brokerservice')
    expect(platformCalls()).toBe(before)
  })
})

describe('a target that is no operation', () => {
  it.each([
    ['an unknown path', 'GET', '/api/my/brokerservice/inbox/x/y/z'],
    ['an unknown path for a method that no row has', 'PATCH', '/api/my/unknown'],
    ['TRACE of an unknown path', 'TRACE', '/api/my/unknown'],
    ['a method that Node does not know, at an unknown path', 'PUTT', '/api/my/unknown'],
    ['the admin port', 'GET', '/health/ready'],
    ['the root', 'GET', '/'],
  ])('is 404: %s', async (_, method, target) => {
    const before = platformCalls()
    expect(await send(target, method)).toMatch(/^HTTP\/1\.1 404 Not Found/)
    expect(platformCalls()).toBe(before)
  })

  it.each([
    ['PUT', '/api/my/brokerservice/inbox', 'GET, HEAD'],
    ['HEAD', '/api/my/brokerservice/outbox?fileName=a', 'POST'],
    ['PATCH', '/api/my/messages', 'GET, HEAD, POST'],
    ['POST', '/API/My/Messages/a1/', 'DELETE, GET, HEAD, PUT'],
    ['DELETE', '/api/m%79/messages/b1/print&language=1044', 'GET, HEAD'],
    // The same address with a service, an app or neither is three operations of one method.
    ['DELETE', '/api/reportees?serviceCode=4483', 'GET, HEAD'],
    ['OPTIONS', '/api/my/messages', 'GET, HEAD, POST'],
    ['TRACE', '/api/my/messages', 'GET, HEAD, POST'],
    ['PROPFIND', '/api/reportees/reporteeconversion', 'GET, HEAD, POST'],
    ['QUERY', '/api/my/messages', 'GET, HEAD, POST'],
    ['PUTT', '/api/my/messages?x=1', 'GET, HEAD, POST'],
    ['get', '/api/my/messages', 'GET, HEAD, POST'],
  ])('is 405 with the methods of its address: %s %s', async (method, target, allow) => {
    const before = platformCalls()
    const answer = await send(target, method)
    expect(answer).toMatch(/^HTTP\/1\.1 405 This method is not allowed at this address\r\n/)
    expect(/^Allow: (.*)\r$/im.exec(answer)?.[1]).toBe(allow)
    expect(platformCalls()).toBe(before)
  })

  it.each(['PUT', 'PUTT'])('is malformed before it is of another method: %s', async (method) => {
    expect(await send('/api/my/../messages', method)).toMatch(/^HTTP\/1\.1 400 The address of/)
  })

  it('is refused as CONNECT, without an answer from a platform', async () => {
    const before = platformCalls()
    const answer = await send('platform.altinn.no:443', 'CONNECT')
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/)
    expect(platformCalls()).toBe(before)
  })
})

describe('a parameter that does not fit its row', () => {
  it.each([
    ['a doubly encoded dot', '/api/%252e%252e/brokerservice/inbox'],
    [
      'a reference with something behind it',
      '/api/my/brokerservice/inbox/35abb71c-7243-46aa-9e6b-f1c986b9efaa%20',
    ],
    ['a message id without its letter', '/api/my/messages/1234'],
    ['a very long parameter', `/api/my/brokerservice/inbox/${'a'.repeat(5000)}`],
  ])('is 400 before any platform is asked: %s', async (_, target) => {
    const token = await gateway.token({
      org: '310385980',
      systemUser: '313876144',
      scope: everyScope,
    })
    const before = platformCalls()
    const answer = await http(gateway.url, target, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(400)
    expect(platformCalls()).toBe(before)
  })
})

describe('a spelling that old clients use', () => {
  it.each([
    ['a query glued on', '/api/my/brokerservice/inbox&serviceCode=4483&serviceEditionCode=1'],
    [
      'a query glued on before another',
      '/api/my/brokerservice/inbox&serviceCode=4483?serviceEditionCode=1',
    ],
    [
      'a flag without a value',
      '/api/my/brokerservice/inbox?ForceEIAuthentication&serviceCode=4483',
    ],
    ['a whole address, as to a proxy', 'http://x/api/my/brokerservice/inbox?serviceCode=4483'],
    ['one in capitals', 'HTTP://X/api/my/brokerservice/inbox?serviceCode=4483'],
    ['one with its default port', 'http://x:80/api/my/brokerservice/inbox?serviceCode=4483'],
    ['a secure one', 'https://x:443/api/my/brokerservice/inbox?serviceCode=4483'],
  ])('is answered, under the same rules: %s', async (_, target) => {
    expect(await send(target)).toMatch(/^HTTP\/1\.1 200 OK/)
    const without = await rawHttp(
      gateway.url,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    )
    expect(without).toMatch(/^HTTP\/1\.1 401 /)
  })
})

describe('bytes that are not a request', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n', 400],
    ['a bad length', 'POST /api/my/messages HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/my/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    [
      'a length and chunks',
      'POST /api/my/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    [
      'a huge header',
      `GET /api/metadata HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
  ])('are answered and cut off: %s', async (_, bytes, status) => {
    const before = platformCalls()
    expect(await rawHttp(gateway.url, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(platformCalls()).toBe(before)
  })
})

describe('a body', () => {
  it.each([
    ['an unreadable type', 'application/json, application/hal+json'],
    ['HAL', 'application/hal+json'],
    ['nonsense', ';;;'],
  ])('is never the reason for a refusal before the caller is known: %s', async (_, type) => {
    const answer = await http(gateway.url, '/api/my/messages', {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{',
    })
    expect(answer.status).toBe(401)
  })

  it('that is empty JSON on a DELETE is no reason either', async () => {
    const answer = await http(gateway.url, '/api/my/messages/a1', {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(401)
  })
})
