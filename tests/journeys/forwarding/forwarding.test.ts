import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, rawHttp, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

type Answer = readonly [start: string, headers: Record<string, string>, body?: string | Buffer]

let altinn2: ScriptedServer
let gateway: TestGateway
let answer: Answer
let chunks: Buffer[] | undefined
beforeEach(async () => {
  answer = ['HTTP/1.1 200 OK', {}]
  chunks = undefined
  altinn2 = await scriptedServer((socket) => {
    const [start, headers, body] = answer
    if (chunks === undefined) {
      socket.write(bytesOf(start, headers, body ?? ''))
      return
    }
    socket.setNoDelay(true)
    socket.write(answerBytes(start, { ...headers, 'Content-Length': String(length(chunks)) }))
    const rest = [...chunks]
    const next = (): void => {
      const chunk = rest.shift()
      if (chunk !== undefined) socket.write(chunk, () => setImmediate(next))
    }
    next()
  })
  gateway = await startTestGateway({ altinn2Url: altinn2.url })
})
afterEach(async () => {
  await gateway.close()
  await altinn2.close()
})

function bytesOf(start: string, headers: Record<string, string>, body: string | Buffer): Buffer {
  if (typeof body === 'string') return answerBytes(start, headers, body)
  const sized = { ...headers, 'Content-Length': String(body.length) }
  return Buffer.concat([answerBytes(start, sized), body])
}

function length(parts: readonly Buffer[]): number {
  return parts.reduce((total, part) => total + part.length, 0)
}

const messages = '/api/my/messages'

async function call(path: string, sent: Sent = {}): Promise<HttpAnswer> {
  const token = await gateway.systemUserToken()
  const headers = { authorization: `Bearer ${token}`, ...sent.headers }
  return http(gateway.url, path, { ...sent, headers })
}

describe('what reaches Altinn 2', () => {
  it('is the row’s path with the caller’s parameters, and the query that was parsed', async () => {
    await call(
      `/API/My/Messages/?$filter=Status+eq%20'Ulest'&$skip=50&language=1044&ForceEIAuthentication=true`,
    )
    expect(altinn2.requests[0]).toMatch(
      /^GET \/api\/My\/messages\?\$filter=Status%20eq%20'Ulest'&\$skip=50&language=1044 HTTP\/1\.1\r\n/,
    )
  })

  it('is the caller’s token and what Altinn 2’s clients send, and nothing that speaks for others', async () => {
    await call(messages, {
      headers: {
        Accept: 'application/hal+json',
        ApiKey: 'k',
        'User-Agent': 'Payroll/1.0',
        Connection: 'X-Secret, keep-alive',
        'X-Secret': 's',
        Cookie: 'AltinnStudioRuntime=x',
        'Altinn-Party-OrganizationNumber': '310385980',
        'Ocp-Apim-Subscription-Key': 'k',
        'X-Forwarded-For': '10.0.0.1',
        'X-Forwarded-Host': 'evil.example',
        'X-HTTP-Method-Override': 'DELETE',
        'X-Original-URL': '/api/other',
        'Proxy-Authorization': 'Basic x',
        'X-ENV-SSL_CLIENT_CERTIFICATE': 'x',
      },
    })
    const names = (altinn2.requests[0] ?? '')
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]?.toLowerCase() ?? '')
      .filter(Boolean)
      .sort()
    expect(names).toEqual([
      'accept',
      'accept-encoding',
      'apikey',
      'authorization',
      'connection',
      'host',
      'user-agent',
      // The gateway’s own id of the request.
      'x-request-id',
    ])
    expect(altinn2.requests[0]).toMatch(/^GET /)
  })

  it('is a body as it came, sized or in chunks, whatever its type says', async () => {
    answer = ['HTTP/1.1 201 Created', { Location: 'https://tt02.altinn.no/api/my/messages/b1' }]
    const body = JSON.stringify({ Type: 'FormTask', Text: 'æøå'.repeat(1000) })
    for (const type of ['application/hal+json', 'application/json, application/hal+json']) {
      const created = await call(messages, {
        method: 'POST',
        headers: { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) },
        body,
      })
      expect([created.status, created.headers.location]).toEqual([
        201,
        'https://gateway.example/api/my/messages/b1',
      ])
      const sent = Buffer.from(altinn2.requests.at(-1) ?? '', 'latin1').toString('utf8')
      expect(sent).toContain(`Content-Type: ${type}`)
      expect(sent.endsWith(body)).toBe(true)
    }
    await call(messages, { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' }, body })
    const chunked = Buffer.from(altinn2.requests.at(-1) ?? '', 'latin1').toString('utf8')
    expect(chunked).toMatch(/^transfer-encoding: chunked\r$/im)
    expect(chunked.endsWith(`${body}\r\n0\r\n\r\n`)).toBe(true)
  })

  it('is never asked to wait for a body: the gateway says 100 Continue itself, after the token', async () => {
    const token = await gateway.systemUserToken()
    const head = (authorization: string): string =>
      `POST ${messages} HTTP/1.1\r\nHost: x\r\n${authorization}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`
    const refused = await rawHttp(gateway.url, head(''))
    expect(refused).toMatch(/^HTTP\/1\.1 401 /)
    const taken = await rawHttp(gateway.url, `${head(`Authorization: Bearer ${token}\r\n`)}{}`)
    expect(taken).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
    expect(altinn2.requests.at(-1)).not.toMatch(/^expect:/im)
  })

  it('is nothing of a body that is longer than the operation takes', async () => {
    const answered = await call('/api/my/messages/b1/archive', {
      method: 'PUT',
      headers: { 'Content-Length': String(2 * 1024 * 1024) },
      body: Buffer.alloc(1),
    }).catch((error: unknown) => error)
    expect(answered).toMatchObject({ status: 413 })
    expect(altinn2.requests).toEqual([])
  })
})

describe('what comes back from Altinn 2', () => {
  it('keeps its status and reason phrase, the order of its headers and every cookie', async () => {
    answer = [
      'HTTP/1.1 204 Message has been archived',
      {
        'X-First': '1',
        'Set-Cookie': '.ASPXAUTH=a; path=/\r\nSet-Cookie: second=b',
        'x-last': '2',
      },
    ]
    const archived = await call('/api/my/messages/a1/archive', { method: 'PUT' })
    expect([archived.status, archived.reason]).toEqual([204, 'Message has been archived'])
    const names = archived.rawHeaders.filter((_, index) => index % 2 === 0)
    expect(names.slice(0, 4)).toEqual(['X-First', 'Set-Cookie', 'Set-Cookie', 'x-last'])
    expect(archived.headers['set-cookie']).toEqual(['.ASPXAUTH=a; path=/', 'second=b'])
  })

  it('drops what concerns one connection only, and cannot speak in the gateway’s name', async () => {
    answer = [
      'HTTP/1.1 200 OK',
      {
        Connection: 'X-Hop, keep-alive',
        'X-Hop': '1',
        'Proxy-Authenticate': 'Basic',
        'X-Served-By': 'altinn3',
        'X-Request-Id': 'forged',
      },
    ]
    const { headers } = await call(messages)
    expect(headers['x-hop']).toBeUndefined()
    expect(headers['proxy-authenticate']).toBeUndefined()
    expect(headers['x-served-by']).toBe('altinn2')
    expect(headers['x-request-id']).not.toBe('forged')
  })

  it('keeps a reason phrase in UTF-8, and survives one in Latin-1', async () => {
    answer = ['HTTP/1.1 400 Ugyldig fødselsdato', {}]
    const utf8 = await call(messages)
    expect(Buffer.from(utf8.reason, 'latin1').toString('utf8')).toBe('Ugyldig fødselsdato')
    const bytes = Buffer.from(
      'HTTP/1.1 400 Ugyldig f\xf8dselsdato\r\nContent-Length: 0\r\n\r\n',
      'latin1',
    )
    await gateway.close()
    await altinn2.close()
    altinn2 = await scriptedServer((socket) => socket.write(bytes))
    gateway = await startTestGateway({ altinn2Url: altinn2.url })
    const latin1 = await call(messages)
    expect([latin1.status, latin1.reason]).toEqual([400, 'Ugyldig f?dselsdato'])
  })

  it('is a redirect that is handed on, never followed', async () => {
    answer = ['HTTP/1.1 302 Found', { Location: 'https://tt02.altinn.no/ui/Authentication' }]
    const redirect = await call(messages)
    expect([redirect.status, redirect.headers.location]).toEqual([
      302,
      'https://tt02.altinn.no/ui/Authentication',
    ])
    expect(altinn2.requests).toHaveLength(1)
  })
})

describe('links in what comes back', () => {
  const api = 'https://tt02.altinn.no/api/my/messages/a1'
  const ours = 'https://gateway.example/api/my/messages/a1'
  const kept = [
    'https://tt02.altinn.no/Pages/ServiceEngine/Correspondence.aspx?ESC=4540',
    'https://tt02.altinn.no/ui/AccessConsent/request?id=1',
    'https://tt02.altinn.no.evil.example/api/x',
    'https://evil.example/?next=https://tt02.altinn.no/api/x',
    'Les mer på https://tt02.altinn.no/api/help',
  ]

  it.each([
    [
      'JSON',
      'application/json; charset=utf-8',
      JSON.stringify({ MessageLink: api, kept, å: 'æøå' }),
    ],
    ['HAL', 'application/hal+json', JSON.stringify({ _links: { self: { href: api } }, kept })],
    [
      'JSON with escaped slashes',
      'application/json',
      JSON.stringify({ a: api, å: 'æ' }).replaceAll('/', '\\/'),
    ],
    ['XML', 'application/xml', `<M><MessageLink>${api}</MessageLink><a href="${api}"/></M>`],
    [
      'HAL+XML',
      'application/hal+xml; charset="utf-8"',
      `<resource href='${api}'><S>æøå</S></resource>`,
    ],
  ])('point at the gateway, wherever the bytes are cut: %s', async (_, type, body) => {
    const expected = body
      .replaceAll(`"${api}"`, `"${ours}"`)
      .replaceAll(`>${api}<`, `>${ours}<`)
      .replaceAll(`'${api}'`, `'${ours}'`)
      .replaceAll(`"${api.replaceAll('/', '\\/')}"`, `"${ours.replaceAll('/', '\\/')}"`)
    expect(expected).not.toBe(body)
    answer = ['HTTP/1.1 200 OK', { 'Content-Type': type, ETag: '"1"', 'Content-MD5': 'x' }]
    const bytes = Buffer.from(body)
    for (const size of [1, 7, bytes.length]) {
      chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) =>
        bytes.subarray(place * size, (place + 1) * size),
      )
      const rewritten = await call(messages)
      expect(rewritten.body).toBe(expected)
      expect(rewritten.headers.etag).toBeUndefined()
      expect(rewritten.headers['content-md5']).toBeUndefined()
    }
  })

  it('are found in either scheme, with the port written out, in a charset that is misspelt', async () => {
    const href = 'http://TT02.altinn.no:80/api/metadata/codelists?language=1044'
    answer = [
      'HTTP/1.1 200 OK',
      {
        'Content-Type': "Application/HAL+JSON ; charset='utf8'",
        'Content-Location': href,
        Link: `<${href}>; rel="next"`,
      },
      JSON.stringify({ _links: { self: { href } } }),
    ]
    const { body, headers } = await call(messages)
    const right = 'https://gateway.example/api/metadata/codelists?language=1044'
    expect(JSON.parse(body)).toEqual({ _links: { self: { href: right } } })
    expect([headers['content-location'], headers.link]).toEqual([right, `<${right}>; rel="next"`])
  })

  it('are found although the answer was compressed against our wish', async () => {
    const body = JSON.stringify({ MessageLink: api })
    answer = [
      'HTTP/1.1 200 OK',
      { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      gzipSync(body),
    ]
    const { body: plain, headers } = await call(messages)
    expect(plain).toBe(JSON.stringify({ MessageLink: ours }))
    expect(headers['content-encoding']).toBeUndefined()
  })

  it('stay as they are in a document, which keeps its validators and ranges', async () => {
    const body = `<Skjema><Lenke>${api}</Lenke></Skjema>`
    answer = [
      'HTTP/1.1 206 Partial Content',
      { 'Content-Type': 'application/xml', ETag: '"1"', 'Content-Range': 'bytes 0-9/99' },
      body,
    ]
    const path = `${messages}/a1/forms/1/formdata`
    const part = await call(path, { headers: { Range: 'bytes=0-9', 'Accept-Encoding': 'gzip' } })
    expect([part.status, part.body, part.headers.etag]).toEqual([206, body, '"1"'])
    expect(altinn2.requests[0]).toMatch(/^Range: bytes=0-9\r$/m)
    expect(altinn2.requests[0]).toMatch(/^Accept-Encoding: gzip\r$/m)
  })

  it('stay as they are in other types', async () => {
    answer = ['HTTP/1.1 200 OK', { 'Content-Type': 'text/html', ETag: '"1"' }, `<a href="${api}">`]
    const { body, headers } = await call(messages)
    expect([body, headers.etag]).toEqual([`<a href="${api}">`, '"1"'])
  })

  it('keep the path of a public address that has one', async () => {
    await gateway.close()
    gateway = await startTestGateway({
      altinn2Url: altinn2.url,
      publicUrl: 'https://apps.example/altinn/',
    })
    answer = [
      'HTTP/1.1 200 OK',
      { 'Content-Type': 'application/json', Location: '/api/my/x' },
      `["${api}"]`,
    ]
    const { body, headers } = await call(messages)
    expect(body).toBe('["https://apps.example/altinn/api/my/messages/a1"]')
    expect(headers.location).toBe('https://apps.example/altinn/api/my/x')
  })
})
