import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  accountantsClients,
  agentSystemUser,
  clientSubunit,
  seedAccess,
  systemUser,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { withdraw } from '../../../sandbox/altinn3/access-management/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor, accountant, serviceOwner } = organizations
const path = '/authorization/api/v1/authorize'
const scope = 'altinn:authorization/authorize'
const actionId = 'urn:oasis:names:tc:xacml:1.0:action:action-id'
const number = 'urn:altinn:organization:identifier-no'
const client = accountantsClients[1]?.organizationNumber ?? ''

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
beforeEach(() => {
  const { access, faults, apiManagement } = sandbox.altinn3
  Object.assign(access, seedAccess())
  faults.decision = undefined
  apiManagement.subscriptionKey = undefined
})
afterAll(() => sandbox.close())

type Attributes = Readonly<Record<string, string>>

interface Question {
  readonly subject?: Attributes
  readonly action?: Attributes
  readonly resource?: Attributes
}

const toCategory = (attributes: Attributes): object => ({
  Attribute: Object.entries(attributes).map(([AttributeId, Value]) => ({ AttributeId, Value })),
})

/** May the customer's system user read in the broker for the customer? */
function toRequest(question: Question = {}): Record<string, object[]> {
  const { subject = { 'urn:altinn:systemuser:uuid': systemUser } } = question
  const { action = { [actionId]: 'read' } } = question
  const { resource = { 'urn:altinn:resource': 'acn-broker-02', [number]: customer.number } } =
    question
  return {
    AccessSubject: [toCategory(subject)],
    Action: [toCategory(action)],
    Resource: [toCategory(resource)],
  }
}

interface Sent {
  readonly scope?: string
  readonly headers?: Readonly<Record<string, string>>
}

function post(body: object | string, sent: Sent = {}): Promise<HttpAnswer> {
  const wish = { org: vendor.number, scope: sent.scope ?? scope }
  const authorization = `Bearer ${sandbox.altinn3.mintAltinnToken(wish)}`
  return http(sandbox.altinn3.url, path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...sent.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

interface Result {
  readonly decision: string
  readonly status: { readonly statusCode: { readonly value: string } }
  readonly obligations: unknown
}

async function decide(question: Question = {}): Promise<Result> {
  const answer = await post({ Request: toRequest(question) })
  const { response } = JSON.parse(answer.body) as { response: Result[] }
  const [result, ...others] = response
  if (result === undefined) throw new Error('no result')
  expect([answer.status, others]).toEqual([200, []])
  return result
}

const decision = async (question?: Question): Promise<string> => (await decide(question)).decision

const agentFor = (organization: string, resourceId = 'acn-broker-02'): Question => ({
  subject: { 'urn:altinn:systemuser:uuid': agentSystemUser },
  resource: { 'urn:altinn:resource': resourceId, [number]: organization },
})

describe('a decision', () => {
  it('permits what a system user was given, with the level that it takes', async () => {
    expect(await decide()).toEqual({
      decision: 'Permit',
      status: {
        statusMessage: null,
        statusDetails: null,
        statusCode: { value: 'urn:oasis:names:tc:xacml:1.0:status:ok', statusCode: null },
      },
      obligations: [
        {
          id: 'urn:altinn:obligation:authenticationLevel1',
          attributeAssignment: [
            {
              attributeId: 'urn:altinn:obligation-assignment:1',
              value: '3',
              category: 'urn:altinn:minimum-authenticationlevel',
              dataType: 'http://www.w3.org/2001/XMLSchema#integer',
              issuer: null,
            },
          ],
        },
      ],
      associateAdvice: null,
      category: null,
      policyIdentifierList: null,
    })
  })

  it.each([
    ['urn:altinn:partyid', '50100001'],
    ['urn:altinn:organizationnumber', customer.number],
  ])('knows a party by %s', async (id, value) => {
    const resource = { 'urn:altinn:resource': 'acn-broker-02', [id]: value }
    expect(await decision({ resource })).toBe('Permit')
  })

  it('permits an agent for its clients and their sub-units, until they withdraw', async () => {
    expect(await decision(agentFor(client))).toBe('Permit')
    expect(await decision(agentFor(clientSubunit.organizationNumber ?? ''))).toBe('Permit')
    withdraw(sandbox.altinn3.access, agentSystemUser, client)
    expect(await decision(agentFor(client))).toBe('NotApplicable')
  })

  it('does not apply to an agent’s own firm, to strangers, or to who is unknown', async () => {
    for (const organization of [accountant.number, customer.number, '999999999']) {
      expect(await decision(agentFor(organization))).toBe('NotApplicable')
    }
    expect((await decide(agentFor(customer.number))).obligations).toBeNull()
  })

  it('does not apply to an action that the policy does not know', async () => {
    expect(await decision({ action: { [actionId]: 'sign' } })).toBe('NotApplicable')
  })

  it('is a denial when an access list leaves the party out', async () => {
    expect(await decision(agentFor(client, 'acn-broker-ser-7531'))).toBe('Deny')
  })

  it('permits an organisation that the policy names, for itself', async () => {
    const resource = { 'urn:altinn:resource': 'acn-broker-02', [number]: customer.number }
    const of = (organization: string): Question => ({
      subject: { [number]: organization },
      resource,
    })
    expect(await decision(of(customer.number))).toBe('Permit')
    expect(await decision(of(vendor.number))).toBe('NotApplicable')
    expect(await decision(of(serviceOwner.number))).toBe('NotApplicable')
    expect(await decision(of('999999999'))).toBe('Indeterminate')
  })

  it('is about an app when the resource is one', async () => {
    const { policies, grants } = sandbox.altinn3.access
    const [grant] = grants[systemUser] ?? []
    policies.app_ttd_skjema = { actions: ['read'], roles: [], packages: [], organizations: [] }
    const resource = {
      'urn:altinn:org': 'ttd',
      'urn:altinn:app': 'skjema',
      [number]: customer.number,
    }
    expect(await decision({ resource })).toBe('NotApplicable')
    if (grant !== undefined) grant.resources = ['app_ttd_skjema']
    expect(await decision({ resource })).toBe('Permit')
  })

  it('follows a policy that a test has changed', async () => {
    const { policies } = sandbox.altinn3.access
    const policy = policies['acn-broker-02']
    if (policy === undefined) throw new Error('no policy')
    Object.assign(policy, { minimumLevel: 4, minimumLevelOrg: 3 })
    const { obligations } = await decide()
    expect(obligations).toMatchObject([
      { attributeAssignment: [{ value: '4' }] },
      {
        attributeAssignment: [
          { value: '3', category: 'urn:altinn:minimum-authenticationlevel-org' },
        ],
      },
    ])
    for (const wanted of ['Deny', 'NotApplicable', 'Indeterminate'] as const) {
      policy.decision = wanted
      expect(await decision()).toBe(wanted)
    }
  })
})

describe('a question that makes no sense', () => {
  it.each<[string, Question]>([
    [
      'a system user with company',
      { subject: { [number]: '1', 'urn:altinn:systemuser:uuid': '' } },
    ],
    ['a system user that is no uuid', { subject: { 'urn:altinn:systemuser:uuid': '7' } }],
    ['two subjects', { subject: { [number]: customer.number, 'urn:altinn:userid': '1' } }],
    ['a resource without a policy', { resource: { 'urn:altinn:resource': 'unknown' } }],
    ['no subject', { subject: {} }],
  ])('is indeterminate, and the answer says no more: %s', async (_, question) => {
    const { decision: made, status, obligations } = await decide(question)
    expect([made, obligations]).toEqual(['Indeterminate', null])
    expect(status).toMatchObject({
      statusMessage: null,
      statusCode: { value: 'urn:oasis:names:tc:xacml:1.0:status:processing-error' },
    })
  })

  it.each(['not json', '[]', '{"Request":[]}', '{"Request":{"Action":{}}}'])(
    'is 400 when it cannot be read: %s',
    async (body) => {
      expect((await post(body)).status).toBe(400)
    },
  )

  it('is 400 with a value that is no text', async () => {
    const Action = [{ Attribute: [{ AttributeId: actionId, Value: 7 }] }]
    expect((await post({ Request: { ...toRequest(), Action } })).status).toBe(400)
  })

  it.each<[string, object]>([
    ['two actions', { Action: [toCategory({}), toCategory({})] }],
    ['two resources', { Resource: [toCategory({}), toCategory({})] }],
    ['several in one', { MultiRequests: { RequestReference: [{ ReferenceId: ['s', 'a'] }] } }],
    ['a field', { Subject: [] }],
    ['an attribute', { Action: [toCategory({ 'urn:altinn:action': 'read' })] }],
  ])('is nothing that this gateway asks: %s', async (_, changed) => {
    const answer = await post({ Request: { ...toRequest(), ...changed } })
    expect(answer.status).toBe(500)
    expect(answer.body).toMatch(/^unlike the real one: /)
  })
})

describe('a question that is refused', () => {
  it('is one without a token, with Maskinporten’s own, or without the scope', async () => {
    const token = await sandbox.maskinporten.mint({ org: vendor.number, scope })
    for (const authorization of ['', `Bearer ${token}`]) {
      expect((await post({}, { headers: { authorization } })).status).toBe(401)
    }
    expect((await post({}, { scope: `${scope}x` })).status).toBe(403)
    expect((await post({ Request: toRequest() }, { scope: `${scope}.admin` })).status).toBe(200)
  })

  it('is one in something else than JSON', async () => {
    const headers = { 'content-type': 'application/xml' }
    expect((await post('<Request/>', { headers })).status).toBe(415)
  })

  it('is one without the subscription key, where there is one', async () => {
    sandbox.altinn3.apiManagement.subscriptionKey = 'secret'
    const request = { Request: toRequest() }
    const missing = await post(request)
    expect([missing.status, missing.headers['www-authenticate']]).toEqual([
      401,
      'AzureApiManagementKey name="Ocp-Apim-Subscription-Key",type="header"',
    ])
    expect(missing.body).toContain('missing subscription key')
    const wrong = await post(request, { headers: { 'ocp-apim-subscription-key': 'other' } })
    expect([wrong.status, wrong.body]).toEqual([401, expect.stringContaining('invalid')])
    const right = await post(request, { headers: { 'ocp-apim-subscription-key': 'secret' } })
    expect(right.status).toBe(200)
  })
})

describe('a decision point at fault', () => {
  it('gives two results, or none', async () => {
    const { faults } = sandbox.altinn3
    const results = async (): Promise<Result[]> => {
      const { body } = await post({ Request: toRequest(agentFor(customer.number)) })
      return (JSON.parse(body) as { response: Result[] }).response
    }
    faults.decision = 'two results'
    expect((await results()).map((one) => one.decision)).toEqual(['NotApplicable', 'Permit'])
    faults.decision = 'empty list'
    expect(await results()).toEqual([])
  })

  it.each([
    ['not json', 200, '<html>'],
    ['error', 500, 'An error occurred'],
  ] as const)('answers %s', async (fault, status, text) => {
    const { counts, faults } = sandbox.altinn3
    counts.decisions = 0
    faults.decision = fault
    const answer = await post({ Request: toRequest() })
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(text)])
    expect(counts.decisions).toBe(1)
  })

  it('hangs, for the one who asked then and nobody after', async () => {
    const { counts, faults, mintAltinnToken } = sandbox.altinn3
    counts.decisions = 0
    faults.decision = 'hang'
    const hanging = new AbortController()
    const call = fetch(sandbox.altinn3.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${mintAltinnToken({ org: vendor.number, scope })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ Request: toRequest() }),
      signal: hanging.signal,
    })
    while (counts.decisions === 0) await new Promise((resolve) => setImmediate(resolve))
    faults.decision = undefined
    expect(await decision()).toBe('Permit')
    hanging.abort()
    await expect(call).rejects.toThrow('abort')
  })
})
