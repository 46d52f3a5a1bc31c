import fc from 'fast-check'
import { importJWK, SignJWT, type CryptoKey } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Query } from '../../src/altinn2/query.ts'
import { createAuthenticate, type Authenticate } from '../../src/authenticate/authenticate.ts'
import { toPrincipal } from '../../src/authenticate/claims.ts'
import type { KeySource } from '../../src/authenticate/key-source.ts'
import { errors, GatewayError } from '../../src/errors.ts'
import { identifier } from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { callsOfCallers, clock, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { rawHttp } from '../support/network/http.ts'
import { keyPair } from '../support/network/key-issuer.ts'
import { runs } from '../support/long-run.ts'

interface Change {
  readonly kind: 'replaced' | 'inserted' | 'removed'
  /** From 0 up to 1: where in the token. */
  readonly place: number
  readonly byte: number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'
const letter = fc.nat({ max: alphabet.length - 1 }).map((place) => alphabet.charCodeAt(place))

function changes(bytes: fc.Arbitrary<number>): fc.Arbitrary<Change> {
  return fc.record({
    kind: fc.constantFrom('replaced', 'inserted', 'removed'),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    // What a token is made of comes nearest to a token.
    byte: fc.oneof(letter, bytes),
  })
}

/** The token with one byte more, one less, or another; undefined when that is the same token. */
function changed(token: string, { kind, place, byte }: Change): string | undefined {
  const character = String.fromCharCode(byte)
  const at = Math.floor(place * (kind === 'inserted' ? token.length + 1 : token.length))
  const rest = kind === 'inserted' ? token.slice(at) : token.slice(at + 1)
  const written = token.slice(0, at) + (kind === 'removed' ? '' : character) + rest
  // HTTP takes blanks off the end of a header, and a scheme may be followed by several spaces.
  return written.replace(/^ +|[ \t]+$/g, '') === token ? undefined : written
}

describe('a token with one byte changed, put in or taken out', () => {
  let authenticate: Authenticate
  let token: string
  beforeAll(async () => {
    const issuer = 'https://test.maskinporten.no/'
    const kid = 'cZk00MkmfaXdz5ZZuHhzs4zJEAhQTL2WN4oGyZhRTD4'
    const { jwk, privateKey } = keyPair(kid)
    const key = (await importJWK(jwk, 'RS256')) as CryptoKey
    const source: KeySource = {
      find: (wanted) => Promise.resolve(wanted === kid ? key : undefined),
      has: (known) => known === key,
      isReady: () => true,
      ageInSeconds: () => 0,
      keepFresh: () => Promise.resolve(),
    }
    const rules = {
      issuer,
      audiences: ['https://tt02.altinn.no/'],
      audiencePolicy: 'compat',
      clockToleranceSeconds: 10,
      maxTokenAgeSeconds: 3_600,
      refusesTestTools: true,
    } as const
    const profile = {
      keys: source,
      rules,
      toPrincipal: (payload: unknown, from: string) => toPrincipal(payload, from, []),
    }
    authenticate = createAuthenticate([profile], clock)
    const consumer = identifier(organizations.customer.number)
    token = await new SignJWT({ scope: 'altinn:enduser', consumer, client_id: 'x' })
      .setProtectedHeader({ kid, alg: 'RS256' })
      .setIssuer(issuer)
      .setJti('1')
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(privateKey)
  })

  const ask = (bearer: string): ReturnType<Authenticate> => {
    const authorization = `Bearer ${bearer}`
    const request = { headers: { authorization }, rawHeaders: ['Authorization', authorization] }
    return authenticate(request, new Query([]))
  }

  it('is refused, also while the whole one is remembered', async () => {
    expect((await ask(token)).organization).toBe(organizations.customer.number)
    await fc.assert(
      fc.asyncProperty(changes(fc.integer({ min: 0, max: 255 })), async (change) => {
        const spoiled = changed(token, change)
        fc.pre(spoiled !== undefined)
        const error = await ask(spoiled).catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(GatewayError)
        expect(errors[(error as GatewayError).code].status).toBe(401)
      }),
      runs(600),
    )
    expect((await ask(token)).organization).toBe(organizations.customer.number)
  })
})

describe('over a socket, a token with one byte changed, put in or taken out', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
  })
  afterAll(() => gateway.close())

  const target = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
  const ask = (token: string): Promise<string> =>
    rawHttp(
      gateway.url,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    )

  it('is refused, and no platform is asked', async () => {
    const token = await gateway.token()
    expect(await ask(token)).toMatch(/^HTTP\/1\.1 200 /)
    const before = callsOfCallers(gateway.sandbox)
    const inHeaders = fc
      .integer({ min: 0x20, max: 0xff })
      .map((byte) => (byte === 0x7f ? 0x09 : byte))
    await fc.assert(
      fc.asyncProperty(changes(inHeaders), async (change) => {
        const spoiled = changed(token, change)
        fc.pre(spoiled !== undefined)
        expect(await ask(spoiled)).toMatch(/^HTTP\/1\.1 40[01] /)
      }),
      runs(60),
    )
    expect(callsOfCallers(gateway.sandbox)).toBe(before)
    expect(await ask(token)).toMatch(/^HTTP\/1\.1 200 /)
  })
})
