import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountantsClients } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { eventually } from '../../support/virtual-clock.ts'

const moved = { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }
const inbox = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'

const scopes = 'altinn:brokerservice.read altinn:broker.read'

let gateway: TestGateway

async function ask(scope = scopes): Promise<HttpAnswer> {
  const authorization = `Bearer ${await gateway.token({ scope })}`
  return http(gateway.url, inbox, { headers: { authorization, apikey: 'key' } })
}

function lines(message: string): Record<string, unknown>[] {
  return gateway
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === message)
}

describe('a service whose reads fall back', () => {
  beforeEach(async () => {
    gateway = await startTestGateway({ register: { services: [{ ...moved, fallback: 'reads' }] } })
  })
  afterEach(() => gateway.close())

  it('is answered by Altinn 3 while that answers', async () => {
    expect((await ask()).headers['x-served-by']).toBe('altinn3')
  })

  it('is answered by Altinn 2 when Altinn 3 fails', async () => {
    gateway.sandbox.altinn3.faults.exchange = 'error'
    const answer = await ask()
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
    expect(lines('request')).toMatchObject([
      { status: 200, decision: 'translate', fellBack: 'EXCHANGE_UNAVAILABLE' },
    ])
  })

  it('is not answered by Altinn 2 when Altinn 3 does no such thing', async () => {
    const token = await gateway.token({
      org: organizations.vendor.number,
      systemUser: organizations.accountant.number,
      scope: `${scopes} altinn:accessmanagement/authorizedparties`,
    })
    const [client] = accountantsClients
    const path = inbox.replace('/my/', `/${client?.organizationNumber ?? ''}/`)
    const headers = { authorization: `Bearer ${token}`, apikey: 'key' }
    expect((await http(gateway.url, path, { headers })).status).toBe(501)
    expect(gateway.sandbox.altinn2.asked).toEqual([])
  })

  it('is not answered by an Altinn 2 that the token does not open', async () => {
    gateway.sandbox.altinn3.faults.exchange = 'error'
    expect((await ask('altinn:broker.read')).status).toBe(503)
  })
})

describe('a service with a shadow', () => {
  const since = '2099-01-01'
  beforeAll(async () => {
    gateway = await startTestGateway({
      register: { services: [{ ...moved, since, shadow: true }] },
    })
  })
  afterAll(() => gateway.close())

  it('is answered by its own side, and where the other differs is logged without a value', async () => {
    const answer = await ask()
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
    await eventually(() => lines('shadow').length > 0)
    const [line] = lines('shadow')
    expect(line).toMatchObject({
      requestId: answer.headers['x-request-id'],
      endpoint: 'end-user/broker-inbox/list-inbox-files',
      service: '4947/1',
      shadowOf: 'altinn3',
      differs: ['[].length'],
    })
  })

  it('shows nobody that the other side fails', async () => {
    gateway.sandbox.altinn3.faults.exchange = 'error'
    const before = lines('shadow').length
    expect((await ask()).status).toBe(200)
    await eventually(() => lines('shadow').length > before)
    expect(lines('shadow').at(-1)).toMatchObject({ error: 'EXCHANGE_UNAVAILABLE' })
    gateway.sandbox.altinn3.faults.exchange = undefined
  })

  it('asks nobody with a token that may not', async () => {
    const before = gateway.sandbox.altinn3.asked.length
    expect((await ask('altinn:brokerservice.read')).status).toBe(200)
    expect(gateway.sandbox.altinn3.asked.length).toBe(before)
  })
})
