import { generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../src/sandbox/organizations.ts'
import { callsOfCallers, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, rawHttp, type HttpAnswer } from '../support/http.ts'

const path = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
const now = (): number => Math.floor(Date.now() / 1000)

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

/** What the platforms behind were asked: nothing, when a caller is refused. */
const businessCalls = (): number => callsOfCallers(gateway.sandbox)

async function callWith(authorization: string | undefined, target = path): Promise<HttpAnswer> {
  return http(
    gateway.url,
    target,
    authorization === undefined ? {} : { headers: { authorization } },
  )
}

async function claims(changed: Record<string, unknown>): Promise<HttpAnswer> {
  return callWith(`Bearer ${await gateway.token({ claims: changed })}`)
}

async function expectRefused(
  call: () => Promise<HttpAnswer>,
  status: number,
  challenge: RegExp,
): Promise<void> {
  const before = businessCalls()
  const answer = await call()
  expect(answer.status).toBe(status)
  expect(answer.headers['www-authenticate']).toMatch(challenge)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(businessCalls()).toBe(before)
}

const invalid = /^Bearer realm="altinn", error="invalid_token"/
const plain = /^Bearer realm="altinn"$/

it('takes a valid token, however the scheme is spelled', async () => {
  const token = await gateway.token()
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    expect((await callWith(`${scheme} ${token}`)).status).toBe(200)
  }
})

describe('credentials that are refused', () => {
  it('are none at all, without an error code', () =>
    expectRefused(() => callWith(undefined), 401, plain))

  it.each([
    ['another scheme', 'Basic YTpi'],
    ['no token', 'Bearer '],
    ['two tokens in one', 'Bearer a.b.c, Bearer d.e.f'],
    ['two parts', 'Bearer aaaa.bbbb'],
    ['five parts', 'Bearer a.b.c.d.e'],
    ['garbage', 'Bearer ....'],
    ['a very long token', `Bearer ${'a'.repeat(9000)}.b.c`],
  ])('are malformed: %s', (_, authorization) =>
    expectRefused(() => callWith(authorization), 401, invalid),
  )

  it('are two headers', async () => {
    const token = await gateway.token()
    const line = `Authorization: Bearer ${token}\r\n`
    const answer = await rawHttp(
      gateway.url,
      `GET ${path} HTTP/1.1\r\nHost: x\r\n${line}${line}Connection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('are a header and a query parameter, or the query parameter alone', async () => {
    const token = await gateway.token()
    const target = `${path}&access_token=${token}`
    expect((await callWith(`Bearer ${token}`, target)).status).toBe(400)
    expect((await callWith(undefined, target)).status).toBe(401)
  })

  it('are an enterprise user’s, with a pointer', async () => {
    const answer = await http(gateway.url, path, {
      headers: {
        authorization: `Bearer ${await gateway.token()}`,
        'X-Altinn-EnterpriseUser-Authentication': 'dXNlcjpwYXNz',
      },
    })
    expect([answer.status, answer.reason]).toEqual([
      410,
      'Enterprise users have ended: use a system user and a Maskinporten token',
    ])
  })

  it('are a second spelling of a good token', async () => {
    const token = await gateway.token()
    await expectRefused(() => callWith(`Bearer ${token}==`), 401, invalid)
    const last = token.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    // The last character of an RSA signature carries two bits that say nothing.
    const twin = alphabet[alphabet.indexOf(last) ^ 1] ?? ''
    await expectRefused(() => callWith(`Bearer ${token.slice(0, -1)}${twin}`), 401, invalid)
  })

  it('are a token whose payload or signature was changed', async () => {
    const [head = '', payload = '', signature = ''] = (await gateway.token()).split('.')
    const forged = Buffer.from(payload, 'base64url').toString().replace('313876144', '310385980')
    const altered = `${head}.${Buffer.from(forged).toString('base64url')}.${signature}`
    await expectRefused(() => callWith(`Bearer ${altered}`), 401, invalid)
    const flipped = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    await expectRefused(() => callWith(`Bearer ${flipped}`), 401, invalid)
  })
})

describe('a token that somebody else signed', () => {
  it('is refused with the right key id, an unknown one, none, or another algorithm', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    const good = await gateway.token()
    const payload = JSON.parse(
      Buffer.from(good.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>
    const kid = 'sandbox-signing-key-of-the-stand-in'
    const headers = [
      { alg: 'RS256', kid },
      { alg: 'RS256', kid: 'unknown' },
      { alg: 'RS256' },
      { alg: 'PS256', kid },
      { alg: 'RS256', kid, jku: 'http://127.0.0.1:1/jwk' },
      { alg: 'RS256', kid, typ: 'dpop+jwt' },
      { alg: 'RS256', kid: '../../etc/passwd' },
    ]
    for (const header of headers) {
      const key = header.alg === 'PS256' ? (await generateKeyPair('PS256')).privateKey : privateKey
      const token = await new SignJWT(payload).setProtectedHeader(header).sign(key)
      await expectRefused(() => callWith(`Bearer ${token}`), 401, invalid)
    }
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1] ?? ''}.AA`
    await expectRefused(() => callWith(`Bearer ${none}`), 401, invalid)
  })
})

describe('claims', () => {
  it.each([
    ['an issuer without its slash', { iss: 'http://127.0.0.1:8081' }],
    ['another issuer', { iss: 'https://maskinporten.no/' }],
    ['a list of issuers', { iss: ['x'] }],
    ['no expiry', { exp: null }],
    ['an expiry in words', { exp: 'tomorrow' }],
    ['a beginning in the future', { nbf: now() + 3600 }],
    ['an issue in the future', { iat: now() + 3600 }],
    ['great age', { iat: now() - 7200, exp: now() + 60 }],
    ['another audience', { aud: 'https://api.example' }],
    ['no scope', { scope: null }],
    ['scopes as a list', { scope: ['altinn:broker.read'] }],
    ['another type of token', { token_type: 'DPoP' }],
    ['a binding to a key', { cnf: { jkt: 'x' } }],
    ['no consumer', { consumer: null }],
    ['a consumer in words', { consumer: '0192:313876144' }],
    ['a consumer of another list', { consumer: id('9908:313876144') }],
    ['a consumer with eight digits', { consumer: id('0192:31387614') }],
    ['a consumer whose check digit is wrong', { consumer: id('0192:313876145') }],
    ['a consumer after a space', { consumer: id(' 0192:313876144') }],
    ['a supplier without a source', { supplier: id('0192:310385980') }],
    [
      'a supplier from an unknown source',
      { supplier: id('0192:310385980'), delegation_source: 'https://evil.example' },
    ],
  ])('are refused as an invalid token: %s', (_, changed) =>
    expectRefused(() => claims(changed), 401, invalid),
  )

  it.each([
    ['a sub-unit', { consumer: id('0192:313876144:ER//987464291:1') }],
    ['a foreign seal', { consumer: { authority: 'etsi-en-319-412', ID: 'NTRNO-313876144' } }],
    ['no details', { authorization_details: {} }],
    ['empty details', { authorization_details: [] }],
    ['two details', { authorization_details: [systemUser(), systemUser()] }],
    ['a consent', { authorization_details: [{ type: 'urn:altinn:consent', id: 'x' }] }],
    [
      'a system user without a type',
      { authorization_details: [{ ...systemUser(), type: undefined }] },
    ],
    [
      'two system users in one',
      { authorization_details: [systemUser({ systemuser_id: ['a', 'b'] })] },
    ],
    [
      'two customers in one',
      {
        authorization_details: [
          systemUser({ systemuser_org: { ...id('0192:313876144'), id: '0192:310385980' } }),
        ],
      },
    ],
    ['a service owner’s scope', { scope: 'altinn:broker.read altinn:serviceowner/instances.read' }],
    ['a person that the client chose', { pid: '26899299344' }],
  ])('are refused as a caller that this is not for: %s', (_, changed) =>
    expectRefused(() => claims(changed), 403, plain),
  )

  it.each([
    ['expired within the skew', { exp: now() - 2 }],
    ['without an audience', { aud: null }],
    ['with an audience left open', { aud: 'unspecified' }],
    ['for Altinn 2', { aud: 'https://tt02.altinn.no/' }],
    ['for several, us among them', { aud: ['https://x.example', 'https://gateway.example'] }],
    [
      'delegated by Altinn',
      { supplier: id('0192:310385980'), delegation_source: 'https://tt02.altinn.no/' },
    ],
  ])('are taken: %s', async (_, changed) => {
    const answer = await claims(changed)
    expect(answer.status).not.toBe(401)
    expect(answer.status).not.toBe(403)
  })

  it('say expired when that is what is wrong', async () => {
    const answer = await claims({ exp: now() - 60 })
    expect([answer.status, answer.reason]).toEqual([
      401,
      'IDX10223: Lifetime validation failed. The token is expired.',
    ])
    expect(answer.headers['www-authenticate']).toContain('The token has expired')
  })
})

describe('scopes', () => {
  it.each([
    'altinn:broker.readx',
    'xaltinn:broker.read',
    'ALTINN:BROKER.READ',
    'altinn:broker',
    'altinn:broker.write',
    'altinn:other\taltinn:broker.read',
    'altinn:other,altinn:broker.read',
    'altinn:brokerservice.read',
  ])('are compared whole: %s does not open Altinn 3', async (scope) => {
    const token = await gateway.token({ scope })
    await expectRefused(
      () => callWith(`Bearer ${token}`),
      403,
      /error="insufficient_scope", scope="altinn:broker\.read"$/,
    )
  })

  it('are checked for each call, also with a token that is known', async () => {
    const token = await gateway.token({ scope: 'altinn:broker.read' })
    expect((await callWith(`Bearer ${token}`)).status).toBe(200)
    const onAltinn2 = path.replace('4947', '4483')
    expect((await callWith(`Bearer ${token}`, onAltinn2)).status).toBe(401)
    expect((await callWith(`Bearer ${token}`)).status).toBe(200)
  })
})

describe('the reportee in the path', () => {
  it('is refused alike when it is another’s and when it does not exist', async () => {
    const token = await gateway.token()
    const { vendor } = organizations
    const call = (who: string): Promise<HttpAnswer> =>
      callWith(`Bearer ${token}`, path.replace('/my/', `/${who}/`))
    const answers = await Promise.all(
      [vendor.number, '999999999', 'r50012345', '26899299344'].map(call),
    )
    const seen = answers.map(({ status, reason, body }) => ({ status, reason, body }))
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(seen[0]?.status).toBe(403)
  })

  it('is never a supplier acting for its customer', async () => {
    const token = await gateway.token({
      claims: { supplier: id('0192:310385980'), delegation_source: 'https://tt02.altinn.no' },
    })
    const answer = await callWith(`Bearer ${token}`, path.replace('/my/', '/310385980/'))
    expect(answer.status).toBe(403)
  })
})

describe('a kind of caller', () => {
  it('is turned away from rows that are not for it', async () => {
    const organization = await gateway.token({ scope: 'altinn:enduser' })
    expect((await callWith(`Bearer ${organization}`, '/api/my/messages')).status).toBe(403)
    const systemUserToken = await gateway.token({
      org: '310385980',
      systemUser: '313876144',
      scope: 'altinn:serviceowner',
    })
    const reportees = '/api/serviceowner/reportees?subject=26899299344'
    expect((await callWith(`Bearer ${systemUserToken}`, reportees)).status).toBe(403)
  })

  it('is not asked on the open rows', async () => {
    const answer = await callWith(undefined, '/api/metadata/formtask/4537/1')
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
  })
})

describe('the operator’s choices', () => {
  it('are followed: a strict audience, and RFC 6750’s status for a missing Altinn 2 scope', async () => {
    const strict = await startTestGateway({
      environment: {
        AUDIENCE_POLICY: 'strict',
        ALTINN_TOKENS: 'refuse',
        A2_STATUS_COMPAT: 'false',
      },
    })
    try {
      const call = async (changed: Record<string, unknown>): Promise<HttpAnswer> => {
        const authorization = `Bearer ${await strict.token({ claims: changed })}`
        return http(strict.url, path, { headers: { authorization } })
      }
      for (const aud of [null, 'unspecified']) expect((await call({ aud })).status).toBe(401)
      expect((await call({ aud: 'https://gateway.example/' })).status).toBe(200)
      const scope = 'altinn:broker.read'
      const token = await strict.token({ scope, claims: { aud: 'https://gateway.example' } })
      const answer = await http(strict.url, path.replace('4947', '4483'), {
        headers: { authorization: `Bearer ${token}` },
      })
      expect([answer.status, answer.reason]).toEqual([
        403,
        'Claims Authorization failed: Missing required scope',
      ])
    } finally {
      await strict.close()
    }
  })
})

function id(ID: string): { authority: string; ID: string } {
  return { authority: 'iso6523-actorid-upis', ID }
}

function systemUser(changed: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'urn:altinn:systemuser',
    systemuser_id: ['6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f'],
    systemuser_org: id('0192:313876144'),
    system_id: '310385980_x',
    ...changed,
  }
}
