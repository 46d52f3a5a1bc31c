import { afterEach, describe, expect, it } from 'vitest'
import { accountantsClients } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { accountant, customer, vendor } = organizations
const inbox = '/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
const scope = 'altinn:brokerservice.read altinn:broker.read'

let gateway: TestGateway
afterEach(() => gateway.close())

async function start(environment: Readonly<Record<string, string>>): Promise<void> {
  gateway = await startTestGateway({ altinn2Url: '', environment })
}

function call(token: string, who = 'my'): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, apikey: 'k', accept: 'application/json' }
  return http(gateway.url, `/api/${who}${inbox}`, { headers })
}

async function statuses(count: number, token: string, who?: string): Promise<readonly number[]> {
  const found: number[] = []
  for (let time = 0; time < count; time += 1) found.push((await call(token, who)).status)
  return found
}

describe('RATE_LIMIT', () => {
  it('is off by default', async () => {
    await start({})
    const token = await gateway.token()
    expect(await statuses(5, token)).toEqual([200, 200, 200, 200, 200])
    const { headers } = await call(token)
    expect(Object.keys(headers).filter((name) => name.includes('ratelimit'))).toEqual([])
  })

  it('refuses the fourth request of one organisation in a minute, and serves another', async () => {
    await start({ RATE_LIMIT: '3' })
    const token = await gateway.token()
    const first = await call(token)
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '2' })
    expect(await statuses(2, token)).toEqual([200, 200])

    // The same organisation by another token.
    const refused = await call(await gateway.token({ scope: `${scope} test:other` }))
    expect([refused.status, refused.reason]).toEqual([
      429,
      'Too many requests for this organisation: try again later',
    ])
    const { headers } = refused
    expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '0' })
    expect(headers['retry-after']).toMatch(/^[1-5]?\d|60$/)
    expect(headers['ratelimit-reset']).toMatch(/^[1-5]?\d|60$/)
    expect(JSON.parse(refused.body)).toMatchObject({
      ErrorCode: 92901,
      ErrorMessage: refused.reason,
    })
    expect(gateway.log()).toContain('"error":"RATE_LIMITED"')
    expect(await statuses(1, await gateway.token({ org: vendor.number }))).toEqual([200])
  })

  it('counts what a system user does for the organisation that it acts for', async () => {
    await start({ RATE_LIMIT: '3' })
    const forCustomer = await gateway.token({
      org: vendor.number,
      systemUser: customer.number,
      scope,
    })
    expect(await statuses(3, forCustomer)).toEqual([200, 200, 200])
    expect(await statuses(1, await gateway.token())).toEqual([429])
    expect(await statuses(1, await gateway.token({ org: vendor.number }))).toEqual([200])
  })

  it('counts a refused claim for the caller’s own organisation, never for the claimed one', async () => {
    await start({ RATE_LIMIT: '3' })
    const claiming = await gateway.token({
      ...{ org: vendor.number, systemUser: accountant.number },
      scope: `altinn:enduser altinn:authorization/authorize ${scope}`,
    })
    const { number } = customer
    expect(await statuses(5, claiming, number)).toEqual([403, 403, 403, 429, 429])
    expect(await statuses(3, await gateway.token())).toEqual([200, 200, 200])
    const client = accountantsClients[0]?.organizationNumber ?? ''
    // It may act for a client, although Altinn 3 has no such list for it.
    expect(await statuses(4, claiming, client)).toEqual([501, 501, 501, 429])
  })
})
