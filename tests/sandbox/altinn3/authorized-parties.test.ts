import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  accountantsClients,
  agentSystemUser,
  clientSubunit,
  customerSubunit,
  deletedClient,
  seedAccess,
  systemUser,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import {
  findParty,
  withdraw,
  type Grant,
} from '../../../sandbox/altinn3/access-management/state.ts'
import { seedBroker, toTransfer } from '../../../sandbox/altinn3/seed.ts'
import { parseOrganizationNumber } from '../../../src/altinn2/organization-number.ts'
import type { AltinnWish } from '../../../sandbox/altinn3/authentication/claims.ts'
import { systemUserDetails } from '../../../sandbox/maskinporten/claims.ts'
import { letterResources } from '../../../sandbox/altinn3/correspondence/resources.ts'
import {
  draftApplications,
  flowApplications,
} from '../../../sandbox/altinn3/storage/applications-for-drafts.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { customer, vendor, accountant } = organizations
const path = '/accessmanagement/api/v1/enduser/authorizedparties'
const scope = 'altinn:accessmanagement/authorizedparties'
const agent: AltinnWish = { org: vendor.number, systemUser: accountant.number, scope }
const standard: AltinnWish = { org: vendor.number, systemUser: customer.number, scope }
const [firstClient, secondClient] = accountantsClients
if (firstClient === undefined || secondClient === undefined) throw new Error('no clients')

interface Party {
  readonly partyUuid: string
  readonly name: string
  readonly organizationNumber: string
  readonly partyId: number
  readonly isDeleted: boolean
  readonly onlyHierarchyElementWithNoAccess: boolean
  readonly authorizedAccessPackages: readonly string[]
  readonly authorizedResources: readonly string[]
  readonly authorizedRoles: readonly string[]
  readonly authorizedInstances: readonly object[]
  readonly subunits: readonly Party[]
}

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
beforeEach(() => {
  Object.assign(sandbox.altinn3.access, seedAccess())
  Object.assign(sandbox.altinn3.broker, seedBroker())
  sandbox.altinn3.faults.authorizedParties = undefined
})
afterAll(() => sandbox.close())

function ask(query = '', as: AltinnWish = standard): Promise<HttpAnswer> {
  const authorization = `Bearer ${sandbox.altinn3.mintAltinnToken(as)}`
  return http(sandbox.altinn3.url, path + query, { headers: { authorization } })
}

async function list(query = '', as: AltinnWish = standard): Promise<readonly Party[]> {
  const answer = await ask(query, as)
  const { links, data } = JSON.parse(answer.body) as { links: object; data: Party[] }
  expect([answer.status, links]).toEqual([200, { next: null }])
  return data
}

const numbersOf = (parties: readonly Party[]): readonly string[] =>
  parties.map(({ organizationNumber }) => organizationNumber)

/** What a system user is given, besides what the seed says. */
function give(subject: string, from: string, more: Partial<Grant> = {}): void {
  const { grants } = sandbox.altinn3.access
  const nothing = { roles: [], packages: [], resources: [], instances: [] }
  grants[subject] = [...(grants[subject] ?? []), { ...nothing, from, ...more }]
}

function uuidOf(number: string): string {
  return findParty(sandbox.altinn3.access, 'organizationNumber', number)?.partyUuid ?? ''
}

describe('a system user’s list of authorised parties', () => {
  it('holds its customer with the sub-unit below, in the real shape', async () => {
    const [party, ...others] = await list()
    expect(others).toEqual([])
    expect(party).toEqual({
      partyUuid: uuidOf(customer.number),
      name: customer.name,
      organizationNumber: customer.number,
      parentId: null,
      personId: null,
      dateOfBirth: null,
      partyId: 50_100_001,
      emailId: null,
      type: 'Organization',
      unitType: 'AS',
      isDeleted: false,
      onlyHierarchyElementWithNoAccess: false,
      authorizedAccessPackages: [],
      authorizedResources: [],
      authorizedRoles: [],
      authorizedInstances: [],
      subunits: [
        expect.objectContaining({
          organizationNumber: customerSubunit.organizationNumber,
          unitType: 'BEDR',
          parentId: null,
          subunits: [],
        }),
      ],
    })
  })

  it('shows rights only when they are asked for', async () => {
    const instance = { resourceId: 'acn-broker-02', instanceId: 'a', instanceRef: 'urn:a' }
    give(systemUser, uuidOf(customer.number), {
      roles: ['utinn', 'dagl'],
      packages: ['posttjenester'],
      instances: [instance],
    })
    const every =
      '?includeRoles=true&includeAccessPackages=true&IncludeResources=True&includeInstances=true'
    const [party] = await list(every)
    expect(party).toMatchObject({
      authorizedRoles: ['dagl', 'utinn'],
      authorizedAccessPackages: ['posttjenester'],
      authorizedResources: [
        'acn-broker-02',
        'acn-broker-ser-7531',
        'app_ttd_a1-212-1',
        'app_ttd_a2-5998-160101',
        'app_ttd_prove-kladd',
        'app_ttd_prove-skjema',
        'app_ttd_prove-skjult',
        ...[...draftApplications, ...flowApplications].map(
          ({ id }) => `app_${id.replace('/', '_')}`,
        ),
        ...letterResources,
      ].sort(),
      authorizedInstances: [instance],
      subunits: [{ authorizedRoles: ['dagl', 'utinn'], authorizedInstances: [] }],
    })
  })

  it('has a main unit without access as a place for its sub-unit', async () => {
    sandbox.altinn3.access.grants[systemUser] = []
    give(systemUser, customerSubunit.partyUuid)
    expect(await list()).toMatchObject([
      {
        organizationNumber: customer.number,
        onlyHierarchyElementWithNoAccess: true,
        subunits: [{ onlyHierarchyElementWithNoAccess: false }],
      },
    ])
    give(systemUser, uuidOf(customer.number))
    expect(await list()).toMatchObject([{ onlyHierarchyElementWithNoAccess: false }])
  })

  it('is empty for a system user that nobody gave anything', async () => {
    const details = systemUserDetails(customer.number, vendor.number, {
      systemuser_id: ['11111111-2222-4333-8444-555555555555'],
    })
    expect(await list('', { ...standard, claims: { authorization_details: details } })).toEqual([])
  })
})

describe('an agent’s list of authorised parties', () => {
  it('holds three hundred clients, a deleted one, and the firm that gives no rights', async () => {
    const parties = await list('?includeAccessPackages=true', agent)
    expect(parties).toHaveLength(302)
    const numbers = numbersOf(parties)
    expect(new Set(numbers).size).toBe(302)
    expect(numbers.every((number) => parseOrganizationNumber(number))).toBe(true)
    expect(parties.every(({ partyId }) => String(partyId).startsWith('50'))).toBe(true)
    const own = parties.find(({ organizationNumber }) => organizationNumber === accountant.number)
    expect(own?.authorizedAccessPackages).toEqual([])
    const units = parties.flatMap(({ subunits }) => subunits)
    expect(numbersOf(units)).toEqual([clientSubunit.organizationNumber])
    expect(parties.filter(({ isDeleted }) => isDeleted)).toMatchObject([
      { organizationNumber: deletedClient.organizationNumber },
    ])
  })

  it('is the same in every process', () => {
    expect(seedAccess()).toEqual(seedAccess())
    expect(firstClient).toMatchObject({ name: 'BREKKE BAKERI AS', partyId: 50_200_001 })
    expect(firstClient.organizationNumber).toMatch(/^3121\d{5}$/)
  })

  it('loses a client that has withdrawn, and the client’s sub-unit', async () => {
    withdraw(sandbox.altinn3.access, agentSystemUser, firstClient.organizationNumber ?? '')
    const parties = await list('', agent)
    expect(parties).toHaveLength(301)
    expect(parties.flatMap(({ subunits }) => subunits)).toEqual([])
  })

  it('holds what gives one of the resources when it is asked about those', async () => {
    const parties = await list('?anyOfResourceIds=unknown&anyOfResourceIds=acn-broker-02', agent)
    expect(numbersOf(parties)).not.toContain(accountant.number)
    expect(parties).toHaveLength(301)
    expect(await list('?anyOfResourceIds=unknown', agent)).toEqual([])
  })

  it('holds the parties of the filter, and the main unit of a sub-unit in it', async () => {
    const { partyUuid } = clientSubunit
    const unknown = '11111111-2222-4333-8444-555555555555'
    const parties = await list(`?partyFilter=${partyUuid}&PartyFilter=${unknown}`, agent)
    expect(parties).toMatchObject([{ organizationNumber: firstClient.organizationNumber }])
    expect(parties[0]?.subunits).toMatchObject([{ partyUuid }])
    const alone = await list(`?partyFilter=${firstClient.partyUuid.toUpperCase()}`, agent)
    expect(alone).toMatchObject([{ subunits: [] }])
    // A filter that finds nobody is no filter.
    expect(await list(`?partyFilter=${unknown}`, agent)).toHaveLength(302)
  })

  it('leaves out what it holds through a key role, if nothing is left to a profile', async () => {
    give(agentSystemUser, uuidOf(customer.number), { viaKeyRole: true })
    expect(numbersOf(await list('?includePartiesViaKeyRoles=false', agent))).toContain(
      customer.number,
    )
    const all =
      '?includePartiesViaKeyRoles=false&includeSubParties=true&includeInactiveParties=true'
    expect(numbersOf(await list(all, agent))).not.toContain(customer.number)
  })

  it('follows the other two filters only in the mode that says so', async () => {
    const none = '?includePartiesViaKeyRoles=true&includeSubParties=false&includeInactiveParties='
    expect(await list(`${none}false`, agent)).toHaveLength(302)
    sandbox.altinn3.access.modes.includeFilters = 'followed'
    const parties = await list(`${none}false`, agent)
    expect(parties).toHaveLength(301)
    expect(parties.flatMap(({ subunits }) => subunits)).toEqual([])
    expect(await list(`${none}auto`, agent)).toHaveLength(302)
  })
})

describe('a list of authorised parties that is refused', () => {
  it('is one for a plain organisation, in a text that is quoted', async () => {
    const answer = await ask('', { org: vendor.number, scope })
    expect([answer.status, answer.body]).toEqual([401, '"Unknown user type"'])
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('is one without a token, or with one of Maskinporten’s own', async () => {
    expect((await http(sandbox.altinn3.url, path)).status).toBe(401)
    const token = await sandbox.maskinporten.mint({ ...standard, org: vendor.number })
    const headers = { authorization: `Bearer ${token}` }
    expect((await http(sandbox.altinn3.url, path, { headers })).status).toBe(401)
  })

  it('is one without the scope', async () => {
    expect((await ask('', { ...standard, scope: `${scope}.resourceowner` })).status).toBe(403)
    expect((await ask('', { ...standard, scope: 'altinn:portal/enduser' })).status).toBe(200)
  })

  it('is one for a consent', async () => {
    const claims = { authorization_details: { type: 'urn:altinn:consent' } }
    expect((await ask('', { ...standard, claims })).status).toBe(401)
  })

  it.each([['not-a-uuid'], 'text'])('is one for the system user %s', async (id) => {
    const details = systemUserDetails(customer.number, vendor.number, { systemuser_id: id })
    const answer = await ask('', { ...standard, claims: { authorization_details: details } })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      500,
      expect.objectContaining({ detail: 'Internal Server Error' }),
    ])
  })

  it.each(['includeRoles=yes', 'includeSubParties=2x', 'partyFilter=1'])(
    'is one that cannot be read: %s',
    async (query) => {
      const answer = await ask(`?${query}`)
      const { errors } = JSON.parse(answer.body) as { errors: object }
      expect([answer.status, Object.keys(errors)]).toEqual([400, [query.replace(/=.*/, '')]])
    },
  )

  it('is one with a parameter that the real one does not have', async () => {
    const answer = await ask('?includeAltinn2=true')
    expect([answer.status, answer.body]).toEqual([
      500,
      'unlike the real one: query parameter includeAltinn2',
    ])
  })

  it('is one that fails, and is counted', async () => {
    const { counts, faults } = sandbox.altinn3
    counts.authorizedParties = 0
    faults.authorizedParties = 'error'
    expect((await ask()).status).toBe(500)
    expect(counts.authorizedParties).toBe(1)
  })
})

describe('a person’s list of authorised parties', () => {
  it('is what the user was given', async () => {
    give('20001', uuidOf(customer.number), { roles: ['dagl'] })
    const user = { userId: 20_001, userName: 'x', partyId: 1, partyUuid: 'x', personId: 'x' }
    const parties = await list('?includeRoles=true', { user, scope })
    expect(parties).toMatchObject([{ authorizedRoles: ['dagl'] }])
  })
})

describe('a system user in the broker', () => {
  const broker = '/broker/api/v1/filetransfer'
  const client = secondClient.organizationNumber ?? ''

  async function call(below: string, of: AltinnWish, sent: Sent = {}): Promise<HttpAnswer> {
    const as = { ...of, scope: 'altinn:broker.read altinn:broker.write' }
    const authorization = `Bearer ${sandbox.altinn3.mintAltinnToken(as)}`
    return http(sandbox.altinn3.url, broker + below, {
      ...sent,
      headers: { authorization, ...sent.headers },
    })
  }

  function send(sender: string, resourceId = 'acn-broker-02'): Promise<HttpAnswer> {
    const recipients = [`0192:${customer.number}`]
    const body = { fileName: 'a', resourceId, sender: `0192:${sender}`, recipients }
    return call('', agent, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, sendersFileTransferReference: 'ref' }),
    })
  }

  it('sends for a client and for a client’s sub-unit, until the client withdraws', async () => {
    expect((await send(client)).status).toBe(200)
    expect((await send(clientSubunit.organizationNumber ?? '')).status).toBe(200)
    withdraw(sandbox.altinn3.access, agentSystemUser, client)
    expect((await send(client)).status).toBe(401)
  })

  it('does not send for its own firm, for others, or past an access list', async () => {
    expect((await send(accountant.number)).status).toBe(401)
    expect((await send(customer.number)).status).toBe(401)
    expect((await send(client, 'acn-broker-ser-7531')).status).toBe(401)
  })

  it('receives for a client', async () => {
    const transfer = toTransfer({
      id: 'aaaaaaaa-7a3b-7c44-8d5e-1f2a3b4c5d6e',
      created: '2026-09-01T00:00:00Z',
      recipient: client,
    })
    sandbox.altinn3.broker.transfers.push(transfer)
    expect((await call(`/${transfer.fileTransferId}`, agent)).status).toBe(200)
    expect((await call(`/${transfer.fileTransferId}`, standard)).status).toBe(401)
  })

  it('has no part in what its organisation may do without it', async () => {
    expect((await call('?resourceId=acn-broker-02', standard)).status).toBe(200)
    sandbox.altinn3.access.grants[systemUser] = []
    expect((await call('?resourceId=acn-broker-02', standard)).status).toBe(401)
    const organization = { org: customer.number, scope }
    expect((await call('?resourceId=acn-broker-02', organization)).status).toBe(200)
  })
})
