import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, rawHttp, type HttpAnswer } from '../support/network/http.ts'
import { writeErrorBody } from '../../src/respond/error-body.ts'
import { prefersPage } from '../../src/receive/negotiate.ts'
import { GatewayError } from '../../src/errors.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '' })
})
afterAll(() => gateway.close())

const ask = (path: string, accept?: string, method = 'GET'): Promise<HttpAnswer> =>
  http(gateway.url, path, { method, headers: accept === undefined ? {} : { accept } })

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
const codeLists = '/api/metadata/codelists'

describe('a refusal', () => {
  it('is a problem by RFC 9457 where Altinn 2 had no body', async () => {
    const answer = await ask(codeLists, 'application/hal+json')
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.body)))
    expect(JSON.parse(answer.body)).toEqual({
      title: answer.reason,
      status: 410,
      code: 'NOT_CONTINUED',
      detail: expect.stringMatching(/^Altinn 3 publishes no code lists.* See https:/) as string,
      instance: answer.headers['x-request-id'],
    })
    expect(answer.reason).toContain('https://samarbeid.digdir.no/altinn/sporsmal-og-svar/3028')
  })

  it.each([
    ['no such path', '/api/nothing-of-the-kind', 404, 'NOT_FOUND'],
    ['outside the API', '/', 404, 'NOT_FOUND'],
    ['a malformed target', '/api//my/messages', 400, 'TARGET_MALFORMED'],
    ['no token', '/api/my/messages', 401, 'TOKEN_MISSING'],
  ])('is one everywhere: %s', async (_, path, status, code) => {
    const { headers, body } = await ask(path)
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })

  it('has the model of the newer groups for every status, 401 included', async () => {
    const { status, reason, headers, body } = await ask('/api/my/brokerservice/inbox')
    expect([status, headers['content-type']]).toEqual([401, 'application/json; charset=utf-8'])
    expect(JSON.parse(body)).toEqual({ ErrorCode: 90101, ErrorMessage: reason })
  })

  it('has no body for HEAD, and the length of the one for GET', async () => {
    const got = await ask(codeLists)
    const head = await rawHttp(
      gateway.url,
      `HEAD ${codeLists} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n`,
    )
    expect(head).toMatch(/^HTTP\/1\.1 410 [^]*\r\n\r\n$/)
    expect(head.toLowerCase()).toContain(`content-length: ${Buffer.byteLength(got.body)}\r\n`)
  })

  it('varies with what the caller takes, and is kept by no cache', async () => {
    const { headers } = await ask(codeLists)
    expect([headers.vary, headers['cache-control']]).toEqual(['Accept', 'no-store'])
  })
})

describe('a browser', () => {
  it('is shown a page of its own, without anything to load or run', async () => {
    for (const path of [codeLists, '/api/my/brokerservice/inbox', '/nothing']) {
      const { status, headers, body } = await ask(path, browser)
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
      expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
      expect(body).toContain(`<h1>${status} `)
      expect(body).not.toMatch(/<(?:script|style|img|iframe|form)|\son\w+=|style=/i)
    }
  })

  it('reads every text escaped, and follows web addresses alone', () => {
    const error = new GatewayError('SERVICE_ENDED', {
      advice: '<b>&"\'',
      pointer: { successor: 'javascript:alert(1)', guide: 'https://a.example/?a=1&b="<' },
    })
    const { bytes } = writeErrorBody('page', { error, status: 410, phrase: '<i>' })
    const page = bytes.toString()
    expect(page).toContain('<p>&lt;i&gt;</p>')
    expect(page).toContain('<p>&lt;b&gt;&amp;&quot;&#39;.</p>')
    expect(page).not.toContain('href="javascript:')
    expect(page).toContain('href="https://a.example/?a=1&amp;b=&quot;&lt;"')
  })

  it.each([
    [true, browser],
    [true, 'text/html, application/xhtml+xml, */*'],
    [true, 'text/html'],
    [true, 'application/json;q=0.5, text/html'],
    [false, undefined],
    [false, ''],
    [false, '*/*'],
    [false, 'application/json'],
    [false, 'application/hal+json'],
    [false, 'application/hal+json, text/html;q=0.9'],
    [false, 'application/json, text/html'],
    [false, 'text/html, application/json'],
    [false, 'text/html;q=0.5, */*'],
    [false, 'text/html;q=0, application/xhtml+xml'],
    [false, 'text/xml, text/html'],
    // Java's HttpURLConnection, where the program sets no header.
    [false, 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2'],
  ])('is told from a program: %s for %j', (isPage, accept) => {
    expect(prefersPage(accept)).toBe(isPage)
  })
})

describe('bytes that never become a request', () => {
  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    [
      'too many headers',
      `GET / HTTP/1.1\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
  ])('are refused with a body, too: %s', async (_, bytes, status, code) => {
    const [head = '', body = ''] = (await rawHttp(gateway.url, bytes)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`)
    expect(head).toContain('Content-Type: application/problem+json; charset=utf-8')
    expect(head).toContain('Cache-Control: no-store')
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })

  it('name the header that is missing where there is no Host', async () => {
    const answer = await rawHttp(
      gateway.url,
      'GET /api/metadata HTTP/1.1\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toMatch(
      /^HTTP\/1\.1 400 The request is not well-formed HTTP: the header Host is missing\r\n/,
    )
    expect(answer).toMatch(/"code":"REQUEST_MALFORMED"/)
  })

  it('are served with an expectation that nobody knows', async () => {
    const { status } = await http(gateway.url, codeLists, { headers: { expect: 'the-unknown' } })
    expect(status).toBe(410)
  })
})
