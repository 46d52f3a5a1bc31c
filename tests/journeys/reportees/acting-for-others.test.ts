import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { partiesKeptFor } from '../../../src/lookups/parties.ts'
import {
  accountantsClients,
  agentSystemUser,
  clientSubunit,
  customerSubunit,
  deletedClient,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { exchangePath } from '../../../sandbox/altinn3/authentication/authentication.ts'
import { authorizedPartiesPath } from '../../../sandbox/altinn3/access-management/authorized-parties.ts'
import { withdraw } from '../../../sandbox/altinn3/access-management/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import { codeIn } from '../../support/problem.ts'
import { addSent } from '../../support/sent-file.ts'

const { accountant, customer, vendor } = organizations
const scope = 'altinn:enduser altinn:accessmanagement/authorizedparties'
const withBroker = `${scope} altinn:broker.write`

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

/** A caller who is let in hears that nothing has this id. */
function ask(token: string, who: string): Promise<HttpAnswer> {
  return http(gateway.url, `/api/${who}/messages/b123456789012345678`, {
    headers: { authorization: `Bearer ${token}`, apikey: 'k' },
  })
}

/** Looks at a file that somebody has sent. */
function lookAt(token: string, who: string, reference: string): Promise<HttpAnswer> {
  return http(gateway.url, `/api/${who}/brokerservice/outbox/${reference}`, {
    headers: { authorization: `Bearer ${token}`, apikey: 'k', accept: 'application/json' },
  })
}

/** A file that the party has sent is there for whoever may look at it as that party. */
async function expectReads(token: string, who: string, party: string): Promise<void> {
  const reference = addSent(gateway, party)
  const answer = await lookAt(token, who, reference)
  expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
  expect(JSON.parse(answer.body)).toMatchObject({
    FileReference: reference,
    FileName: `from-${party}.zip`,
    Sender: party,
  })
}

/** Altinn 3's own answer, as the gateway gets it. */
async function listedParties(token: string): Promise<readonly object[]> {
  const { url } = gateway.sandbox.altinn3
  const headers = (bearer: string): Sent => ({ headers: { authorization: `Bearer ${bearer}` } })
  const exchanged = await http(url, exchangePath, headers(token))
  const { body } = await http(url, authorizedPartiesPath, headers(exchanged.body))
  return (JSON.parse(body) as { data: readonly object[] }).data
}

const refused = 'The access token gives no right to act for this reportee'

describe('an accounting firm’s system user', () => {
  it('reads what each of its 300 clients and a sub-unit have sent, and asks once who they are', async () => {
    const token = await agentToken(withBroker)
    expect(accountantsClients).toHaveLength(300)
    for (const { organizationNumber } of [...accountantsClients, clientSubunit]) {
      const who = organizationNumber ?? ''
      await expectReads(token, who, who)
    }
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(1)
  })

  it.each([
    ['its first client', () => accountantsClients[0]],
    ['one in the middle', () => accountantsClients[150]],
    ['its last', () => accountantsClients[299]],
    ['a sub-unit', () => clientSubunit],
  ])('reads what %s has sent by party id, in either letter case', async (_, of) => {
    const { partyId, organizationNumber } = of() ?? {}
    const token = await agentToken(withBroker)
    for (const letter of ['r', 'R']) {
      await expectReads(token, `${letter}${partyId ?? ''}`, organizationNumber ?? '')
    }
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(1)
  })

  it('finds what a client has sent in the name of that client alone', async () => {
    const [one, other] = accountantsClients.map(
      ({ organizationNumber }) => organizationNumber ?? '',
    )
    const reference = addSent(gateway, one ?? '')
    const answer = await lookAt(await agentToken(withBroker), other ?? '', reference)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      404,
      { ErrorCode: 90401, ErrorMessage: 'Not Found' },
    ])
  })

  it('acts for a sub-unit that is its client, not for the organisation above it', async () => {
    const { grants } = gateway.sandbox.altinn3.access
    const before = grants[agentSystemUser] ?? []
    const [, like] = before
    if (like === undefined) throw new Error('the agent has no client')
    grants[agentSystemUser] = [...before, { ...like, from: customerSubunit.partyUuid }]
    try {
      const token = await agentToken(withBroker)
      const subunit = customerSubunit.organizationNumber ?? ''
      await expectReads(token, subunit, subunit)
      await expectReads(token, `r${customerSubunit.partyId}`, subunit)
      const listed = await listedParties(token)
      expect(listed).toContainEqual(
        expect.objectContaining({
          organizationNumber: customer.number,
          partyId: 50_100_001,
          onlyHierarchyElementWithNoAccess: true,
        }),
      )
      for (const who of [customer.number, 'r50100001']) {
        const reference = addSent(gateway, customer.number)
        for (const answer of [await ask(token, who), await lookAt(token, who, reference)]) {
          expect([answer.status, answer.reason]).toEqual([403, refused])
        }
      }
    } finally {
      grants[agentSystemUser] = before
    }
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
    expect([answer.status, answer.reason, codeIn(answer)]).toEqual([
      403,
      refused,
      'REPORTEE_REFUSED',
    ])
  })

  it('acts for its own organisation without asking anybody', async () => {
    for (const who of ['my', accountant.number]) {
      expect((await ask(await agentToken('altinn:enduser'), who)).status).toBe(404)
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
    expect((await ask(token, client)).status).toBe(404)
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
