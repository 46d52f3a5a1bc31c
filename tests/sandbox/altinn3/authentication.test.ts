import { X509Certificate } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { organizations, systemUserIds } from '../../../sandbox/organizations.ts'
import type { MaskinportenWish } from '../../../sandbox/maskinporten/mint.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor, serviceOwner, otherServiceOwner } = organizations
const exchangePath = '/authentication/api/v1/exchange/maskinporten'
const openId = '/authentication/api/v1/openid/'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
beforeEach(() => {
  sandbox.altinn3.faults.exchange = undefined
  sandbox.altinn3.faults.keys = undefined
})
afterAll(() => sandbox.close())

async function exchange(
  wish: Partial<MaskinportenWish> = {},
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const scope = 'altinn:broker.read'
  const token = await sandbox.maskinporten.mint({ org: customer.number, scope, ...wish })
  return http(sandbox.altinn3.url, exchangePath, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
}

const claimsOf = async (wish: Partial<MaskinportenWish>): Promise<Record<string, unknown>> =>
  decodeJwt((await exchange(wish)).body)

async function read(path: string): Promise<Record<string, unknown>> {
  return JSON.parse((await http(sandbox.altinn3.url, path)).body) as Record<string, unknown>
}

async function isGood(token: string): Promise<boolean> {
  const { url, issuer } = sandbox.altinn3
  const keys = createRemoteJWKSet(new URL(`${url}${openId}.well-known/openid-configuration/jwks`))
  return jwtVerify(token, keys, { issuer }).then(
    () => true,
    () => false,
  )
}

describe('Altinn 3’s keys', () => {
  it('are where its issuer says', async () => {
    const { url, issuer } = sandbox.altinn3
    expect(issuer).toBe(`${url}${openId}`)
    expect(await read(`${openId}.well-known/openid-configuration`)).toMatchObject({
      issuer,
      jwks_uri: `${issuer}.well-known/openid-configuration/jwks`,
      response_types_supported: ['token'],
      scopes_supported: null,
    })
  })

  it('are certificates: a thumbprint for an id, numbers in ordinary base64, no algorithm', async () => {
    const { keys } = await read(`${openId}.well-known/openid-configuration/jwks`)
    const [key] = keys as [Record<string, unknown>]
    expect(Object.keys(key)).toEqual(['kty', 'use', 'kid', 'e', 'n', 'x5c'])
    expect(key.n).toMatch(/==$/)
    const [encoded = ''] = key.x5c as string[]
    const certificate = new X509Certificate(Buffer.from(encoded, 'base64'))
    expect(certificate.fingerprint.replaceAll(':', '')).toBe(key.kid)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    const { n = '' } = certificate.publicKey.export({ format: 'jwk' })
    expect(Buffer.from(n, 'base64url').toString('base64')).toBe(key.n)
  })

  it('have the plus sign escaped on the wire', async () => {
    const { keys } = sandbox.altinn3
    keys.published.push({ kid: 'a+b' })
    const { body } = await http(
      sandbox.altinn3.url,
      `${openId}.well-known/openid-configuration/jwks`,
    )
    keys.drop('a+b')
    expect(body).toContain(String.raw`"a\u002Bb"`)
    expect(body).not.toContain('+')
  })

  it('rotate and fail like Maskinporten’s', async () => {
    const { keys, faults, mintAltinnToken } = sandbox.altinn3
    const earlier = mintAltinnToken({ org: customer.number, scope: 'x' })
    await keys.rotate()
    expect(await isGood(earlier)).toBe(false)
    const token = mintAltinnToken({ org: customer.number, scope: 'x' })
    expect(await isGood(token)).toBe(true)
    faults.keys = 'empty'
    expect(await isGood(token)).toBe(false)
  })
})

describe('the exchange', () => {
  it('keeps a token’s claims, adds its own, and signs with its certificate', async () => {
    const { body, headers } = await exchange({ lifetime: 100 })
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(await isGood(body)).toBe(true)
    const { kid = '', x5t, typ } = decodeProtectedHeader(body)
    expect([typ, x5t]).toEqual(['JWT', Buffer.from(kid, 'hex').toString('base64url')])
    const claims = decodeJwt(body)
    expect(claims).toMatchObject({
      iss: sandbox.altinn3.issuer,
      scope: 'altinn:broker.read',
      client_id: 'sandbox-client',
      consumer: { ID: `0192:${customer.number}` },
      'urn:altinn:orgNumber': customer.number,
      'urn:altinn:authenticatemethod': 'maskinporten',
      'urn:altinn:authlevel': 3,
    })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(1_800)
    expect(claims).not.toHaveProperty('client_amr')
    expect(claims).not.toHaveProperty('urn:altinn:org')
  })

  it('flattens the details of one system user, and leaves two as they are', async () => {
    const systemUser = customer.number
    const { authorization_details: details } = await claimsOf({ org: vendor.number, systemUser })
    expect(details).toMatchObject({ systemuser_id: [systemUserIds[systemUser]] })
    const two = { authorization_details: [details, details] }
    expect((await claimsOf({ claims: two })).authorization_details).toHaveLength(2)
  })

  it.each([
    [serviceOwner.number, 'altinn:serviceowner', 'ttd'],
    [otherServiceOwner.number, 'altinn:serviceowner/instances.read', 'nab'],
    [serviceOwner.number, 'altinn:broker.read', undefined],
    [customer.number, 'altinn:serviceowner', undefined],
  ])('names the owner of %s with %s: %s', async (org, scope, code) => {
    expect((await claimsOf({ org, scope }))['urn:altinn:org']).toBe(code)
  })

  it('takes the second part of any identifier for an organisation’s number', async () => {
    const consumer = { authority: 'iso6523-actorid-upis', ID: '9908:555555555' }
    expect((await claimsOf({ claims: { consumer } }))['urn:altinn:orgNumber']).toBe('555555555')
  })

  it.each<[string, Partial<MaskinportenWish>]>([
    ['without a consumer', { claims: { consumer: null } }],
    ['of another authority', { claims: { consumer: { authority: 'etsi-en-319-412', ID: 'a:b' } } }],
    ['without an end', { claims: { exp: null } }],
    ['that has ended', { lifetime: -60 }],
    ['that nobody signed', { header: { alg: 'none' } }],
    ['of a stranger’s', { claims: { iss: 'https://maskinporten.no/' } }],
  ])('refuses a token %s', async (_, wish) => {
    expect((await exchange(wish)).status).toBe(401)
  })

  it('says that an enterprise user has ended, once it has checked the token', async () => {
    const header = { 'x-altinn-enterpriseuser-authentication': 'eDp5' }
    expect((await exchange({}, header)).status).toBe(410)
    expect((await exchange({ lifetime: -60 }, header)).status).toBe(401)
  })

  it('quotes the token for who asks for JSON first', async () => {
    const { body, headers } = await exchange({}, { accept: 'application/json, text/plain' })
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(body).toMatch(/^"[\w.-]+"$/)
    expect((await exchange({}, { accept: 'text/plain, application/json' })).body).toMatch(/^e/)
  })

  it('quotes, or not, whatever was asked for', async () => {
    sandbox.altinn3.faults.exchange = 'quoted'
    expect((await exchange()).body).toMatch(/^"/)
    sandbox.altinn3.faults.exchange = 'unquoted'
    expect((await exchange({}, { accept: 'application/json' })).body).toMatch(/^e/)
  })

  it.each([
    ['outage', 401],
    ['error', 500],
  ] as const)('fails with an %s, for good tokens too, and counts', async (fault, status) => {
    const { counts, faults } = sandbox.altinn3
    counts.exchanges = 0
    faults.exchange = fault
    expect((await exchange()).status).toBe(status)
    faults.exchange = undefined
    expect((await exchange()).status).toBe(200)
    expect(counts.exchanges).toBe(2)
  })

  it('hangs, for the one who asked then and nobody after', async () => {
    const { counts, faults } = sandbox.altinn3
    counts.exchanges = 0
    faults.exchange = 'hang'
    const hanging = new AbortController()
    const token = await sandbox.maskinporten.mint({ org: customer.number, scope: 'x' })
    const headers = { authorization: `Bearer ${token}` }
    const { signal } = hanging
    const call = fetch(sandbox.altinn3.url + exchangePath, { headers, signal })
    while (counts.exchanges === 0) await new Promise((resolve) => setImmediate(resolve))
    faults.exchange = undefined
    expect((await exchange()).status).toBe(200)
    hanging.abort()
    await expect(call).rejects.toThrow('abort')
  })

  it('knows the keys of today, however Maskinporten’s endpoint does', async () => {
    const { keys, faults } = sandbox.maskinporten
    const { current } = keys
    faults.keys = 'hang'
    await keys.rotate()
    expect((await exchange()).status).toBe(200)
    expect((await exchange({ key: current })).status).toBe(401)
    expect(keys.fetches).toBe(0)
    faults.keys = undefined
  })
})

describe('an Altinn token that no exchange made', () => {
  it('is what the exchange would have made', async () => {
    const wish = { org: vendor.number, systemUser: customer.number, scope: 'altinn:x' }
    const token = sandbox.altinn3.mintAltinnToken(wish)
    expect(await isGood(token)).toBe(true)
    const [minted, exchanged] = [decodeJwt(token), decodeJwt((await exchange(wish)).body)]
    expect(Object.keys(minted).sort()).toEqual(Object.keys(exchanged).sort())
    expect(minted.authorization_details).toEqual(exchanged.authorization_details)
  })

  it('is a person’s', () => {
    const { mintAltinnToken } = sandbox.altinn3
    const user = {
      userId: 20_001,
      userName: 'prøve',
      partyId: 50_300_001,
      partyUuid: '0b2e0f7e-3f5a-4d1c-9a30-6a0f3c2d1e4b',
      personId: '26899299344',
    }
    expect(decodeJwt(mintAltinnToken({ user, scope: 'altinn:x' }))).toMatchObject({
      pid: user.personId,
      'urn:altinn:userid': '20001',
      'urn:altinn:partyid': user.partyId,
    })
  })

  it('is Altinn’s test tools’, and says so', async () => {
    const { mintAltinnToken } = sandbox.altinn3
    const wish = { org: vendor.number, systemUser: customer.number, scope: 'x' }
    const token = mintAltinnToken({ ...wish, fromTestTools: true })
    expect(await isGood(token)).toBe(true)
    const claims = decodeJwt(token)
    expect(claims.actual_iss).toBe('altinn-test-tools')
    expect(claims).not.toHaveProperty('sid')
    expect(claims.authorization_details).toHaveLength(1)
  })

  it('is spoiled like one of Maskinporten’s', async () => {
    const { mintAltinnToken } = sandbox.altinn3
    const wish = { org: customer.number, scope: 'x' }
    const { key } = { key: sandbox.maskinporten.keys.current }
    expect(await isGood(mintAltinnToken({ ...wish, key }))).toBe(false)
    expect(await isGood(mintAltinnToken({ ...wish, lifetime: -60 }))).toBe(false)
    expect(await isGood(mintAltinnToken({ ...wish, claims: { iss: 'x' } }))).toBe(false)
    expect(mintAltinnToken({ ...wish, header: { alg: 'none' } })).toMatch(/\.$/)
  })
})

it('lists a service owner that owns nothing of what is registered', async () => {
  const { orgs } = await read('/orgs/altinn-orgs.json')
  expect(orgs).toMatchObject({
    ttd: { orgnr: serviceOwner.number },
    nab: { orgnr: otherServiceOwner.number },
  })
})
