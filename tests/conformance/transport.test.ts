import { CompactEncrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { expectRefused, mint, onAltinn3, refusals, send } from './refused.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway()
  token = await mint(gateway)
})
afterAll(() => gateway.close())

/** A request as bytes, since no client would write it. */
function requestWith(...lines: readonly string[]): string {
  return [`GET ${onAltinn3} HTTP/1.1`, 'Host: x', ...lines, 'Connection: close', '', ''].join(
    '\r\n',
  )
}

it('a good token is taken', async () => {
  const answer = await send(gateway, { token })
  expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
})

it('none is needed where anybody may ask', async () => {
  const answer = await send(gateway, { path: '/api/metadata/formtask/4537/1' })
  expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
})

describe('credentials', () => {
  it('none at all are refused without an error code [1]', () =>
    expectRefused(gateway, {}, refusals.noCredentials))

  it.each(['Basic YTpi', 'Digest username="a"', 'Negotiate YII', 'Token'])(
    'another scheme is no token: %s [2]',
    (authorization) => expectRefused(gateway, { authorization }, refusals.noCredentials),
  )

  it('another scheme is no token, also with a good one behind it [2]', () =>
    expectRefused(gateway, { authorization: `DPoP ${token}` }, refusals.noCredentials))

  it.each(['Bearer', 'Bearer ', 'Bearer \t'])('an empty bearer is refused: "%s" [3]', (text) =>
    expectRefused(gateway, { authorization: text }, refusals.invalidToken),
  )

  it.each<[string, (good: string) => string[]]>([
    ['the same twice', (good) => [good, good]],
    ['a good one first', (good) => [good, 'Bearer a.b.c']],
    ['a good one last', (good) => ['Bearer a.b.c', good]],
    ['one of another scheme', (good) => ['Basic YTpi', good]],
    ['an empty one', (good) => [good, '']],
  ])('two headers are refused: %s [4]', (_, write) =>
    expectRefused(
      gateway,
      { authorization: write(`Bearer ${token}`) },
      refusals.repeatedCredentials,
    ),
  )

  it.each<[string, (good: string) => string]>([
    ['both good', (good) => `Bearer ${good}, Bearer ${good}`],
    ['the first good', (good) => `Bearer ${good}, Bearer d.e.f`],
    ['the last good', (good) => `Bearer a.b.c,Bearer ${good}`],
  ])('two tokens in one header are refused: %s [5]', (_, write) =>
    expectRefused(gateway, { authorization: write(token) }, refusals.invalidToken),
  )

  it('a token in the query alone is not looked at [6]', () =>
    expectRefused(
      gateway,
      { path: `${onAltinn3}&access_token=${token}`, secrets: [token] },
      refusals.noCredentials,
    ))

  it.each(['access_token', 'ACCESS_TOKEN', 'access%5ftoken'])(
    'a token in the query and one in the header are refused: %s [6]',
    (name) =>
      expectRefused(
        gateway,
        { path: `${onAltinn3}&${name}=${token}`, token },
        refusals.repeatedCredentials,
      ),
  )

  it.each(['access_token', 'Access_Token'])(
    'a token in the query goes no further where anybody may ask: %s [6]',
    async (name) => {
      const answer = await send(gateway, { path: `/api/metadata?${name}=${token}&language=1044` })
      // The stand-in knows no parameter of that name.
      expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
      expect(gateway.log()).not.toContain(token)
    },
  )

  it('a token in a form is not looked at [7]', () =>
    expectRefused(
      gateway,
      {
        method: 'POST',
        path: '/api/my/brokerservice/inbox/35abb71c-7243-46aa-9e6b-f1c986b9efaa/confirmdownloaded',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `access_token=${token}`,
        secrets: [token],
      },
      refusals.noCredentials,
    ))

  it.each<[string, () => Promise<string> | string]>([
    ['a Maskinporten token', () => token],
    [
      'an Altinn token',
      () =>
        gateway.sandbox.altinn3.mintAltinnToken({
          org: organizations.customer.number,
          scope: 'altinn:broker.read',
        }),
    ],
  ])('a token in a cookie is not looked at: %s [8]', async (_, make) => {
    const inCookie = await make()
    const headers = { cookie: `AltinnStudioRuntime=${inCookie}` }
    await expectRefused(gateway, { headers, secrets: [inCookie] }, refusals.noCredentials)
  })

  it.each(['bearer', 'BEARER', 'bEARER'])(
    'the scheme is taken in any letter case: %s [9]',
    async (scheme) => {
      const answer = await send(gateway, { authorization: `${scheme} ${token}` })
      expect(answer.status).toBe(200)
    },
  )
})

describe('the size of a token', () => {
  it('nine kilobytes are refused, also when all of them are signed [10]', async () => {
    const long = await mint(gateway, { claims: { more: 'a'.repeat(9 * 1024) } })
    await expectRefused(gateway, { token: long }, refusals.invalidToken)
  })

  it('more than sixteen kilobytes are never read [10]', async () => {
    const bytes = requestWith(`Authorization: Bearer ${'a'.repeat(17 * 1024)}.b.c`)
    await expectRefused(gateway, { bytes }, refusals.headersTooLarge)
  })
})

describe('a second spelling of a good token', () => {
  it.each(['=', '=='])('padding behind it is refused: %s [11]', (padding) =>
    expectRefused(gateway, { token: `${token}${padding}` }, refusals.invalidToken),
  )

  it('another last character with the same meaning is refused [12]', async () => {
    const twin = twinOf(token)
    expect(Buffer.from(signatureOf(twin), 'base64url')).toEqual(
      Buffer.from(signatureOf(token), 'base64url'),
    )
    await expectRefused(gateway, { token: twin }, refusals.invalidToken)
  })

  it.each([
    ['a space', ' '],
    ['a tab', '\t'],
  ])('a blank inside is refused: %s [13]', (_, blank) =>
    expectRefused(gateway, { token: token.replace('.', `.${blank}`) }, refusals.invalidToken),
  )

  it.each(['  ', '      '])('several spaces in front are as one: "%s" [13]', async (spaces) => {
    const answer = await send(gateway, { authorization: `bEARER${spaces}${token}` })
    expect(answer.status).toBe(200)
  })

  it.each(['\t', ' \t', '\t '])('another blank in front is refused: %j [13]', (blank) =>
    expectRefused(gateway, { authorization: `Bearer${blank}${token}` }, refusals.invalidToken),
  )

  it.each([
    ['a folded line', '\r\n '],
    ['a line feed', '\n'],
    ['a carriage return', '\r'],
  ])('a line break inside is no request: %s [13]', (_, end) =>
    expectRefused(
      gateway,
      { bytes: requestWith(`Authorization: Bearer ${token.replace('.', `.${end}`)}`) },
      refusals.malformedRequest,
    ),
  )
})

describe('what is no signed token', () => {
  it('an encrypted token is refused [14]', async () => {
    const { kid, publicKey } = gateway.sandbox.maskinporten.keys.current
    const encrypted = await new CompactEncrypt(Buffer.from(token))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid })
      .encrypt(publicKey)
    expect(encrypted.split('.')).toHaveLength(5)
    await expectRefused(gateway, { token: encrypted }, refusals.invalidToken)
  })

  it.each<[string, (parts: readonly [string, string, string]) => string]>([
    ['two parts', ([head, payload]) => `${head}.${payload}`],
    ['two parts and a dot', ([head, payload]) => `${head}.${payload}.`],
    ['four parts', (parts) => `${parts.join('.')}.AA`],
    ['three parts and a dot', (parts) => `${parts.join('.')}.`],
    ['no header', ([, payload, signature]) => `.${payload}.${signature}`],
    ['no payload', ([head, , signature]) => `${head}..${signature}`],
    ['dots alone', () => '....'],
  ])('a token of the wrong shape is refused: %s [15]', async (_, write) => {
    const wrong = await mint(gateway, {
      alter: (...parts) => write(parts),
    })
    await expectRefused(gateway, { token: wrong }, refusals.invalidToken)
  })

  it.each<[string, (good: string) => string]>([
    ['letters of Latin-1', () => 'æøå.æøå.æøå'],
    ['one inside a good token', (good) => good.replace('.', '.å')],
    ['bytes of UTF-8', (good) => `${good}${Buffer.from('ø').toString('latin1')}`],
  ])('characters outside ASCII are refused: %s [16]', (_, write) =>
    expectRefused(gateway, { token: write(token) }, refusals.invalidToken),
  )
})

function signatureOf(one: string): string {
  return one.split('.')[2] ?? ''
}

/** The last character of an RSA signature carries four bits that say nothing. */
function twinOf(one: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return one.slice(0, -1) + (alphabet[alphabet.indexOf(one.at(-1) ?? '') ^ 1] ?? '')
}
