import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MaskinportenWish } from '../../sandbox/maskinporten/mint.ts'
import { consentFrom, subunitConsumer, suppliedBy } from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { strangersKey } from '../../sandbox/maskinporten/token.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import type { HttpAnswer } from '../support/network/http.ts'
import { eventually } from '../support/virtual-clock.ts'
import { mint, send } from './refused.ts'

const now = Math.floor(Date.now() / 1000)
const canary = 'https://evil.example/claim'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

/** What the caller reads in the challenge, and what the operator reads in the log. */
async function causesOf(answer: HttpAnswer): Promise<readonly [string | undefined, unknown]> {
  const id = String(answer.headers['x-request-id'])
  await eventually(() => gateway.log().includes(id))
  const line = gateway
    .log()
    .split('\n')
    .find((one) => one.includes(id))
  const { cause } = JSON.parse(line ?? '{}') as { cause?: string }
  const challenge = String(answer.headers['www-authenticate'])
  return [/error_description="([^"]*)"/.exec(challenge)?.[1], cause]
}

describe('a token that is refused', () => {
  it.each<[string, RegExp, string, Partial<MaskinportenWish>]>([
    ['from another issuer', /issuer/, 'ISSUER', { claims: { iss: canary } }],
    ['without an issuer', /issuer/, 'ISSUER', { claims: { iss: null } }],
    ['for another audience', /another audience/, 'AUDIENCE', { claims: { aud: canary } }],
    ['that has expired', /expired/, 'EXPIRED', { claims: { iat: now - 200, exp: now - 60 } }],
    ['that is not valid yet', /not valid yet/, 'NOT_YET_VALID', { claims: { nbf: now + 900 } }],
    [
      'from the future',
      /not valid yet/,
      'NOT_YET_VALID',
      { claims: { iat: now + 900, exp: now + 960 } },
    ],
    ['that lives too long', /lives longer/, 'LIFETIME', { claims: { exp: now + 90_000 } }],
    ['with a signature that does not fit', /signature/, 'SIGNATURE', { key: strangersKey() }],
    ['of another algorithm', /algorithm/, 'ALGORITHM', { header: { alg: 'HS256' }, key: 'secret' }],
    ['without a signature', /signed JWT/, 'MALFORMED', { header: { alg: 'none' } }],
    [
      'of a key that is not published',
      /signing key/,
      'KEY_UNKNOWN',
      { header: { kid: 'unknown' } },
    ],
    ['without a key id', /key id/, 'HEADER', { header: { kid: null } }],
    ['without an id', /lacks a claim/, 'CLAIM_MISSING', { claims: { jti: null } }],
    ['whose scope is no text', /malformed/, 'CLAIM_MALFORMED', { claims: { scope: 1 } }],
    ['that is bound to a key', /cnf/, 'BOUND', { claims: { cnf: { jkt: canary } } }],
    [
      'of a supplier without a delegation',
      /supplier/,
      'DELEGATION',
      { claims: suppliedBy(organizations.vendor.number, canary) },
    ],
  ])('is told why: %s', async (_, description, cause, wish) => {
    const answer = await send(gateway, { token: await mint(gateway, wish) })
    expect(answer.status).toBe(401)
    expect(await causesOf(answer)).toEqual([expect.stringMatching(description), cause])
    expect(answer.rawHeaders.join() + answer.body).not.toContain('evil.example')
    expect(answer.body).toMatch(/"ErrorCode":9010[23]/)
  })

  it.each([
    ['no JWT', 'a.b', 'MALFORMED'],
    ['a header that is no JSON', 'YQ.YQ.YQ', 'MALFORMED'],
    ['too long', `YQ.YQ.${'YWFh'.repeat(3_000)}`, 'TOO_LONG'],
  ])('is told why: %s', async (_, token, cause) => {
    const answer = await send(gateway, { token })
    expect((await causesOf(answer))[1]).toBe(cause)
  })

  it('is not told of a signature before it is known whose key it would need', async () => {
    const wish = { claims: { iss: canary, aud: canary }, key: strangersKey() }
    expect((await causesOf(await send(gateway, { token: await mint(gateway, wish) })))[1]).toBe(
      'ISSUER',
    )
  })

  it('is told of its claims only where its signature fits', async () => {
    for (const claims of [{ aud: canary }, { iat: now - 200, exp: now - 60 }, { jti: null }]) {
      const token = await mint(gateway, { claims, key: strangersKey() })
      expect((await causesOf(await send(gateway, { token })))[1]).toBe('SIGNATURE')
    }
  })
})

describe('a caller of another kind', () => {
  const box = '/api/my/messages'

  it('is told which kind may call, and how one becomes it', async () => {
    const answer = await send(gateway, { token: await mint(gateway), path: box })
    expect([answer.status, ...(await causesOf(answer))]).toEqual([
      403,
      'This operation is for system users',
      'KIND',
    ])
    expect(answer.headers.link).toBe(
      '<https://docs.altinn.studio/nb/authorization/guides/system-vendor/system-user/>; rel="help"',
    )
    expect(answer.reason).toMatch(/: this operation is for system users: Register your system/)
    expect((JSON.parse(answer.body) as { detail: string }).detail).toMatch(/approve a system user/)
  })

  it('is told so where organisations may', async () => {
    const token = await gateway.systemUserToken()
    const answer = await send(gateway, { token, path: '/api/serviceowner/srr' })
    expect((await causesOf(answer))[0]).toBe('This operation is for organisations')
    expect(answer.headers.link).toMatch(/rel="help"$/)
  })

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a consent', consentFrom('26899299344', organizations.customer.number), 'CONSENT_OR_OTHER'],
    ['a sub-unit', subunitConsumer(organizations.customer.number, '1'), 'SUB_UNIT'],
    ['a person', { pid: '26899299344' }, 'PERSON'],
  ])('has the cause in the log: %s', async (_, claims, cause) => {
    const token = await mint(gateway, { claims })
    const answer = await send(gateway, { token })
    expect([answer.status, (await causesOf(answer))[1]]).toEqual([403, cause])
  })
})
