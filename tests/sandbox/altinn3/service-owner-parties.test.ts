import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseIdentityNumber } from '../../../src/altinn2/identity-number.ts'
import { appResource, kinds } from '../../../sandbox/altinn3/access-management/kinds.ts'
import { addMany } from '../../../sandbox/altinn3/access-management/many.ts'
import {
  correspondenceResource,
  seedAccess,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { findParty } from '../../../sandbox/altinn3/access-management/state.ts'
import type { AltinnWish } from '../../../sandbox/altinn3/authentication/claims.ts'
import { organizations, systemUserIds } from '../../../sandbox/organizations.ts'
import { people, unknownPerson } from '../../../sandbox/people.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { caretaker, customer, otherServiceOwner, serviceOwner, vendor } = organizations
const base = '/accessmanagement/api/v1'
const scope = 'altinn:accessmanagement/authorizedparties.resourceowner'
const owner: AltinnWish = { org: serviceOwner.number, scope: `${scope} altinn:serviceowner` }
const personType = 'urn:altinn:person:identifier-no'
const leader = { type: personType, value: people.leader.number }
const unused = '11111111-2222-4333-8444-555555555555'

interface Party {
  readonly partyUuid: string
  readonly partyId: number
  readonly type: string
  readonly unitType: string | null
  readonly isDeleted: boolean
  readonly onlyHierarchyElementWithNoAccess: boolean
  readonly authorizedRoles: readonly string[]
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
  sandbox.altinn3.faults.serviceOwnerParties = undefined
  sandbox.altinn3.apiManagement.subscriptionKey = undefined
})
afterAll(() => sandbox.close())

interface How {
  readonly as?: AltinnWish
  readonly path?: string
  readonly headers?: Record<string, string>
}

function ask(body: unknown, query = '', how: How = {}): Promise<HttpAnswer> {
  const { as = owner, path = `${base}/serviceowner/authorizedparties` } = how
  const authorization = `Bearer ${sandbox.altinn3.mintAltinnToken(as)}`
  const headers = { authorization, 'content-type': 'application/json', ...how.headers }
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  return http(sandbox.altinn3.url, path + query, { method: 'POST', headers, body: sent })
}

async function list(body: unknown, query = '', how: How = {}): Promise<readonly Party[]> {
  const answer = await ask(body, query, how)
  expect([answer.status, answer.body.slice(0, 1)]).toEqual([200, '['])
  return JSON.parse(answer.body) as readonly Party[]
}

const idsOf = (parties: readonly Party[]): readonly number[] =>
  parties.map(({ partyId }) => partyId)

async function errorsOf(answer: Promise<HttpAnswer>): Promise<readonly unknown[]> {
  const { status, body } = await answer
  const { errors } = JSON.parse(body) as { errors: Record<string, readonly string[]> }
  return [status, errors]
}

describe('a service owner’s list of whom a person may act for', () => {
  it('is a bare array with everything of the person’s, his own row among it', async () => {
    const parties = await list(leader)
    expect(idsOf(parties)).toEqual(
      [
        ...[kinds.leader, kinds.house, kinds.division, kinds.closed, kinds.shell],
        ...[kinds.giver, kinds.emailUser, kinds.viaKeyRole],
      ].map(({ partyId }) => partyId),
    )
    expect(parties[0]).toMatchObject({
      type: 'Person',
      personId: people.leader.number,
      dateOfBirth: people.leader.born,
      organizationNumber: null,
      authorizedRoles: ['priv', 'privatperson'],
    })
    expect(parties[1]).toMatchObject({
      authorizedRoles: ['dagl', 'daglig-leder'],
      subunits: [
        { unitType: 'BEDR' },
        { unitType: 'AAFY', authorizedRoles: ['dagl', 'daglig-leder'] },
      ],
    })
    expect(parties[3]).toMatchObject({ isDeleted: true })
    expect(parties[4]).toMatchObject({
      onlyHierarchyElementWithNoAccess: true,
      authorizedResources: [],
      subunits: [{ authorizedResources: ['acn-broker-02'] }],
    })
    expect(parties[6]).toMatchObject({ type: 'SelfIdentified', emailId: 'testbruker@example.com' })
  })

  it('is the same at the older address', async () => {
    const path = `${base}/resourceowner/authorizedparties`
    expect(await list(leader, '', { path })).toEqual(await list(leader))
  })

  it('shows roles, resources and instances, and no packages, unless told', async () => {
    const [, , division] = await list(leader)
    expect(division).toMatchObject({
      authorizedResources: [appResource],
      authorizedInstances: [{ resourceId: appResource }],
    })
    const [, , , closed] = await list(leader)
    expect(closed).toMatchObject({ authorizedAccessPackages: [] })
    const query =
      '?includeRoles=false&includeAccessPackages=True&includeResources=false&includeInstances=false'
    const [own, , bare, withPackages] = await list(leader, query)
    expect(own).toMatchObject({ authorizedRoles: [] })
    expect(bare).toMatchObject({ authorizedResources: [], authorizedInstances: [] })
    expect(withPackages).toMatchObject({ authorizedAccessPackages: ['posttjenester'] })
  })

  it('is of himself alone for somebody whom nobody gave anything', async () => {
    const parties = await list({ type: personType, value: people.loner.number })
    expect(idsOf(parties)).toEqual([kinds.loner.partyId])
  })

  it('is empty for somebody unknown', async () => {
    expect(await list({ type: personType, value: unknownPerson })).toEqual([])
    expect(await list({ type: personType, value: 'not a number' })).toEqual([])
  })

  it('leaves out key roles when told', async () => {
    const parties = await list(leader, '?includePartiesViaKeyRoles=false')
    expect(idsOf(parties)).not.toContain(kinds.viaKeyRole.partyId)
    expect(parties).toHaveLength(7)
  })

  it('holds what gives one of the resources, by role, package or name, and those roles alone', async () => {
    const parties = await list(leader, `?anyOfResourceIds=unknown&anyOfResourceIds=${appResource}`)
    const without = [kinds.shell, kinds.emailUser].map(({ partyId }) => partyId)
    const all = idsOf(await list(leader))
    expect(idsOf(parties)).toEqual(all.filter((id) => !without.includes(id)))
    const broker = await list(leader, '?anyOfResourceIds=acn-broker-02')
    expect(idsOf(broker)).toEqual([kinds.house.partyId, kinds.shell.partyId])
    sandbox.altinn3.access.grants[people.leader.number]?.forEach((grant) => {
      grant.roles = [...grant.roles, 'lede']
    })
    const [house] = await list(leader, '?anyOfResourceIds=acn-broker-02')
    expect(house?.authorizedRoles).toEqual(['dagl', 'daglig-leder'])
    expect(await list(leader, '?anyOfResourceIds=unknown')).toEqual([])
  })

  it('is not narrowed to the owner’s own resources, but by its code', async () => {
    const neighbour = { ...owner, org: otherServiceOwner.number }
    expect(await list(leader, '', { as: neighbour })).toEqual(await list(leader))
    const ours = await list(leader, '?orgCode=%20NAB%20', { as: neighbour })
    expect(idsOf(ours)).toContain(kinds.closed.partyId)
    expect(idsOf(ours)).not.toContain(kinds.shell.partyId)
    const query = `?orgCode=nab&anyOfResourceIds=${appResource}`
    expect(await list(leader, query, { as: neighbour })).toEqual([])
    const both = `${query}&anyOfResourceIds=${correspondenceResource}`
    expect(idsOf(await list(leader, both, { as: neighbour }))).toEqual(idsOf(ours))
  })

  it('holds the parties of the filter; who is unknown is no filter', async () => {
    const filter = (type: string, value: string): unknown => ({
      ...leader,
      partyFilter: [{ type, value }],
    })
    const number = kinds.house.organizationNumber ?? ''
    const byNumber = await list(filter('urn:altinn:organization:identifier-no', number))
    expect(byNumber).toMatchObject([{ partyId: kinds.house.partyId, subunits: [] }])
    const unit = kinds.housesUnits[0].partyUuid.toUpperCase()
    expect(await list(filter('urn:altinn:organization:uuid', unit))).toMatchObject([
      { onlyHierarchyElementWithNoAccess: true, subunits: [{ unitType: 'BEDR' }] },
    ])
    expect(await list(filter('urn:altinn:party:uuid', unused))).toHaveLength(8)
    expect(await list(filter('urn:altinn:person:uuid', unused))).toEqual([])
  })
})

describe('a service owner’s list for somebody else', () => {
  it.each([
    ['urn:altinn:partyid', String(kinds.leader.partyId), 8],
    ['urn:altinn:person:uuid', kinds.leader.partyUuid, 8],
    ['urn:altinn:party:uuid', kinds.leader.partyUuid.toUpperCase(), 8],
    ['urn:altinn:systemuser:uuid', systemUserIds[caretaker.number] ?? '', 6],
    ['urn:altinn:organization:identifier-no', caretaker.number, 0],
    ['urn:altinn:enterpriseuser:username', 'whoever', 0],
    ['urn:altinn:person:idporten-email', 'TESTBRUKER@example.com', 0],
    ['urn:altinn:userid', '20001', 0],
  ])('knows him by %s', async (type, value, length) => {
    expect(await list({ type, value })).toHaveLength(length)
  })

  it.each([
    ['urn:altinn:party:uuid', 'x', "Not a well-formed uuid: x (Parameter 'subjectAttribute')"],
    ['urn:altinn:partyid', 'x', "Not a valid integer: x (Parameter 'subjectAttribute')"],
    [
      'urn:altinn:ssn',
      '1',
      "Unknown attribute type: urn:altinn:ssn (Parameter 'subjectAttribute')",
    ],
  ])('refuses %s %s', async (type, value, message) => {
    expect(await errorsOf(ask({ type, value }))).toEqual([400, { 'Argument exception': [message] }])
  })
})

describe('a service owner’s list that is refused', () => {
  it('is one without a token, with one of Maskinporten’s own, or without the scope', async () => {
    const headers = { 'content-type': 'application/json' }
    const target = `${base}/serviceowner/authorizedparties`
    const bare = { method: 'POST', headers, body: JSON.stringify(leader) }
    expect((await http(sandbox.altinn3.url, target, bare)).status).toBe(401)
    const raw = await sandbox.maskinporten.mint({ org: serviceOwner.number, scope })
    expect((await ask(leader, '', { headers: { authorization: `Bearer ${raw}` } })).status).toBe(
      401,
    )
    const enduser = { ...owner, scope: 'altinn:accessmanagement/authorizedparties' }
    expect((await ask(leader, '', { as: enduser })).status).toBe(403)
    const admin = { ...owner, scope: 'altinn:accessmanagement/authorizedparties.admin' }
    expect((await ask(leader, '?orgCode=nab', { as: admin })).status).toBe(200)
  })

  it('is one about another owner’s code', async () => {
    const why = 'Authenticated service owner organization is not authorized/owner of org code: nab.'
    expect(await errorsOf(ask(leader, '?orgCode=nab'))).toEqual([400, { nab: [why] }])
    const byNumber = { org: serviceOwner.number, scope }
    expect((await ask(leader, '?orgCode=ttd', { as: byNumber })).status).toBe(200)
    expect((await ask(leader, '?orgCode=ttd', { as: { scope } })).status).toBe(500)
  })

  it.each([
    ['{"type":"', ['$', 'subject']],
    ['', ['', 'subject']],
    [{ type: personType, value: 1 }, ['$.value', 'subject']],
    [{ ...leader, partyFilter: [1] }, ['$.partyFilter', 'subject']],
    [{ type: ' ' }, ['Type', 'Value']],
  ])('is one that cannot be read: %j', async (body, names) => {
    const [status, errors] = await errorsOf(ask(body))
    expect([status, Object.keys(errors as object)]).toEqual([400, names])
  })

  it.each(['includeRoles=yes', 'includeInactiveParties=2x'])('is one with %s', async (query) => {
    const [status, errors] = await errorsOf(ask(leader, `?${query}`))
    expect([status, Object.keys(errors as object)]).toEqual([400, [query.replace(/=.*/, '')]])
  })

  it('is one of another media type', async () => {
    const how = { headers: { 'content-type': 'text/plain' } }
    expect((await ask(leader, '', how)).status).toBe(415)
  })

  it.each([
    [{ ...leader, subject: 1 }, '', 'member subject of the body'],
    [{ ...leader, partyFilter: [{ ...leader, id: '' }] }, '', 'member id of the body'],
    [leader, '?partyFilter=1', 'query parameter partyFilter'],
    [leader, '?includeAltinn2=true', 'query parameter includeAltinn2'],
  ])('is one with what the real one does not know: %j %s', async (body, query, what) => {
    const answer = await ask(body, query)
    expect([answer.status, answer.body]).toEqual([500, `unlike the real one: ${what}`])
  })

  it('is one without the subscription’s key, where one is needed', async () => {
    sandbox.altinn3.apiManagement.subscriptionKey = 'a-key'
    expect((await ask(leader)).status).toBe(401)
    const headers = { 'ocp-apim-subscription-key': 'a-key' }
    expect((await ask(leader, '', { headers })).status).toBe(200)
  })

  it('is one that fails, and is counted', async () => {
    const { counts, faults } = sandbox.altinn3
    counts.serviceOwnerParties = 0
    faults.serviceOwnerParties = 'error'
    expect((await ask(leader)).status).toBe(500)
    expect(counts.serviceOwnerParties).toBe(1)
  })
})

describe('the caretaker’s system user', () => {
  const as = {
    org: vendor.number,
    systemUser: caretaker.number,
    scope: 'altinn:accessmanagement/authorizedparties',
  }

  async function enduserList(): Promise<readonly Party[]> {
    const authorization = `Bearer ${sandbox.altinn3.mintAltinnToken(as)}`
    const headers = { authorization }
    const answer = await http(sandbox.altinn3.url, `${base}/enduser/authorizedparties`, { headers })
    return (JSON.parse(answer.body) as { data: readonly Party[] }).data
  }

  it('acts for a party of every kind', async () => {
    const parties = await enduserList()
    expect(
      parties.map(({ type, unitType, subunits }) => [type, unitType, subunits.length]),
    ).toEqual([
      ['Organization', 'AS', 2],
      ['Organization', 'ORGL', 0],
      ['Organization', 'AS', 0],
      ['Organization', 'ASA', 1],
      ['Person', null, 0],
      ['SelfIdentified', null, 0],
    ])
    expect(parties.map(({ isDeleted }) => isDeleted).indexOf(true)).toBe(2)
    expect(parties[3]?.onlyHierarchyElementWithNoAccess).toBe(true)
  })

  it('can act for five thousand, and so can a person', async () => {
    const { access } = sandbox.altinn3
    const subject = systemUserIds[caretaker.number] ?? ''
    const ours = addMany(access, subject, 5_000, { resources: [appResource] })
    addMany(access, people.loner.number, 5_000, { roles: ['daglig-leder', 'dagl'] })
    const parties = await enduserList()
    expect(parties).toHaveLength(5_006)
    expect(new Set(idsOf(parties)).size).toBe(5_006)
    const numbers = access.parties.flatMap(({ organizationNumber }) => organizationNumber ?? [])
    expect(new Set(numbers).size).toBe(numbers.length)
    const loners = await list({ type: personType, value: people.loner.number })
    expect(loners).toHaveLength(5_001)
    const last = ours.at(-1)
    expect(findParty(access, 'partyId', String(last?.partyId))).toBe(last)
  })
})

describe('the register', () => {
  it('has people with numbers that can be theirs', () => {
    const numbers = [...Object.values(people).map(({ number }) => number), unknownPerson]
    expect(numbers.map(parseIdentityNumber)).toEqual(numbers)
    expect(numbers.every((number) => Number(number.slice(2, 4)) > 80)).toBe(true)
  })

  it('finds those who were added, and after a new beginning nobody else', () => {
    const state = seedAccess()
    expect(findParty(state, 'organizationNumber', customer.number)?.partyId).toBe(50_100_001)
    const [added] = addMany(state, 'somebody', 1)
    expect(findParty(state, 'organizationNumber', added?.organizationNumber ?? '')).toBe(added)
    state.parties.splice(1)
    expect(findParty(state, 'organizationNumber', added?.organizationNumber ?? '')).toBeUndefined()
  })
})
