import fc from 'fast-check'
import { generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { callsOfCallers, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { rawHttp } from '../support/network/http.ts'
import { targetOf } from '../support/table.ts'
import { runs } from '../support/long-run.ts'

const rows = endpoints.filter(({ callers }) => callers !== 'public')

let gateway: TestGateway
/** Everything that is not one good bearer token in the one place for it. */
let credentials: string[][]
beforeAll(async () => {
  gateway = await startTestGateway()
  const good = await gateway.token()
  const expired = await gateway.token({ claims: { exp: 1, iat: 1 } })
  const bearer = (token: string): string => `Authorization: Bearer ${token}`
  credentials = [
    [],
    ['Authorization: '],
    ['Authorization: Basic YTpi'],
    [`Authorization: Basic ${good}`],
    [bearer('')],
    [bearer('a.b.c')],
    [bearer(expired)],
    [bearer(await signedBySomebodyElse())],
    [bearer(good), bearer(good)],
    [bearer(good), 'authorization: Basic YTpi'],
    [`Cookie: AltinnStudioRuntime=${good}; .ASPXAUTH=${good}`],
    [`X-Authorization: Bearer ${good}`, `Proxy-Authorization: Bearer ${good}`],
    [`X-Forwarded-Authorization: Bearer ${good}`, `Access_Token: ${good}`],
  ]
})
afterAll(() => gateway.close())

async function signedBySomebodyElse(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256')
  const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:313876144' }
  return new SignJWT({ scope: 'altinn:enduser', consumer, jti: '1' })
    .setProtectedHeader({ alg: 'RS256', kid: gateway.sandbox.maskinporten.keys.current.kid })
    .setIssuer(gateway.sandbox.maskinporten.issuer)
    .setIssuedAt()
    .setExpirationTime('2 minutes')
    .sign(privateKey)
}

const hostile = [
  'X-Altinn-Party: 313876144',
  'Altinn-Party-OrganizationNumber: 313876144',
  'Altinn-Party-SocialSecurityNumber: 26899299344',
  'X-Ai-InstanceOwnerIdentifier: Organisation:313876144',
  'Ocp-Apim-Subscription-Key: k',
  'PlatformAccessToken: x',
  'Cookie: AltinnPartyId=50100001',
  'X-Forwarded-For: 127.0.0.1',
  'X-Forwarded-Host: platform.altinn.no',
  'Forwarded: for=127.0.0.1;host=platform.altinn.no',
  'X-Original-URL: /api/metadata',
  'X-Rewrite-URL: /api/metadata',
  'X-HTTP-Method-Override: DELETE',
  'X-HTTP-Method: OPTIONS',
  'X-Real-IP: 127.0.0.1',
  'Connection: keep-alive, Authorization',
  'TE: trailers',
  'ApiKey: k',
  'ApiKey: l',
  'Origin: https://www.altinn.no',
  'Access-Control-Request-Method: GET',
  'Accept: text/html',
  'If-None-Match: *',
  'Range: bytes=0-0',
]

interface Spelling {
  readonly row: Endpoint
  readonly method: string
  /** One decision for each character of the path. */
  readonly letters: readonly number[]
  readonly tail: string
  readonly more: readonly string[]
  readonly credential: number
}

const methods = ['HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'SEARCH', 'LOCK', 'QUERY']
const spellings: fc.Arbitrary<Spelling> = fc.record({
  row: fc.constantFrom(...rows),
  method: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.constantFrom(...methods)),
  letters: fc.array(fc.nat({ max: 9 }), { minLength: 8, maxLength: 60 }),
  tail: fc.constantFrom('', '/', '?', '&x=1', '?x=1', '&access_token=a.b.c', '?%00', '/?/', '#'),
  more: fc.subarray(hostile),
  credential: fc.nat({ max: 12 }),
})

/** Some letters in the other case, some in percent signs. */
function respell(target: string, letters: readonly number[]): string {
  const [path = '', query] = target.split('?')
  const written = Array.from(path, (one, place) => {
    const decision = letters[place % letters.length] ?? 0
    if (one === '/' || decision < 5) return one
    if (decision < 7) return one.toUpperCase()
    return decision < 9 ? one.toLowerCase() : `%${one.charCodeAt(0).toString(16)}`
  }).join('')
  return query === undefined ? written : `${written}?${query}`
}

it('lets no spelling of an operation through without a good token', async () => {
  const before = callsOfCallers(gateway.sandbox)
  await fc.assert(
    fc.asyncProperty(spellings, async ({ row, method, letters, tail, more, credential }) => {
      const target = respell(targetOf(row), letters) + tail
      const lines = [...(credentials[credential] ?? []), ...more, 'Connection: close'].join('\r\n')
      const start = `${method || row.method} ${target} HTTP/1.1`
      const answer = await rawHttp(gateway.url, `${start}\r\nHost: x\r\n${lines}\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    }),
    runs(100),
  )
  expect(callsOfCallers(gateway.sandbox)).toBe(before)
})

it('lets no operation through, however plainly it is asked for, without a good token', async () => {
  const before = callsOfCallers(gateway.sandbox)
  for (const row of rows) {
    for (const lines of credentials) {
      const answer = await rawHttp(
        gateway.url,
        `${row.method} ${targetOf(row)} HTTP/1.1\r\nHost: x\r\n${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`,
      )
      expect([row.id, lines, answer]).toEqual([
        row.id,
        lines,
        expect.stringMatching(/^HTTP\/1\.1 40[01] /),
      ])
    }
  }
  expect(callsOfCallers(gateway.sandbox)).toBe(before)
})

it('answers no garbage, and does not stumble over it', async () => {
  const pieces = fc.oneof(
    fc.constantFrom('api', 'my', 'messages', 'brokerservice', 'inbox', 'serviceowner', 'srr'),
    fc.constantFrom('..', '.', '%2e%2e', '%2f', '%5c', '\\', ';', ';x=1', '%00', '%', '%zz', '%ff'),
    fc.constantFrom('?', '#', '&', '=', '+', '*', 'http://x', '{who}', ':who', '__proto__', 'r1'),
    fc.string({
      unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
    }),
  )
  const targets = fc
    .tuple(fc.constantFrom('/', '', '//', '/api/', '/api/my/'), fc.array(pieces), fc.boolean())
    .map(([start, all, isPath]) => start + all.join(isPath ? '/' : ''))
  const before = callsOfCallers(gateway.sandbox)
  await fc.assert(
    fc.asyncProperty(
      targets,
      fc.constantFrom('GET', 'POST', 'HEAD', 'X'),
      async (target, method) => {
        const answer = await rawHttp(
          gateway.url,
          `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        )
        expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
      },
    ),
    runs(100),
  )
  expect(callsOfCallers(gateway.sandbox)).toBe(before)
})
