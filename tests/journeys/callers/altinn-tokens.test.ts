import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const scope = 'altinn:brokerservice.read altinn:broker.read'
const inbox = '/api/my/brokerservice/inbox?serviceEditionCode=1&serviceCode='

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

type Wish = Parameters<TestGateway['sandbox']['altinn3']['mintAltinnToken']>[0]

function call(wish: Partial<Wish>, code = '4947', to = gateway): Promise<HttpAnswer> {
  const { altinn3 } = gateway.sandbox
  const token = altinn3.mintAltinnToken({ org: customer.number, scope, ...wish })
  const headers = { authorization: `Bearer ${token}`, apikey: 'k' }
  return http(to.url, inbox + code, { headers })
}

describe('an Altinn token', () => {
  it('is taken as it is: Altinn 3 is not asked to exchange it', async () => {
    gateway.sandbox.altinn3.counts.exchanges = 0
    const answer = await call({})
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
    expect(gateway.sandbox.altinn3.counts.exchanges).toBe(0)
  })

  it('stands for its system user’s customer, also where the exchange has flattened it', async () => {
    const asSystem = { org: vendor.number, systemUser: customer.number }
    const own = await call(asSystem)
    expect(own.status).toBe(200)
    const vendors = await http(gateway.url, `/api/${vendor.number}/messages`, {
      headers: {
        authorization: `Bearer ${gateway.sandbox.altinn3.mintAltinnToken({ ...asSystem, scope: 'altinn:enduser' })}`,
      },
    })
    expect(vendors.status).toBe(403)
  })

  it.each<[string, Partial<Wish>, number]>([
    ['has run out', { lifetime: -60 }, 401],
    ['was signed by somebody else', { algorithm: 'RS256', alter: (h, p) => `${h}.${p}.AAAA` }, 401],
    ['is not signed', { header: { alg: 'none' } }, 401],
    [
      'says another issuer',
      { claims: { iss: 'https://platform.altinn.no/authentication/api/v1/openid/' } },
      401,
    ],
    ['is meant for another audience', { claims: { aud: 'https://other.example' } }, 401],
    [
      'names another organisation than its consumer',
      { claims: { 'urn:altinn:orgNumber': vendor.number } },
      401,
    ],
    ['names none', { claims: { 'urn:altinn:orgNumber': null } }, 401],
    [
      'was made of an enterprise user',
      { claims: { 'urn:altinn:authenticatemethod': 'virksomhetsbruker' } },
      403,
    ],
    ['has a user', { claims: { 'urn:altinn:userid': 20000001 } }, 403],
  ])('is refused that %s', async (_, wish, status) => {
    const answer = await call(wish)
    expect(answer.status).toBe(status)
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="altinn"/)
  })

  it('needs the scopes that any token needs', async () => {
    expect((await call({ scope: 'altinn:brokerservice.read' })).status).toBe(403)
  })

  it('is no token where it is not accepted', async () => {
    const strict = await startTestGateway({ environment: { ALTINN_TOKENS: 'refuse' } })
    try {
      expect((await call({}, '4947', strict)).status).toBe(401)
    } finally {
      await strict.close()
    }
  })
})
