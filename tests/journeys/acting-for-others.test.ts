import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { partiesKeptFor } from '../../src/lookups/parties.ts'
import {
  accountantsClients,
  agentSystemUser,
  clientSubunit,
  deletedClient,
} from '../../src/sandbox/altinn3-access-seed.ts'
import { withdraw } from '../../src/sandbox/altinn3-access-state.ts'
import { organizations } from '../../src/sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, type HttpAnswer } from '../support/http.ts'

const { accountant, customer, vendor } = organizations
const scope = 'altinn:enduser altinn:accessmanagement/authorizedparties'

let gateway: TestGateway
let later: number
beforeAll(async () => {
  later = 0
  const limits = { firstByteMs: 1_000, betweenBytesMs: 1_000, connectMs: 1_000, underWay: 8 }
  gateway = await startTestGateway({ altinn2Url: '', limits, now: () => Date.now() + later })
})
afterAll(() => gateway.close())
beforeEach(() => {
  gateway.sandbox.altinn3.counts.authorizedParties = 0
})

function agentToken(scopes = scope): Promise<string> {
  return gateway.token({
    org: vendor.number,
    systemUser: accountant.number,
    scope: scopes,
  })
}

/** Whoever is let in hears that this is not answered from Altinn 3 yet. */
function ask(token: string, who: string): Promise<HttpAnswer> {
  return http(gateway.url, `/api/${who}/messages`, {
    headers: { authorization: `Bearer ${token}`, apikey: 'k' },
  })
}

const refused = 'The access token gives no right to act for this reportee'

describe('an accounting firm’s system user', () => {
  it('acts for each of its 300 clients and a sub-unit, by number and by party id', async () => {
    const token = await agentToken()
    expect(accountantsClients).toHaveLength(300)
    for (const { organizationNumber, partyId } of [...accountantsClients, clientSubunit]) {
      expect((await ask(token, organizationNumber ?? '')).status).toBe(501)
      expect((await ask(token, `r${partyId}`)).status).toBe(501)
    }
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(1)
  })

  it.each([
    ['the vendor of its system', () => vendor.number],
    ['a client of another firm', () => customer.number],
    ['an organisation that does not exist', () => '999999999'],
    ['a client that is deleted', () => deletedClient.organizationNumber ?? ''],
    ['a party id that nobody has', () => 'r1'],
    ['a person', () => '26899299344'],
  ])('does not act for %s, and is told the same', async (_, who) => {
    const answer = await ask(await agentToken(), who())
    expect([answer.status, answer.reason, answer.body]).toEqual([403, refused, ''])
  })

  it('acts for its own organisation without asking anybody', async () => {
    for (const who of ['my', accountant.number]) {
      expect((await ask(await agentToken('altinn:enduser'), who)).status).toBe(501)
    }
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(0)
  })

  it('is told which scope it needs for its clients, and nobody is asked', async () => {
    const [client] = accountantsClients
    const answer = await ask(await agentToken('altinn:enduser'), client?.organizationNumber ?? '')
    expect(answer.status).toBe(403)
    expect(answer.reason).toContain('altinn:accessmanagement/authorizedparties')
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(0)
  })

  it('loses a client that is withdrawn as soon as the answer is forgotten', async () => {
    const token = await agentToken()
    const client = accountantsClients[7]?.organizationNumber ?? ''
    expect((await ask(token, client)).status).toBe(501)
    withdraw(gateway.sandbox.altinn3.access, agentSystemUser, client)
    later += partiesKeptFor
    expect((await ask(token, client)).status).toBe(403)
  })

  it('shares what it may do with no other token', async () => {
    await ask(await agentToken(), accountantsClients[1]?.organizationNumber ?? '')
    const other = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
    const answer = await ask(other, accountantsClients[1]?.organizationNumber ?? '')
    expect(answer.status).toBe(403)
  })

  it.each([
    ['error', 502],
    ['hang', 504],
  ] as const)('is not let in while Altinn 3 cannot say: %s', async (fault, status) => {
    gateway.sandbox.altinn3.faults.authorizedParties = fault
    try {
      const token = await agentToken()
      const answer = await ask(token, accountantsClients[2]?.organizationNumber ?? '')
      expect(answer.status).toBe(status)
    } finally {
      gateway.sandbox.altinn3.faults.authorizedParties = undefined
    }
  })
})

describe('a plain organisation', () => {
  it('acts for nobody else, whatever its scopes', async () => {
    const token = await gateway.token({ org: accountant.number, scope })
    const answer = await http(
      gateway.url,
      `/api/${accountantsClients[0]?.organizationNumber ?? ''}/brokerservice/inbox`,
      {
        headers: { authorization: `Bearer ${token}`, apikey: 'k' },
      },
    )
    expect([answer.status, answer.reason]).toEqual([403, refused])
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(0)
  })
})

describe('the broker for a client', () => {
  it('neither lists nor fetches, and says so', async () => {
    const client = accountantsClients[3]?.organizationNumber ?? ''
    const token = await agentToken(`${scope} altinn:broker.read`)
    const path = `/api/${client}/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1`
    const answer = await http(gateway.url, path, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, answer.reason]).toEqual([
      501,
      "Altinn 3 does this for the system user's own organisation only",
    ])
  })
})
